package dev.veery.core.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Column.NotNull;
import dev.veery.core.catalog.Column.Value;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation.ReplicaIdentity;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tables.
 *
 * <p>A partition is made as a table of its own and attached: its columns may stand in another order
 * and have other defaults than its parent's. A child of plain inheritance is made with {@code
 * INHERITS} where that puts its columns in their order, and otherwise adopted afterwards.
 */
final class TableSql {

  private static final int SINCE_NAMED_NOT_NULL = 18;

  private final Catalog catalog;
  private final Table table;
  private final List<? extends Constraint> constraints;
  private final Set<String> laterDefaults;

  /**
   * @param constraints that stand in the definition
   * @param laterDefaults columns whose default follows later
   */
  TableSql(
      Catalog catalog,
      Table table,
      List<? extends Constraint> constraints,
      Set<String> laterDefaults) {
    this.catalog = catalog;
    this.table = table;
    this.constraints = constraints;
    this.laterDefaults = laterDefaults;
  }

  /**
   * @param attach false where a partition is attached later, once it has its indexes
   */
  List<String> create(boolean attach) {
    var statements = new ArrayList<String>();
    boolean inherits = !table.inherits().isEmpty() && isInNaturalOrder();
    statements.add(definition(inherits));
    if (inherits) {
      inheritedColumns(statements);
    }
    for (ObjectId parent : inherits ? List.<ObjectId>of() : table.inherits()) {
      statements.add(alter() + table.id().sqlName() + " INHERIT " + parent.sqlName());
    }
    for (Column column : table.columns()) {
      boolean isDefined = table.ofType().isEmpty() && (!inherits || column.local());
      statements.addAll(
          ColumnSql.settings(
              table.id(),
              column.name(),
              column.statistics(),
              column.storage(),
              isDefined ? "" : column.compression(),
              column.options()));
      unvalidated(column).ifPresent(statements::add);
    }
    if (attach) {
      attach(table).ifPresent(statements::add);
    }
    switch (table.replicaIdentity()) {
      case ReplicaIdentity.Full ignored -> statements.add(only() + " REPLICA IDENTITY FULL");
      case ReplicaIdentity.Nothing ignored -> statements.add(only() + " REPLICA IDENTITY NOTHING");
      // The index comes later and sets it then.
      case ReplicaIdentity.UsingIndex ignored -> {}
      case ReplicaIdentity.PrimaryKey ignored -> {}
    }
    if (table.rowSecurity()) {
      statements.add(alter() + table.id().sqlName() + " ENABLE ROW LEVEL SECURITY");
    }
    if (table.forceRowSecurity()) {
      statements.add(only() + " FORCE ROW LEVEL SECURITY");
    }
    return statements;
  }

  /** Makes a partition a partition; nothing for what is none. */
  static Optional<String> attach(Table table) {
    return table
        .partitionOf()
        .map(partition ->
            "ALTER TABLE "
                + partition.parent().sqlName()
                + "\n    ATTACH PARTITION "
                + table.id().sqlName()
                + ' '
                + partition.bound());
  }

  private String alter() {
    return "ALTER " + table.id().kind().sql() + ' ';
  }

  private String only() {
    return alter() + "ONLY " + table.id().sqlName();
  }

  private String definition(boolean inherits) {
    var lines = new ArrayList<String>();
    for (Column column : table.columns()) {
      if (!table.ofType().isEmpty()) {
        String extra = ColumnSql.constraints(catalog, table, column, hasDefault(column));
        if (!extra.isEmpty()) {
          lines.add(Identifiers.quote(column.name()) + " WITH OPTIONS" + extra);
        }
      } else if (!inherits || column.local()) {
        lines.add(ColumnSql.definition(catalog, table, column, hasDefault(column)));
      } else if (isNotNullOfItsOwn(column)) {
        notNullClause(column).ifPresent(lines::add);
      }
    }
    for (Constraint constraint : constraints) {
      boolean inherited =
          inherits && constraint instanceof Constraint.Check check && !check.local();
      if (!inherited) {
        lines.add(ConstraintSql.clause(constraint));
      }
    }
    String body =
        lines.isEmpty()
            ? (table.ofType().isEmpty() ? " ()" : "")
            : lines.stream().collect(Collectors.joining(",\n    ", " (\n    ", "\n)"));
    return "CREATE "
        + (table.unlogged() ? "UNLOGGED " : "")
        + table.id().kind().sql()
        + ' '
        + table.id().sqlName()
        + (table.ofType().isEmpty() ? "" : " OF " + table.ofType())
        + body
        + (inherits
            ? table.inherits().stream()
                .map(ObjectId::sqlName)
                .collect(Collectors.joining(", ", " INHERITS (", ")"))
            : "")
        + (table.partitionBy().isEmpty() ? "" : " PARTITION BY " + table.partitionBy())
        + table
            .foreign()
            .map(f ->
                " SERVER " + Identifiers.quote(f.server()) + Clauses.foreignOptions(f.options()))
            .orElse("")
        + (table.accessMethod().isEmpty() || table.accessMethod().equals("heap")
            ? ""
            : " USING " + Identifiers.quote(table.accessMethod()))
        + Clauses.with(table.options())
        + (table.tablespace().isEmpty()
            ? ""
            : " TABLESPACE " + Identifiers.quote(table.tablespace()));
  }

