package dev.veery.core.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.ConstraintNames;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.Routine;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.diff.Fates.Fate;
import dev.veery.core.diff.Task.Phase;
import dev.veery.core.sql.Identifiers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What becomes of the old objects: each is dropped, or goes with what it hangs on. */
final class Departures {

  private static final int MAX_NAME = 63;
  private static final int SINCE_NAMED_NOT_NULL = 18;
  private static final String OLD = "_veery_old";

  private final Side before;
  private final Side after;
  private final Fates fates;
  private final DiffOptions options;
  private final TaskGraph graph;

  Departures(Side before, Side after, Fates fates, DiffOptions options, TaskGraph graph) {
    this.before = before;
    this.after = after;
    this.fates = fates;
    this.options = options;
    this.graph = graph;
  }

  /** Takes away what goes, as far as nothing else takes it along. */
  void drops() {
    for (ObjectId id : fates.touched()) {
      SchemaObject object = before.get(id);
      if (object == null || !fates.isGone(id)) {
        continue;
      }
      Task task = dropTask(id);
      if (!task.equals(new Task(id, Phase.DROP))) {
        continue;
      }
      if (object instanceof TablePart.Trigger trigger && trigger.definition().isEmpty()) {
        copiedTriggerGone(trigger);
        continue;
      }
      if (object instanceof DatabaseObject.DefaultPrivileges defaults
          && (!options.privileges() || goesWithItsSchema(defaults))) {
        continue;
      }
      if (object instanceof DatabaseObject.Grants && !options.privileges()) {
        continue;
      }
      List<String> statements = DropSql.drop(object, isLeftBehind(object));
      boolean concurrently =
          options.online()
              && object instanceof Index index
              && index.parent().isEmpty()
              && !(before.get(index.table()) instanceof Table table
                  && !table.partitionBy().isEmpty());
      if (concurrently) {
        statements = List.of(DropSql.concurrently(id));
      }
      for (String sql : statements) {
        graph.add(task, SqlStep.losing(id, sql, DropSql.loss(object)));
      }
    }
  }

  private boolean goesWithItsSchema(DatabaseObject.DefaultPrivileges defaults) {
    return !defaults.schema().isEmpty()
        && fates.isGone(new ObjectId(ObjectKind.SCHEMA, "", defaults.schema()));
  }

  /** The state of a partition's trigger is its parent's again. */
  private void copiedTriggerGone(TablePart.Trigger trigger) {
    if (fates.fate(trigger.id()) == Fate.RECREATED || fates.isGone(trigger.relation())) {
      return;
    }
    Table table = after.table(trigger.relation());
    while (table != null && table.partitionOf().isPresent()) {
      ObjectId parent = table.partitionOf().get().parent();
      var id =
          new ObjectId(ObjectKind.TRIGGER, parent.schema(), parent.name(), trigger.id().name());
      if (after.get(id) instanceof TablePart.Trigger original) {
        var task = new Task(trigger.id(), Phase.LAST);
        graph.add(
            task,
            SqlStep.of(
                trigger.id(),
                "ALTER TABLE "
                    + trigger.relation().sqlName()
                    + ' '
                    + original.enabled().sql()
                    + " TRIGGER "
                    + trigger.id().sqlName()));
        graph.order(new Task(id, Phase.MAIN), task);
        return;
      }
      table = after.table(parent);
    }
  }

