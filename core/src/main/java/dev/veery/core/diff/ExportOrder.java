package dev.veery.core.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Routine;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.diff.Node.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which statements an export groups together and in which order they come.
 *
 * <p>People want to read a table with everything that belongs to it, so constraints and defaults
 * stand in the table's definition. The order is that of kinds and names, except that what an object
 * needs comes before it. Where objects need each other in a circle (a check that calls a function
 * that takes a row of the table), something is taken out of a definition and added later: defaults,
 * checks and keys first; a type or a view that is still in a circle is announced as a shell.
 */
final class ExportOrder {

  private final Catalog catalog;

  /** Constraints, and columns for their defaults, that do not stand in a definition. */
  private final Set<ObjectId> apart = new HashSet<>();

  private final Set<ObjectId> shells = new HashSet<>();
  private final Map<ObjectId, ObjectId> keyOfIndex = new HashMap<>();
  private final Map<ObjectId, ObjectId> tableOfIdentity = new HashMap<>();
  private final Map<String, ObjectId> relations = new HashMap<>();
  private final Map<ObjectId, List<ObjectId>> partitions = new HashMap<>();
  private final Map<Node, Set<Node>> edges = new LinkedHashMap<>();

  ExportOrder(Catalog catalog) {
    this.catalog = catalog;
    Map<ObjectId, Set<List<String>>> keyColumns = new HashMap<>();
    for (SchemaObject object : catalog.objects().values()) {
      switch (object) {
        case Constraint.Key key -> {
          keyOfIndex.put(key.index().id(), key.id());
          List<String> columns = key.index().keys().stream().map(Index.Key::column).toList();
          // CREATE TABLE makes one of two keys over the same columns (transformIndexConstraints in
          // src/backend/parser/parse_utilcmd.c).
          if (!keyColumns.computeIfAbsent(key.holder(), h -> new HashSet<>()).add(columns)) {
            apart.add(key.id());
          }
        }
        case Relation.Sequence sequence ->
            sequence
                .ownedBy()
                .filter(Relation.SequenceOwner::identity)
                .ifPresent(owner -> tableOfIdentity.put(sequence.id(), owner.table()));
        case Relation.Table table ->
            table
                .partitionOf()
                .ifPresent(partition ->
                    partitions
                        .computeIfAbsent(partition.parent(), p -> new ArrayList<>())
                        .add(table.id()));
        default -> {}
      }
      if (object instanceof Relation) {
        relations.put(object.id().schema() + '\0' + object.id().name(), object.id());
      }
    }
  }

  /** The groups, in an order in which they can run. */
  List<Node> nodes() {
    connect();
    while (breakCycles()) {
      connect();
    }
    return sorted();
  }

  /** Each group with those that must come before it; to be asked after {@link #nodes}. */
  Map<Node, Set<Node>> edges() {
    return edges;
  }

  /** Whether a constraint stands in the definition of its table or domain. */
  boolean isInDefinition(Constraint constraint) {
    if (apart.contains(constraint.id())) {
      return false;
    }
    return switch (constraint) {
      case Constraint.ForeignKey ignored -> false;
      case Constraint.Check check -> check.validated() || !check.enforced();
      case Constraint.Key key -> !isPartitioned(key.holder());
    };
  }

  /** Whether the default of a column follows after its table. */
  boolean isApart(ObjectId column) {
    return apart.contains(column);
  }

  /** Whether an object is announced before it is made. */
  boolean hasShell(ObjectId id) {
    return shells.contains(id);
  }

  private boolean isPartitioned(ObjectId id) {
    return catalog.objects().get(id) instanceof Relation.Table table
        && (table.partitionOf().isPresent() || !table.partitionBy().isEmpty());
  }

  /** The group in which an object is made. */
  Node home(ObjectId id) {
    if (id.kind() == ObjectKind.COLUMN) {
      ObjectId relation = relations.get(id.schema() + '\0' + id.on());
      return apart.contains(id) || relation == null ? Node.of(id) : Node.of(relation);
    }
    ObjectId table = tableOfIdentity.get(id);
    if (table != null) {
      return Node.of(table);
    }
    ObjectId key = keyOfIndex.get(id);
    ObjectId self = key == null ? id : key;
    return catalog.objects().get(self) instanceof Constraint constraint
            && isInDefinition(constraint)
        ? Node.of(constraint.holder())
        : Node.of(self);
  }

  private void connect() {
    edges.clear();
    for (SchemaObject object : catalog.objects().values()) {
      Node home = home(object.id());
      edges.computeIfAbsent(home, n -> new LinkedHashSet<>());
      if (shells.contains(object.id())) {
        Node shell = new Node(object.id(), Stage.SHELL);
        connect(home, shell);
        schema(shell, object);
        for (ObjectId id : catalog.dependencies(object.id())) {
          if (id.kind().ordinal() <= ObjectKind.DOMAIN.ordinal()) {
            connect(shell, home(id));
          }
        }
      }
      schema(home, object);
      for (ObjectId id : catalog.dependencies(object.id())) {
        connect(home, target(object, id));
      }
      for (ObjectId id : structure(object)) {
        connect(home, home(id));
      }
      columns(object, home);
    }
  }

