package dev.veery.core.expand;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What hangs on a column, and the same under other names. */
final class Dependents {

  private Dependents() {}

  /** Why a table's columns cannot have others beside them; empty where they can. */
  static String refusal(Table table) {
    String name = table.id().sqlName();
    if (table.id().kind() != ObjectKind.TABLE) {
      return name + " is a foreign table";
    }
    if (!table.partitionBy().isEmpty() || table.partitionOf().isPresent()) {
      return name
          + " is partitioned, or a partition: indexes cannot be built beside on all of them";
    }
    if (!table.inherits().isEmpty()) {
      return name + " inherits from another table";
    }
    return table.ofType().isEmpty()
        ? ""
        : name + " is of a composite type, which has no such column";
  }

  /** Indexes that name a column, those behind constraints included. */
  static List<Index> indexes(Catalog catalog, Table table, String column) {
    var indexes = new ArrayList<Index>();
    for (Index index : catalog.all(Index.class)) {
      if (index.table().equals(table.id()) && names(index, column)) {
        indexes.add(index);
      }
    }
    for (Constraint.Key key : catalog.all(Constraint.Key.class)) {
      if (key.holder().equals(table.id())
          && key.type() != Constraint.KeyType.EXCLUSION
          && names(key.index(), column)) {
        indexes.add(asIndex(key));
      }
    }
    return indexes;
  }

  /** The index behind a constraint, as it is made by itself. */
  static Index asIndex(Constraint.Key key) {
    Index index = key.index();
    return new Index(
        index.id(),
        index.attributes(),
        index.table(),
        index.method(),
        true,
        index.nullsNotDistinct(),
        index.keys(),
        index.include(),
        index.predicate(),
        index.options(),
        index.tablespace(),
        true,
        false,
        Optional.empty());
  }

  static boolean names(Index index, String column) {
    for (Index.Key key : index.keys()) {
      boolean named =
          key.column().isEmpty()
              ? ColumnText.names(key.expression(), column)
              : key.column().equals(column);
      if (named) {
        return true;
      }
    }
    return index.include().contains(column) || ColumnText.names(index.predicate(), column);
  }

  /** The same index under another name and over other columns. */
  static Index renamed(Index index, String name, Map<String, String> columns) {
    var keys = new ArrayList<Index.Key>();
    for (Index.Key key : index.keys()) {
      keys.add(
          new Index.Key(
              columns.getOrDefault(key.column(), key.column()),
              ColumnText.renamed(key.expression(), columns),
              key.collation(),
              key.operatorClass(),
              key.operatorClassOptions(),
              key.descending(),
              key.nullsFirst(),
              key.statistics()));
    }
    return new Index(
        new ObjectId(ObjectKind.INDEX, index.id().schema(), name),
        index.attributes(),
        index.table(),
        index.method(),
        index.unique(),
        index.nullsNotDistinct(),
        keys,
        renamed(index.include(), columns),
        ColumnText.renamed(index.predicate(), columns),
        index.options(),
        index.tablespace(),
        true,
        false,
        Optional.empty());
  }

  static List<String> renamed(List<String> names, Map<String, String> columns) {
    return names.stream().map(name -> columns.getOrDefault(name, name)).toList();
  }

  /** The same check under another name and over other columns, yet to be validated. */
  static Constraint.Check renamed(
      Constraint.Check check, String name, Map<String, String> columns) {
    return new Constraint.Check(
        named(check.id(), name),
        check.attributes(),
        check.holder(),
        ColumnText.renamed(check.expression(), columns),
        check.inheritable(),
        false,
        check.enforced(),
        check.local());
  }

  /** The same foreign key under another name and between other columns, yet to be validated. */
  static Constraint.ForeignKey renamed(
      Constraint.ForeignKey key,
      String name,
      Map<String, String> columns,
      Map<String, String> referenced) {
    return new Constraint.ForeignKey(
        named(key.id(), name),
        key.attributes(),
        key.holder(),
        renamed(key.columns(), columns),
        key.referenced(),
        renamed(key.referencedColumns(), referenced),
        key.onUpdate(),
        key.onDelete(),
        renamed(key.onDeleteColumns(), columns),
        key.matchFull(),
        key.period(),
        key.timing(),
        false,
        key.enforced());
  }

  private static ObjectId named(ObjectId id, String name) {
    return new ObjectId(id.kind(), id.schema(), id.on(), name);
  }

  /** {@code a, b}, quoted. */
  static String quoted(List<String> names) {
    return String.join(", ", names.stream().map(Identifiers::quote).toList());
  }
}
