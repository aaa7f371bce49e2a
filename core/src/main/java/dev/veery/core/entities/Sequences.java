package dev.veery.core.entities;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation.Sequence;
import dev.veery.core.catalog.Relation.SequenceOwner;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sequences and enums that entities name, and those that they do without. */
final class Sequences {

  private Sequences() {}

  /** How far a sequence goes at once is the entities' to say; the rest is the database's. */
  static List<SchemaObject> said(
      Sequence said, Catalog history, Map<ObjectId, SchemaObject> wanted) {
    Optional<SequenceOwner> owner = said.ownedBy();
    if (owner.isPresent() && owner.get().identity()) {
      // Where the column has kept its own numbers, it has kept its own sequence.
      boolean own =
          column(wanted, owner.get()).map(Column::value).orElse(Column.Value.NONE)
                  instanceof Column.Value.Identity identity
              && identity.sequence().equals(said.id());
      if (!own) {
        return List.of();
      }
    }
    if (!(history.objects().get(said.id()) instanceof Sequence had)) {
      return List.of(said);
    }
    return List.of(
        new Sequence(
            had.id(),
            had.attributes(),
            had.unlogged(),
            had.type(),
            had.start(),
            owner.isPresent() ? had.increment() : said.increment(),
            had.minimum(),
            had.maximum(),
            had.cache(),
            had.cycle(),
            had.ownedBy().isPresent() ? had.ownedBy() : said.ownedBy()));
  }

  /** Labels keep their order: entities list them as their names sort. */
  static DataType.Enumeration said(DataType.Enumeration said, Catalog history) {
    if (!(history.objects().get(said.id()) instanceof DataType.Enumeration had)) {
      return said;
    }
    var common = new ArrayList<>(had.labels());
    common.retainAll(said.labels());
    var order = new ArrayList<>(said.labels());
    order.retainAll(had.labels());
    List<String> labels = said.labels();
    if (!common.equals(order)) {
      labels = new ArrayList<>(common);
      for (String label : said.labels()) {
        if (!labels.contains(label)) {
          labels.add(label);
        }
      }
    }
    return new DataType.Enumeration(had.id(), had.attributes(), labels);
  }

  /** A sequence stays with the column that it belongs to, or with a default that asks it. */
  static boolean isUnsaid(Sequence had, Map<ObjectId, SchemaObject> wanted, Catalog history) {
    if (had.ownedBy().isPresent()) {
      Optional<Column> column = column(wanted, had.ownedBy().get());
      if (had.ownedBy().get().identity()) {
        return column.map(Column::value).orElse(Column.Value.NONE)
                instanceof Column.Value.Identity identity
            && identity.sequence().equals(had.id());
      }
      if (column.isPresent()) {
        return true;
      }
    }
    for (SchemaObject object : wanted.values()) {
      if (object instanceof Table table) {
        for (Column column : table.columns()) {
          if (column.value() instanceof Column.Value.Default
              && history
                  .dependencies(ObjectId.column(table.id(), column.name()))
                  .contains(had.id())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static Optional<Column> column(Map<ObjectId, SchemaObject> wanted, SequenceOwner owner) {
    return wanted.get(owner.table()) instanceof Table table
        ? Optional.ofNullable(ColumnMatch.find(table.columns(), owner.column()))
        : Optional.empty();
  }
}