  /** The task that takes an object away; often that of another one. */
  Task dropTask(ObjectId id) {
    SchemaObject object = before.get(id);
    if (object == null) {
      return new Task(id, Phase.DROP);
    }
    if (object instanceof Relation.Sequence sequence && sequence.ownedBy().isPresent()) {
      ObjectId table = sequence.ownedBy().get().table();
      if (sequence.ownedBy().get().identity()) {
        return fates.isGone(table)
            ? dropTask(table)
            : fates.isColumnGone(table, sequence.ownedBy().get().column())
                    || !isIdentityLater(table, sequence.ownedBy().get().column())
                ? new Task(table, Phase.LOOSEN)
                : new Task(table, Phase.MAIN);
      }
      if (fates.fate(id) == Fate.DROPPED) {
        if (fates.isGone(table)) {
          return dropTask(table);
        }
        if (fates.isColumnGone(table, sequence.ownedBy().get().column())) {
          return new Task(table, Phase.LOOSEN);
        }
      }
      return new Task(id, Phase.DROP);
    }
    if (object instanceof Routine) {
      for (ObjectId type : before.catalog().dependencies(id)) {
        if (before.get(type) instanceof DataType.Base
            && fates.isGone(type)
            && before.catalog().dependencies(type).contains(id)) {
          return new Task(type, Phase.DROP);
        }
      }
    }
    Optional<ObjectId> holder = Catalog.holderOf(object);
    if (holder.isPresent() && fates.isGone(holder.get())) {
      boolean explicit =
          object instanceof Constraint.ForeignKey key
              && !key.referenced().equals(key.holder())
              && fates.isGone(key.referenced());
      if (!explicit) {
        return dropTask(holder.get());
      }
    }
    Optional<ObjectId> parent =
        switch (object) {
          case Index index -> index.parent();
          case Constraint.Key key -> key.index().parent();
          default -> Optional.empty();
        };
    if (parent.isPresent() && fates.isGone(before.keyOf(parent.get())) && !isLeftBehind(object)) {
      return dropTask(before.keyOf(parent.get()));
    }
    if (object instanceof Constraint.Check check && !isLeftBehind(object)) {
      Optional<ObjectId> inherited = inheritedCheck(check, before);
      if (inherited.isPresent()
          && fates.isGone(inherited.get())
          && !before.isDeclared(check.id())) {
        return dropTask(inherited.get());
      }
    }
    return new Task(id, Phase.DROP);
  }

  private boolean isIdentityLater(ObjectId table, String column) {
    return after
        .column(table, column)
        .filter(c -> c.value() instanceof Column.Value.Identity)
        .isPresent();
  }

  /** The same check on a parent. */
  static Optional<ObjectId> inheritedCheck(Constraint.Check check, Side side) {
    if (!(side.get(check.holder()) instanceof Table table)) {
      return Optional.empty();
    }
    for (ObjectId parent : Side.parents(table)) {
      var id =
          new ObjectId(ObjectKind.CONSTRAINT, parent.schema(), parent.name(), check.id().name());
      if (side.get(id) instanceof Constraint.Check) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  /** Whether a part came from a parent that its table leaves: it can go once the table has left. */
  boolean isLeftBehind(SchemaObject part) {
    Optional<ObjectId> holder = Catalog.holderOf(part);
    if (holder.isEmpty()
        || !(before.get(holder.get()) instanceof Table old)
        || !(after.get(holder.get()) instanceof Table table)
        || fates.isGone(holder.get())
        || Side.parents(old).equals(Side.parents(table))) {
      return false;
    }
    return switch (part) {
      case Index index -> index.parent().isPresent();
      case Constraint.Key key -> key.index().parent().isPresent();
      case Constraint.Check check -> inheritedCheck(check, before).isPresent();
      default -> false;
    };
  }

  /** Renames types out of the way of their successors, and drops them in the end. */
  void swaps() {
    for (ObjectId id : fates.touched()) {
      if (!fates.isSwapped(id)) {
        continue;
      }
      var old = new ObjectId(id.kind(), id.schema(), aside(id.name()));
      var away = new Task(id, Phase.AWAY);
      String alter = "ALTER " + id.kind().sql() + ' ';
      graph.add(
          away,
          SqlStep.of(id, alter + id.sqlName() + " RENAME TO " + Identifiers.quote(old.name())));
      if (before.get(id) instanceof DataType.Domain domain
          && domain.notNull()
          && after.catalog().major() >= SINCE_NAMED_NOT_NULL) {
        // PostgreSQL would choose another name for the new one's, because this one is taken.
        String name =
            domain.notNullName().isEmpty()
                ? ConstraintNames.choose(id.name(), "", "not_null")
                : domain.notNullName();
        graph.add(
            away,
            SqlStep.of(
                id,
                alter
                    + old.sqlName()
                    + " RENAME CONSTRAINT "
                    + Identifiers.quote(name)
                    + " TO "
                    + Identifiers.quote(aside(name))));
      }
      graph.add(
          new Task(id, Phase.GONE),
          SqlStep.of(id, "DROP " + id.kind().sql() + ' ' + old.sqlName()));
    }
  }

  private static String aside(String name) {
    String kept = name;
    while (kept.getBytes(StandardCharsets.UTF_8).length + OLD.length() > MAX_NAME) {
      kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
    }
    return kept + OLD;
  }
}
