package dev.veery.core.entities;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The schema that is wanted when entities say what they want.
 *
 * <p>Entities speak of tables, columns, keys, plain indexes, enums and sequences, and of those in
 * part: they have no word for a policy, a function, a trigger, a view, a partial index, a
 * partition, a grant, and none for the storage parameters of the tables that they do name. Not to
 * be mentioned means something for the first and nothing for the second. So what is wanted is what
 * there is, with what entities say laid over it: what they can say and do not say any more goes,
 * what they cannot say stays as it is. Where they say a thing in other words than the history (the
 * name that Hibernate makes up for a foreign key, {@code timestamp(6)} for {@code timestamp}), the
 * history's words stay.
 *
 * <p>What stays may need what goes: a view a column that no entity has any more. That is refused,
 * and not decided.
 */
public final class Overlay {

  private final Catalog history;
  private final Catalog entities;
  private final IgnoreList keep;
  private final Map<ObjectId, SchemaObject> wanted = new LinkedHashMap<>();
  private final Set<ObjectId> kept = new LinkedHashSet<>();
  private final Set<ObjectId> standIns = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  /**
   * @param catalog what is wanted
   * @param kept what entities cannot express and the history has, in order
   */
  public record Wanted(Catalog catalog, List<ObjectId> kept) {
    public Wanted {
      kept = List.copyOf(kept);
    }
  }

  private Overlay(Catalog history, Catalog entities, IgnoreList keep) {
    this.history = history;
    this.entities = entities;
    this.keep = keep;
  }

  /**
   * Lays entities over a history. Laid over the result again they change nothing.
   *
   * @param history what the migrations make
   * @param entities what the DDL of the entities, and SQL that stands beside them, makes
   * @param keep what stays although entities do not mention it
   * @throws VeeryException when something that stays needs something that goes
   */
  public static Wanted of(Catalog history, Catalog entities, IgnoreList keep) {
    return new Overlay(history, entities, keep).wanted();
  }

  private Wanted wanted() {
    standIns();
    relations();
    var parts = new PartMatch(history, entities, wanted);
    for (SchemaObject object : entities.objects().values()) {
      if (isStandIn(object) || wanted.containsKey(object.id())) {
        continue;
      }
      for (SchemaObject part : said(object, parts)) {
        wanted.put(part.id(), part);
      }
    }
    for (SchemaObject object : history.objects().values()) {
      if (!wanted.containsKey(object.id())
          && !parts.isReplaced(object.id())
          && (isUnsaid(object) || keep.ignores(object))) {
        stay(object);
      }
    }
    needed();
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return new Wanted(catalog(), List.copyOf(kept));
  }

  // Entities may be mapped onto views and foreign tables

  private void standIns() {
    for (Table table : entities.all(Table.class)) {
      for (ObjectKind kind :
          List.of(ObjectKind.VIEW, ObjectKind.MATERIALIZED_VIEW, ObjectKind.FOREIGN_TABLE)) {
        if (history.find(of(table.id(), kind)).isPresent()
            && entities.find(of(table.id(), kind)).isEmpty()) {
          standIns.add(table.id());
        }
      }
    }
  }

  private static ObjectId of(ObjectId id, ObjectKind kind) {
    return new ObjectId(kind, id.schema(), id.name());
  }

  private boolean isStandIn(SchemaObject object) {
    return standIns.contains(object.id())
        || Catalog.holderOf(object).filter(standIns::contains).isPresent()
        || object instanceof Constraint.ForeignKey key && standIns.contains(key.referenced());
  }

  private void relations() {
    var columns = new ColumnMatch(history);
    for (Table table : entities.all(Table.class)) {
      if (standIns.contains(table.id())) {
        continue;
      }
      Table old = history.objects().get(table.id()) instanceof Table t ? t : null;
      wanted.put(table.id(), old == null ? table : columns.over(old, table));
      if (old != null) {
        partitions(old, table, columns);
      }
    }
  }

