package dev.veery.postgres.fleet;

/**
 * A run that this process takes part in.
 *
 * @param id in {@code fleet_run}
 * @param joined whether another process had opened it
 */
public record FleetRunId(long id, boolean joined) {}
