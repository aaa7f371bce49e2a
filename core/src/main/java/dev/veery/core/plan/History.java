package dev.veery.core.plan;

import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The journal read for planning.
 *
 * @param journalExists false before Veery has written anything to this database
 * @param head the token of the newest lease, or {@link #UNSETTLED}: whoever gets the next token
 *     knows that nobody wrote in between
 * @param applied versioned migrations in the order in which they were applied
 * @param repeatables by name
 * @param unfinished the steps that are committed or intended of migrations that are not whole
 * @param changes the states of changes in two halves that are not closed, by their migration
 * @param changing the tables of those, as {@code schema.name}
 */
public record History(
    boolean journalExists,
    long head,
    Map<Version, AppliedMigration> applied,
    Map<String, AppliedMigration> repeatables,
    List<RecordedStep> unfinished,
    Map<Version, String> changes,
    Map<Version, List<String>> changing) {

  public History(
      boolean journalExists,
      long head,
      Map<Version, AppliedMigration> applied,
      Map<String, AppliedMigration> repeatables,
      List<RecordedStep> unfinished) {
    this(journalExists, head, applied, repeatables, unfinished, Map.of(), Map.of());
  }

  /** Somebody was at work while the history was read: it must be read again under a lease. */
  public static final long UNSETTLED = -2;

  public static final History EMPTY = new History(false, 0, Map.of(), Map.of(), List.of());

  public History {
    applied = Collections.unmodifiableMap(new LinkedHashMap<>(applied));
    repeatables = Collections.unmodifiableMap(new LinkedHashMap<>(repeatables));
    unfinished = List.copyOf(unfinished);
    changes = Map.copyOf(changes);
    changing = Map.copyOf(changing);
  }

  /** The record of one version, or null. */
  public @Nullable AppliedMigration find(Version version) {
    return applied.get(version);
  }

  /** Everything versioned that is recorded, in the order of application. */
  public Collection<AppliedMigration> all() {
    return applied.values();
  }

  /** The number of the newest batch, or 0. */
  public int lastBatch() {
    return Math.max(lastBatch(applied.values()), lastBatch(effective()));
  }

  /** The number of the newest batch that has a versioned migration, or 0. */
  public int lastVersionedBatch() {
    return lastBatch(applied.values());
  }

  private static int lastBatch(Collection<AppliedMigration> migrations) {
    int last = 0;
    for (AppliedMigration migration : migrations) {
      if (migration.batch() != null && migration.batch() > last) {
        last = migration.batch();
      }
    }
    return last;
  }

  /** What is left of a batch: versioned ones in the order of application, then repeatable ones. */
  public List<AppliedMigration> batch(int number) {
    List<AppliedMigration> found = new ArrayList<>();
    for (Collection<AppliedMigration> some : List.of(applied.values(), effective())) {
      for (AppliedMigration migration : some) {
        if (migration.batch() != null && migration.batch() == number) {
          found.add(migration);
        }
      }
    }
    return found;
  }

  /**
   * The repeatable migrations but for those of which nothing may be left: when something is taken
   * back their checksums are emptied, and the next up runs them again.
   */
  private List<AppliedMigration> effective() {
    List<AppliedMigration> found = new ArrayList<>();
    for (AppliedMigration migration : repeatables.values()) {
      if (!migration.checksum().isEmpty()) {
        found.add(migration);
      }
    }
    return found;
  }

  /** The newest baseline, or null. */
  public @Nullable Version baseline() {
    Version found = null;
    for (AppliedMigration migration : applied.values()) {
      if (migration.kind() == AppliedMigration.Kind.BASELINE
          && (found == null || migration.version().compareTo(found) > 0)) {
        found = migration.version();
      }
    }
    return found;
  }

  /** The migration that was interrupted, or null; there is never more than one per run. */
  public @Nullable AppliedMigration interrupted() {
    for (AppliedMigration migration : applied.values()) {
      if (migration.state() != State.APPLIED) {
        return migration;
      }
    }
    return null;
  }

  /** The recorded steps of one unfinished migration, by ordinal. */
  public Map<Integer, RecordedStep> stepsOf(Version version, Direction direction) {
    Map<Integer, RecordedStep> steps = new LinkedHashMap<>();
    for (RecordedStep step : unfinished) {
      if (step.version().equals(version) && step.direction() == direction) {
        steps.put(step.ordinal(), step);
      }
    }
    return steps;
  }

  /**
   * A step as the journal holds it.
   *
   * @param version whose step
   * @param direction of the script
   * @param ordinal 1-based place in the script
   * @param hash of the statement's tokens
   * @param done false: it was intended, and whether it happened must be asked of the catalog
   */
  public record RecordedStep(
      Version version, Direction direction, int ordinal, String hash, boolean done) {}
}
