package dev.veery.core.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.diff.Fates.Fate;
import dev.veery.core.diff.Task.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must come before what. The old catalog's dependencies say what goes before what, the new
 * one's what is there before what, and a name is free before it is taken again.
 */
final class TaskOrder {

  private final Side before;
  private final Side after;
  private final Fates fates;
  private final ExportOrder order;
  private final List<Node> nodes;
  private final Set<ObjectId> tables;
  private final Set<ObjectId> attachedLater;
  private final Departures departures;
  private final TaskGraph graph;

  /**
   * @param nodes in the order of an export
   * @param tables those that stay and change
   */
  TaskOrder(
      Side before,
      Side after,
      Fates fates,
      ExportOrder order,
      List<Node> nodes,
      Set<ObjectId> tables,
      Set<ObjectId> attachedLater,
      Departures departures,
      TaskGraph graph) {
    this.before = before;
    this.after = after;
    this.fates = fates;
    this.order = order;
    this.nodes = nodes;
    this.tables = tables;
    this.attachedLater = attachedLater;
    this.departures = departures;
    this.graph = graph;
  }

  /** Every step, each after what must come before it. */
  List<SqlStep> steps() {
    orderNew();
    orderOld();
    orderNames();
    return graph.steps(preferred());
  }

  private void orderNew() {
    order
        .edges()
        .forEach((node, needed) -> {
          for (Node other : needed) {
            graph.order(Task.of(other), Task.of(node));
          }
        });
    for (Node node : nodes) {
      Task task = Task.of(node);
      ObjectId id = node.id();
      if (before.has(id)) {
        if (fates.isGone(id)) {
          graph.order(departures.dropTask(id), task);
        }
        graph.order(new Task(id, Phase.LOOSEN), task);
        graph.order(new Task(id, Phase.AWAY), task);
      }
      graph.order(task, new Task(id, Phase.LAST));
      if (!attachedLater.contains(id)) {
        graph.order(task, new Task(id, Phase.ATTACH));
      }
      if (fates.isSwapped(id)) {
        graph.order(task, new Task(id, Phase.GONE));
      }
    }
    for (ObjectId id : fates.touched()) {
      // A part that stands in its table's group waits for its old self to go.
      if (after.has(id) && before.has(id) && fates.isGone(id)) {
        graph.order(departures.dropTask(id), Task.of(order.home(id)));
      }
    }
    tables.forEach(id -> {
      for (SchemaObject part : after.parts(id)) {
        graph.order(Task.of(order.home(part.id())), new Task(id, Phase.LAST));
      }
      for (Table child : before.children(id)) {
        if (tables.contains(child.id())) {
          Task mine = new Task(id, Phase.LOOSEN);
          Task theirs = new Task(child.id(), Phase.LOOSEN);
          boolean stays =
              after.get(child.id()) instanceof Table now
                  && Side.parents(now).contains(id)
                  && now.partitionOf().equals(child.partitionOf());
          graph.order(stays ? mine : theirs, stays ? theirs : mine);
          graph.order(theirs, new Task(id, Phase.MAIN));
        }
      }
    });
  }

  private void orderOld() {
    for (SchemaObject object : before.catalog().objects().values()) {
      for (ObjectId needed : before.needs(object)) {
        orderOld(object.id(), needed, departures.isLeftBehind(object));
      }
      if (object instanceof Table table) {
        for (Column column : table.columns()) {
          for (ObjectId needed :
              before.catalog().dependencies(ObjectId.column(table.id(), column.name()))) {
            orderOld(table.id(), before.keyOf(needed), false);
          }
        }
      }
    }
  }

