package dev.veery.core.diff;

import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Column.Value;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of every object and every column.
 *
 * <p>First each pair is looked at by itself: it is the same, it can be altered, or it has to be
 * made anew. Then everything that stands on something that goes away goes with it and comes back,
 * however far that reaches: a view whose column changes its type, the index on that materialized
 * view, the function that returns its rows. Only a table stays, because it holds what cannot be
 * made again: a type under it is renamed out of the way and its columns move to the new one.
 */
final class Fates {

  /** What becomes of an object. */
  enum Fate {
    KEPT,
    CREATED,
    DROPPED,
    ALTERED,
    RECREATED
  }

  private static final int SINCE_SET_EXPRESSION = 17;
  private static final int SINCE_ACCESS_METHOD = 15;

  private final Side before;
  private final Side after;
  private final Comparison comparison;
  private final Alteration alteration;
  private final Map<ObjectId, Fate> fates = new HashMap<>();
  private final Set<ObjectId> swapped = new HashSet<>();
  private final Set<ObjectId> throughText = new HashSet<>();
  private final Set<ObjectId> retyped = new HashSet<>();
  private final Set<ObjectId> remade = new HashSet<>();
  private final Set<ObjectId> gone = new HashSet<>();
  private final Set<ObjectId> unset = new HashSet<>();
  private final Set<ObjectId> same = new HashSet<>();
  private final Deque<ObjectId> disturbed = new ArrayDeque<>();
  private final Set<ObjectId> disturbedColumns = new HashSet<>();
  private final SortedSet<ObjectId> touched = new TreeSet<>();

  Fates(Side before, Side after, DiffOptions options) {
    this.before = before;
    this.after = after;
    this.comparison = Comparison.of(after.catalog(), before.catalog(), options.ignored());
    if (!options.owners() || !options.privileges()) {
      sameButForRights();
    }
    this.alteration = new Alteration(after.catalog().major());
    var ids = new TreeSet<>(before.catalog().objects().keySet());
    ids.addAll(after.catalog().objects().keySet());
    ids.forEach(this::decide);
    ids.forEach(this::columns);
    do {
      while (!disturbed.isEmpty()) {
        spread(disturbed.remove());
      }
    } while (swapWhatIsUnder() || !disturbed.isEmpty());
    for (ObjectId id : ids) {
      if (fate(id) == Fate.KEPT && id.kind() == ObjectKind.TRIGGER) {
        copiedTrigger(id);
      }
    }
    fates.forEach((id, fate) -> {
      if (fate != Fate.KEPT) {
        touched.add(id);
      }
    });
  }

  /** Objects that differ in nothing but what is not compared. */
  private void sameButForRights() {
    Set<ObjectId> different = new HashSet<>();
    comparison.differences().forEach(difference -> different.add(difference.id()));
    for (ObjectId id : before.catalog().objects().keySet()) {
      if (after.has(id) && !different.contains(id)) {
        same.add(id);
      }
    }
  }

  /** The old schema held against the new one, without what is not compared. */
  Comparison comparison() {
    return comparison;
  }

  Fate fate(ObjectId id) {
    return fates.getOrDefault(id, Fate.KEPT);
  }

  /** Whether a type is renamed away, because tables hold values of it until they have moved. */
  boolean isSwapped(ObjectId id) {
    return swapped.contains(id);
  }

  /** Whether a column that stays is dropped and added. */
  boolean isRemade(ObjectId column) {
    return remade.contains(column);
  }

  /** Whether a column gets another type. */
  boolean isRetyped(ObjectId column) {
    return retyped.contains(column);
  }

  /** Whether the default of a column has to be away while other things change. */
  boolean isUnset(ObjectId column) {
    return unset.contains(column);
  }

  boolean isGone(ObjectId id) {
    return fate(id) == Fate.DROPPED || fate(id) == Fate.RECREATED && !swapped.contains(id);
  }

  /** Whether an object is made: it is new, or comes back. */
  boolean isMade(ObjectId id) {
    return fate(id) == Fate.CREATED || fate(id) == Fate.RECREATED;
  }

  /** Whether a column of the old table goes, be it only to come back. */
  boolean isColumnGone(ObjectId table, String column) {
    return after.column(table, column).isEmpty() || isRemade(ObjectId.column(table, column));
  }

