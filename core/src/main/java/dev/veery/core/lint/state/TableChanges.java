package dev.veery.core.lint.state;

import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TableStatement;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.TableStatement.CreateTableAs;
import dev.veery.core.sql.ast.TypeName;
import dev.veery.core.sql.ast.ViewStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What statements about tables and indexes do to the schema. */
final class TableChanges {

  private final SchemaState schema;
  private final int script;
  private final int transaction;

  TableChanges(SchemaState schema, int script, int transaction) {
    this.schema = schema;
    this.script = script;
    this.transaction = transaction;
  }

  void apply(TableStatement statement) {
    switch (statement) {
      case CreateTable create -> create(create);
      case CreateTableAs create -> {
        if (schema.find(create.name()) == null) {
          put(create.name(), false).persistence = create.persistence();
        }
      }
      case AlterTable alter -> {
        switch (alter.type()) {
          case TABLE, FOREIGN_TABLE -> alter(alter);
          case INDEX -> alterIndex(alter);
          case VIEW -> rename(alter, schema.views);
          case MATERIALIZED_VIEW -> rename(alter, schema.materializedViews);
          default -> {
            // Sequences are not kept.
          }
        }
      }
      case TableStatement.MoveAll move -> {}
    }
  }

  /** A materialised view: its rows and indexes are those of a table. */
  void create(ViewStatement.CreateMaterializedView view) {
    if (schema.find(view.name()) == null) {
      put(view.name(), false).materializedView = true;
    }
  }

  private <T> void rename(AlterTable alter, java.util.Map<String, T> byName) {
    TableState rows = schema.find(alter.name());
    for (AlterAction action : alter.actions()) {
      if (action instanceof AlterAction.RenameTo rename) {
        if (rows != null && rows.materializedView) {
          renameTable(rows, rename.name().effective());
        }
        T view = schema.remove(byName, alter.name());
        if (view != null) {
          byName.put(schema.newKey(SchemaChanges.renamed(alter.name(), rename.name())), view);
        }
      }
    }
  }

  private TableState put(QualifiedName name, boolean known) {
    TableState made =
        new TableState(
            name.schema() == null ? schema.searchPath().getFirst() : name.schema(),
            name.name(),
            script,
            known);
    schema.tables.put(SchemaState.key(made.schema, made.name), made);
    return made;
  }

  private void create(CreateTable create) {
    if (create.ifNotExists() && schema.find(create.name()) != null) {
      return;
    }
    boolean known = create.inherits().isEmpty() && create.ofType() == null;
    for (TableStatement.Element element : create.elements()) {
      known &= !(element instanceof TableStatement.Element.Like);
    }
    TableState table = put(create.name(), known);
    table.persistence = create.persistence();
    table.partitionBy = create.partitionBy();
    for (QualifiedName parent : create.inherits()) {
      TableState above = schema.remember(parent);
      above.heirs.add(table);
      table.columns.putAll(above.columns);
    }
    if (create.partitionOf() != null) {
      TableState parent = schema.remember(create.partitionOf());
      attach(parent, table, create.bound());
      table.columns.putAll(parent.columns);
    }
    for (TableStatement.Element element : create.elements()) {
      switch (element) {
        case TableStatement.Element.Column column -> addColumn(table, column.definition());
        case TableStatement.Element.TableConstraint constraint ->
            addConstraint(table, constraint.constraint(), List.of(), true);
        case TableStatement.Element.Like like -> {
          TableState other = schema.find(like.table());
          if (other != null) {
            table.columns.putAll(other.columns);
          }
        }
      }
    }
  }

  private static void attach(
      TableState parent, TableState partition, TableStatement.@Nullable PartitionBound bound) {
    partition.partitionOf = parent;
    partition.defaultPartition = bound != null && bound.isDefault();
    parent.partitions.add(partition);
  }

