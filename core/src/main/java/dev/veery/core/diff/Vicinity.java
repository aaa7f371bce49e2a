package dev.veery.core.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ForeignData;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a difference has to look at: of ten thousand tables those that differ, and what is near.
 *
 * <p>A change reaches what stands on it, and what stands on that; nothing else. So this is what
 * differs, and everything from which edges lead there, in either catalog, however long the way: the
 * <em>reach</em>. Nothing outside of it is made, altered or dropped. No edge leads from outside
 * into it, either, so that what is outside never says that of two things inside one must come
 * first.
 *
 * <p>To be written, what is within reach needs to see what it stands on: its table, the parents of
 * that, the other parts of them, the type, the server. One step is enough, because these stay as
 * they are.
 */
final class Vicinity {

  /** Above this share of what there is, looking for less costs more than it saves. */
  private static final double WORTHWHILE = 0.5;

  private final Catalog before;
  private final Catalog after;

  /** Who stands on what, but for what hangs on it. */
  private final Map<ObjectId, List<ObjectId>> users = new HashMap<>();

  /** What hangs on a relation or a domain, and the sequences of its columns. */
  private final Map<ObjectId, List<ObjectId>> parts = new HashMap<>();

  /** Of these: indexes and the constraints that have one. */
  private final Map<ObjectId, List<ObjectId>> indexes = new HashMap<>();

  private final Map<ObjectId, ObjectId> keyOfIndex = new HashMap<>();
  private final Map<String, ObjectId> relations = new HashMap<>();

  private Vicinity(Catalog before, Catalog after, Set<ObjectId> changed) {
    this.before = before;
    this.after = after;
    var objects = new ArrayList<>(before.objects().values());
    for (ObjectId id : changed) {
      // What is the same on both sides says the same twice.
      after.find(id).ifPresent(objects::add);
    }
    for (SchemaObject object : objects) {
      if (object instanceof Constraint.Key key) {
        keyOfIndex.put(key.index().id(), key.id());
      } else if (object instanceof Relation) {
        relations.put(name(object.id().schema(), object.id().name()), object.id());
      }
      Optional<ObjectId> holder = Catalog.holderOf(object);
      if (holder.isPresent()) {
        parts.computeIfAbsent(holder.get(), h -> new ArrayList<>()).add(object.id());
        if (object instanceof Index || object instanceof Constraint.Key) {
          indexes.computeIfAbsent(holder.get(), h -> new ArrayList<>(2)).add(object.id());
        }
      }
    }
    for (SchemaObject object : objects) {
      structure(object);
    }
    for (Catalog catalog : List.of(before, after)) {
      catalog.dependencies().forEach((from, to) -> to.forEach(id -> stands(owner(from), id)));
      catalog.columnUses().forEach((user, to) -> to.forEach(id -> stands(user, owner(id))));
    }
  }

  /** Two catalogs, or what matters of them. */
  record Pair(Catalog before, Catalog after) {}

  static Pair of(Catalog before, Catalog after) {
    Set<ObjectId> changed = changed(before, after);
    int most = Math.max(before.objects().size(), after.objects().size());
    if (changed.size() > WORTHWHILE * most) {
      return new Pair(before, after);
    }
    if (changed.isEmpty()) {
      return new Pair(before.part(Set.of()), after.part(Set.of()));
    }
    var vicinity = new Vicinity(before, after, changed);
    Set<ObjectId> near = vicinity.near(vicinity.reach(changed));
    return new Pair(before.part(near), after.part(near));
  }

  /** What is on one side only, or not the same on both. */
  static Set<ObjectId> changed(Catalog before, Catalog after) {
    Set<ObjectId> changed = new HashSet<>();
    if (before == after) {
      return changed;
    }
    Iterator<SchemaObject> ours = before.objects().values().iterator();
    Iterator<SchemaObject> theirs = after.objects().values().iterator();
    SchemaObject our = next(ours);
    SchemaObject their = next(theirs);
    // Both are in the order of their names: one walk, and no look-up.
    while (our != null && their != null) {
      int order = our.id().compareTo(their.id());
      if (order == 0) {
        if (our != their && !our.equals(their)) {
          changed.add(our.id());
        }
        our = next(ours);
        their = next(theirs);
      } else if (order < 0) {
        changed.add(our.id());
        our = next(ours);
      } else {
        changed.add(their.id());
        their = next(theirs);
      }
    }
    for (; our != null; our = next(ours)) {
      changed.add(our.id());
    }
    for (; their != null; their = next(theirs)) {
      changed.add(their.id());
    }
    return changed;
  }

  private static @Nullable SchemaObject next(Iterator<SchemaObject> objects) {
    return objects.hasNext() ? objects.next() : null;
  }

  private static String name(String schema, String name) {
    return schema + '\0' + name;
  }

  /** The relation of a column, the constraint of an index, and everything else itself. */
  private ObjectId owner(ObjectId id) {
    return id.kind() == ObjectKind.COLUMN
        ? relations.getOrDefault(name(id.schema(), id.on()), id)
        : keyOfIndex.getOrDefault(id, id);
  }

