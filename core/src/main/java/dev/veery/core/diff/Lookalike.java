package dev.veery.core.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Something with data in it that would go, and something like it that would come: perhaps it was
 * only renamed. Only a person knows.
 *
 * @param what {@code column}, {@code table} or {@code label}
 * @param from as a {@link Rename} names it
 * @param to the new name alone
 */
public record Lookalike(String what, String from, String to) {

  /** Tables are alike when at least this share of their columns is. */
  private static final double ALIKE = 0.6;

  /** Every pair that would make a person ask. */
  public static List<Lookalike> between(Catalog before, Catalog after) {
    var found = new ArrayList<Lookalike>();
    var goneTables = new ArrayList<Table>();
    for (SchemaObject object : before.objects().values()) {
      SchemaObject now = after.objects().get(object.id());
      if (object instanceof Table old && old.foreign().isEmpty()) {
        if (now instanceof Table table) {
          columns(old, table, found);
        } else if (now == null && old.partitionOf().isEmpty()) {
          goneTables.add(old);
        }
      } else if (object instanceof DataType.Enumeration old
          && now instanceof DataType.Enumeration type) {
        labels(old, type, found);
      }
    }
    tables(goneTables, before, after, found);
    return found;
  }

  private static void columns(Table old, Table table, List<Lookalike> found) {
    for (Column gone : old.columns()) {
      if (isIn(table, gone.name()) || gone.value() instanceof Column.Value.Generated) {
        continue;
      }
      for (Column come : table.columns()) {
        if (!isIn(old, come.name())
            && come.type().equals(gone.type())
            && !(come.value() instanceof Column.Value.Generated)) {
          found.add(new Lookalike("column", path(old.id()) + '.' + gone.name(), come.name()));
        }
      }
    }
  }

  private static boolean isIn(Table table, String column) {
    return table.columns().stream().anyMatch(c -> c.name().equals(column));
  }

  private static void labels(
      DataType.Enumeration old, DataType.Enumeration type, List<Lookalike> found) {
    if (old.labels().size() != type.labels().size()) {
      return;
    }
    for (int i = 0; i < old.labels().size(); i++) {
      String gone = old.labels().get(i);
      String come = type.labels().get(i);
      if (!type.labels().contains(gone) && !old.labels().contains(come)) {
        found.add(new Lookalike("label", path(old.id()) + '.' + gone, come));
      }
    }
  }

  /** Only those that share a column are looked at: a schema may have thousands on either side. */
  private static void tables(
      List<Table> gone, Catalog before, Catalog after, List<Lookalike> found) {
    if (gone.isEmpty()) {
      return;
    }
    Map<String, List<Table>> byColumn = new HashMap<>();
    Map<ObjectId, Integer> sizes = new HashMap<>();
    for (Table table : after.all(Table.class)) {
      if (before.find(table.id()).isEmpty() && table.partitionOf().isEmpty()) {
        Set<String> signature = signature(table);
        sizes.put(table.id(), signature.size());
        for (String column : signature) {
          byColumn
              .computeIfAbsent(table.id().schema() + ' ' + column, c -> new ArrayList<>())
              .add(table);
        }
      }
    }
    for (Table old : gone) {
      Set<String> signature = signature(old);
      Map<ObjectId, Integer> shared = new TreeMap<>();
      for (String column : signature) {
        for (Table table : byColumn.getOrDefault(old.id().schema() + ' ' + column, List.of())) {
          shared.merge(table.id(), 1, Integer::sum);
        }
      }
      shared.forEach((id, both) -> {
        int most = Math.max(signature.size(), sizes.getOrDefault(id, 0));
        if (both >= ALIKE * most) {
          found.add(new Lookalike("table", path(old.id()), id.name()));
        }
      });
    }
  }

  private static Set<String> signature(Table table) {
    Set<String> signature = new HashSet<>();
    table.columns().forEach(c -> signature.add(c.name() + ' ' + c.type()));
    return signature;
  }

  private static String path(ObjectId id) {
    return id.schema().equals("public") ? id.name() : id.schema() + '.' + id.name();
  }

  /** As a hint. */
  public Rename rename() {
    return new Rename(from, to);
  }
}
