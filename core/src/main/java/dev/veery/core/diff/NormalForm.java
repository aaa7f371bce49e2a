package dev.veery.core.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Column.NotNull;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TextSearch;
import java.util.ArrayList;
import java.util.Comparator;

/**
 * A catalog without what a difference does not look at, so that two catalogs mean the same schema
 * exactly when their normal forms are equal.
 *
 * <p>That is: the order in which a table's columns stand; whether a child of a table also declares
 * what it inherits anyway, and how a NOT NULL that it has from its parent is called; indexes that a
 * failed concurrent build left behind; and whether the index of a partitioned table has found one
 * on each partition, which follows from those; and in which order a dictionary lists its options.
 */
public final class NormalForm {

  private NormalForm() {}

  /** The normal form; the edges between objects are kept. */
  public static Catalog of(Catalog catalog) {
    var objects = new ArrayList<SchemaObject>();
    for (SchemaObject object : catalog.objects().values()) {
      if (!(object instanceof Index index) || index.valid() || isPartitioned(catalog, index)) {
        objects.add(of(catalog, object));
      }
    }
    return catalog.of(objects);
  }

  private static boolean isPartitioned(Catalog catalog, Index index) {
    return catalog.objects().get(index.table()) instanceof Table table
        && !table.partitionBy().isEmpty();
  }

  private static SchemaObject of(Catalog catalog, SchemaObject object) {
    return switch (object) {
      case Table table ->
          new Table(
              table.id(),
              table.attributes(),
              table.unlogged(),
              table.columns().stream()
                  .map(column -> of(column, isFromParent(catalog, table, column)))
                  .sorted(Comparator.comparing(Column::name))
                  .toList(),
              table.ofType(),
              table.inherits(),
              table.partitionBy(),
              table.partitionOf(),
              table.accessMethod(),
              table.tablespace(),
              table.options(),
              table.replicaIdentity(),
              table.rowSecurity(),
              table.forceRowSecurity(),
              table.foreign());
      case Constraint.Check check ->
          new Constraint.Check(
              check.id(),
              check.attributes(),
              check.holder(),
              check.expression(),
              check.inheritable(),
              check.validated(),
              check.enforced(),
              true);
      case Constraint.Key key ->
          new Constraint.Key(
              key.id(),
              key.attributes(),
              key.holder(),
              key.type(),
              valid(key.index()),
              key.operators(),
              key.withoutOverlaps(),
              key.timing(),
              true);
      case TextSearch.Dictionary dictionary ->
          new TextSearch.Dictionary(
              dictionary.id(),
              dictionary.attributes(),
              dictionary.template(),
              TextSearchAlteration.sorted(dictionary.options()));
      case Index index -> isPartitioned(catalog, index) ? valid(index) : index;
      default -> object;
    };
  }

  private static boolean isFromParent(Catalog catalog, Table table, Column column) {
    for (ObjectId parent : Side.parents(table)) {
      if (catalog.objects().get(parent) instanceof Table t
          && t.columns().stream()
              .anyMatch(c ->
                  c.name().equals(column.name())
                      && c.notNull() instanceof NotNull.Required required
                      && required.inheritable())) {
        return true;
      }
    }
    return false;
  }

  private static Column of(Column column, boolean fromParent) {
    NotNull notNull =
        switch (column.notNull()) {
          case NotNull.Nullable nullable -> nullable;
          case NotNull.Required required ->
              new NotNull.Required(
                  fromParent && required.comment().isEmpty() ? "" : required.name(),
                  required.validated(),
                  required.inheritable(),
                  true,
                  required.comment());
        };
    return new Column(
        column.name(),
        column.type(),
        notNull,
        column.collation(),
        column.value(),
        column.storage(),
        column.compression(),
        column.statistics(),
        column.options(),
        column.foreignOptions(),
        true,
        column.comment(),
        column.privileges());
  }

  private static Index valid(Index index) {
    return new Index(
        index.id(),
        index.attributes(),
        index.table(),
        index.method(),
        index.unique(),
        index.nullsNotDistinct(),
        index.keys(),
        index.include(),
        index.predicate(),
        index.options(),
        index.tablespace(),
        true,
        index.clustered(),
        index.parent());
  }
}
