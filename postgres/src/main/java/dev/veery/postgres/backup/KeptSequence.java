package dev.veery.postgres.backup;

/**
 * The number that a sequence had reached.
 *
 * @param schema not quoted
 * @param name not quoted
 */
public record KeptSequence(String schema, String name, long lastValue, boolean called) {}
