package dev.veery.core.online;

import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.Option;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Constraints on a table in use. Each is added without a look at the rows, which takes a moment
 * under the strong lock, and the rows are looked at afterwards, under a lock that lets reads and
 * writes through.
 */
final class ConstraintForms {

  /** From here on NOT NULL is a constraint with a name, which can be NOT VALID. */
  static final int NOT_NULL_NOT_VALID = 18;

  /** From here on a partitioned table's foreign key can be NOT VALID. */
  private static final int PARTITIONED_NOT_VALID = 18;

  private final OnlineFacts facts;
  private final ServerNames names;
  private final StatementText text;
  private final String table;
  private final TableState state;
  private final Set<String> made = new HashSet<>();

  /**
   * @param table as the statement writes it
   */
  ConstraintForms(
      OnlineFacts facts, ServerNames names, StatementText text, String table, TableState state) {
    this.facts = facts;
    this.names = names;
    this.text = text;
    this.table = table;
    this.state = state;
  }

  /**
   * @param constraint as it stands, on the table or on a new column
   * @param on the column that it stands on; null for a constraint of the table
   */
  ActionForm of(Constraint constraint, @Nullable String on) throws ActionForm.NoForm {
    Constraint.Attributes attributes = constraint.attributes();
    if (attributes.notValid() || attributes.notEnforced()) {
      return ActionForm.asItIs("ADD " + text.part(constraint.span()));
    }
    return switch (constraint) {
      case Constraint.ForeignKey key -> foreignKey(key, on);
      case Constraint.Check check -> check(check, on);
      case Constraint.Unique unique -> unique(unique, on);
      case Constraint.NotNull notNull ->
          notNull(
              on == null ? columnOf(notNull) : on,
              notNull.name(),
              "ADD " + text.part(constraint.span()));
      case Constraint.Exclude exclude ->
          throw new ActionForm.NoForm(
              "an exclusion constraint builds its index under a lock that stops every read and write of "
                  + state
                  + ", and PostgreSQL has no other way to build it",
              "add it while the table is small, or to a new table that the rows are moved to");
      case Constraint.Null other -> ActionForm.asItIs("ADD " + text.part(other.span()));
      case Constraint.Default other -> ActionForm.asItIs("ADD " + text.part(other.span()));
      case Constraint.Generated other -> ActionForm.asItIs("ADD " + text.part(other.span()));
      case Constraint.Identity other -> ActionForm.asItIs("ADD " + text.part(other.span()));
    };
  }

  private static String columnOf(Constraint.NotNull notNull) {
    Identifier column = notNull.column();
    return column == null ? "" : column.effective();
  }

  private ActionForm foreignKey(Constraint.ForeignKey key, @Nullable String on) {
    List<String> columns = on == null ? StatementText.names(key.columns()) : List.of(on);
    String name = name(key, columns);
    String definition =
        (on == null ? "" : "FOREIGN KEY (" + StatementText.list(columns) + ") ")
            + text.withoutName(key);
    String add = "ADD CONSTRAINT " + Identifiers.quote(name) + " " + definition;
    String why = "every row of " + state + " would be looked up while writes to both tables wait";
    if (!state.isPartitioned() || facts.major() >= PARTITIONED_NOT_VALID) {
      return ActionForm.of(List.of(add + " NOT VALID"), List.of(validate(table, name)), why);
    }
    // A valid constraint of a partition becomes a part of the parent's without another look.
    List<Piece> pieces = new ArrayList<>();
    List<Piece> leftovers = new ArrayList<>();
    for (TableState leaf : leaves(state)) {
      String partition = StatementText.name(leaf);
      pieces.add(new Piece.Own("ALTER TABLE " + partition + " " + add + " NOT VALID"));
      pieces.add(validate(partition, name));
      leftovers.add(dropConstraint(partition, name));
    }
    pieces.add(new Piece.Own("ALTER TABLE " + table + " " + add));
    return ActionForm.of(List.of(), pieces, why).leaving(leftovers);
  }

  private ActionForm check(Constraint.Check check, @Nullable String on) {
    String name = name(check, on == null ? List.of() : List.of(on));
    String add = "ADD CONSTRAINT " + Identifiers.quote(name) + " " + text.withoutName(check);
    return ActionForm.of(
        List.of(add + " NOT VALID"),
        validateAll(name, !check.attributes().noInherit()),
        "every row of " + state + " would be checked while reads and writes wait");
  }