  private void stands(ObjectId user, ObjectId on) {
    ObjectId ground = owner(on);
    if (!ground.equals(user)) {
      users.computeIfAbsent(ground, g -> new ArrayList<>(2)).add(user);
    }
  }

  /** What the records themselves say. */
  private void structure(SchemaObject object) {
    ObjectId id = object.id();
    switch (object) {
      case Table table -> {
        for (ObjectId parent : Side.parents(table)) {
          stands(id, parent);
          if (table.partitionOf().isPresent()) {
            // An index of a partitioned table waits for the partitions.
            indexes.getOrDefault(parent, List.of()).forEach(index -> stands(index, id));
          }
        }
        table.foreign().ifPresent(f -> stands(id, new ObjectId(ObjectKind.SERVER, "", f.server())));
      }
      case Index index -> attached(id, index);
      case Constraint.Key key -> attached(id, key.index());
      case Constraint.ForeignKey key -> {
        stands(id, key.referenced());
        // Any key of the same columns may be the one that the server holds it to.
        indexes.getOrDefault(key.referenced(), List.of()).forEach(index -> stands(id, index));
      }
      case DatabaseObject.Publication publication ->
          publication.tables().forEach(published -> stands(id, published.table()));
      case DatabaseObject.Grants grants ->
          stands(id, new ObjectId(ObjectKind.EXTENSION, "", grants.extension()));
      case TablePart.Trigger trigger when trigger.definition().isEmpty() -> {
        for (ObjectId ancestor : ancestors(trigger.relation())) {
          stands(
              id,
              new ObjectId(
                  ObjectKind.TRIGGER, ancestor.schema(), ancestor.name(), trigger.id().name()));
        }
      }
      default -> {}
    }
  }

  /** Neither the index of a partition nor that of its parent goes without the other. */
  private void attached(ObjectId id, Index index) {
    if (index.parent().isPresent()) {
      stands(id, index.parent().get());
      stands(owner(index.parent().get()), id);
    }
  }

  /** The parents of a table and theirs, in either catalog. */
  private Set<ObjectId> ancestors(ObjectId table) {
    Set<ObjectId> found = new LinkedHashSet<>();
    Deque<ObjectId> open = new ArrayDeque<>(List.of(table));
    while (!open.isEmpty()) {
      ObjectId id = open.remove();
      for (Catalog catalog : List.of(before, after)) {
        if (catalog.objects().get(id) instanceof Table t) {
          for (ObjectId parent : Side.parents(t)) {
            if (found.add(parent)) {
              open.add(parent);
            }
          }
        }
      }
    }
    return found;
  }

  private Set<ObjectId> reach(Set<ObjectId> changed) {
    Set<ObjectId> reach = new HashSet<>(changed);
    Deque<ObjectId> open = new ArrayDeque<>(changed);
    while (!open.isEmpty()) {
      ObjectId id = open.remove();
      for (Map<ObjectId, List<ObjectId>> edges : List.of(users, parts)) {
        for (ObjectId user : edges.getOrDefault(id, List.of())) {
          if (reach.add(user)) {
            open.add(user);
          }
        }
      }
    }
    return reach;
  }

  /** With what it stands on, and what belongs to no table. */
  private Set<ObjectId> near(Set<ObjectId> reach) {
    Set<ObjectId> near = new HashSet<>(reach);
    for (Catalog catalog : List.of(before, after)) {
      for (SchemaObject object : catalog.objects().values()) {
        if (object instanceof DatabaseObject || object instanceof ForeignData) {
          near.add(object.id());
        }
      }
      for (ObjectId id : reach) {
        SchemaObject object = catalog.objects().get(id);
        if (object != null) {
          Catalog.holderOf(object).ifPresent(near::add);
          grounds(catalog, object, near);
        }
      }
    }
    Set<ObjectId> around = new HashSet<>();
    for (ObjectId id : near) {
      around.addAll(ancestors(id));
    }
    near.addAll(around);
    for (ObjectId id : List.copyOf(near)) {
      near.addAll(parts.getOrDefault(id, List.of()));
    }
    return near;
  }

  private void grounds(Catalog catalog, SchemaObject object, Set<ObjectId> near) {
    for (ObjectId id : catalog.dependencies(object.id())) {
      ground(catalog, id, near);
    }
    switch (object) {
      case Table table -> {
        for (Column column : table.columns()) {
          for (ObjectId id : catalog.dependencies(ObjectId.column(table.id(), column.name()))) {
            ground(catalog, id, near);
          }
        }
      }
      case Index index -> index.parent().ifPresent(id -> ground(catalog, id, near));
      case Constraint.Key key -> key.index().parent().ifPresent(id -> ground(catalog, id, near));
      case Constraint.ForeignKey key -> near.add(key.referenced());
      case DatabaseObject.Publication publication ->
          publication.tables().forEach(published -> near.add(published.table()));
      default -> {}
    }
  }

  /** An object with what it hangs on. */
  private void ground(Catalog catalog, ObjectId id, Set<ObjectId> near) {
    ObjectId owner = owner(id);
    near.add(owner);
    catalog.find(owner).flatMap(Catalog::holderOf).ifPresent(near::add);
  }
}
