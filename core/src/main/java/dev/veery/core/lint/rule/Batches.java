package dev.veery.core.lint.rule;

import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.DataStatement.Delete;
import dev.veery.core.sql.ast.DataStatement.Update;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.QualifiedName;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SQL that changes all rows of a table a few thousand at a time, each batch in a transaction of its
 * own: by ranges of an integer primary key, and where no migration tells of one by ranges of pages.
 * A row that somebody else changes meanwhile may move to a page that is done; so the condition has
 * to be such that looking again finds it.
 */
final class Batches {

  private static final Set<String> INTEGERS =
      Set.of("int2", "int4", "int8", "serial", "bigserial", "smallserial");

  private Batches() {}

  /** Gives a column a value in the rows where it has none. */
  static List<String> fill(TableState table, String name, String column, String value) {
    return of(
        table,
        name,
        name,
        "UPDATE " + name + " SET " + column + " = " + value,
        column + " IS NULL");
  }

  /**
   * An UPDATE or DELETE of the migration, as it stands there; empty for one that is too special.
   */
  static List<String> of(Site at) {
    return switch (at.sql()) {
      case Update update ->
          update.returning() == null && update.with().isEmpty()
              ? of(at, update.table(), update.alias(), update.where())
              : List.of();
      case Delete delete ->
          delete.returning() == null && delete.with().isEmpty()
              ? of(at, delete.table(), delete.alias(), delete.where())
              : List.of();
      default -> List.of();
    };
  }

  private static List<String> of(
      Site at, QualifiedName table, @Nullable Identifier alias, @Nullable Expression where) {
    String name = at.text(table.span());
    String text = at.text();
    String condition = "";
    if (where != null) {
      int end = where.span().start() - at.statement().tokens().start(0);
      text = text.substring(0, Math.min(end, text.length())).strip();
      text = text.substring(0, text.length() - "where".length()).strip();
      condition = where.text();
    }
    return of(at.table(table), name, alias == null ? name : alias.toString(), text, condition);
  }

  /**
   * @param prefix how a condition names the table
   * @param change without its condition
   * @param condition for the rows that have to be changed still; empty for all
   */
  static List<String> of(
      TableState table, String name, String prefix, String change, String condition) {
    String quotes = (change + condition).contains("$$") ? "$batches$" : "$$";
    String also = condition.isEmpty() ? "" : " AND (" + condition + ")";
    String key = key(table);
    if (key != null) {
      String column = prefix + "." + Identifiers.quote(key);
      return List.of(
          "-- veery: transaction=off",
          "DO " + quotes,
          "DECLARE",
          "  low bigint;",
          "  high bigint;",
          "BEGIN",
          "  SELECT min(%1$s), max(%1$s) INTO low, high FROM %2$s;"
              .formatted(Identifiers.quote(key), name),
          "  WHILE low <= high LOOP",
          "    " + change,
          "      WHERE %1$s >= low AND %1$s < low + 5000%2$s;".formatted(column, also),
          "    COMMIT;",
          "    low := low + 5000;",
          "  END LOOP;",
          "END " + quotes + ";");
    }
    return List.of(
        "-- veery: transaction=off",
        "DO " + quotes,
        "DECLARE",
        "  page bigint := 0;",
        "  pages bigint := pg_relation_size('%s') / current_setting('block_size')::bigint;"
            .formatted(name.replace("'", "''")),
        "BEGIN",
        "  WHILE page <= pages LOOP",
        "    " + change,
        "      WHERE %1$s.ctid >= format('(%%s,0)', page)::tid".formatted(prefix),
        "        AND %1$s.ctid < format('(%%s,0)', page + 100)::tid%2$s;".formatted(prefix, also),
        "    COMMIT;",
        "    page := page + 100;",
        "  END LOOP;",
        "END " + quotes + ";");
  }

  /** The only column of its primary key where that is an integer, or null. */
  private static @Nullable String key(TableState table) {
    for (ConstraintState constraint : table.constraints()) {
      if (constraint.definition() instanceof Constraint.Unique unique
          && unique.primary()
          && constraint.columns().size() == 1) {
        ColumnState column = table.column(constraint.columns().getFirst());
        if (column != null
            && column.type() != null
            && INTEGERS.contains(column.type().name().name())) {
          return column.name();
        }
      }
    }
    return null;
  }
}
