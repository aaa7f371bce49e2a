package dev.veery.core.expand;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Veery itself has put on tables for a while: hidden columns, and triggers that keep columns
 * equal. Like the journal it is no part of the schema that migrations make.
 */
public final class OwnParts {

  private static final List<String> COLUMNS = List.of("veery_trash_", "veery_old_", "veery_new_");
  private static final List<String> TRIGGERS = List.of("!veery_sync", "~veery_sync", "~veery_copy");

  private OwnParts() {}

  /** A catalog without them. */
  public static Catalog without(Catalog catalog) {
    Map<String, Set<String>> hidden = new HashMap<>();
    for (Table table : catalog.all(Table.class)) {
      for (Column column : table.columns()) {
        if (begins(column.name(), COLUMNS)) {
          hidden.computeIfAbsent(table.id().sqlName(), t -> new HashSet<>()).add(column.name());
        }
      }
    }
    boolean triggers =
        catalog.all(TablePart.Trigger.class).stream()
            .anyMatch(trigger -> begins(trigger.id().name(), TRIGGERS));
    if (hidden.isEmpty() && !triggers) {
      return catalog;
    }
    var kept = new ArrayList<SchemaObject>();
    for (SchemaObject object : catalog.objects().values()) {
      switch (object) {
        case Table table when hidden.containsKey(table.id().sqlName()) ->
            kept.add(without(table, hidden.getOrDefault(table.id().sqlName(), Set.of())));
        case Index index
            when names(index, hidden.getOrDefault(index.table().sqlName(), Set.of())) -> {}
        case Constraint constraint
            when names(
                constraint, hidden.getOrDefault(constraint.holder().sqlName(), Set.of())) -> {}
        case TablePart.Trigger trigger when begins(trigger.id().name(), TRIGGERS) -> {}
        default -> kept.add(object);
      }
    }
    return catalog.of(kept);
  }

  private static boolean begins(String name, List<String> prefixes) {
    // Asked of every column.
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static boolean names(Index index, Set<String> columns) {
    return columns.stream().anyMatch(column -> Dependents.names(index, column));
  }

  private static boolean names(Constraint constraint, Set<String> columns) {
    return switch (constraint) {
      case Constraint.Key key -> names(key.index(), columns);
      case Constraint.ForeignKey key -> key.columns().stream().anyMatch(columns::contains);
      case Constraint.Check check ->
          columns.stream().anyMatch(column -> ColumnText.names(check.expression(), column));
    };
  }

  private static Table without(Table table, Set<String> columns) {
    return new Table(
        table.id(),
        table.attributes(),
        table.unlogged(),
        table.columns().stream().filter(column -> !columns.contains(column.name())).toList(),
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
  }
}