  private void addColumn(TableState table, ColumnDefinition definition) {
    String name = definition.name().effective();
    TypeName type = definition.type();
    boolean serial = type != null && type.isSerial();
    boolean identity = definition.constraint(Constraint.Identity.class) != null;
    boolean generated = definition.constraint(Constraint.Generated.class) != null;
    Constraint.Unique unique = definition.constraint(Constraint.Unique.class);
    table.columns.put(
        name,
        new ColumnState(
            name,
            type,
            serial
                || identity
                || definition.constraint(Constraint.NotNull.class) != null
                || unique != null && unique.primary(),
            serial
                || identity
                || generated
                || definition.constraint(Constraint.Default.class) != null,
            generated));
    for (Constraint constraint : definition.constraints()) {
      addConstraint(table, constraint, List.of(name), true);
    }
  }

  /**
   * @param on the column that a column constraint stands on, or nothing
   * @param fresh whether the rows that it has to hold for cannot break it
   */
  private void addConstraint(
      TableState table, Constraint constraint, List<String> on, boolean fresh) {
    List<String> columns = new ArrayList<>(on);
    switch (constraint) {
      case Constraint.Unique unique -> {
        columns.addAll(names(unique.columns()));
        IndexState used =
            unique.usingIndex() == null ? null : table.index(unique.usingIndex().effective());
        if (used != null) {
          columns.addAll(used.columns());
          removeIndex(table, used.name());
        }
        String name = put(table, constraint, columns, true, unique.primary() ? "pkey" : "key");
        addIndex(table, new IndexState(name, true, "btree", columns, null));
        if (unique.primary()) {
          columns.forEach(c -> change(table, c, column -> column.withNotNull(true)));
        }
      }
      case Constraint.ForeignKey key -> {
        columns.addAll(names(key.columns()));
        put(table, constraint, columns, fresh && !key.attributes().notValid(), "fkey");
      }
      case Constraint.Check check -> {
        if (columns.isEmpty()) {
          check.condition().columns().forEach(c -> columns.add(c.name()));
        }
        boolean valid = !check.attributes().notValid() && !check.attributes().notEnforced();
        put(table, constraint, columns, valid, "check");
      }
      case Constraint.Exclude exclude -> {
        String name = put(table, constraint, columns, true, "excl");
        addIndex(table, new IndexState(name, false, exclude.method(), columns, exclude.where()));
      }
      case Constraint.NotNull notNull -> {
        if (notNull.column() != null) {
          columns.add(notNull.column().effective());
        }
        boolean valid = !notNull.attributes().notValid();
        put(table, constraint, columns, valid, "not_null");
        if (valid) {
          columns.forEach(c -> change(table, c, column -> column.withNotNull(true)));
        }
      }
      case Constraint.Null other -> {}
      case Constraint.Default other -> {}
      case Constraint.Generated other -> {}
      case Constraint.Identity other -> {}
    }
  }

  private String put(
      TableState table, Constraint constraint, List<String> columns, boolean valid, String suffix) {
    Identifier given = constraint.name();
    String name = given == null ? inventName(table, columns, suffix) : given.effective();
    table.constraints.put(
        name, new ConstraintState(name, columns, constraint, valid, script, transaction));
    return name;
  }

  /** As {@code ChooseConstraintName} of the server does, but for very long names. */
  private static String inventName(TableState table, List<String> columns, String suffix) {
    String middle =
        suffix.equals("pkey") || suffix.equals("check") && columns.size() != 1
            ? ""
            : String.join("_", columns) + "_";
    String base = table.name + "_" + middle + suffix;
    String name = base;
    for (int i = 1; table.constraints.containsKey(name); i++) {
      name = base + i;
    }
    return name;
  }

  private void addIndex(TableState table, IndexState index) {
    table.indexes.put(index.name(), index);
    schema.tableOfIndex.put(SchemaState.key(table.schema, index.name()), table);
  }

  private void removeIndex(TableState table, String name) {
    table.indexes.remove(name);
    schema.tableOfIndex.remove(SchemaState.key(table.schema, name));
  }

