package dev.veery.core.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A schema as a value. Two catalogs are equal when they hold equal objects; the server they were
 * read from and the edges between the objects, which follow from their definitions, do not count.
 */
public final class Catalog {

  private final int major;
  private final SequencedMap<ObjectId, SchemaObject> objects;
  private final Map<ObjectId, Set<ObjectId>> dependencies;
  private final Map<ObjectId, Set<ObjectId>> columnUses;

  /** What this one was taken out of, where names that are taken there are taken here, too. */
  private final @Nullable Catalog whole;

  private @Nullable Set<String> notNullNames;

  /**
   * @param major the server's major version, such as 18: some defaults depend on it
   * @param objects in any order
   * @param dependencies which object needs which others, as the server recorded it; a {@link
   *     ObjectKind#COLUMN column} stands for the default of that column. Edges that the records
   *     themselves tell (a constraint's table, a partition's parent) may be missing; edges to
   *     objects that are not in the catalog are dropped
   */
  public Catalog(
      int major,
      Collection<? extends SchemaObject> objects,
      Map<ObjectId, ? extends Set<ObjectId>> dependencies) {
    this(major, objects, dependencies, Map.of());
  }

  /**
   * @param columnUses which views, rules, policies, triggers and functions name which columns, as
   *     the server recorded it; constraints and indexes name theirs themselves
   */
  public Catalog(
      int major,
      Collection<? extends SchemaObject> objects,
      Map<ObjectId, ? extends Set<ObjectId>> dependencies,
      Map<ObjectId, ? extends Set<ObjectId>> columnUses) {
    this(major, objects, dependencies, columnUses, null);
  }

  private Catalog(
      int major,
      Collection<? extends SchemaObject> objects,
      Map<ObjectId, ? extends Set<ObjectId>> dependencies,
      Map<ObjectId, ? extends Set<ObjectId>> columnUses,
      @Nullable Catalog whole) {
    this.major = major;
    this.whole = whole;
    var uses = new HashMap<ObjectId, Set<ObjectId>>();
    columnUses.forEach((user, columns) -> uses.put(user, Set.copyOf(columns)));
    this.columnUses = Collections.unmodifiableMap(uses);
    // Sorted once, and found by hash: a tree compares names for every question.
    SchemaObject[] sorted = objects.toArray(SchemaObject[]::new);
    Arrays.sort(sorted, Comparator.comparing(SchemaObject::id));
    var map = LinkedHashMap.<ObjectId, SchemaObject>newLinkedHashMap(sorted.length);
    for (SchemaObject object : sorted) {
      if (map.put(object.id(), object) != null) {
        throw new IllegalArgumentException("two objects are called " + object.id());
      }
    }
    this.objects = Collections.unmodifiableSequencedMap(map);
    var edges = HashMap.<ObjectId, Set<ObjectId>>newHashMap(dependencies.size());
    dependencies.forEach((from, to) -> {
      Set<ObjectId> kept = kept(to);
      if (!kept.isEmpty()) {
        edges.put(from, kept);
      }
    });
    this.dependencies = Collections.unmodifiableMap(edges);
  }

  /** Those of the objects that are in the catalog, in order; most often there is one. */
  private Set<ObjectId> kept(Set<ObjectId> targets) {
    if (targets.size() == 1) {
      ObjectId only = targets.iterator().next();
      return objects.containsKey(only) ? Set.of(only) : Set.of();
    }
    var kept = new TreeSet<ObjectId>();
    for (ObjectId target : targets) {
      if (objects.containsKey(target)) {
        kept.add(target);
      }
    }
    return Collections.unmodifiableSet(kept);
  }

  /**
   * Whether a constraint behind NOT NULL somewhere in a schema has been given a name. PostgreSQL
   * avoids it when it chooses a name by itself.
   */
  public boolean isNotNullName(String schema, String name) {
    if (whole != null) {
      return whole.isNotNullName(schema, name);
    }
    Set<String> names = notNullNames;
    if (names == null) {
      names = new HashSet<>();
      for (SchemaObject object : objects.values()) {
        if (object instanceof Relation.Table table) {
          for (Column column : table.columns()) {
            if (column.notNull() instanceof Column.NotNull.Required required
                && !required.name().isEmpty()) {
              names.add(table.id().schema() + '.' + required.name());
            }
          }
        }
      }
      notNullNames = names;
    }
    return names.contains(schema + '.' + name);
  }

  /** The major version of the server it was read from. */
  public int major() {
    return major;
  }

  /** Every object by its name, in the order of {@link ObjectId}. */
  public SequencedMap<ObjectId, SchemaObject> objects() {
    return objects;
  }

