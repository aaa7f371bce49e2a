package dev.veery.core.diff;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.IgnoreList;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statements of a difference and puts them in order.
 *
 * <p>{@link Fates} says what becomes of everything. Here each object gets its tasks: it is dropped;
 * or loosened from what goes away, altered or made, and finished once others are there. The old
 * catalog's dependencies say what must go before what, the new one's what must be there before
 * what, and a name is free before it is taken again.
 */
final class Differ {

  private static final int MAX_NAME = 63;
  private static final String OLD = "_veery_old";

  private final Side before;
  private final Side after;
  private final DiffOptions options;
  private final Fates fates;
  private final ExportOrder order;
  private final List<Node> nodes;
  private final ObjectSql objects;
  private final AttributeChanges attributes;
  private final OnlineForm online;
  private final Set<ObjectId> attachedLater = new HashSet<>();
  private final Map<ObjectId, TableChanges> tables = new HashMap<>();
  private final TaskGraph graph = new TaskGraph();

  Differ(Catalog before, Catalog after, DiffOptions options) {
    this.before = new Side(before);
    this.after = new Side(after);
    this.options = options;
    this.fates = new Fates(this.before, this.after, options);
    Catalog asRead = this.after.asRead();
    this.order = new ExportOrder(asRead);
    this.nodes = order.nodes();
    this.attributes = new AttributeChanges(options, after.major());
    this.online = new OnlineForm(after.major());
    attachedLater();
    var publicSchema = new ObjectId(ObjectKind.SCHEMA, "", "public");
    this.objects =
        new ObjectSql(
            asRead,
            new ExportOptions(false, options.owners(), options.privileges()),
            order,
            new Surroundings(
                options.creator(),
                options.privileges()
                    ? before.all(DatabaseObject.DefaultPrivileges.class)
                    : List.of(),
                true,
                !this.before.has(publicSchema),
                attachedLater));
  }

  Difference difference() {
    for (ObjectId id : fates.touched()) {
      SchemaObject old = before.get(id);
      SchemaObject object = after.get(id);
      if (old instanceof Table oldTable
          && object instanceof Table table
          && fates.fate(id) == Fate.ALTERED) {
        tables.put(id, new TableChanges(before, after, fates, options, oldTable, table));
      }
    }
    drops();
    swaps();
    nodes.forEach(this::node);
    parts();
    sequences();
    attachments();
    orderNew();
    orderOld();
    orderNames();
    List<SqlStep> steps = graph.steps(preferred());
    return new Difference(changes(), withFunctionBodies(steps));
  }

  /** A function in SQL may name what is made after it. */
  private List<SqlStep> withFunctionBodies(List<SqlStep> steps) {
    Optional<ObjectId> unchecked =
        fates.touched().stream()
            .filter(id -> fates.fate(id) != Fate.DROPPED)
            .filter(id ->
                after.get(id) instanceof Routine.Function function
                    && function.language().equals("sql")
                    && function.body() instanceof Routine.Body.Source)
            .findFirst();
    if (unchecked.isEmpty()) {
      return steps;
    }
    var result = new ArrayList<SqlStep>();
    result.add(SqlStep.of(unchecked.get(), "SET check_function_bodies = off"));
    result.addAll(steps);
    result.add(SqlStep.of(unchecked.get(), "RESET check_function_bodies"));
    return result;
  }

  // What becomes of the old objects

  private boolean isMade(ObjectId id) {
    return fates.fate(id) == Fate.CREATED || fates.fate(id) == Fate.RECREATED;
  }

