package dev.veery.core.diff;

import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Column.NotNull;
import dev.veery.core.catalog.ConstraintNames;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;

/** NOT NULL, which is a flag of the column before PostgreSQL 18 and a constraint since. */
final class NotNullChanges {

  private static final int SINCE_NAMED = 18;

  private final int major;
  private final boolean online;
  private final Table table;
  private final String alter;

  NotNullChanges(int major, boolean online, Table table) {
    this.major = major;
    this.online = online;
    this.table = table;
    this.alter = "ALTER " + table.id().kind().sql() + ' ' + table.id().sqlName();
  }

  /** The name of the constraint, chosen or not. */
  String name(String column, NotNull.Required required) {
    return required.name().isEmpty()
        ? ConstraintNames.choose(table.id().name(), column, "not_null")
        : required.name();
  }

  List<SqlStep> change(Column before, Column after) {
    var steps = new ArrayList<SqlStep>();
    switch (after.notNull()) {
      case NotNull.Nullable ignored -> {
        if (before.notNull() instanceof NotNull.Required) {
          steps.add(step(alterColumn(after) + " DROP NOT NULL"));
        }
      }
      case NotNull.Required required -> {
        switch (before.notNull()) {
          case NotNull.Nullable ignored -> set(after, required, steps);
          case NotNull.Required old -> refine(after, old, required, steps);
        }
      }
    }
    return steps;
  }

  private String alterColumn(Column column) {
    // A parent's word counts for partitions; children of plain inheritance had their own before 18.
    String target = major < SINCE_NAMED && table.partitionBy().isEmpty() ? " ONLY " : " ";
    return "ALTER "
        + table.id().kind().sql()
        + target
        + table.id().sqlName()
        + " ALTER COLUMN "
        + Identifiers.quote(column.name());
  }

  private SqlStep step(String sql) {
    return SqlStep.of(table.id(), sql);
  }

  private void set(Column column, NotNull.Required required, List<SqlStep> steps) {
    String name = Identifiers.quote(name(column.name(), required));
    boolean plain = required.name().isEmpty() && required.inheritable() && required.validated();
    boolean isPlace = table.foreign().isEmpty();
    if (major < SINCE_NAMED) {
      if (online && isPlace) {
        String check = "CONSTRAINT " + name;
        steps.add(
            step(
                alter
                    + "\n    ADD "
                    + check
                    + " CHECK ("
                    + Identifiers.quote(column.name())
                    + " IS NOT NULL) NOT VALID"));
        steps.add(SqlStep.alone(table.id(), alter + " VALIDATE " + check));
      }
      steps.add(step(alterColumn(column) + " SET NOT NULL"));
      if (online && isPlace) {
        steps.add(step(alter + " DROP CONSTRAINT " + name));
      }
      return;
    }
    if (plain && !(online && isPlace)) {
      steps.add(step(alterColumn(column) + " SET NOT NULL"));
      return;
    }
    boolean late = online && isPlace || !required.validated();
    steps.add(
        step(
            alter
                + "\n    ADD CONSTRAINT "
                + name
                + " NOT NULL "
                + Identifiers.quote(column.name())
                + (required.inheritable() ? "" : " NO INHERIT")
                + (late ? " NOT VALID" : "")));
    if (late && required.validated()) {
      steps.add(SqlStep.alone(table.id(), alter + " VALIDATE CONSTRAINT " + name));
    }
  }

  private void refine(
      Column column, NotNull.Required old, NotNull.Required required, List<SqlStep> steps) {
    if (major < SINCE_NAMED) {
      return;
    }
    if (old.validated() && !required.validated()) {
      steps.add(step(alterColumn(column) + " DROP NOT NULL"));
      set(column, required, steps);
      return;
    }
    String before = name(column.name(), old);
    String name = name(column.name(), required);
    if (!before.equals(name)) {
      steps.add(
          step(
              alter
                  + " RENAME CONSTRAINT "
                  + Identifiers.quote(before)
                  + " TO "
                  + Identifiers.quote(name)));
    }
    if (old.inheritable() != required.inheritable()) {
      steps.add(
          step(
              alter
                  + " ALTER CONSTRAINT "
                  + Identifiers.quote(name)
                  + (required.inheritable() ? " INHERIT" : " NO INHERIT")));
    }
    if (!old.validated() && required.validated()) {
      steps.add(
          SqlStep.alone(table.id(), alter + " VALIDATE CONSTRAINT " + Identifiers.quote(name)));
    }
  }
}