  /** What becomes of a table becomes of its partitions, which no entity names. */
  private void partitions(Table old, Table said, ColumnMatch columns) {
    for (Table child : history.all(Table.class)) {
      boolean below =
          child.partitionOf().filter(place -> place.parent().equals(old.id())).isPresent()
              || child.inherits().contains(old.id());
      if (below && entities.find(child.id()).isEmpty()) {
        wanted.put(child.id(), columns.below(child, old, said));
        kept.add(child.id());
        partitions(child, said, columns);
      }
    }
  }

  /** What an object of the entities stands for: itself, or what the history has in its place. */
  private List<SchemaObject> said(SchemaObject object, PartMatch parts) {
    return switch (object) {
      case Relation.Sequence sequence -> Sequences.said(sequence, history, wanted);
      case DataType.Enumeration type -> List.of(Sequences.said(type, history));
      case Constraint constraint -> parts.said(constraint);
      case Index index -> parts.said(index);
      default -> {
        SchemaObject old = history.objects().get(object.id());
        yield List.of(old == null ? object : Unsaid.attributes(old, object));
      }
    };
  }

  /** Whether entities have no words for something of the history. */
  private boolean isUnsaid(SchemaObject object) {
    boolean holderStays =
        Catalog.holderOf(object)
            .map(holder -> wanted.containsKey(holder) || standsBelowView(holder))
            .orElse(true);
    if (!holderStays) {
      return false;
    }
    return switch (object) {
      case Table table ->
          table.foreign().isPresent()
              || table.partitionOf().filter(p -> wanted.containsKey(p.parent())).isPresent();
      case Relation.View ignored -> true;
      case Relation.MaterializedView ignored -> true;
      case Relation.Sequence sequence -> Sequences.isUnsaid(sequence, wanted, history);
      case DataType.Enumeration ignored -> false;
      case DataType ignored -> true;
      case Constraint constraint -> Unsaid.is(constraint, wanted, history, entities);
      case Index index -> Unsaid.is(index, wanted);
      case TablePart ignored -> true;
      default -> true;
    };
  }

  private boolean standsBelowView(ObjectId holder) {
    SchemaObject object = history.objects().get(holder);
    return object instanceof Relation.View
        || object instanceof Relation.MaterializedView
        || object instanceof DataType.Domain
        || object instanceof Table table && table.foreign().isPresent();
  }

  private void stay(SchemaObject object) {
    wanted.put(object.id(), object);
    kept.add(object.id());
    if (object instanceof Table) {
      // What is kept by name is kept with everything on it.
      for (SchemaObject part : history.objects().values()) {
        if (Catalog.holderOf(part).filter(object.id()::equals).isPresent()
            && !(part instanceof Constraint.ForeignKey key
                && !wanted.containsKey(key.referenced())
                && entities.find(key.referenced()).isEmpty()
                && !isKept(key.referenced()))) {
          wanted.putIfAbsent(part.id(), part);
          kept.add(part.id());
        }
      }
    }
  }

  private boolean isKept(ObjectId id) {
    return history.find(id).filter(keep::ignores).isPresent();
  }

  // Types that are still used, and what stays and cannot

  private void needed() {
    Set<ObjectId> users = new LinkedHashSet<>(kept);
    users.addAll(wanted.keySet());
    for (DataType.Enumeration type : history.all(DataType.Enumeration.class)) {
      if (!wanted.containsKey(type.id()) && isUsed(type.id(), users)) {
        wanted.put(type.id(), type);
        kept.add(type.id());
      }
    }
    for (Table old : history.all(Table.class)) {
      if (wanted.get(old.id()) instanceof Table now) {
        generated(old, now);
      }
    }
    for (ObjectId id : List.copyOf(kept)) {
      for (ObjectId target : history.dependencies(id)) {
        SchemaObject there = history.objects().get(target);
        if (there != null && !wanted.containsKey(target) && !isPartOfKept(there)) {
          gone(id, target, target.toString());
        }
      }
      for (ObjectId column : history.columnUses(id)) {
        if (isColumnGone(column)) {
          gone(id, column, column.toString());
        }
      }
    }
  }

