package dev.veery.postgres.fleet;

/**
 * How a run stands with a tenant that has not reached the goal.
 *
 * @param work {@code waiting}, {@code running}, {@code failed} or {@code gone}
 * @param half whether some steps of a migration are committed and others not
 * @param errorCode empty for none
 * @param error empty for none
 * @param version the migration that failed; empty for none
 * @param millis how long it took
 */
public record TenantOutcome(
    String tenant,
    String work,
    boolean half,
    String errorCode,
    String error,
    String version,
    long millis) {}
