package dev.veery.core.diff;

import dev.veery.core.catalog.Catalog;
import java.util.List;

/**
 * The way from one schema to another.
 *
 * @param changes what becomes of which object, in the order of their names; objects that hang on
 *     one that is made or taken away are not listed besides it
 * @param steps the statements, in an order in which they run
 */
public record Difference(List<Change> changes, List<SqlStep> steps) {

  public Difference {
    changes = List.copyOf(changes);
    steps = List.copyOf(steps);
  }

  /**
   * Compares two schemas that were read from servers of the same major version.
   *
   * @throws IllegalArgumentException when the majors differ: they print expressions differently
   */
  public static Difference between(Catalog before, Catalog after, DiffOptions options) {
    if (before.major() != after.major()) {
      throw new IllegalArgumentException(
          "PostgreSQL " + before.major() + " and " + after.major() + " cannot be compared");
    }
    if (before == after) {
      return new Difference(List.of(), List.of());
    }
    Vicinity.Pair pair = Vicinity.of(before, after);
    return new Differ(pair.before(), pair.after(), options).difference();
  }

  /** Whether the schemas mean the same. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /** What is gone for good once every step has run, each thing once. */
  public List<String> losses() {
    return steps.stream().map(SqlStep::loss).filter(loss -> !loss.isEmpty()).distinct().toList();
  }

  /** The statements alone. */
  public List<String> statements() {
    return steps.stream().map(SqlStep::sql).toList();
  }
}
