package dev.veery.core.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One of the two catalogs of a difference, with what it takes to walk along its dependencies. */
final class Side {

  private final Catalog raw;
  private final Catalog catalog;
  private final Map<ObjectId, SchemaObject> objects;
  private final List<DatabaseObject.Publication> publications = new ArrayList<>();
  private final Map<ObjectId, List<Relation.Sequence>> sequences = new HashMap<>();
  private final Map<ObjectId, Set<ObjectId>> dependents = new HashMap<>();
  private final Map<ObjectId, Set<ObjectId>> columnUsers = new HashMap<>();
  private final Map<ObjectId, List<SchemaObject>> parts = new HashMap<>();
  private final Map<ObjectId, List<Table>> children = new HashMap<>();
  private final Map<ObjectId, ObjectId> keyOfIndex = new HashMap<>();
  private final Map<ObjectId, List<Constraint.Key>> keys = new HashMap<>();
  private final Map<ObjectId, List<Index>> uniqueIndexes = new HashMap<>();
  private final Map<String, ObjectId> relations = new HashMap<>();

  Side(Catalog raw) {
    this.raw = raw;
    this.catalog = NormalForm.of(raw);
    // Asked much more often than walked through.
    this.objects = new HashMap<>(catalog.objects());
    for (SchemaObject object : catalog.objects().values()) {
      switch (object) {
        case Constraint.Key key -> {
          keyOfIndex.put(key.index().id(), key.id());
          keys.computeIfAbsent(key.holder(), h -> new ArrayList<>()).add(key);
        }
        case Index index -> {
          if (index.unique()) {
            uniqueIndexes.computeIfAbsent(index.table(), t -> new ArrayList<>()).add(index);
          }
        }
        case Relation relation ->
            relations.put(relation.id().schema() + '\0' + relation.id().name(), relation.id());
        case DatabaseObject.Publication publication -> publications.add(publication);
        default -> {}
      }
      if (object instanceof Relation.Sequence sequence) {
        sequence
            .ownedBy()
            .ifPresent(owner ->
                sequences.computeIfAbsent(owner.table(), t -> new ArrayList<>()).add(sequence));
      } else {
        Catalog.holderOf(object)
            .ifPresent(holder -> parts.computeIfAbsent(holder, h -> new ArrayList<>()).add(object));
      }
    }
    for (SchemaObject object : catalog.objects().values()) {
      for (ObjectId needed : needs(object)) {
        dependents.computeIfAbsent(needed, n -> new LinkedHashSet<>()).add(object.id());
      }
      for (ObjectId column : catalog.columnUses(object.id())) {
        columnUsers.computeIfAbsent(column, c -> new LinkedHashSet<>()).add(object.id());
      }
      if (object instanceof Table table) {
        for (ObjectId parent : parents(table)) {
          children.computeIfAbsent(parent, p -> new ArrayList<>()).add(table);
        }
        for (Column column : table.columns()) {
          ObjectId id = ObjectId.column(table.id(), column.name());
          for (ObjectId needed : catalog.dependencies(id)) {
            dependents.computeIfAbsent(needed, n -> new LinkedHashSet<>()).add(id);
          }
        }
      }
    }
  }

  /** In its normal form. */
  Catalog catalog() {
    return catalog;
  }

  /** As it was read, but for indexes that nothing can use. */
  Catalog asRead() {
    return raw.without(
        object -> object instanceof Index && !catalog.objects().containsKey(object.id()));
  }

  /** The columns of a table in the order in which it has them. */
  List<Column> inOrder(Table table) {
    if (!(raw.objects().get(table.id()) instanceof Table asRead)) {
      return table.columns();
    }
    List<String> names = asRead.columns().stream().map(Column::name).toList();
    return table.columns().stream()
        .sorted(Comparator.comparingInt(column -> names.indexOf(column.name())))
        .toList();
  }

  @Nullable SchemaObject get(ObjectId id) {
    return objects.get(id);
  }

  @Nullable Table table(ObjectId id) {
    return objects.get(id) instanceof Table table ? table : null;
  }

  boolean has(ObjectId id) {
    return objects.containsKey(id);
  }

  List<DatabaseObject.Publication> publications() {
    return publications;
  }

  /** The sequences that belong to columns of a table. */
  List<Relation.Sequence> sequencesOf(ObjectId table) {
    return sequences.getOrDefault(table, List.of());
  }

  /** Who needs an object; a column stands for its default or generation. */
  Set<ObjectId> dependents(ObjectId id) {
    return dependents.getOrDefault(id, Set.of());
  }

  /** Views, rules, policies, triggers and functions that name a column. */
  Set<ObjectId> columnUsers(ObjectId column) {
    return columnUsers.getOrDefault(column, Set.of());
  }

  /** What hangs on a relation or a domain. */
  List<SchemaObject> parts(ObjectId holder) {
    return parts.getOrDefault(holder, List.of());
  }

  /** Partitions, and children of plain inheritance. */
  List<Table> children(ObjectId parent) {
    return children.getOrDefault(parent, List.of());
  }

  static List<ObjectId> parents(Table table) {
    return table.partitionOf().map(p -> List.of(p.parent())).orElse(table.inherits());
  }

  /** A column as it was read. */
  Optional<Column> columnAsRead(ObjectId table, String name) {
    return raw.objects().get(table) instanceof Table t
        ? t.columns().stream().filter(c -> c.name().equals(name)).findFirst()
        : Optional.empty();
  }