  private void connect(Node from, Node to) {
    if (!from.equals(to)) {
      edges.computeIfAbsent(from, n -> new LinkedHashSet<>()).add(to);
      edges.computeIfAbsent(to, n -> new LinkedHashSet<>());
    }
  }

  /** For a function that only names a type or a view, its shell will do. */
  private Node target(SchemaObject from, ObjectId to) {
    return shells.contains(to) && from instanceof Routine ? new Node(to, Stage.SHELL) : home(to);
  }

  private void schema(Node node, SchemaObject object) {
    String name =
        object instanceof DatabaseObject.Extension extension
            ? extension.schema()
            : object.id().schema();
    var schema = new ObjectId(ObjectKind.SCHEMA, "", name);
    if (catalog.objects().containsKey(schema)) {
      connect(node, Node.of(schema));
    }
  }

  /** What the record itself says it needs. */
  private Collection<ObjectId> structure(SchemaObject object) {
    var needed = new LinkedHashSet<ObjectId>();
    if (!(object instanceof Relation.Sequence)) {
      Catalog.holderOf(object).ifPresent(needed::add);
    }
    switch (object) {
      case Relation.Table table -> {
        table.partitionOf().ifPresent(partition -> needed.add(partition.parent()));
        needed.addAll(table.inherits());
      }
      case Index index -> index(index, needed);
      case Constraint.Key key -> index(key.index(), needed);
      case Constraint.ForeignKey key -> needed.add(key.referenced());
      case TablePart.Trigger trigger -> needed.addAll(parentTriggers(trigger));
      case DatabaseObject.Grants grants ->
          needed.add(new ObjectId(ObjectKind.EXTENSION, "", grants.extension()));
      default -> {}
    }
    needed.removeIf(id -> !catalog.objects().containsKey(id) && !keyOfIndex.containsKey(id));
    return needed;
  }

  /**
   * An index of a partitioned table waits until its partitions are attached: attached to a table
   * that has the index, they would be given one of their own under another name.
   */
  private void index(Index index, Set<ObjectId> needed) {
    index.parent().ifPresent(needed::add);
    needed.addAll(partitions.getOrDefault(index.table(), List.of()));
  }

  /** A partition's copy of a trigger comes with the trigger of one of its ancestors. */
  private Set<ObjectId> parentTriggers(TablePart.Trigger trigger) {
    Set<ObjectId> triggers = new HashSet<>();
    if (trigger.definition().isEmpty()) {
      Optional<ObjectId> ancestor = parent(trigger.relation());
      while (ancestor.isPresent()) {
        ObjectId table = ancestor.get();
        triggers.add(
            new ObjectId(ObjectKind.TRIGGER, table.schema(), table.name(), trigger.id().name()));
        ancestor = parent(table);
      }
    }
    return triggers;
  }

  private Optional<ObjectId> parent(ObjectId id) {
    return catalog.objects().get(id) instanceof Relation.Table table
        ? table.partitionOf().map(Relation.PartitionOf::parent)
        : Optional.empty();
  }

  private void columns(SchemaObject object, Node home) {
    switch (object) {
      case Relation.Table table -> {
        for (Column column : table.columns()) {
          if (!(column.value() instanceof Column.Value.None)) {
            column(home, ObjectId.column(table.id(), column.name()));
          }
        }
      }
      case Relation.View view -> {
        for (Relation.ViewColumn column : view.columns()) {
          if (!column.defaultExpression().isEmpty()) {
            column(home, ObjectId.column(view.id(), column.name()));
          }
        }
      }
      case Relation.Sequence sequence -> {
        if (sequence.ownedBy().isPresent() && !tableOfIdentity.containsKey(sequence.id())) {
          var owned = new Node(sequence.id(), Stage.OWNED);
          connect(owned, home);
          connect(owned, home(sequence.ownedBy().get().table()));
        }
      }
      default -> {}
    }
  }

  private void column(Node table, ObjectId column) {
    Node home = home(column);
    if (!home.equals(table)) {
      connect(home, table);
    }
    for (ObjectId id : catalog.dependencies(column)) {
      connect(home, home(id));
    }
  }

  /** Takes apart what can be, in every cycle; says whether anything was. */
  private boolean breakCycles() {
    boolean changed = false;
    for (Set<Node> cycle : StronglyConnected.cycles(edges)) {
      changed |= takeApart(cycle) || announce(cycle);
    }
    return changed;
  }

