package dev.veery.core.diff;

import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.diff.Task.Phase;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Partitions that come to a parent that is in use: they are attached once they have their indexes,
 * so that the parent's lock is short.
 */
final class Attachments {

  private final Side before;
  private final Side after;
  private final Fates fates;
  private final Set<ObjectId> later = new HashSet<>();

  Attachments(Side before, Side after, Fates fates) {
    this.before = before;
    this.after = after;
    this.fates = fates;
    find();
  }

  /** The partitions, and those of their indexes that are attached likewise. */
  Set<ObjectId> later() {
    return later;
  }

  private void find() {
    for (Table table : after.catalog().all(Table.class)) {
      boolean linked =
          table.partitionOf().isPresent()
              && !fates.isMade(table.partitionOf().get().parent())
              && (fates.isMade(table.id())
                  || before.get(table.id()) instanceof Table old
                      && !old.partitionOf().equals(table.partitionOf()));
      if (!linked) {
        continue;
      }
      later.add(table.id());
      for (SchemaObject part : after.parts(table.id())) {
        indexOf(part)
            .flatMap(Index::parent)
            .filter(parent -> !fates.isMade(after.keyOf(parent)))
            .ifPresent(parent -> later.add(indexOf(part).orElseThrow().id()));
      }
    }
  }

  private static Optional<Index> indexOf(SchemaObject part) {
    return switch (part) {
      case Index index -> Optional.of(index);
      case Constraint.Key key -> Optional.of(key.index());
      default -> Optional.empty();
    };
  }

  /** Attaches them, in the right moment. */
  void attach(ExportOrder order, TaskGraph graph) {
    for (ObjectId id : List.copyOf(later)) {
      if (!(after.get(id) instanceof Table table)) {
        continue;
      }
      var attach = new Task(id, Phase.ATTACH);
      if (fates.isMade(id)) {
        TableSql.attach(table).ifPresent(sql -> graph.add(attach, SqlStep.of(id, sql)));
      }
      graph.order(Task.of(order.home(id)), attach);
      for (SchemaObject part : after.parts(id)) {
        Task home = Task.of(order.home(part.id()));
        Optional<Index> index = indexOf(part);
        if (index.isPresent() && later.contains(index.get().id())) {
          graph.order(home, attach);
        } else if (index.filter(i -> i.parent().isPresent()).isPresent()
            || part instanceof TablePart.Trigger trigger && trigger.definition().isEmpty()) {
          graph.order(attach, home);
        }
      }
      ObjectId parent = table.partitionOf().orElseThrow().parent();
      graph.order(new Task(parent, Phase.MAIN), attach);
      for (SchemaObject part : after.parts(parent)) {
        if (fates.isMade(part.id()) && indexOf(part).isPresent()) {
          graph.order(attach, Task.of(order.home(part.id())));
        }
      }
    }
  }
}