  /** Whether a table itself declares a column, whatever it inherits. */
  boolean declares(ObjectId table, String column) {
    return raw.objects().get(table) instanceof Table t
        && t.partitionOf().isEmpty()
        && t.columns().stream().anyMatch(c -> c.name().equals(column) && c.local());
  }

  /** Whether the NOT NULL of a column is the table's own. */
  boolean declaresNotNull(ObjectId table, String column) {
    return raw.objects().get(table) instanceof Table t
        && t.columns().stream()
            .anyMatch(c ->
                c.name().equals(column)
                    && c.notNull() instanceof Column.NotNull.Required required
                    && required.local());
  }

  /** Whether a check is the table's own, whatever it inherits. */
  boolean isDeclared(ObjectId check) {
    return raw.objects().get(check) instanceof Constraint.Check c && c.local();
  }

  /** The relation that a column belongs to. */
  @Nullable ObjectId relationOf(ObjectId column) {
    return relations.get(column.schema() + '\0' + column.on());
  }

  Optional<Column> column(ObjectId table, String name) {
    return get(table) instanceof Table t
        ? t.columns().stream().filter(c -> c.name().equals(name)).findFirst()
        : Optional.empty();
  }

  /** The constraint that an index belongs to, or the index itself. */
  ObjectId keyOf(ObjectId index) {
    return keyOfIndex.getOrDefault(index, index);
  }

  /** Everything an object cannot be there without: what the server recorded and what it says. */
  Set<ObjectId> needs(SchemaObject object) {
    Set<ObjectId> needs = new LinkedHashSet<>();
    for (ObjectId id : catalog.dependencies(object.id())) {
      needs.add(keyOf(id));
    }
    if (!(object instanceof Relation.Sequence)) {
      Catalog.holderOf(object).ifPresent(needs::add);
    }
    needs.add(
        new ObjectId(
            ObjectKind.SCHEMA,
            "",
            object instanceof DatabaseObject.Extension extension
                ? extension.schema()
                : object.id().schema()));
    switch (object) {
      case Table table -> {
        needs.addAll(parents(table));
        table
            .foreign()
            .ifPresent(foreign -> needs.add(new ObjectId(ObjectKind.SERVER, "", foreign.server())));
      }
      case Index index -> index.parent().map(this::keyOf).ifPresent(needs::add);
      case Constraint.Key key -> key.index().parent().map(this::keyOf).ifPresent(needs::add);
      case Constraint.ForeignKey key -> {
        needs.add(key.referenced());
        needs.addAll(referencedKeys(key));
      }
      case DatabaseObject.Publication publication ->
          publication.tables().forEach(published -> needs.add(published.table()));
      case TablePart.Trigger trigger -> needs.addAll(ancestors(trigger));
      case DatabaseObject.Grants grants ->
          needs.add(new ObjectId(ObjectKind.EXTENSION, "", grants.extension()));
      default -> {}
    }
    needs.remove(object.id());
    needs.removeIf(id -> !objects.containsKey(id));
    return needs;
  }

  /** Any key of exactly those columns may be the one that the server holds the foreign key to. */
  private Set<ObjectId> referencedKeys(Constraint.ForeignKey foreignKey) {
    Set<ObjectId> found = new HashSet<>();
    Set<String> columns = Set.copyOf(foreignKey.referencedColumns());
    for (Constraint.Key key : keys.getOrDefault(foreignKey.referenced(), List.of())) {
      if (columns(key.index()).equals(columns)) {
        found.add(key.id());
      }
    }
    for (Index index : uniqueIndexes.getOrDefault(foreignKey.referenced(), List.of())) {
      if (columns(index).equals(columns)) {
        found.add(index.id());
      }
    }
    return found;
  }

  private static Set<String> columns(Index index) {
    Set<String> columns = new HashSet<>();
    index.keys().forEach(key -> columns.add(key.column()));
    return columns;
  }

  /** The triggers of the parents that a partition's copy comes from. */
  private Set<ObjectId> ancestors(TablePart.Trigger trigger) {
    Set<ObjectId> found = new LinkedHashSet<>();
    if (!trigger.definition().isEmpty()) {
      return found;
    }
    Table table = table(trigger.relation());
    while (table != null && table.partitionOf().isPresent()) {
      ObjectId parent = table.partitionOf().get().parent();
      found.add(
          new ObjectId(ObjectKind.TRIGGER, parent.schema(), parent.name(), trigger.id().name()));
      table = table(parent);
    }
    return found;
  }

  /** Whether a part of a table is made of one of its columns. */
  static boolean uses(SchemaObject part, String column) {
    return switch (part) {
      case Constraint.Key key -> uses(key.index(), column);
      case Index index -> uses(index, column);
      case Constraint.ForeignKey key -> key.columns().contains(column);
      case Constraint.Check check -> mentions(check.expression(), column);
      case TablePart.Statistics statistics -> mentions(statistics.definition(), column);
      case DatabaseObject.SecurityLabel label -> label.column().equals(column);
      default -> false;
    };
  }

  private static boolean uses(Index index, String column) {
    return index.include().contains(column)
        || mentions(index.predicate(), column)
        || index.keys().stream()
            .anyMatch(key -> key.column().equals(column) || mentions(key.expression(), column));
  }

  /** Whether an expression over one table names one of its columns. */
  static boolean mentions(String expression, String column) {
    String name = Identifiers.quote(column);
    for (int i = expression.indexOf(name); i >= 0; i = expression.indexOf(name, i + 1)) {
      int end = i + name.length();
      if ((i == 0 || !isPartOfName(expression.charAt(i - 1)))
          && (end == expression.length() || !isPartOfName(expression.charAt(end)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPartOfName(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '"';
  }
}
