package dev.veery.postgres.backfill;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a backfill is.
 *
 * @param id what {@code veery backfill} calls it by
 * @param walked rows that were looked at in this walk
 * @param estimate how many there are by the server's statistics; null when it does not know
 * @param changed rows that were changed
 * @param rate rows looked at per second, lately
 * @param left until the end of this walk; null when it cannot be told
 * @param batch rows of the last batch
 * @param workers ranges that are in work now, by other processes as well
 * @param pass walks through the table so far, this one included
 * @param throttle what slows it down, in words; empty for nothing
 */
public record BackfillProgress(
    long id,
    long walked,
    @Nullable Long estimate,
    long changed,
    double rate,
    @Nullable Duration left,
    int batch,
    int workers,
    int pass,
    String throttle) {}
