package dev.veery.core.diff;

import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.sql.Identifiers;

/** Constraints as they stand in a table, in a domain or behind {@code ADD}. */
final class ConstraintSql {

  private ConstraintSql() {}

  /** {@code CONSTRAINT name …}. */
  static String clause(Constraint constraint) {
    return switch (constraint) {
      case Constraint.Key key -> IndexSql.constraint(key);
      case Constraint.ForeignKey key -> foreignKey(key);
      case Constraint.Check check ->
          "CONSTRAINT "
              + Identifiers.quote(check.id().name())
              + " CHECK "
              + Clauses.parenthesized(check.expression())
              + (check.inheritable() ? "" : " NO INHERIT")
              + (check.enforced() ? "" : " NOT ENFORCED")
              // What is not enforced is not valid either, and says so already.
              + (check.validated() || !check.enforced() ? "" : " NOT VALID");
    };
  }

  /** {@code ALTER TABLE … ADD CONSTRAINT …}. */
  static String add(Constraint constraint, boolean only) {
    boolean onDomain = constraint.holder().kind() == ObjectKind.DOMAIN;
    return "ALTER "
        + constraint.holder().kind().sql()
        + (only && !onDomain ? " ONLY " : " ")
        + constraint.holder().sqlName()
        + "\n    ADD "
        + clause(constraint);
  }

  private static String foreignKey(Constraint.ForeignKey key) {
    return "CONSTRAINT "
        + Identifiers.quote(key.id().name())
        + " FOREIGN KEY ("
        + columns(key.columns(), key.period())
        + ") REFERENCES "
        + key.referenced().sqlName()
        + " ("
        + columns(key.referencedColumns(), key.period())
        + ')'
        + (key.matchFull() ? " MATCH FULL" : "")
        + action(" ON UPDATE ", key.onUpdate())
        + action(" ON DELETE ", key.onDelete())
        + (key.onDeleteColumns().isEmpty() ? "" : " (" + Clauses.names(key.onDeleteColumns()) + ')')
        + key.timing().sql()
        + (key.enforced() ? "" : " NOT ENFORCED")
        + (key.validated() || !key.enforced() ? "" : " NOT VALID");
  }

  private static String columns(java.util.List<String> columns, boolean period) {
    if (!period) {
      return Clauses.names(columns);
    }
    int last = columns.size() - 1;
    return Clauses.names(columns.subList(0, last))
        + ", PERIOD "
        + Identifiers.quote(columns.get(last));
  }

  private static String action(String when, String action) {
    return action.equals("NO ACTION") ? "" : when + action;
  }
}