  private void orderOld(ObjectId id, ObjectId needed, boolean leftBehind) {
    if (id.equals(needed)) {
      return;
    }
    Fate fate = fates.fate(needed);
    if (fates.isGone(id)) {
      Task drop = departures.dropTask(id);
      if (leftBehind && needed.equals(holder(id))) {
        graph.order(new Task(needed, Phase.LOOSEN), drop);
        graph.order(drop, new Task(needed, Phase.MAIN));
        return;
      }
      switch (fate) {
        case DROPPED -> graph.order(drop, departures.dropTask(needed));
        case RECREATED ->
            graph.order(
                drop,
                fates.isSwapped(needed)
                    // The drop of a table does not name the types of its columns, as that of a
                    // function names its arguments: it may come when they have other names already.
                    ? new Task(needed, id.kind() == ObjectKind.TABLE ? Phase.GONE : Phase.AWAY)
                    : departures.dropTask(needed));
        case ALTERED -> {
          Task loosen = new Task(needed, Phase.LOOSEN);
          if (!drop.equals(loosen)) {
            graph.order(drop, loosen);
            if (!drop.equals(new Task(needed, Phase.MAIN))) {
              graph.order(drop, new Task(needed, Phase.MAIN));
            }
          }
        }
        case KEPT, CREATED -> {}
      }
      beforeAncestors(drop, needed);
      return;
    }
    if (fate != Fate.DROPPED && fate != Fate.RECREATED) {
      return;
    }
    Task end = fates.isSwapped(needed) ? new Task(needed, Phase.GONE) : departures.dropTask(needed);
    if (fates.isSwapped(id)) {
      graph.order(new Task(id, Phase.GONE), end);
      return;
    }
    graph.order(new Task(id, Phase.LOOSEN), end);
    if (fate == Fate.DROPPED || fates.isSwapped(needed)) {
      if (after.has(id)) {
        graph.order(Task.of(order.home(id)), end);
      }
    }
  }

  /** What a parent does to its columns reaches its children, and who stands on those. */
  private void beforeAncestors(Task drop, ObjectId id) {
    Table table = before.table(id);
    if (table == null) {
      return;
    }
    for (ObjectId parent : Side.parents(table)) {
      if (tables.contains(parent) && !drop.id().equals(parent)) {
        graph.order(drop, new Task(parent, Phase.LOOSEN));
        graph.order(drop, new Task(parent, Phase.MAIN));
      }
      beforeAncestors(drop, parent);
    }
  }

  private @Nullable ObjectId holder(ObjectId id) {
    SchemaObject object = before.get(id);
    return object == null ? null : Catalog.holderOf(object).orElse(null);
  }

  /** A name is free before it is taken again, whatever kind of object had it. */
  private void orderNames() {
    Map<String, Set<Task>> freed = new HashMap<>();
    for (ObjectId id : fates.touched()) {
      if (before.has(id) && fates.isGone(id)) {
        names(id, before)
            .forEach(name ->
                freed
                    .computeIfAbsent(name, n -> new LinkedHashSet<>())
                    .add(departures.dropTask(id)));
      }
    }
    for (ObjectId id : fates.touched()) {
      if (after.has(id) && fates.isMade(id)) {
        Task task = Task.of(order.home(id));
        names(id, after)
            .forEach(name ->
                freed.getOrDefault(name, Set.of()).forEach(drop -> graph.order(drop, task)));
      }
    }
  }

  /** What an object has to itself: its name among relations and types, being the primary key. */
  private static List<String> names(ObjectId id, Side side) {
    return switch (id.kind()) {
      case TYPE, DOMAIN, SEQUENCE, TABLE, FOREIGN_TABLE, VIEW, MATERIALIZED_VIEW, INDEX ->
          List.of(id.schema() + '\0' + id.name());
      case CONSTRAINT -> {
        if (!(side.get(id) instanceof Constraint.Key key)) {
          yield List.of();
        }
        String index = key.index().id().schema() + '\0' + key.index().id().name();
        yield key.type() == Constraint.KeyType.PRIMARY_KEY
            ? List.of(index, key.holder() + " PRIMARY KEY")
            : List.of(index);
      }
      case FUNCTION, PROCEDURE, AGGREGATE -> List.of(id.schema() + '\0' + id.name());
      default -> List.of();
    };
  }

  /** New things in the order of an export, then what goes, then the rights of things to come. */
  private List<Task> preferred() {
    var result = new ArrayList<Task>();
    var last = new ArrayList<Task>();
    for (Node node : nodes) {
      (node.id().kind() == ObjectKind.DEFAULT_PRIVILEGES ? last : result).add(Task.of(node));
    }
    graph.tasks().stream()
        .sorted(Comparator.reverseOrder())
        .forEach(
            task -> (task.id().kind() == ObjectKind.DEFAULT_PRIVILEGES ? last : result).add(task));
    result.addAll(last);
    return result;
  }
}