  private void decide(ObjectId id) {
    SchemaObject old = before.get(id);
    SchemaObject object = after.get(id);
    if (old == null) {
      fates.put(id, Fate.CREATED);
    } else if (object == null) {
      fates.put(id, Fate.DROPPED);
      disturbed.add(id);
    } else if (!old.equals(object) && !same.contains(id)) {
      boolean isPossible =
          old instanceof Table oldTable && object instanceof Table table
              ? isAlterable(oldTable, table)
              : isIdentity(old) != isIdentity(object)
                  ? false
                  : alteration.of(old, object).isPresent();
      fates.put(id, Fate.ALTERED);
      if (!isPossible) {
        recreate(id);
      }
    }
  }

  private static boolean isIdentity(SchemaObject object) {
    return object instanceof Relation.Sequence sequence
        && sequence.ownedBy().filter(Relation.SequenceOwner::identity).isPresent();
  }

  /** Whether a table can become the other one with its rows in it. */
  private boolean isAlterable(Table old, Table table) {
    if (!old.partitionBy().equals(table.partitionBy())
        || old.foreign().isPresent() != table.foreign().isPresent()
        || !old.accessMethod().equals(table.accessMethod())
            && after.catalog().major() < SINCE_ACCESS_METHOD
        || old.foreign().isPresent()
            && !old.foreign().get().server().equals(table.foreign().orElseThrow().server())) {
      return false;
    }
    if (table.partitionBy().isEmpty()) {
      return true;
    }
    // What the rows are divided by cannot change under them.
    return table.columns().stream()
        .filter(column -> Side.mentions(table.partitionBy(), column.name()))
        .noneMatch(column -> {
          Optional<Column> other = before.column(old.id(), column.name());
          return other.isEmpty()
              || !other.get().type().equals(column.type())
              || !other.get().collation().equals(column.collation());
        });
  }

  private void columns(ObjectId id) {
    if (fate(id) != Fate.ALTERED
        || !(before.get(id) instanceof Table old)
        || !(after.get(id) instanceof Table table)) {
      return;
    }
    for (Column column : old.columns()) {
      ObjectId name = ObjectId.column(id, column.name());
      Optional<Column> other = after.column(id, column.name());
      if (other.isEmpty()) {
        gone.add(name);
        disturb(name);
      } else if (mustBeRemade(column, other.get())) {
        remake(name);
      } else {
        if (!column.type().equals(other.get().type())
            || !column.collation().equals(other.get().collation())) {
          retype(name);
        }
        if (column.value() instanceof Value.Default
            && !column.value().equals(other.get().value())) {
          unsetIfNeeded(name);
        }
      }
    }
    if (!Side.parents(old).equals(Side.parents(table))) {
      // What a partition has from its parent comes and goes with the parent.
      for (SchemaObject part : before.parts(id)) {
        if (part instanceof TablePart.Trigger trigger && trigger.definition().isEmpty()) {
          recreate(part.id());
        }
      }
    }
  }

  private boolean mustBeRemade(Column old, Column column) {
    return switch (column.value()) {
      case Value.Generated generated -> {
        if (!(old.value() instanceof Value.Generated other)
            || other.stored() != generated.stored()) {
          yield true;
        }
        yield !other.expression().equals(generated.expression())
            && (after.catalog().major() < SINCE_SET_EXPRESSION
                || !old.type().equals(column.type()));
      }
      default -> old.value() instanceof Value.Generated other && !other.stored();
    };
  }

  /** A default is in the way only where what it needs goes away. */
  private void unsetIfNeeded(ObjectId column) {
    for (ObjectId needed : before.catalog().dependencies(column)) {
      if (fate(needed) == Fate.DROPPED || fate(needed) == Fate.RECREATED) {
        unset.add(column);
      }
    }
  }

  private void recreate(ObjectId id) {
    if (fate(id) == Fate.RECREATED || fate(id) == Fate.DROPPED || fate(id) == Fate.CREATED) {
      return;
    }
    fates.put(id, Fate.RECREATED);
    disturbed.add(id);
    // An index of a partition hangs on its parent's, and neither goes without the other.
    SchemaObject object = before.get(id);
    Optional<ObjectId> parent =
        switch (object) {
          case Index index -> index.parent();
          case Constraint.Key key -> key.index().parent();
          case null, default -> Optional.empty();
        };
    parent.map(before::keyOf).filter(before::has).ifPresent(this::recreateAttached);
  }

  private void recreateAttached(ObjectId parent) {
    if (fate(parent) != Fate.DROPPED) {
      recreate(parent);
    }
  }

  private void alter(ObjectId id) {
    if (fate(id) == Fate.KEPT) {
      fates.put(id, Fate.ALTERED);
    }
  }

