package dev.veery.core.rehearse;

import dev.veery.core.migration.Version;
import dev.veery.core.plan.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One migration of a rehearsal, measured.
 *
 * @param label how messages name it
 * @param path of its file
 * @param statements those that were reached, in order
 */
public record TracedMigration(
    Version version,
    String label,
    Direction direction,
    String path,
    List<TracedStatement> statements) {

  public TracedMigration {
    Objects.requireNonNull(version);
    statements = List.copyOf(statements);
  }

  /** The time of its statements. */
  public Duration duration() {
    Duration sum = Duration.ZERO;
    for (TracedStatement statement : statements) {
      sum = sum.plus(statement.duration());
    }
    return sum;
  }

  /** The same with more said about the statement that failed. */
  public TracedMigration failingWith(String more) {
    List<TracedStatement> extended = new ArrayList<>();
    for (TracedStatement statement : statements) {
      extended.add(statement.failed() ? statement.failingWith(more) : statement);
    }
    return new TracedMigration(version, label, direction, path, extended);
  }

  /** Whether one of its statements failed. */
  public boolean failed() {
    return statements.stream().anyMatch(TracedStatement::failed);
  }
}