  public Optional<SchemaObject> find(ObjectId id) {
    return Optional.ofNullable(objects.get(id));
  }

  /** Every object of one kind, in order. */
  public <T extends SchemaObject> List<T> all(Class<T> type) {
    return objects.values().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /**
   * What an object needs, as far as the server recorded it; for a {@link ObjectKind#COLUMN column}
   * what its default needs; in order. Empty for an object that is not in the catalog.
   */
  public Set<ObjectId> dependencies(ObjectId id) {
    return dependencies.getOrDefault(id, Set.of());
  }

  /**
   * Every edge of {@link #dependencies(ObjectId)}, by the object or the column that it starts at.
   */
  public Map<ObjectId, Set<ObjectId>> dependencies() {
    return dependencies;
  }

  /** Every edge of {@link #columnUses(ObjectId)}, by the object that it starts at. */
  public Map<ObjectId, Set<ObjectId>> columnUses() {
    return columnUses;
  }

  /**
   * The columns of tables that an object names, as far as the server recorded it; constraints and
   * indexes name theirs themselves.
   */
  public Set<ObjectId> columnUses(ObjectId id) {
    return columnUses.getOrDefault(id, Set.of());
  }

  /** A catalog without some objects, and without what hangs on them. */
  public Catalog without(Predicate<SchemaObject> unwanted) {
    var dropped = new HashSet<ObjectId>();
    for (SchemaObject object : objects.values()) {
      if (unwanted.test(object)) {
        dropped.add(object.id());
      }
    }
    var kept = new ArrayList<SchemaObject>();
    for (SchemaObject object : objects.values()) {
      if (!dropped.contains(object.id()) && holderOf(object).filter(dropped::contains).isEmpty()) {
        kept.add(object);
      }
    }
    return of(kept);
  }

  /**
   * The same edges between other objects, or some of the same. Names that are taken here stay
   * taken.
   */
  public Catalog of(Collection<? extends SchemaObject> others) {
    return new Catalog(major, others, dependencies, columnUses, whole == null ? this : whole);
  }

  /**
   * A part of the catalog, to be worked on in its stead. It costs what the part is worth, however
   * large the whole is; a name that is taken there counts as taken.
   *
   * @param ids the objects that are wanted; those that are not in the catalog are passed over
   */
  public Catalog part(Set<ObjectId> ids) {
    var some = new ArrayList<SchemaObject>();
    Map<ObjectId, Set<ObjectId>> edges = new HashMap<>();
    Map<ObjectId, Set<ObjectId>> uses = new HashMap<>();
    for (ObjectId id : ids) {
      SchemaObject object = objects.get(id);
      if (object != null) {
        some.add(object);
        copy(dependencies, id, edges);
        copy(columnUses, id, uses);
        for (String column : columnsOf(object)) {
          copy(dependencies, ObjectId.column(id, column), edges);
        }
      }
    }
    return new Catalog(major, some, edges, uses, whole == null ? this : whole);
  }

  private static void copy(
      Map<ObjectId, ? extends Set<ObjectId>> from, ObjectId id, Map<ObjectId, Set<ObjectId>> to) {
    Set<ObjectId> edges = from.get(id);
    if (edges != null) {
      to.put(id, edges);
    }
  }

  private static List<String> columnsOf(SchemaObject object) {
    return switch (object) {
      case Relation.Table table -> table.columns().stream().map(Column::name).toList();
      case Relation.View view -> view.columns().stream().map(Relation.ViewColumn::name).toList();
      default -> List.of();
    };
  }

  /**
   * What an object cannot exist without: the table of an index, a constraint, a trigger, the column
   * of an owned sequence, and what a security label is on.
   */
  public static Optional<ObjectId> holderOf(SchemaObject object) {
    return switch (object) {
      case Index index -> Optional.of(index.table());
      case Constraint constraint -> Optional.of(constraint.holder());
      case TablePart part -> Optional.of(part.relation());
      case Relation.Sequence sequence -> sequence.ownedBy().map(Relation.SequenceOwner::table);
      case Relation ignored -> Optional.empty();
      case DataType ignored -> Optional.empty();
      case Routine ignored -> Optional.empty();
      case OperatorObject ignored -> Optional.empty();
      case TextSearch ignored -> Optional.empty();
      case ForeignData ignored -> Optional.empty();
      case DatabaseObject.SecurityLabel label -> Optional.of(label.object());
      case DatabaseObject ignored -> Optional.empty();
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Catalog catalog && objects.equals(catalog.objects);
  }

  @Override
  public int hashCode() {
    return objects.hashCode();
  }

  @Override
  public String toString() {
    return "catalog of " + objects.size() + " objects";
  }
}