  private void drops() {
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
  private Task dropTask(ObjectId id) {
    SchemaObject object = before.get(id);
    if (object == null) {
      return new Task(id, Phase.DROP);
    }
    if (object instanceof Relation.Sequence sequence && sequence.ownedBy().isPresent()) {
      ObjectId table = sequence.ownedBy().get().table();
      if (sequence.ownedBy().get().identity()) {
        return fates.isGone(table)
            ? dropTask(table)
            : isColumnGone(table, sequence.ownedBy().get().column())
                    || !isIdentityLater(table, sequence.ownedBy().get().column())
                ? new Task(table, Phase.LOOSEN)
                : new Task(table, Phase.MAIN);
      }
      if (fates.fate(id) == Fate.DROPPED) {
        if (fates.isGone(table)) {
          return dropTask(table);
        }
        if (isColumnGone(table, sequence.ownedBy().get().column())) {
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

  private boolean isColumnGone(ObjectId table, String column) {
    return after.column(table, column).isEmpty() || fates.isRemade(ObjectId.column(table, column));
  }

  /** The same check on a parent. */
  private static Optional<ObjectId> inheritedCheck(Constraint.Check check, Side side) {
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
  private boolean isLeftBehind(SchemaObject part) {
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

  private void swaps() {
    for (ObjectId id : fates.touched()) {
      if (!fates.isSwapped(id)) {
        continue;
      }
      String name = id.name();
      while (name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + OLD.length()
          > MAX_NAME) {
        name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
      }
      var old = new ObjectId(id.kind(), id.schema(), name + OLD);
      graph.add(
          new Task(id, Phase.AWAY),
          SqlStep.of(
              id,
              "ALTER "
                  + id.kind().sql()
                  + ' '
                  + id.sqlName()
                  + " RENAME TO "
                  + dev.veery.core.sql.Identifiers.quote(old.name())));
      graph.add(
          new Task(id, Phase.GONE),
          SqlStep.of(id, "DROP " + id.kind().sql() + ' ' + old.sqlName()));
    }
  }

  // What becomes of the new ones

  private void node(Node node) {
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
    if (isMade(id)) {
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
                .filter(holder -> !isMade(holder) && before.has(holder))
                .isPresent();
    return inUse
        ? online.of(object, after.table(Catalog.holderOf(object).orElseThrow()), statements)
        : steps(object.id(), statements);
  }

  private static List<SqlStep> steps(ObjectId id, Collection<String> statements) {
    return statements.stream().map(sql -> SqlStep.of(id, sql)).toList();
  }

  /** Whether a parent's change makes it. */
  private boolean isImplied(SchemaObject object) {
    if (!(object instanceof Constraint.Check check)
        || !(after.get(check.holder()) instanceof Table table)
        || isMade(check.holder())
        || !(before.get(check.holder()) instanceof Table old)) {
      return false;
    }
    Optional<ObjectId> parent = inheritedCheck(check, after);
    return parent.isPresent()
        && isMade(parent.get())
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
    if (isMade(table)) {
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
  private void parts() {
    for (ObjectId id : fates.touched()) {
      SchemaObject object = after.get(id);
      if (object == null || object instanceof Relation.Sequence) {
        continue;
      }
      Node home = order.home(id);
      if (home.id().equals(id) || isMade(home.id())) {
        continue;
      }
      Task task = Task.of(home);
      SchemaObject old = before.get(id);
      if (isMade(id)) {
        if (!isImplied(object)) {
          graph.add(task, made(object, objects.statements(Node.of(id))));
        }
      } else if (old != null) {
        altered(task, old, object);
      }
    }
  }

  private void sequences() {
    for (ObjectId id : fates.touched()) {
      SchemaObject old = before.get(id);
      SchemaObject object = after.get(id);
      if (object instanceof Relation.Sequence sequence) {
        boolean identity = sequence.ownedBy().filter(Relation.SequenceOwner::identity).isPresent();
        if (identity) {
          identitySequence(sequence, old);
        } else {
          owned(old instanceof Relation.Sequence s ? s : null, sequence);
        }
      }
    }
  }

  private void identitySequence(Relation.Sequence sequence, @Nullable SchemaObject old) {
    Relation.SequenceOwner owner = sequence.ownedBy().orElseThrow();
    if (isMade(owner.table())) {
      return;
    }
    Task task = new Task(owner.table(), Phase.MAIN);
    Relation.Sequence base = null;
    if (old instanceof Relation.Sequence s && fates.fate(sequence.id()) == Fate.ALTERED) {
      base = s;
    } else {
      Optional<Column> column =
          isColumnGone(owner.table(), owner.column())
              ? Optional.empty()
              : before.column(owner.table(), owner.column());
      if (column.isPresent()
          && column.get().value() instanceof Column.Value.Identity has
          && before.get(has.sequence()) instanceof Relation.Sequence renamed) {
        base = renamed;
      }
    }
    var statements = new ArrayList<String>();
    if (base == null || isColumnGone(owner.table(), owner.column())) {
      base =
          withAttributes(
              sequence,
              new Attributes(sequence.attributes().owner(), "", Attributes.Privileges.DEFAULT));
    } else {
      Alteration.sequence(base, sequence, statements);
    }
    statements.addAll(attributes.of(base, sequence, Set.of()));
    graph.add(task, steps(sequence.id(), statements));
  }

  private static Relation.Sequence withAttributes(
      Relation.Sequence sequence, Attributes attributes) {
    return new Relation.Sequence(
        sequence.id(),
        attributes,
        sequence.unlogged(),
        sequence.type(),
        sequence.start(),
        sequence.increment(),
        sequence.minimum(),
        sequence.maximum(),
        sequence.cache(),
        sequence.cycle(),
        sequence.ownedBy());
  }

  private void owned(Relation.@Nullable Sequence old, Relation.Sequence sequence) {
    Optional<Relation.SequenceOwner> had =
        old == null || isMade(sequence.id()) ? Optional.empty() : old.ownedBy();
    Optional<Relation.SequenceOwner> has = sequence.ownedBy();
    boolean loses =
        had.isPresent()
            && (!had.equals(has)
                || fates.isGone(had.get().table())
                || isColumnGone(had.get().table(), had.get().column()));
    if (loses) {
      var loosen = new Task(sequence.id(), Phase.LOOSEN);
      graph.add(
          loosen,
          SqlStep.of(
              sequence.id(), "ALTER SEQUENCE " + sequence.id().sqlName() + " OWNED BY NONE"));
      graph.order(loosen, new Task(had.get().table(), Phase.LOOSEN));
      graph.order(loosen, dropTask(had.get().table()));
      graph.order(loosen, new Task(sequence.id(), Phase.MAIN));
    }
    if (has.isPresent() && (loses || had.isEmpty())) {
      var task = new Task(sequence.id(), Phase.OWNED);
      graph.add(task, SqlStep.of(sequence.id(), SequenceSql.ownedBy(sequence)));
      graph.order(new Task(has.get().table(), Phase.MAIN), task);
      graph.order(new Task(sequence.id(), Phase.MAIN), task);
    }
  }

  // Partitions that come to a parent that is in use

  private void attachedLater() {
    for (Table table : after.catalog().all(Table.class)) {
      boolean linked =
          table.partitionOf().isPresent()
              && !isMade(table.partitionOf().get().parent())
              && (isMade(table.id())
                  || before.get(table.id()) instanceof Table old
                      && !old.partitionOf().equals(table.partitionOf()));
      if (!linked) {
        continue;
      }
      attachedLater.add(table.id());
      for (SchemaObject part : after.parts(table.id())) {
        indexOf(part)
            .flatMap(Index::parent)
            .filter(parent -> !isMade(after.keyOf(parent)))
            .ifPresent(parent -> attachedLater.add(indexOf(part).orElseThrow().id()));
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

  private void attachments() {
    for (ObjectId id : List.copyOf(attachedLater)) {
      if (!(after.get(id) instanceof Table table)) {
        continue;
      }
      var attach = new Task(id, Phase.ATTACH);
      if (isMade(id)) {
        TableSql.attach(table).ifPresent(sql -> graph.add(attach, SqlStep.of(id, sql)));
      }
      graph.order(Task.of(order.home(id)), attach);
      for (SchemaObject part : after.parts(id)) {
        Task home = Task.of(order.home(part.id()));
        Optional<Index> index = indexOf(part);
        if (index.isPresent() && attachedLater.contains(index.get().id())) {
          graph.order(home, attach);
        } else if (index.filter(i -> i.parent().isPresent()).isPresent()
            || part instanceof TablePart.Trigger trigger && trigger.definition().isEmpty()) {
          graph.order(attach, home);
        }
      }
      ObjectId parent = table.partitionOf().orElseThrow().parent();
      graph.order(new Task(parent, Phase.MAIN), attach);
      for (SchemaObject part : after.parts(parent)) {
        if (isMade(part.id()) && indexOf(part).isPresent()) {
          graph.order(attach, Task.of(order.home(part.id())));
        }
      }
    }
  }

  // Order

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
          graph.order(dropTask(id), task);
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
        graph.order(dropTask(id), Task.of(order.home(id)));
      }
    }
    tables
        .keySet()
        .forEach(id -> {
          for (SchemaObject part : after.parts(id)) {
            graph.order(Task.of(order.home(part.id())), new Task(id, Phase.LAST));
          }
          for (Table child : before.children(id)) {
            if (tables.containsKey(child.id())) {
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
        orderOld(object.id(), needed, isLeftBehind(object));
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
      Task drop = dropTask(id);
      if (leftBehind && needed.equals(holder(id))) {
        graph.order(new Task(needed, Phase.LOOSEN), drop);
        graph.order(drop, new Task(needed, Phase.MAIN));
        return;
      }
      switch (fate) {
        case DROPPED -> graph.order(drop, dropTask(needed));
        case RECREATED ->
            graph.order(
                drop, fates.isSwapped(needed) ? new Task(needed, Phase.AWAY) : dropTask(needed));
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
    Task end = fates.isSwapped(needed) ? new Task(needed, Phase.GONE) : dropTask(needed);
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
      if (tables.containsKey(parent) && !drop.id().equals(parent)) {
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
            .forEach(
                name -> freed.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(dropTask(id)));
      }
    }
    for (ObjectId id : fates.touched()) {
      if (after.has(id) && isMade(id)) {
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
        .sorted(java.util.Comparator.reverseOrder())
        .forEach(
            task -> (task.id().kind() == ObjectKind.DEFAULT_PRIVILEGES ? last : result).add(task));
    result.addAll(last);
    return result;
  }

  private List<Change> changes() {
    IgnoreList ignored = options.ignored();
    Map<ObjectId, List<Comparison.Change>> properties = new HashMap<>();
    for (Comparison.Difference difference :
        Comparison.of(after.catalog(), before.catalog(), ignored).differences()) {
      if (difference instanceof Comparison.Difference.Changed changed) {
        properties.put(changed.id(), changed.changes());
      }
    }
    var changes = new ArrayList<Change>();
    for (ObjectId id : fates.touched()) {
      SchemaObject old = before.get(id);
      SchemaObject object = after.get(id);
      boolean implied =
          old != null
                  && object == null
                  && Catalog.holderOf(old).filter(h -> !after.has(h)).isPresent()
              || object != null
                  && old == null
                  && Catalog.holderOf(object).filter(h -> !before.has(h)).isPresent();
      if (implied) {
        continue;
      }
      switch (fates.fate(id)) {
        case CREATED -> changes.add(new Change.Created(id));
        case DROPPED -> changes.add(new Change.Dropped(id, old == null ? "" : DropSql.loss(old)));
        case RECREATED ->
            changes.add(
                new Change.Recreated(
                    id, old == null || fates.isSwapped(id) ? "" : DropSql.loss(old)));
        case ALTERED -> changes.add(new Change.Altered(id, properties.getOrDefault(id, List.of())));
        case KEPT -> {}
      }
    }
    return changes;
  }
}
