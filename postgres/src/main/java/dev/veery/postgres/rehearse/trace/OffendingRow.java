package dev.veery.postgres.rehearse.trace;

import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TypeName;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row that an ALTER TABLE failed on, where the server names none: it does for duplicates and for
 * foreign keys, not for nulls, checks and values that do not fit a type.
 *
 * <p>The row is looked for in what is committed. A column that the same transaction made is not
 * there any more; then nothing is found, and nothing is said.
 */
public final class OffendingRow {

  /** More would not fit on a line. */
  private static final int COLUMNS = 6;

  private static final int VALUE_LENGTH = 40;

  /** {@code pg_input_is_valid}, which knows of every type what it takes. */
  private static final int FIRST_WITH_INPUT_CHECK = 16;

  private final Session session;
  private final int major;
  private final QualifiedName table;
  private final String sqlTable;

  private OffendingRow(Session session, int major, QualifiedName table) {
    this.session = session;
    this.major = major;
    this.table = table;
    this.sqlTable =
        Identifiers.qualified(table.parts().stream().map(Identifier::effective).toList());
  }

  /** What is wrong with a row, and the columns that show it. */
  private record Fault(String condition, List<String> columns) {}

  /**
   * Looks for one.
   *
   * @param session outside of a transaction, on the database that the statement failed on
   * @param major of the server
   * @param statement the text that failed
   * @return such as {@code orders with id = 7, total = null}; empty where there is none to show
   */
  public static String find(Session session, int major, String statement) {
    if (!(SqlStatement.parse(statement).statement() instanceof AlterTable alter)) {
      return "";
    }
    OffendingRow look = new OffendingRow(session, major, alter.name());
    for (AlterAction action : alter.actions()) {
      try {
        Fault fault = look.fault(action);
        String row = fault == null ? null : look.row(fault);
        if (row != null) {
          return row;
        }
      } catch (SQLException e) {
        // The condition names what the failed transaction had made: there is no row to show.
        session.rollbackQuietly();
      }
    }
    return "";
  }

  private @Nullable Fault fault(AlterAction action) throws SQLException {
    if (action instanceof AlterAction.SetNotNull set) {
      return isNull(set.column());
    }
    if (action instanceof AlterAction.AddColumn add) {
      return added(add.column());
    }
    if (action instanceof AlterAction.AddConstraint add) {
      return constraint(add.constraint());
    }
    if (action instanceof AlterAction.ValidateConstraint validate) {
      return validated(validate.name());
    }
    return action instanceof AlterAction.AlterColumnType type && type.using() == null
        ? unfit(type.column(), type.type())
        : null;
  }

  private static Fault isNull(Identifier column) {
    String name = Identifiers.quote(column.effective());
    return new Fault(name + " IS NULL", List.of(column.effective()));
  }

  /** Every row lacks the value of a new column that must not be null. */
  private static @Nullable Fault added(ColumnDefinition column) {
    return column.constraint(Constraint.NotNull.class) != null
            && column.constraint(Constraint.Default.class) == null
        ? new Fault("true", List.of())
        : null;
  }

  private static @Nullable Fault constraint(Constraint constraint) {
    if (constraint instanceof Constraint.Check check) {
      List<String> columns = new ArrayList<>();
      for (QualifiedName column : check.condition().columns()) {
        columns.add(column.name());
      }
      return new Fault("NOT (" + check.condition().text() + ")", columns);
    }
    return constraint instanceof Constraint.NotNull notNull && notNull.column() != null
        ? isNull(notNull.column())
        : null;
  }

  private @Nullable Fault validated(Identifier name) throws SQLException {
    List<String> columns = new ArrayList<>();
    String[] found = new String[2];
    session.query(
        "SELECT contype, pg_get_expr(conbin, conrelid), attname FROM pg_constraint"
            + " LEFT JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)"
            + " WHERE conrelid = "
            + Identifiers.literal(sqlTable)
            + "::regclass AND conname = "
            + Identifiers.literal(name.effective()),
        row -> {
          found[0] = row.getString(1);
          found[1] = row.getString(2);
          if (row.getString(3) != null) {
            columns.add(row.getString(3));
          }
        });
    if ("c".equals(found[0]) && found[1] != null) {
      return new Fault("NOT (" + found[1] + ")", columns);
    }
    if ("n".equals(found[0]) && !columns.isEmpty()) {
      return new Fault(Identifiers.quote(columns.getFirst()) + " IS NULL", columns);
    }
    return null;
  }

  private @Nullable Fault unfit(Identifier column, TypeName type) {
    String name = Identifiers.quote(column.effective());
    List<String> columns = List.of(column.effective());
    if (major >= FIRST_WITH_INPUT_CHECK) {
      return new Fault(
          "NOT pg_input_is_valid(" + name + "::text, " + Identifiers.literal(type.toString()) + ")",
          columns);
    }
    // An explicit cast cuts, where the server's own refuses.
    return type.is("varchar") || type.is("bpchar")
        ? new Fault(name + "::text <> " + name + "::" + type + "::text", columns)
        : null;
  }

  private @Nullable String row(Fault fault) throws SQLException {
    List<String> columns = shown(fault);
    StringBuilder select = new StringBuilder("SELECT ");
    for (String column : columns) {
      select
          .append(select.length() > 7 ? ", " : "")
          .append(Identifiers.quote(column))
          .append("::text");
    }
    select.append(" FROM ").append(sqlTable).append(" WHERE ").append(fault.condition());
    List<String> found = new ArrayList<>();
    session.query(
        select.append(" LIMIT 1").toString(),
        row -> {
          for (int i = 0; i < columns.size(); i++) {
            found.add(columns.get(i) + " = " + shortened(row.getString(i + 1)));
          }
        });
    return found.isEmpty() ? null : table + " with " + String.join(", ", found);
  }

  /** The columns of the key, then those that the fault is about, then the first of the table. */
  private List<String> shown(Fault fault) throws SQLException {
    Set<String> columns = new LinkedHashSet<>();
    List<String> others = new ArrayList<>();
    session.query(
        "SELECT a.attname, coalesce(a.attnum = ANY (i.indkey), false) FROM pg_attribute a"
            + " LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary"
            + " WHERE a.attrelid = "
            + Identifiers.literal(sqlTable)
            + "::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        row -> {
          if (row.getBoolean(2)) {
            columns.add(row.getString(1));
          } else {
            others.add(row.getString(1));
          }
        });
    for (String column : fault.columns()) {
      if (others.contains(column)) {
        columns.add(column);
      }
    }
    for (String column : others) {
      if (columns.size() >= (fault.columns().isEmpty() ? COLUMNS / 2 : 1)) {
        break;
      }
      columns.add(column);
    }
    return columns.stream().limit(COLUMNS).toList();
  }

  private static String shortened(@Nullable String value) {
    if (value == null) {
      return "null";
    }
    return value.codePointCount(0, value.length()) <= VALUE_LENGTH
        ? value
        : value.substring(0, value.offsetByCodePoints(0, VALUE_LENGTH)) + "…";
  }
}