  /**
   * NOT NULL for a column that there is.
   *
   * @param given the name of the constraint, or null
   * @param plain the subcommand where nothing has to be proven
   */
  ActionForm notNull(String column, @Nullable Identifier given, String plain) {
    if (isProven(column)) {
      return ActionForm.asItIs(plain);
    }
    String why = "every row of " + state + " would be read while reads and writes wait";
    String quoted = Identifiers.quote(column);
    if (facts.major() >= NOT_NULL_NOT_VALID) {
      String name = given == null ? names.choose(state, column, "not_null") : given.effective();
      return ActionForm.of(
          List.of(
              "ADD CONSTRAINT " + Identifiers.quote(name) + " NOT NULL " + quoted + " NOT VALID"),
          validateAll(name, true),
          why);
    }
    String name = names.choose(state, column, "not_null");
    List<Piece> then = new ArrayList<>(validateAll(name, true));
    // The server takes a valid check for proof and reads nothing.
    then.add(
        new Piece.Own(
            alter("ALTER COLUMN " + quoted + " SET NOT NULL"),
            alter("DROP CONSTRAINT " + Identifiers.quote(name))));
    return ActionForm.of(List.of(addCheck(name, quoted)), then, why)
        .leaving(List.of(dropConstraint(table, name)));
  }

  static Piece dropConstraint(String table, String name) {
    return new Piece.Own(
        "ALTER TABLE IF EXISTS " + table + " DROP CONSTRAINT IF EXISTS " + Identifiers.quote(name));
  }

  private static Piece dropIndex(String schema, String name) {
    return new Piece.Alone(
        "DROP INDEX CONCURRENTLY IF EXISTS " + Identifiers.qualify(schema, name));
  }

  private static String addCheck(String name, String quoted) {
    return "ADD CONSTRAINT "
        + Identifiers.quote(name)
        + " CHECK ("
        + quoted
        + " IS NOT NULL) NOT VALID";
  }

  private ActionForm unique(Constraint.Unique unique, @Nullable String on)
      throws ActionForm.NoForm {
    if (unique.withoutOverlaps()) {
      throw new ActionForm.NoForm(
          "WITHOUT OVERLAPS builds its index under a lock that stops every read and write of "
              + state
              + ", and PostgreSQL has no other way to build it",
          "add it while the table is small, or to a new table that the rows are moved to");
    }
    List<String> columns = on == null ? StatementText.names(unique.columns()) : List.of(on);
    if (unique.usingIndex() != null) {
      var index = state.index(unique.usingIndex().effective());
      columns = index == null ? List.of() : index.columns();
    }
    List<Piece> pieces = new ArrayList<>();
    List<Piece> leftovers = new ArrayList<>();
    List<String> after = new ArrayList<>();
    if (unique.primary()) {
      for (String column : columns) {
        requireNotNull(column, pieces, after, leftovers);
      }
    }
    if (unique.usingIndex() != null) {
      String plain = "ADD " + text.part(unique.span());
      if (pieces.isEmpty()) {
        return ActionForm.asItIs(plain);
      }
      pieces.add(exchange(alter(plain), after));
      return ActionForm.of(
              List.of(),
              pieces,
              "every row of " + state + " would be read while reads and writes wait")
          .leaving(leftovers);
    }
    String name = name(unique, withIncluded(unique, columns));
    if (state.isPartitioned()) {
      for (TableState leaf : leaves(state)) {
        String index =
            names.choose(
                leaf,
                unique.primary() ? "" : String.join("_", withIncluded(unique, columns)),
                unique.primary() ? "pkey" : "key");
        String partition = StatementText.name(leaf);
        pieces.add(build(unique, columns, index, partition));
        leftovers.add(dropConstraint(partition, index));
        leftovers.add(dropIndex(leaf.schema(), index));
        pieces.add(new Piece.Own("ALTER TABLE " + partition + " " + usingIndex(unique, index)));
      }
      // The server finds a fitting constraint on each partition and builds nothing.
      pieces.add(
          exchange(
              alter(
                  "ADD CONSTRAINT "
                      + Identifiers.quote(name)
                      + " "
                      + (on == null
                          ? text.withoutName(unique)
                          : kind(unique) + " (" + Identifiers.quote(on) + ")" + timing(unique))),
              after));
    } else {
      pieces.add(build(unique, columns, name, table));
      leftovers.add(dropIndex(state.schema(), name));
      pieces.add(exchange(alter(usingIndex(unique, name)), after));
    }
    return ActionForm.of(
            List.of(),
            pieces,
            "an index on " + state + " would be built while reads and writes wait")
        .leaving(leftovers);
  }