  private void retype(ObjectId column) {
    if (remade.contains(column) || gone.contains(column) || !retyped.add(column)) {
      return;
    }
    ObjectId table = before.relationOf(column);
    if (table == null) {
      return;
    }
    alter(table);
    if (before
        .column(table, column.name())
        .filter(c -> c.value() instanceof Value.Default)
        .isPresent()) {
      unset.add(column);
    }
    disturb(column);
    for (Table child : before.children(table)) {
      ObjectId inherited = ObjectId.column(child.id(), column.name());
      if (fate(child.id()) != Fate.DROPPED && fate(child.id()) != Fate.RECREATED) {
        retype(inherited);
      }
    }
  }

  private void remake(ObjectId column) {
    if (gone.contains(column) || !remade.add(column)) {
      return;
    }
    ObjectId table = before.relationOf(column);
    if (table == null) {
      return;
    }
    alter(table);
    disturb(column);
    for (Table child : before.children(table)) {
      if (fate(child.id()) != Fate.DROPPED && fate(child.id()) != Fate.RECREATED) {
        remake(ObjectId.column(child.id(), column.name()));
      }
    }
  }

  /** A column changes its type, or goes: so does what names it. */
  private void disturb(ObjectId column) {
    if (!disturbedColumns.add(column)) {
      return;
    }
    ObjectId tableId = before.relationOf(column);
    if (tableId == null) {
      return;
    }
    before.columnUsers(column).forEach(this::disturbUser);
    if (before.get(tableId) instanceof Table table) {
      for (Column other : table.columns()) {
        if (other.value() instanceof Value.Generated generated
            && !other.name().equals(column.name())
            && Side.mentions(generated.expression(), column.name())) {
          remake(ObjectId.column(tableId, other.name()));
        }
      }
      boolean divides = Side.mentions(table.partitionBy(), column.name());
      if (divides) {
        recreate(tableId);
      }
    }
    boolean goes = gone.contains(column) || remade.contains(column);
    for (SchemaObject part : before.parts(tableId)) {
      if (goes && Side.uses(part, column.name())) {
        recreate(part.id());
      }
    }
    for (DatabaseObject.Publication publication : before.publications()) {
      for (DatabaseObject.PublishedTable published : publication.tables()) {
        if (published.table().equals(tableId)
            && (published.columns().contains(column.name())
                || Side.mentions(published.where(), column.name()))) {
          recreate(publication.id());
        }
      }
    }
    if (goes) {
      before.sequencesOf(tableId).stream()
          .filter(sequence ->
              sequence.ownedBy().filter(owner -> owner.column().equals(column.name())).isPresent())
          .forEach(sequence -> alter(sequence.id()));
    }
  }

  private void disturbUser(ObjectId user) {
    if (user.kind() == ObjectKind.COLUMN) {
      defaultOf(user);
    } else {
      recreate(user);
    }
  }

  private void defaultOf(ObjectId column) {
    ObjectId table = before.relationOf(column);
    if (table == null) {
      return;
    }
    if (table.kind() == ObjectKind.VIEW) {
      recreate(table);
      return;
    }
    if (fate(table) == Fate.DROPPED || fate(table) == Fate.RECREATED) {
      return;
    }
    boolean isGenerated =
        before
            .column(table, column.name())
            .filter(c -> c.value() instanceof Value.Generated)
            .isPresent();
    if (isGenerated) {
      remake(column);
    } else {
      alter(table);
      unset.add(column);
    }
  }

  /** Something goes away; who stands on it? */
  private void spread(ObjectId id) {
    for (SchemaObject part : before.parts(id)) {
      recreate(part.id());
    }
    for (ObjectId user : before.dependents(id)) {
      if (user.kind() == ObjectKind.COLUMN) {
        defaultOf(user);
      } else if (fate(user) != Fate.DROPPED && fate(user) != Fate.RECREATED) {
        dependent(id, user);
      }
    }
  }

  private void dependent(ObjectId id, ObjectId user) {
    SchemaObject object = before.get(user);
    switch (object) {
      case Table table -> table(id, table);
      case DataType.Domain domain -> {
        // A default can be taken away; a base type cannot.
        if (isTypeOrCollation(id)) {
          recreate(user);
        } else {
          alter(domain.id());
        }
      }
      case DatabaseObject.Extension ignored -> {}
      case DatabaseObject.Schema ignored -> {}
      case DatabaseObject.Publication publication -> {
        if (after.has(id)) {
          recreate(publication.id());
        } else {
          alter(publication.id());
        }
      }
      case Relation.Sequence ignored -> {}
      case null -> {}
      default -> recreate(user);
    }
  }

