package dev.veery.core.expand;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.diff.PartSql;
import dev.veery.core.online.Piece;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One column takes the place of another with everything that hangs on it. The same both ways: the
 * new column for the old one, and back.
 */
final class Succession {

  private final Catalog catalog;
  private final Map<Table, List<Shadow>> byTable;
  private final boolean forward;
  private final Recreated over;

  /**
   * @param over what has to be made again for the column that comes
   * @param forward whether the new column takes the old one's place, and not the other way round
   */
  Succession(Catalog catalog, Map<Table, List<Shadow>> byTable, Recreated over, boolean forward) {
    this.catalog = catalog;
    this.byTable = byTable;
    this.over = over;
    this.forward = forward;
  }

  /** The name of the column that is to come, not quoted. */
  private String incoming(Shadow shadow) {
    return forward ? shadow.shadow() : shadow.reverse();
  }

  /** What the column is called that has gone, not quoted. */
  private String outgoing(Shadow shadow) {
    return forward ? shadow.reverse() : shadow.shadow();
  }

  private Map<String, String> names(ObjectId table) {
    var names = new TreeMap<String, String>();
    byTable.forEach((t, list) -> {
      if (t.id().equals(table)) {
        list.forEach(shadow -> names.put(shadow.column().name(), incoming(shadow)));
      }
    });
    return names;
  }

  /** Builds on the incoming columns what hangs on those that go, in nobody's way. */
  void prepare(Phase phase, Expansion.Builder to) {
    byTable.forEach((table, list) -> {
      for (Index index : Retyping.indexes(catalog, table, list)) {
        Index same =
            Dependents.renamed(index, ShadowNames.fresh(index.id().name()), names(table.id()));
        to.add(phase, new Piece.Alone(PartSql.createConcurrently(same)));
      }
    });
    byTable.forEach((table, list) -> {
      var add = new ArrayList<String>();
      var validate = new ArrayList<String>();
      for (Shadow shadow : list) {
        if (shadow.column().notNull() instanceof Column.NotNull.Required) {
          add.add(
              alter(table.id())
                  + " ADD CONSTRAINT "
                  + notNull(shadow)
                  + " CHECK ("
                  + Identifiers.quote(incoming(shadow))
                  + " IS NOT NULL) NOT VALID");
          validate.add(alter(table.id()) + " VALIDATE CONSTRAINT " + notNull(shadow));
        }
      }
      for (Constraint.Check check : checks(table)) {
        Constraint.Check same =
            Dependents.renamed(check, ShadowNames.fresh(check.id().name()), names(table.id()));
        add.add(PartSql.add(same));
        if (check.validated() && check.enforced()) {
          validate.add(alter(table.id()) + " VALIDATE CONSTRAINT " + same.id().sqlName());
        }
      }
      to.own(phase, add);
      validate.forEach(statement -> to.add(phase, new Piece.Own(statement)));
    });
    for (Constraint.ForeignKey key : foreignKeys()) {
      Constraint.ForeignKey same =
          Dependents.renamed(
              key,
              ShadowNames.fresh(key.id().name()),
              names(key.holder()),
              names(key.referenced()));
      to.add(phase, new Piece.Own(PartSql.add(same)));
      if (key.validated() && key.enforced()) {
        to.add(
            phase,
            new Piece.Own(alter(key.holder()) + " VALIDATE CONSTRAINT " + same.id().sqlName()));
      }
    }
    byTable
        .keySet()
        .forEach(table -> to.add(phase, new Piece.Own("ANALYZE " + table.id().sqlName())));
  }

  private static String notNull(Shadow shadow) {
    return Identifiers.quote(ShadowNames.fresh(shadow.column().name() + "_not_null"));
  }

  /** The exchange, as one transaction. */
  List<String> exchange(List<String> locks) {
    var go = new ArrayList<>(locks);
    go.addAll(over.drop());
    for (Constraint.ForeignKey key : foreignKeys()) {
      go.add(alter(key.holder()) + " DROP CONSTRAINT " + key.id().sqlName());
    }
    byTable.forEach((table, list) -> leave(table, list, go));
    byTable.forEach((table, list) -> arrive(table, list, go));
    for (Constraint.ForeignKey key : foreignKeys()) {
      go.add(renameConstraint(key));
      comment(key.id(), key.attributes().comment(), go);
    }
    go.addAll(over.create());
    return go;
  }