  void apply(CreateIndex create) {
    TableState table = schema.remember(create.table());
    List<String> columns = new ArrayList<>();
    create.elements().forEach(e -> columns.add(e.column() == null ? "" : e.column().effective()));
    String name;
    if (create.name() != null) {
      name = create.name().name();
    } else {
      List<String> parts = new ArrayList<>();
      columns.forEach(c -> parts.add(c.isEmpty() ? "expr" : c));
      name = table.name + "_" + String.join("_", parts) + "_idx";
    }
    if (!(create.ifNotExists() && table.indexes.containsKey(name))) {
      addIndex(
          table, new IndexState(name, create.unique(), create.method(), columns, create.where()));
    }
  }

  private void alterIndex(AlterTable alter) {
    TableState table = schema.tableOfIndex(alter.name());
    if (table == null) {
      return;
    }
    for (AlterAction action : alter.actions()) {
      IndexState index = table.index(alter.name().name());
      if (action instanceof AlterAction.RenameTo rename && index != null) {
        removeIndex(table, index.name());
        addIndex(
            table,
            new IndexState(
                rename.name().effective(),
                index.unique(),
                index.method(),
                index.columns(),
                index.where()));
      }
    }
  }

  private void alter(AlterTable alter) {
    if (alter.type() == ObjectType.TABLE && schema.tableOfIndex(alter.name()) != null) {
      alterIndex(alter);
      return;
    }
    TableState table = schema.remember(alter.name());
    for (AlterAction action : alter.actions()) {
      alter(table, alter.name(), action);
    }
  }

  private void alter(TableState table, QualifiedName written, AlterAction action) {
    switch (action) {
      case AlterAction.AddColumn add -> {
        if (!(add.ifNotExists() && table.column(add.column().name().effective()) != null)) {
          addColumn(table, add.column());
        }
      }
      case AlterAction.DropColumn drop -> dropColumn(table, drop.column().effective());
      case AlterAction.AlterColumnType type ->
          change(table, type.column(), column -> column.typed(type.type()));
      case AlterAction.SetDefault set ->
          change(table, set.column(), column -> column.withDefault(true));
      case AlterAction.DropDefault drop ->
          change(table, drop.column(), column -> column.withDefault(false));
      case AlterAction.AddIdentity add ->
          change(table, add.column(), column -> column.withDefault(true));
      case AlterAction.DropIdentity drop ->
          change(table, drop.column(), column -> column.withDefault(false));
      case AlterAction.SetNotNull set ->
          change(table, set.column(), column -> column.withNotNull(true));
      case AlterAction.DropNotNull drop ->
          change(table, drop.column(), column -> column.withNotNull(false));
      case AlterAction.AddConstraint add ->
          addConstraint(table, add.constraint(), List.of(), isValidAtOnce(add));
      case AlterAction.ValidateConstraint validate -> {
        ConstraintState found = table.constraint(validate.name().effective());
        if (found != null) {
          table.constraints.put(found.name(), found.validated());
          if (found.definition() instanceof Constraint.NotNull) {
            found.columns().forEach(c -> change(table, c, column -> column.withNotNull(true)));
          }
        }
      }
      case AlterAction.DropConstraint drop -> dropConstraint(table, drop.name().effective());
      case AlterAction.RenameConstraint rename -> {
        ConstraintState found = table.constraints.remove(rename.from().effective());
        if (found != null) {
          String to = rename.to().effective();
          table.constraints.put(to, found.named(to));
        }
      }
      case AlterAction.RenameTo rename -> renameTable(table, rename.name().effective());
      case AlterAction.SetSchema set -> {
        schema.tables.remove(SchemaState.key(table.schema, table.name));
        table.schema = set.schema().effective();
        schema.tables.put(SchemaState.key(table.schema, table.name), table);
      }
      case AlterAction.RenameColumn rename -> renameColumn(table, rename);
      case AlterAction.AttachPartition attach ->
          attach(table, schema.remember(attach.partition()), attach.bound());
      case AlterAction.DetachPartition detach -> {
        TableState partition = schema.remember(detach.partition());
        partition.partitionOf = null;
        table.partitions.remove(partition);
      }
      case AlterAction.Inherit inherit -> schema.remember(inherit.parent()).heirs.add(table);
      case AlterAction.NoInherit inherit -> schema.remember(inherit.parent()).heirs.remove(table);
      case AlterAction.RowSecurity security -> {
        switch (security.mode()) {
          case ENABLE -> table.rowSecurity = true;
          case DISABLE -> table.rowSecurity = false;
          case FORCE -> table.forcedRowSecurity = true;
          case NO_FORCE -> table.forcedRowSecurity = false;
        }
      }
      case AlterAction.SetLogged set ->
          table.persistence =
              set.logged()
                  ? TableStatement.Persistence.PERMANENT
                  : TableStatement.Persistence.UNLOGGED;
      default -> {
        // Storage, owners, statistics: nothing that a rule asks the schema about.
      }
    }
  }

