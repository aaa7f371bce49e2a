package dev.veery.core.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.diff.Fates.Fate;
import dev.veery.core.diff.Task.Phase;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What becomes of the new objects: each is made, or what was there is altered. */
final class Arrivals {

  private final Side before;
  private final Side after;
  private final Fates fates;
  private final DiffOptions options;
  private final ExportOrder order;
  private final ObjectSql objects;
  private final Map<ObjectId, TableChanges> tables;
  private final AttributeChanges attributes;
  private final OnlineForm online;
  private final TaskGraph graph;

  /**
   * @param objects makes what is new
   * @param tables the tables that stay and change
   */
  Arrivals(
      Side before,
      Side after,
      Fates fates,
      DiffOptions options,
      ExportOrder order,
      ObjectSql objects,
      Map<ObjectId, TableChanges> tables,
      TaskGraph graph) {
    this.before = before;
    this.after = after;
    this.fates = fates;
    this.options = options;
    this.order = order;
    this.objects = objects;
    this.tables = tables;
    this.attributes = new AttributeChanges(options, after.catalog().major());
    this.online = new OnlineForm(after.catalog().major());
    this.graph = graph;
  }

  /** One group of an export: what is new is made, what stays is altered. */
  void node(Node node) {
    ObjectId id = node.id();
    Task task = Task.of(node);
    if (id.kind() == ObjectKind.COLUMN) {
      laterDefault(node, task);
      return;
    }
    SchemaObject object = after.get(id);
    if (object == null) {
      return;
    }
    if (fates.isMade(id)) {
      boolean owned = task.phase() == Phase.OWNED;
      if (!isImplied(object) && !owned) {
        graph.add(task, made(object, objects.statements(node)));
      }
      return;
    }
    if (task.phase() != Phase.MAIN || fates.fate(id) != Fate.ALTERED) {
      return;
    }
    SchemaObject old = before.get(id);
    TableChanges changes = tables.get(id);
    if (old == null) {
      return;
    }
    if (changes != null) {
      graph.add(new Task(id, Phase.LOOSEN), changes.loosen());
      graph.add(task, changes.change(laterDefaults((Table) object)));
      graph.add(task, steps(id, attributes.of(old, object, changes.fresh())));
      graph.add(task, changes.notNullComments());
      graph.add(new Task(id, Phase.LAST), changes.last());
      graph.add(new Task(id, Phase.ATTACH), changes.link());
    } else {
      altered(task, old, object);
    }
  }

  private void altered(Task task, SchemaObject old, SchemaObject object) {
    ObjectId id = object.id();
    SchemaObject loosened = old;
    if (old instanceof DataType.Domain domain
        && object instanceof DataType.Domain now
        && !domain.defaultExpression().isEmpty()
        && before.catalog().dependencies(id).stream().anyMatch(fates::isGone)) {
      graph.add(
          new Task(id, Phase.LOOSEN),
          SqlStep.of(id, "ALTER DOMAIN " + id.sqlName() + " DROP DEFAULT"));
      loosened =
          new DataType.Domain(
              id,
              domain.attributes(),
              domain.baseType(),
              domain.collation(),
              "",
              domain.notNull(),
              domain.notNullName());
      if (now.defaultExpression().isEmpty() && loosened.equals(now)) {
        return;
      }
    }
    boolean alone = false;
    for (String sql : fates.alteration(loosened, object)) {
      if (sql.endsWith(Alteration.NOT_CLUSTERED)) {
        unclustered(object, sql);
        continue;
      }
      alone = options.online() && sql.contains(" VALIDATE CONSTRAINT ");
      graph.add(task, alone ? SqlStep.alone(id, sql) : SqlStep.of(id, sql));
    }
    graph.add(task, steps(id, attributes.of(old, object, Set.of())));
    if (object instanceof TablePart.Trigger trigger
        && trigger.definition().isEmpty()
        && old.equals(object)) {
      // The original was touched, and its copies with it.
      objects.statements(Node.of(id)).forEach(sql -> graph.add(task, SqlStep.of(id, sql)));
    }
  }

  /** A table is clustered on one index: it lets go of the old one before it gets another. */
  private void unclustered(SchemaObject object, String sql) {
    ObjectId table = Catalog.holderOf(object).orElseThrow();
    var task = new Task(object.id(), Phase.LOOSEN);
    graph.add(task, SqlStep.of(object.id(), sql));
    for (SchemaObject part : after.parts(table)) {
      graph.order(task, Task.of(order.home(part.id())));
    }
  }

  private List<SqlStep> made(SchemaObject object, List<String> statements) {
    boolean inUse =
        options.online()
            && Catalog.holderOf(object)
                .filter(holder -> !fates.isMade(holder) && before.has(holder))
                .isPresent();
    return inUse
        ? online.of(object, after.table(Catalog.holderOf(object).orElseThrow()), statements)
        : steps(object.id(), statements);
  }

  static List<SqlStep> steps(ObjectId id, Collection<String> statements) {
    return statements.stream().map(sql -> SqlStep.of(id, sql)).toList();
  }

  /** Whether a parent's change makes it. */
  private boolean isImplied(SchemaObject object) {
    if (!(object instanceof Constraint.Check check)
        || !(after.get(check.holder()) instanceof Table table)
        || fates.isMade(check.holder())
        || !(before.get(check.holder()) instanceof Table old)) {
      return false;
    }
    Optional<ObjectId> parent = Departures.inheritedCheck(check, after);
    return parent.isPresent()
        && fates.isMade(parent.get())
        && Side.parents(old)
            .contains(
                Side.parents(table).stream()
                    .filter(p ->
                        p.name().equals(parent.get().on())
                            && p.schema().equals(parent.get().schema()))
                    .findFirst()
                    .orElse(check.holder()));
  }

  private Set<String> laterDefaults(Table table) {
    Set<String> later = new HashSet<>();
    for (Column column : table.columns()) {
      if (order.isApart(ObjectId.column(table.id(), column.name()))) {
        later.add(column.name());
      }
    }
    return later;
  }

  private void laterDefault(Node node, Task task) {
    ObjectId table = after.relationOf(node.id());
    if (table == null) {
      return;
    }
    if (fates.isMade(table)) {
      graph.add(task, steps(node.id(), objects.statements(node)));
      return;
    }
    TableChanges changes = tables.get(table);
    if (changes != null) {
      after
          .column(table, node.id().name())
          .flatMap(changes::laterDefault)
          .ifPresent(step -> graph.add(task, step));
    }
  }

  /** Constraints that an export puts into their table, where the table is there already. */
  void parts() {
    for (ObjectId id : fates.touched()) {
      SchemaObject object = after.get(id);
      if (object == null || object instanceof Relation.Sequence) {
        continue;
      }
      Node home = order.home(id);
      if (home.id().equals(id) || fates.isMade(home.id())) {
        continue;
      }
      Task task = Task.of(home);
      SchemaObject old = before.get(id);
      if (fates.isMade(id)) {
        if (!isImplied(object)) {
          graph.add(task, made(object, objects.statements(Node.of(id))));
        }
      } else if (old != null) {
        altered(task, old, object);
      }
    }
  }
}