  private void generated(Table old, Table now) {
    for (Column column : now.columns()) {
      if (column.value() instanceof Column.Value.Generated generated
          && Unsaid.namesGone(generated.expression(), old, now)) {
        ObjectId id = ObjectId.column(now.id(), column.name());
        gone(id, id, "columns of " + generated.expression());
      }
    }
  }

  private boolean isUsed(ObjectId type, Collection<ObjectId> users) {
    for (ObjectId user : users) {
      if (entities.find(user).isEmpty() && history.dependencies(user).contains(type)) {
        return true;
      }
    }
    String bare = type.sqlName();
    String inPath = type.schema().equals("public") ? type.name() : bare;
    for (SchemaObject object : wanted.values()) {
      if (object instanceof Table table
          && table.columns().stream()
              .map(column -> column.type().replace("[]", ""))
              .anyMatch(name -> name.equals(bare) || name.equals(inPath))) {
        return true;
      }
    }
    return false;
  }

  /** A key is known by its index in some edges, and by itself in others. */
  private boolean isPartOfKept(SchemaObject object) {
    return object instanceof Index index
        && wanted.containsKey(
            new ObjectId(
                ObjectKind.CONSTRAINT,
                index.table().schema(),
                index.table().name(),
                index.id().name()));
  }

  private boolean isColumnGone(ObjectId column) {
    for (ObjectKind kind : List.of(ObjectKind.TABLE, ObjectKind.FOREIGN_TABLE)) {
      var table = new ObjectId(kind, column.schema(), column.on());
      if (history.objects().get(table) instanceof Table old
          && old.columns().stream().anyMatch(c -> c.name().equals(column.name()))) {
        return !(wanted.get(table) instanceof Table now)
            || now.columns().stream().noneMatch(c -> c.name().equals(column.name()));
      }
    }
    return false;
  }

  /** Statistics go with their columns; the rest was written by somebody who meant it. */
  private void gone(ObjectId id, ObjectId target, String what) {
    if (id.kind() == ObjectKind.STATISTICS
        || id.kind() == ObjectKind.PUBLICATION
        || id.kind() == ObjectKind.SUBSCRIPTION
        || id.kind() == ObjectKind.SEQUENCE) {
      if (id.kind() == ObjectKind.STATISTICS) {
        wanted.remove(id);
        kept.remove(id);
      }
      return;
    }
    problems.add(
        new Problem(
            ErrorCode.ENTITIES_IN_THE_WAY,
            "the "
                + id
                + " needs the "
                + what
                + ", which no entity has any more"
                + (target.kind() == ObjectKind.COLUMN ? "" : " and which would go"),
            "drop or change it in a migration of its own first: veery new"));
  }

  private Catalog catalog() {
    Map<ObjectId, Set<ObjectId>> dependencies = new HashMap<>();
    Map<ObjectId, Set<ObjectId>> uses = new HashMap<>();
    for (SchemaObject object : wanted.values()) {
      edges(object, entities, dependencies, uses);
      edges(object, history, dependencies, uses);
    }
    return new Catalog(history.major(), wanted.values(), dependencies, uses);
  }

  private static void edges(
      SchemaObject object,
      Catalog from,
      Map<ObjectId, Set<ObjectId>> dependencies,
      Map<ObjectId, Set<ObjectId>> uses) {
    add(object.id(), from.dependencies(object.id()), dependencies);
    add(object.id(), from.columnUses(object.id()), uses);
    if (object instanceof Table table) {
      table
          .columns()
          .forEach(column -> {
            ObjectId id = ObjectId.column(table.id(), column.name());
            add(id, from.dependencies(id), dependencies);
          });
    }
  }

  private static void add(ObjectId id, Set<ObjectId> edges, Map<ObjectId, Set<ObjectId>> into) {
    if (!edges.isEmpty()) {
      into.computeIfAbsent(id, i -> new HashSet<>()).addAll(edges);
    }
  }
}
