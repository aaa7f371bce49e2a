package dev.veery.engine.fleet;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Version;
import dev.veery.postgres.fleet.FleetOverview.OpenRun;
import dev.veery.postgres.fleet.FleetOverview.Trouble;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a fleet stands.
 *
 * @param database where its journal is
 * @param server the version of PostgreSQL
 * @param tenants that are there
 * @param current tenants that have everything
 * @param behind tenants for which something is pending
 * @param blocked tenants in whose way something is
 * @param half tenants in which a migration is half done
 * @param levels tenants by their newest migration, the newest first
 * @param absent tenants that are named and have no schema or database
 * @param unlisted tenants that Veery knows and nobody names any more
 * @param troubles tenants that failed, or are half done
 * @param problems what is in the way of those that are blocked
 * @param unreachable databases of tenants that could not be asked
 * @param run the one that is open; null for none
 * @param nameless rows of the source of tenants that name nobody
 */
public record FleetStatus(
    String database,
    String server,
    int tenants,
    int current,
    int behind,
    int blocked,
    int half,
    List<Level> levels,
    List<String> absent,
    int absentCount,
    List<String> unlisted,
    List<Trouble> troubles,
    List<Problem> problems,
    List<Unreachable> unreachable,
    @Nullable OpenRun run,
    int nameless) {

  public FleetStatus {
    levels = List.copyOf(levels);
    absent = List.copyOf(absent);
    unlisted = List.copyOf(unlisted);
    troubles = List.copyOf(troubles);
    problems = List.copyOf(problems);
    unreachable = List.copyOf(unreachable);
  }

  /**
   * Tenants that have the same.
   *
   * @param newest the migration that they have last; null for none
   * @param label of that one; empty for none
   * @param applied how many migrations they have
   * @param pending how many they lack
   * @param tenants how many there are
   * @param failed of these, how many failed when they were last touched
   * @param example one of them
   */
  public record Level(
      @Nullable Version newest,
      String label,
      int applied,
      int pending,
      int tenants,
      int failed,
      String example) {}

  /** A tenant whose database could not be asked. */
  public record Unreachable(String tenant, Problem problem) {}

  /** Whether every tenant has everything and nothing is odd. */
  public boolean clean() {
    return behind == 0
        && blocked == 0
        && half == 0
        && troubles.isEmpty()
        && absentCount == 0
        && unreachable.isEmpty();
  }
}
