package dev.veery.core.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.Routine;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.diff.Fates.Fate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the statements of a difference and puts them in order.
 *
 * <p>{@link Fates} says what becomes of everything. Then each object gets its tasks: it is dropped
 * ({@link Departures}); or loosened from what goes away, altered or made ({@link Arrivals}), and
 * finished once others are there. {@link TaskOrder} knows what comes first.
 */
final class Differ {

  private final Side before;
  private final Side after;
  private final DiffOptions options;
  private final Fates fates;
  private final Attachments attachments;
  private final ExportOrder order;
  private final List<Node> nodes;
  private final ObjectSql objects;

  Differ(Catalog before, Catalog after, DiffOptions options) {
    this.before = new Side(before);
    this.after = new Side(after);
    this.options = options;
    this.fates = new Fates(this.before, this.after, options);
    this.attachments = new Attachments(this.before, this.after, fates);
    Catalog asRead = this.after.asRead();
    this.order = new ExportOrder(asRead);
    this.nodes = order.nodes();
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
                attachments.later()));
  }

  Difference difference() {
    if (fates.touched().isEmpty()) {
      return new Difference(List.of(), List.of());
    }
    var graph = new TaskGraph();
    Map<ObjectId, TableChanges> tables = tables();
    var departures = new Departures(before, after, fates, options, graph);
    departures.drops();
    departures.swaps();
    var arrivals = new Arrivals(before, after, fates, options, order, objects, tables, graph);
    nodes.forEach(arrivals::node);
    arrivals.parts();
    new SequenceChanges(before, after, fates, options, objects, departures, graph).all();
    attachments.attach(order, graph);
    List<SqlStep> steps =
        new TaskOrder(
                before,
                after,
                fates,
                order,
                nodes,
                tables.keySet(),
                attachments.later(),
                departures,
                graph)
            .steps();
    return new Difference(changes(), withFunctionBodies(steps));
  }

  /** The tables that stay and change. */
  private Map<ObjectId, TableChanges> tables() {
    Map<ObjectId, TableChanges> tables = new LinkedHashMap<>();
    for (ObjectId id : fates.touched()) {
      if (fates.fate(id) == Fate.ALTERED
          && before.get(id) instanceof Table old
          && after.get(id) instanceof Table table) {
        tables.put(id, new TableChanges(before, after, fates, options, old, table));
      }
    }
    return tables;
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

  private List<Change> changes() {
    Map<ObjectId, List<Comparison.Change>> properties = new HashMap<>();
    for (Comparison.Difference difference : fates.comparison().differences()) {
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