  private boolean hasDefault(Column column) {
    return !laterDefaults.contains(column.name());
  }

  /** Whether INHERITS, which puts the parents' columns first, gives the columns their order. */
  private boolean isInNaturalOrder() {
    Set<String> names = new LinkedHashSet<>();
    for (Table parent : parents()) {
      parent.columns().forEach(column -> names.add(column.name()));
    }
    for (Column column : table.columns()) {
      if (column.local()) {
        names.add(column.name());
      }
    }
    return List.copyOf(names).equals(table.columns().stream().map(Column::name).toList());
  }

  private List<Table> parents() {
    var parents = new ArrayList<Table>();
    for (ObjectId id : table.inherits()) {
      if (catalog.objects().get(id) instanceof Table parent) {
        parents.add(parent);
      }
    }
    return parents;
  }

  private Optional<Column> inherited(String name) {
    return parents().stream()
        .flatMap(parent -> parent.columns().stream())
        .filter(column -> column.name().equals(name))
        .findFirst();
  }

  /** Where a column that is not redefined still differs from the parent's. */
  private void inheritedColumns(List<String> statements) {
    for (Column column : table.columns()) {
      Optional<Column> parent = inherited(column.name());
      if (parent.isEmpty()) {
        continue;
      }
      if (column.local()) {
        // Merged with the parent's column it would take over the parent's default.
        if (column.value() instanceof Value.None && parent.get().value() instanceof Value.Default) {
          statements.add(ColumnSql.setDefault(table.id(), column.name(), ""));
        }
        continue;
      }
      if (!column.value().equals(parent.get().value()) && hasDefault(column)) {
        String expression = column.value() instanceof Value.Default own ? own.expression() : "";
        statements.add(ColumnSql.setDefault(table.id(), column.name(), expression));
      }
      if (catalog.major() < SINCE_NAMED_NOT_NULL && isNotNullOfItsOwn(column)) {
        statements.add(
            only() + " ALTER COLUMN " + Identifiers.quote(column.name()) + " SET NOT NULL");
      }
    }
  }

  /** NOT NULL of the child's own on a column that it only inherits. */
  private boolean isNotNullOfItsOwn(Column column) {
    if (!(column.notNull() instanceof NotNull.Required required)) {
      return false;
    }
    return catalog.major() >= SINCE_NAMED_NOT_NULL
        ? required.local() && required.validated()
        : inherited(column.name())
            .filter(parent -> parent.notNull() instanceof NotNull.Nullable)
            .isPresent();
  }

  private Optional<String> notNullClause(Column column) {
    if (catalog.major() < SINCE_NAMED_NOT_NULL
        || !(column.notNull() instanceof NotNull.Required required)) {
      return Optional.empty();
    }
    return Optional.of(
        (required.name().isEmpty() ? "" : "CONSTRAINT " + Identifiers.quote(required.name()) + ' ')
            + "NOT NULL "
            + Identifiers.quote(column.name())
            + (required.inheritable() ? "" : " NO INHERIT"));
  }

  private Optional<String> unvalidated(Column column) {
    if (!(column.notNull() instanceof NotNull.Required required) || required.validated()) {
      return Optional.empty();
    }
    return Optional.of(
        only()
            + "\n    ADD "
            + (required.name().isEmpty()
                ? ""
                : "CONSTRAINT " + Identifiers.quote(required.name()) + ' ')
            + "NOT NULL "
            + Identifiers.quote(column.name())
            + (required.inheritable() ? "" : " NO INHERIT")
            + " NOT VALID");
  }

  /** Comments on the constraints behind NOT NULL. */
  static List<String> notNullComments(Table table) {
    var statements = new ArrayList<String>();
    for (Column column : table.columns()) {
      if (column.notNull() instanceof NotNull.Required required && !required.comment().isEmpty()) {
        var id =
            new ObjectId(
                ObjectKind.CONSTRAINT, table.id().schema(), table.id().name(), required.name());
        statements.add(AttributeSql.comment(id, false, required.comment()));
      }
    }
    return statements;
  }

  /** {@code REPLICA IDENTITY USING INDEX}, once the index is there. */
  static Optional<String> replicaIdentity(Catalog catalog, ObjectId table, String index) {
    return catalog.objects().get(table) instanceof Table t
            && t.replicaIdentity() instanceof ReplicaIdentity.UsingIndex using
            && using.index().equals(index)
        ? Optional.of(
            "ALTER TABLE ONLY "
                + table.sqlName()
                + " REPLICA IDENTITY USING INDEX "
                + Identifiers.quote(index))
        : Optional.empty();
  }
}
