package dev.veery.postgres.fleet;

import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a fleet stands: what one round trip brings, however many tenants there are.
 *
 * @param exists whether Veery has met this fleet before
 * @param database its name
 * @param server its version
 * @param groups tenants that are alike, counted
 * @param states the scripts of each state, in the order of application
 * @param scripts by id
 * @param run the one that is open; null for none
 * @param troubles the tenants that failed when they were last touched, and those that are half done
 * @param unlisted tenants that Veery knows and the source of tenants no longer names
 * @param templates the states of those that new tenants are made after
 * @param nameless rows of the source of tenants that name nobody
 */
public record FleetOverview(
    boolean exists,
    String database,
    String server,
    List<Group> groups,
    Map<Long, List<Long>> states,
    Map<Long, Script> scripts,
    @Nullable OpenRun run,
    List<Trouble> troubles,
    List<String> unlisted,
    List<Long> templates,
    int nameless) {

  /** The state of a tenant that has nothing yet. */
  public static final long EMPTY_STATE = 1;

  public FleetOverview {
    groups = List.copyOf(groups);
    states = Map.copyOf(states);
    scripts = Map.copyOf(scripts);
    troubles = List.copyOf(troubles);
    unlisted = List.copyOf(unlisted);
    templates = List.copyOf(templates);
  }

  /**
   * Tenants that are alike.
   *
   * @param state what they have
   * @param half whether some steps of a migration are committed in them and others not
   * @param absent whether they are named by the source of tenants but have no schema
   * @param fresh whether Veery has not met them yet
   * @param work how the newest run stands with them
   * @param count how many
   * @param example one of them
   */
  public record Group(
      long state,
      boolean half,
      boolean absent,
      boolean fresh,
      String work,
      int count,
      String example) {}

  /** A migration as {@code tenant_script} keeps it. */
  public record Script(
      long id,
      Version version,
      String name,
      AppliedMigration.Kind kind,
      @Nullable List<Version> parents,
      String checksum,
      String rawHash,
      boolean hasDown,
      String path) {}

  /**
   * A run that is not over.
   *
   * @param paused whether nobody takes another tenant
   * @param reason why it is paused; empty where nobody said
   * @param workers who is at work on it, user and host
   */
  public record OpenRun(
      long id,
      String direction,
      String goal,
      String command,
      int wave,
      int waves,
      boolean paused,
      String reason,
      Instant startedAt,
      List<String> workers) {}

  /**
   * A tenant that needs a look.
   *
   * @param work {@code failed}, or how the newest run stands with one that is half done
   * @param half whether some steps of a migration are committed and others not
   * @param errorCode empty for none
   * @param error empty for none
   * @param version the migration that failed; empty for none
   * @param finishedAt null where no run was done with it
   */
  public record Trouble(
      String name,
      String work,
      boolean half,
      String errorCode,
      String error,
      String version,
      @Nullable Instant finishedAt) {}

  /**
   * Tenants that are named and not there.
   *
   * @param examples gets some of them
   * @return how many there are
   */
  public int absent(List<String> examples) {
    int count = 0;
    for (Group group : groups) {
      if (group.absent()) {
        examples.add(group.example());
        count += group.count();
      }
    }
    return count;
  }

  /** Every tenant that is there. */
  public int tenants() {
    int count = 0;
    for (Group group : groups) {
      count += group.absent() ? 0 : group.count();
    }
    return count;
  }
}
