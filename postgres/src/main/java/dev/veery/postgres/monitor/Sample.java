package dev.veery.postgres.monitor;

import java.time.Duration;

/**
 * How a database fares at one moment, those that migrate it left out.
 *
 * @param active sessions that run something
 * @param waiting sessions that wait for a lock
 * @param longestWait of those
 * @param commits in each second since the sample before
 * @param rollbacks likewise
 * @param lag of the replica that is furthest behind; zero where there is none, or it may not be
 *     seen
 * @param walBytes written in each second since the sample before
 */
public record Sample(
    int active,
    int waiting,
    Duration longestWait,
    double commits,
    double rollbacks,
    Duration lag,
    double walBytes) {}
