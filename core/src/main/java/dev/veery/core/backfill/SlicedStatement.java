package dev.veery.core.backfill;

import dev.veery.core.sql.ast.Expression;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A statement taken apart so far that it can be limited to a range of rows. The text of its author
 * is kept as it is; only conditions are added.
 */
public sealed interface SlicedStatement {

  /** The table whose rows are walked, and the text around its condition. */
  Frame frame();

  /** What it does, in one word for people: {@code UPDATE}. */
  String word();

  /** The functions that decide which rows are concerned. */
  default List<Expression> conditions() {
    Expression where = frame().where();
    return where == null ? List.of() : List.of(where);
  }

  /**
   * The statement limited to rows for which a condition holds.
   *
   * @param condition in terms of {@link Frame#row}
   */
  default String within(String condition) {
    return frame().limited(condition);
  }

  /**
   * The walked table and the text around it.
   *
   * @param table its name as written, schema included where there is one
   * @param row what its columns are qualified with: the alias or the name, as written
   * @param only whether children by inheritance are left out
   * @param before the text up to the condition
   * @param from other tables as written behind FROM or USING; empty for none
   * @param where the condition of its author, or null
   * @param after the text behind the condition
   * @param readsOthers whether what it does depends on more than the walked row: other tables,
   *     queries, WITH
   */
  record Frame(
      String table,
      String row,
      boolean only,
      String before,
      String from,
      @Nullable Expression where,
      String after,
      boolean readsOthers) {
    public Frame {
      Objects.requireNonNull(table);
      Objects.requireNonNull(row);
    }

    String limited(String condition) {
      // The line ends close comments that run to the end of a line.
      return before
          + "\nWHERE "
          + (where == null ? "" : "(" + where.text() + "\n) AND ")
          + "("
          + condition
          + ")"
          + (after.isBlank() ? "" : "\n" + after);
    }

    /** {@code FROM table AS row, other tables}, for questions about the same rows. */
    String source() {
      String name = (only ? "ONLY " : "") + table;
      boolean named = table.equals(row) || table.endsWith("." + row);
      return name + (named ? "" : " AS " + row) + (from.isBlank() ? "" : ", " + from);
    }
  }

  /**
   * UPDATE.
   *
   * @param assignments in the order of the text
   */
  record Update(Frame frame, List<Assignment> assignments) implements SlicedStatement {
    public Update {
      assignments = List.copyOf(assignments);
    }

    @Override
    public String word() {
      return "UPDATE";
    }
  }

  /**
   * One column, or several at once, and what they are set to.
   *
   * @param columns as the catalog writes them
   * @param value what one column is set to; null for DEFAULT, several columns, or a part of one
   * @param expression all that stands behind the equals sign
   */
  record Assignment(List<String> columns, @Nullable Expression value, Expression expression) {
    public Assignment {
      columns = List.copyOf(columns);
    }
  }

  /** DELETE. */
  record Delete(Frame frame) implements SlicedStatement {
    @Override
    public String word() {
      return "DELETE";
    }
  }

  /**
   * INSERT … SELECT, sliced by the first table of its FROM.
   *
   * @param target the table that gets the rows, as written
   * @param select the list between SELECT and FROM
   * @param skipsExisting whether ON CONFLICT makes a second run harmless
   */
  record InsertSelect(Frame frame, String target, Expression select, boolean skipsExisting)
      implements SlicedStatement {
    @Override
    public String word() {
      return "INSERT";
    }
  }
}
