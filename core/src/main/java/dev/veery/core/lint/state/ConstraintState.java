package dev.veery.core.lint.state;

import dev.veery.core.sql.ast.Constraint;
import java.util.List;

/**
 * A constraint of a table.
 *
 * @param name its own, or the one that the server makes
 * @param columns those it is about, as far as they are known
 * @param definition as it was written
 * @param valid whether the rows that were there are known to satisfy it
 * @param transaction in which it was added; 0 for an earlier script
 */
public record ConstraintState(
    String name,
    List<String> columns,
    Constraint definition,
    boolean valid,
    int script,
    int transaction) {
  public ConstraintState {
    columns = List.copyOf(columns);
  }

  ConstraintState validated() {
    return new ConstraintState(name, columns, definition, true, script, transaction);
  }

  ConstraintState named(String to) {
    return new ConstraintState(to, columns, definition, valid, script, transaction);
  }
}
