package dev.veery.postgres.backfill;

import dev.veery.core.backfill.NewRow;
import dev.veery.core.backfill.SlicedStatement.Assignment;
import dev.veery.core.backfill.SlicedStatement.Update;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.Expression;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The trigger that keeps rows right that are written while a backfill runs. It does to the row what
 * the statement does, when the statement would still find something to do: that condition stands in
 * the WHEN clause, so that for all other rows no function is called.
 *
 * <p>It is created before the upper bound is taken. Creating it waits for every transaction that
 * has written to the table, so from then on no row escapes it.
 */
final class GuardTrigger {

  /**
   * Triggers fire in the order of their names, and this one is to see what the others have made.
   */
  static final String PREFIX = "zz_veery_backfill_";

  private GuardTrigger() {}

  /**
   * The WHEN clause.
   *
   * @param remainder what holds for a row that is to be done still
   */
  static String guard(Update update, String remainder, Collection<String> columns) {
    return NewRow.of(remainder, update.frame().row(), columns);
  }

  /** The statement of the function. All values are computed before the first is stored. */
  static String keep(Update update, Collection<String> columns) {
    List<String> values = new ArrayList<>();
    List<String> targets = new ArrayList<>();
    for (Assignment assignment : update.assignments()) {
      Expression value = assignment.value();
      if (value == null) {
        throw new IllegalArgumentException("a part of a column cannot be set by a trigger");
      }
      values.add("(" + NewRow.of(value.text(), update.frame().row(), columns) + "\n)");
      targets.add("NEW." + Identifiers.quote(assignment.columns().getFirst()));
    }
    return "SELECT " + String.join(", ", values) + " INTO " + String.join(", ", targets);
  }

  /**
   * The statements that create it.
   *
   * @param schema the journal's, quoted
   */
  static List<String> creation(String schema, BackfillRow backfill, String guard, String keep) {
    String function = function(schema, backfill.id());
    return List.of(
        "CREATE OR REPLACE FUNCTION "
            + function
            + " RETURNS trigger LANGUAGE plpgsql SET search_path TO "
            + backfill.searchPath()
            + " AS "
            + Identifiers.dollarQuoted("BEGIN\n" + keep + ";\nRETURN NEW;\nEND")
            + "",
        "COMMENT ON FUNCTION "
            + function
            + " IS 'Keeps rows right until backfill "
            + backfill.id()
            + " and what its migration proves of them are done.'",
        "CREATE OR REPLACE TRIGGER "
            + name(backfill.id())
            + " BEFORE INSERT OR UPDATE ON "
            + backfill.relation()
            + " FOR EACH ROW WHEN ("
            + guard
            + "\n) EXECUTE FUNCTION "
            + function);
  }

  /** The statements that remove it; nothing happens where it is not there. */
  static List<String> removal(String schema, BackfillRow backfill) {
    return List.of(
        "DROP TRIGGER IF EXISTS " + name(backfill.id()) + " ON " + backfill.relation(),
        "DROP FUNCTION IF EXISTS " + function(schema, backfill.id()));
  }

  static String name(long id) {
    return PREFIX + id;
  }

  private static String function(String schema, long id) {
    return schema + ".backfill_keep_" + id + "()";
  }
}
