package dev.veery.engine.fleet;

import dev.veery.postgres.fleet.FleetProgress;
import java.time.Duration;
import java.util.List;

/**
 * How a run over a fleet ended.
 *
 * @param run its number; 0 where there was nothing to do
 * @param ended why it ended
 * @param progress every tenant of the run, counted
 * @param failed those that have not reached the goal
 * @param gone those that were dropped before their turn
 * @param notReached those that were not touched
 * @param absent those that are named and have no schema or database; not all of many
 * @param absentCount how many there are
 * @param odd tenants whose schema differs from that of the others which have the same migrations
 * @param fingerprints how many schemas were compared
 * @param duration of this process's part
 * @param nameless rows of the source of tenants that name nobody
 */
public record FleetResult(
    long run,
    Ended ended,
    FleetProgress progress,
    List<Failure> failed,
    List<String> gone,
    List<String> notReached,
    List<String> absent,
    int absentCount,
    List<Odd> odd,
    int fingerprints,
    Duration duration,
    int nameless) {

  public FleetResult {
    failed = List.copyOf(failed);
    gone = List.copyOf(gone);
    notReached = List.copyOf(notReached);
    absent = List.copyOf(absent);
    odd = List.copyOf(odd);
  }

  /** Why a run ended. */
  public enum Ended {
    /** There was nothing to do. */
    NOTHING,
    /** Every tenant had its turn. */
    FINISHED,
    /** Somebody has paused it, or a probe has. */
    PAUSED,
    /** This process was asked to stop; the run is open. */
    INTERRUPTED,
    /** Too many tenants failed. */
    GIVEN_UP
  }

  /**
   * A tenant that has not reached the goal.
   *
   * @param code such as {@code VEERY-801}
   * @param version the migration that failed; empty for none
   * @param half whether some steps of it are committed
   */
  public record Failure(
      String tenant, String code, String error, String version, boolean half, long millis) {}

  /**
   * A tenant whose schema differs.
   *
   * @param alike how many have the schema that most have
   */
  public record Odd(String tenant, int alike) {}
}