  /** What makes a column NOT NULL before a primary key asks for it, and what is left to remove. */
  private void requireNotNull(
      String column, List<Piece> pieces, List<String> after, List<Piece> leftovers) {
    if (isProven(column)) {
      return;
    }
    String quoted = Identifiers.quote(column);
    String name = names.choose(state, column, "not_null");
    if (facts.major() >= NOT_NULL_NOT_VALID) {
      pieces.add(
          new Piece.Own(
              alter(
                  "ADD CONSTRAINT "
                      + Identifiers.quote(name)
                      + " NOT NULL "
                      + quoted
                      + " NOT VALID")));
    } else {
      pieces.add(new Piece.Own(alter(addCheck(name, quoted))));
      after.add(alter("DROP CONSTRAINT " + Identifiers.quote(name)));
      leftovers.add(dropConstraint(table, name));
    }
    pieces.addAll(validateAll(name, true));
  }

  private static Piece exchange(String statement, List<String> after) {
    List<String> all = new ArrayList<>();
    all.add(statement);
    all.addAll(after);
    return new Piece.Own(all);
  }

  private Piece build(Constraint.Unique unique, List<String> columns, String index, String holder) {
    StringBuilder sql = new StringBuilder("CREATE UNIQUE INDEX CONCURRENTLY ");
    sql.append(Identifiers.quote(index)).append(" ON ").append(holder);
    sql.append(" (").append(StatementText.list(columns)).append(')');
    if (!unique.include().isEmpty()) {
      sql.append(" INCLUDE (")
          .append(StatementText.list(StatementText.names(unique.include())))
          .append(')');
    }
    if (unique.nullsNotDistinct()) {
      sql.append(" NULLS NOT DISTINCT");
    }
    if (!unique.with().isEmpty()) {
      List<String> with = new ArrayList<>();
      for (Option option : unique.with()) {
        with.add(option.value() == null ? option.name() : option.name() + " = " + option.value());
      }
      sql.append(" WITH (").append(String.join(", ", with)).append(')');
    }
    if (unique.tablespace() != null) {
      sql.append(" TABLESPACE ").append(Identifiers.quote(unique.tablespace().effective()));
    }
    return new Piece.Alone(sql.toString());
  }

  private static String usingIndex(Constraint.Unique unique, String index) {
    String quoted = Identifiers.quote(index);
    return "ADD CONSTRAINT "
        + quoted
        + " "
        + kind(unique)
        + " USING INDEX "
        + quoted
        + timing(unique);
  }

  private static String kind(Constraint.Unique unique) {
    return unique.primary() ? "PRIMARY KEY" : "UNIQUE";
  }

  private static String timing(Constraint.Unique unique) {
    return (unique.attributes().deferrable() ? " DEFERRABLE" : "")
        + (unique.attributes().initiallyDeferred() ? " INITIALLY DEFERRED" : "");
  }

  private static List<String> withIncluded(Constraint.Unique unique, List<String> columns) {
    List<String> all = new ArrayList<>(columns);
    all.addAll(StatementText.names(unique.include()));
    return all;
  }

  private String name(Constraint constraint, List<String> columns) {
    Identifier given = constraint.name();
    return given == null ? names.of(state, constraint, columns) : given.effective();
  }

  /** One partition after the other, so that no transaction lasts longer than it must. */
  private List<Piece> validateAll(String name, boolean inherited) {
    List<Piece> pieces = new ArrayList<>();
    if (inherited) {
      for (TableState leaf : leaves(state)) {
        if (leaf != state) {
          pieces.add(validate(StatementText.name(leaf), name));
        }
      }
    }
    pieces.add(validate(table, name));
    return pieces;
  }

  static Piece validate(String table, String constraint) {
    return new Piece.Own(
        "ALTER TABLE " + table + " VALIDATE CONSTRAINT " + Identifiers.quote(constraint));
  }

  private String alter(String action) {
    return "ALTER TABLE " + table + " " + action;
  }

  /** The tables that hold rows: the partitions, however deep, or the table itself. */
  static List<TableState> leaves(TableState table) {
    if (!table.isPartitioned()) {
      return List.of(table);
    }
    List<TableState> leaves = new ArrayList<>();
    for (TableState partition : table.partitions()) {
      leaves.addAll(leaves(partition));
    }
    return leaves;
  }

  /** A form that comes before has made a column NOT NULL. */
  void isNotNull(String column) {
    made.add(column);
  }

  /** Whether it is NOT NULL already, or a valid check says that it holds no null. */
  private boolean isProven(String column) {
    ColumnState found = state.column(column);
    if (found != null && found.notNull() || made.contains(column)) {
      return true;
    }
    for (ConstraintState constraint : state.constraints()) {
      if (constraint.valid()
          && constraint.definition() instanceof Constraint.Check check
          && NotNullProof.says(check.condition(), column)) {
        return true;
      }
    }
    return false;
  }
}
