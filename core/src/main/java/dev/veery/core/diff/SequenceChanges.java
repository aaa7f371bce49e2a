package dev.veery.core.diff;

import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.diff.Fates.Fate;
import dev.veery.core.diff.Task.Phase;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sequences that belong to columns: those of identities, and those that are owned. */
final class SequenceChanges {

  private final Side before;
  private final Side after;
  private final Fates fates;
  private final AttributeChanges attributes;
  private final ObjectSql objects;
  private final Departures departures;
  private final TaskGraph graph;

  SequenceChanges(
      Side before,
      Side after,
      Fates fates,
      DiffOptions options,
      ObjectSql objects,
      Departures departures,
      TaskGraph graph) {
    this.before = before;
    this.after = after;
    this.fates = fates;
    this.attributes = new AttributeChanges(options, after.catalog().major());
    this.objects = objects;
    this.departures = departures;
    this.graph = graph;
  }

  void all() {
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
    if (fates.isMade(owner.table())) {
      return;
    }
    Task task = new Task(owner.table(), Phase.MAIN);
    Relation.Sequence base = null;
    if (old instanceof Relation.Sequence s && fates.fate(sequence.id()) == Fate.ALTERED) {
      base = s;
    } else {
      Optional<Column> column =
          fates.isColumnGone(owner.table(), owner.column())
              ? Optional.empty()
              : before.column(owner.table(), owner.column());
      if (column.isPresent()
          && column.get().value() instanceof Column.Value.Identity has
          && before.get(has.sequence()) instanceof Relation.Sequence renamed) {
        base = renamed;
      }
    }
    var statements = new ArrayList<String>();
    if (base == null || fates.isColumnGone(owner.table(), owner.column())) {
      SchemaObject table = before.get(owner.table());
      SchemaObject maker = table == null ? sequence : table;
      statements.addAll(objects.identity(sequence, maker.attributes().owner()));
    } else {
      Alteration.sequence(base, sequence, statements);
      statements.addAll(attributes.of(base, sequence, Set.of()));
    }
    graph.add(task, Arrivals.steps(sequence.id(), statements));
  }

  private void owned(Relation.@Nullable Sequence old, Relation.Sequence sequence) {
    Optional<Relation.SequenceOwner> had =
        old == null || fates.isMade(sequence.id()) ? Optional.empty() : old.ownedBy();
    Optional<Relation.SequenceOwner> has = sequence.ownedBy();
    boolean loses =
        had.isPresent()
            && (!had.equals(has)
                || fates.isGone(had.get().table())
                || fates.isColumnGone(had.get().table(), had.get().column()));
    if (loses) {
      var loosen = new Task(sequence.id(), Phase.LOOSEN);
      graph.add(
          loosen,
          SqlStep.of(
              sequence.id(), "ALTER SEQUENCE " + sequence.id().sqlName() + " OWNED BY NONE"));
      graph.order(loosen, new Task(had.get().table(), Phase.LOOSEN));
      graph.order(loosen, departures.dropTask(had.get().table()));
      graph.order(loosen, new Task(sequence.id(), Phase.MAIN));
    }
    if (has.isPresent() && (loses || had.isEmpty())) {
      var task = new Task(sequence.id(), Phase.OWNED);
      graph.add(task, SqlStep.of(sequence.id(), SequenceSql.ownedBy(sequence)));
      graph.order(new Task(has.get().table(), Phase.MAIN), task);
      graph.order(new Task(sequence.id(), Phase.MAIN), task);
    }
  }
}