  private static boolean isTypeOrCollation(ObjectId id) {
    return switch (id.kind()) {
      case TYPE, DOMAIN, COLLATION, TABLE, FOREIGN_TABLE, VIEW, MATERIALIZED_VIEW, EXTENSION ->
          true;
      default -> false;
    };
  }

  private void table(ObjectId id, Table table) {
    if (table.foreign().isPresent()) {
      if (isTypeOrCollation(id) || id.kind() == ObjectKind.SERVER) {
        recreate(table.id());
      }
      return;
    }
    if (Side.parents(table).contains(id)) {
      Table now = after.table(table.id());
      boolean leaves = now != null && !Side.parents(now).contains(id);
      if (!leaves) {
        recreate(table.id());
      }
      return;
    }
    if (id.kind() == ObjectKind.TYPE
        || id.kind() == ObjectKind.DOMAIN
        || id.kind() == ObjectKind.COLLATION) {
      boolean isUsed = false;
      for (Column column : table.columns()) {
        if (isOf(column, id)) {
          isUsed = true;
          boolean stays = after.column(table.id(), column.name()).isPresent();
          if (stays) {
            retype(ObjectId.column(table.id(), column.name()));
          }
          boolean divides = Side.mentions(table.partitionBy(), column.name());
          if (divides) {
            recreate(table.id());
          }
        }
      }
      if (table.ofType().equals(id.sqlName())) {
        recreate(table.id());
      } else if (isUsed && fate(table.id()) != Fate.RECREATED && fate(id) == Fate.RECREATED) {
        swap(id);
      }
      return;
    }
    if (id.kind() != ObjectKind.SEQUENCE && id.kind() != ObjectKind.EXTENSION && after.has(id)) {
      // An access method, or a function or an operator class that divides the rows.
      recreate(table.id());
    }
  }

  /**
   * The constructors of a range type keep their names when it is renamed, and so do the functions
   * of a base type: their values wait as text.
   */
  private void swap(ObjectId id) {
    SchemaObject type = before.get(id);
    if (type instanceof DataType.Range || type instanceof DataType.Base) {
      throughText(id);
    } else {
      swapped.add(id);
    }
  }

  /** Indexes and checks of the type would not fit text. */
  private void throughText(ObjectId id) {
    if (!throughText.add(id)) {
      return;
    }
    for (Table table : before.catalog().all(Table.class)) {
      for (Column column : table.columns()) {
        if (isOf(column, id)) {
          before.parts(table.id()).stream()
              .filter(part -> Side.uses(part, column.name()))
              .forEach(part -> recreate(part.id()));
        }
      }
    }
  }

  /** What a renamed type is made of has to stay for as long; what cannot be renamed decides. */
  private boolean swapWhatIsUnder() {
    boolean changed = false;
    for (ObjectId id : Set.copyOf(fates.keySet())) {
      SchemaObject type = before.get(id);
      if (fate(id) != Fate.RECREATED || swapped.contains(id) || !(type instanceof DataType)) {
        continue;
      }
      for (ObjectId user : before.dependents(id)) {
        if (swapped.contains(user)) {
          changed = true;
          if (type instanceof DataType.Range || type instanceof DataType.Base) {
            swapped.remove(user);
            throughText(user);
          } else {
            swapped.add(id);
          }
        }
      }
    }
    return changed;
  }

  /** Whether the values of a type are kept as text while the type is made anew. */
  boolean isThroughText(ObjectId type) {
    return throughText.contains(type);
  }

  static boolean isOf(Column column, ObjectId type) {
    if (type.kind() == ObjectKind.COLLATION) {
      return column.collation().equals(type.sqlName());
    }
    String name = type.sqlName();
    String used = column.type();
    return used.equals(name)
        || used.startsWith(name)
            && (used.charAt(name.length()) == '[' || used.charAt(name.length()) == '(');
  }

  /** The state of a copied trigger follows its original's unless it is said again. */
  private void copiedTrigger(ObjectId id) {
    if (before.get(id) instanceof TablePart.Trigger trigger && trigger.definition().isEmpty()) {
      for (ObjectId original : before.needs(trigger)) {
        if (original.kind() == ObjectKind.TRIGGER && fate(original) != Fate.KEPT) {
          fates.put(id, Fate.ALTERED);
        }
      }
    }
  }

  /** Every object that is not kept, in order. */
  SortedSet<ObjectId> touched() {
    return touched;
  }

  /** What can be altered in place. */
  List<String> alteration(@Nullable SchemaObject old, @Nullable SchemaObject object) {
    return old == null || object == null ? List.of() : alteration.of(old, object).orElse(List.of());
  }
}