  private void leave(Table table, List<Shadow> list, List<String> go) {
    String alter = alter(table.id());
    for (TablePart.Statistics statistics : statistics(table, list)) {
      go.add("DROP STATISTICS " + statistics.id().sqlName());
    }
    for (Index index : Retyping.indexes(catalog, table, list)) {
      Optional<Constraint.Key> key = key(table, index);
      go.add(
          key.isPresent()
              ? alter + " DROP CONSTRAINT " + key.get().id().sqlName()
              : "DROP INDEX " + index.id().sqlName());
    }
    for (Constraint.Check check : checks(table)) {
      go.add(alter + " DROP CONSTRAINT " + check.id().sqlName());
    }
    for (Shadow shadow : list) {
      Column column = shadow.column();
      String name = alter + " ALTER COLUMN " + shadow.old();
      switch (column.value()) {
        case Column.Value.Identity identity -> {
          go.add(
              "SELECT pg_catalog.set_config("
                  + setting(shadow)
                  + ", (SELECT last_value || ',' || is_called FROM "
                  + identity.sequence().sqlName()
                  + "), true)");
          go.add(name + " DROP IDENTITY");
        }
        case Column.Value.Default ignored -> go.add(name + " DROP DEFAULT");
        case Column.Value.None ignored -> {}
        case Column.Value.Generated ignored -> throw new IllegalStateException("refused before");
        case Column.Value.InheritedIdentity ignored ->
            throw new IllegalStateException("refused before");
      }
      if (column.notNull() instanceof Column.NotNull.Required) {
        go.add(name + " DROP NOT NULL");
      }
      go.add(
          alter + " RENAME COLUMN " + shadow.old() + " TO " + Identifiers.quote(outgoing(shadow)));
    }
  }

  private void arrive(Table table, List<Shadow> list, List<String> go) {
    String alter = alter(table.id());
    for (Shadow shadow : list) {
      Column column = shadow.column();
      go.add(
          alter + " RENAME COLUMN " + Identifiers.quote(incoming(shadow)) + " TO " + shadow.old());
      if (column.notNull() instanceof Column.NotNull.Required required) {
        // The check has been validated, and spares the server another look at the rows.
        go.add(
            required.name().isEmpty()
                ? alter + " ALTER COLUMN " + shadow.old() + " SET NOT NULL"
                : alter
                    + " ADD CONSTRAINT "
                    + Identifiers.quote(required.name())
                    + " NOT NULL "
                    + shadow.old()
                    + (required.inheritable() ? "" : " NO INHERIT"));
        go.add(alter + " DROP CONSTRAINT " + notNull(shadow));
      }
      switch (column.value()) {
        case Column.Value.Identity identity -> identity(table, shadow, identity, go);
        case Column.Value.Default value ->
            go.add(alter + " ALTER COLUMN " + shadow.old() + " SET DEFAULT " + value.expression());
        case Column.Value.None ignored -> {}
        case Column.Value.Generated ignored -> throw new IllegalStateException("refused before");
        case Column.Value.InheritedIdentity ignored ->
            throw new IllegalStateException("refused before");
      }
      for (Relation.Sequence sequence : owned(table, column)) {
        go.add(
            "ALTER SEQUENCE "
                + sequence.id().sqlName()
                + " OWNED BY "
                + table.id().sqlName()
                + '.'
                + shadow.old());
      }
    }
    for (Index index : Retyping.indexes(catalog, table, list)) {
      index(table, index, go);
    }
    for (Constraint.Check check : checks(table)) {
      go.add(renameConstraint(check));
      comment(check.id(), check.attributes().comment(), go);
    }
    for (TablePart.Statistics statistics : statistics(table, list)) {
      go.add(statistics.definition());
      if (statistics.target() >= 0) {
        go.add(
            "ALTER STATISTICS "
                + statistics.id().sqlName()
                + " SET STATISTICS "
                + statistics.target());
      }
      comment(statistics.id(), statistics.attributes().comment(), go);
    }
  }