  private static boolean isValidAtOnce(AlterAction.AddConstraint add) {
    return !add.constraint().attributes().notValid();
  }

  private void dropColumn(TableState table, String column) {
    table.columns.remove(column);
    table.constraints.values().removeIf(c -> c.columns().contains(column));
    List<IndexState> gone =
        table.indexes.values().stream().filter(i -> i.columns().contains(column)).toList();
    gone.forEach(index -> removeIndex(table, index.name()));
  }

  private void dropConstraint(TableState table, String name) {
    ConstraintState found = table.constraints.remove(name);
    if (found == null) {
      return;
    }
    if (found.definition() instanceof Constraint.Unique
        || found.definition() instanceof Constraint.Exclude) {
      removeIndex(table, name);
    }
    if (found.definition() instanceof Constraint.NotNull) {
      found.columns().forEach(c -> change(table, c, column -> column.withNotNull(false)));
    }
  }

  private void renameTable(TableState table, String to) {
    schema.tables.remove(SchemaState.key(table.schema, table.name));
    table.name = to;
    schema.tables.put(SchemaState.key(table.schema, to), table);
  }

  private static void renameColumn(TableState table, AlterAction.RenameColumn rename) {
    String from = rename.from().effective();
    String to = rename.to().effective();
    ColumnState column = table.columns.remove(from);
    if (column != null) {
      table.columns.put(to, column.named(to));
    }
    UnaryOperator<List<String>> renamed =
        names -> names.stream().map(n -> n.equals(from) ? to : n).toList();
    table.constraints.replaceAll((name, c) ->
        new ConstraintState(
            c.name(),
            renamed.apply(c.columns()),
            c.definition(),
            c.valid(),
            c.script(),
            c.transaction()));
    table.indexes.replaceAll((name, i) ->
        new IndexState(i.name(), i.unique(), i.method(), renamed.apply(i.columns()), i.where()));
  }

  void drop(QualifiedName name) {
    TableState table = schema.remove(schema.tables, name);
    if (table != null) {
      table
          .indexes
          .keySet()
          .forEach(i -> schema.tableOfIndex.remove(SchemaState.key(table.schema, i)));
      for (TableState other : schema.tables.values()) {
        other.heirs.remove(table);
      }
      if (table.partitionOf != null) {
        table.partitionOf.partitions.remove(table);
      }
    }
  }

  private static void change(
      TableState table, Identifier column, UnaryOperator<ColumnState> change) {
    change(table, column.effective(), change);
  }

  private static void change(TableState table, String column, UnaryOperator<ColumnState> change) {
    ColumnState before =
        table.columns.getOrDefault(column, new ColumnState(column, null, false, false, false));
    table.columns.put(column, change.apply(before));
  }

  private static List<String> names(List<Identifier> identifiers) {
    return identifiers.stream().map(Identifier::effective).toList();
  }
}