  private boolean takeApart(Set<Node> cycle) {
    boolean changed = false;
    Map<ObjectId, List<Constraint>> constraints = new HashMap<>();
    for (Constraint constraint : catalog.all(Constraint.class)) {
      constraints.computeIfAbsent(constraint.holder(), h -> new ArrayList<>()).add(constraint);
    }
    for (Node node : cycle) {
      SchemaObject object = catalog.objects().get(node.id());
      if (object instanceof Relation.Table table) {
        for (Column column : table.columns()) {
          ObjectId id = ObjectId.column(table.id(), column.name());
          if (column.value() instanceof Column.Value.Default && needs(id, cycle)) {
            changed |= apart.add(id);
          }
        }
      }
      for (Constraint constraint : constraints.getOrDefault(node.id(), List.of())) {
        if (isInDefinition(constraint) && needs(constraint.id(), cycle)) {
          changed |= apart.add(constraint.id());
        }
      }
    }
    return changed;
  }

  private boolean needs(ObjectId id, Set<Node> cycle) {
    return catalog.dependencies(id).stream().anyMatch(needed -> cycle.contains(home(needed)));
  }

  private boolean announce(Set<Node> cycle) {
    boolean changed = false;
    for (Node node : cycle) {
      SchemaObject object = catalog.objects().get(node.id());
      if (object instanceof DataType.Base
          || object instanceof DataType.Range
          || object instanceof Relation.View) {
        changed |= shells.add(node.id());
      }
    }
    return changed;
  }

  /** In the wanted order, each node after what it needs. */
  private List<Node> sorted() {
    List<Node> wanted =
        edges.keySet().stream().map(this::placed).sorted().map(Placed::node).toList();
    Map<Node, Integer> places = HashMap.newHashMap(wanted.size());
    wanted.forEach(node -> places.put(node, places.size()));
    var result = new ArrayList<Node>(edges.size());
    var seen = new HashSet<Node>();
    for (Node node : wanted) {
      emit(node, places, seen, result);
    }
    return result;
  }

  private record Frame(Node node, Deque<Node> pending) {}

  private void emit(Node start, Map<Node, Integer> places, Set<Node> seen, List<Node> result) {
    if (!seen.add(start)) {
      return;
    }
    var stack = new ArrayList<Frame>();
    stack.add(new Frame(start, pending(start, places)));
    while (!stack.isEmpty()) {
      Frame frame = stack.getLast();
      Node next = frame.pending().poll();
      if (next == null) {
        result.add(frame.node());
        stack.removeLast();
      } else if (seen.add(next)) {
        stack.add(new Frame(next, pending(next, places)));
      }
    }
  }

  private Deque<Node> pending(Node node, Map<Node, Integer> places) {
    var pending = new ArrayList<>(edges.getOrDefault(node, Set.of()));
    pending.sort(Comparator.comparing(places::get));
    return new ArrayDeque<>(pending);
  }

  /** A node with what its place in the wanted order is decided by. */
  private record Placed(int phase, String group, int place, Node node)
      implements Comparable<Placed> {
    @Override
    public int compareTo(Placed other) {
      int order = Integer.compare(phase, other.phase);
      if (order == 0) {
        order = node.id().schema().compareTo(other.node.id().schema());
      }
      if (order == 0) {
        order = group.compareTo(other.group);
      }
      if (order == 0) {
        order = Integer.compare(place, other.place);
      }
      if (order == 0) {
        order = node.id().compareTo(other.node.id());
      }
      return order == 0 ? node.stage().compareTo(other.node.stage()) : order;
    }
  }

  private Placed placed(Node node) {
    return new Placed(phase(node.id()), group(node.id()), place(node), node);
  }

  /** What hangs on a relation follows it; foreign keys wait for every table. */
  private int phase(ObjectId id) {
    SchemaObject object = catalog.objects().get(id);
    if (object instanceof Constraint.ForeignKey) {
      return ObjectKind.CONSTRAINT.ordinal();
    }
    return relationOf(id, object).map(ObjectId::kind).orElse(id.kind()).ordinal();
  }

  private String group(ObjectId id) {
    return relationOf(id, catalog.objects().get(id)).map(ObjectId::name).orElse(id.name());
  }

  private int place(Node node) {
    if (node.id().kind() != ObjectKind.SEQUENCE) {
      return node.id().kind().ordinal();
    }
    // An owned sequence stands above its table, and is given to it right below.
    return node.stage() == Stage.OWNED
        ? ObjectKind.COLUMN.ordinal()
        : ObjectKind.SEQUENCE.ordinal();
  }

  private Optional<ObjectId> relationOf(ObjectId id, @Nullable SchemaObject object) {
    if (id.kind() == ObjectKind.COLUMN) {
      return Optional.ofNullable(relations.get(id.schema() + '\0' + id.on()));
    }
    return object == null ? Optional.empty() : Catalog.holderOf(object);
  }
}