  private void index(Table table, Index index, List<String> go) {
    String built = ShadowNames.fresh(index.id().name());
    Optional<Constraint.Key> key = key(table, index);
    if (key.isPresent()) {
      go.add(PartSql.usingIndex(key.get(), built));
      comment(key.get().id(), key.get().attributes().comment(), go);
    } else {
      go.add(
          "ALTER INDEX "
              + Identifiers.qualify(index.id().schema(), built)
              + " RENAME TO "
              + Identifiers.quote(index.id().name()));
    }
    comment(index.id(), index.attributes().comment(), go);
    Index settings = key.map(Constraint.Key::index).orElse(index);
    go.addAll(PartSql.settings(settings));
    if (table.replicaIdentity() instanceof Relation.ReplicaIdentity.UsingIndex using
        && using.index().equals(index.id().name())) {
      go.add(
          alter(table.id())
              + " REPLICA IDENTITY USING INDEX "
              + Identifiers.quote(index.id().name()));
    }
  }

  private void identity(
      Table table, Shadow shadow, Column.Value.Identity identity, List<String> go) {
    go.add(
        alter(table.id())
            + " ALTER COLUMN "
            + shadow.old()
            + " ADD "
            + PartSql.identity(catalog, table, shadow.column().name(), identity));
    String at = "pg_catalog.current_setting(" + setting(shadow) + ")";
    go.add(
        "SELECT pg_catalog.setval("
            + Identifiers.literal(identity.sequence().sqlName())
            + ", pg_catalog.split_part("
            + at
            + ", ',', 1)::bigint, pg_catalog.split_part("
            + at
            + ", ',', 2)::boolean)");
    catalog
        .find(identity.sequence())
        .ifPresent(sequence -> comment(sequence.id(), sequence.attributes().comment(), go));
  }

  /** Where a sequence stands, kept for the time of the transaction. */
  private static String setting(Shadow shadow) {
    return Identifiers.literal("veery.sequence_" + Integer.toHexString(shadow.label().hashCode()));
  }

  private static void comment(ObjectId id, String comment, List<String> go) {
    if (!comment.isEmpty()) {
      go.add(PartSql.comment(id, comment));
    }
  }

  private static String renameConstraint(Constraint constraint) {
    return alter(constraint.holder())
        + " RENAME CONSTRAINT "
        + Identifiers.quote(ShadowNames.fresh(constraint.id().name()))
        + " TO "
        + constraint.id().sqlName();
  }

  private static String alter(ObjectId table) {
    return "ALTER TABLE " + table.sqlName();
  }

  private List<Constraint.Check> checks(Table table) {
    var found = new ArrayList<Constraint.Check>();
    for (Constraint.Check check : catalog.all(Constraint.Check.class)) {
      if (check.holder().equals(table.id())
          && names(table.id()).keySet().stream()
              .anyMatch(column -> ColumnText.names(check.expression(), column))) {
        found.add(check);
      }
    }
    return found;
  }

  /** Those that leave or reach one of the columns. */
  private List<Constraint.ForeignKey> foreignKeys() {
    var found = new ArrayList<Constraint.ForeignKey>();
    for (Constraint.ForeignKey key : catalog.all(Constraint.ForeignKey.class)) {
      boolean leaves = key.columns().stream().anyMatch(names(key.holder())::containsKey);
      boolean reaches =
          key.referencedColumns().stream().anyMatch(names(key.referenced())::containsKey);
      if (leaves || reaches) {
        found.add(key);
      }
    }
    return found;
  }

  private List<TablePart.Statistics> statistics(Table table, List<Shadow> list) {
    var found = new ArrayList<TablePart.Statistics>();
    for (TablePart.Statistics statistics : catalog.all(TablePart.Statistics.class)) {
      if (statistics.relation().equals(table.id())
          && list.stream()
              .anyMatch(s -> ColumnText.names(statistics.definition(), s.column().name()))) {
        found.add(statistics);
      }
    }
    return found;
  }

  private Optional<Constraint.Key> key(Table table, Index index) {
    return catalog.all(Constraint.Key.class).stream()
        .filter(key -> key.holder().equals(table.id()) && key.index().id().equals(index.id()))
        .findFirst();
  }

  private List<Relation.Sequence> owned(Table table, Column column) {
    return catalog.all(Relation.Sequence.class).stream()
        .filter(sequence ->
            sequence
                .ownedBy()
                .filter(owner ->
                    !owner.identity()
                        && owner.table().equals(table.id())
                        && owner.column().equals(column.name()))
                .isPresent())
        .toList();
  }
}
