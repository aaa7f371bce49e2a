package dev.veery.postgres.rehearse.rows;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.rehearse.rows.TablePlan.ColumnPlan;
import dev.veery.postgres.rehearse.rows.TablePlan.Condition;
import dev.veery.postgres.rehearse.rows.TablePlan.Key;
import dev.veery.postgres.rehearse.rows.TablePlan.Reference;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans the rows of each table of a schema. */
final class TablePlanner {

  private final Catalog catalog;
  private final Types types;
  private final Sieve sieve;
  private final Map<String, String> bounds;
  private final RowScope scope;
  private final Map<ObjectId, List<Constraint>> constraints = new HashMap<>();
  private final Map<ObjectId, List<Index>> indexes = new HashMap<>();

  /**
   * @param bounds of each partition, by its qualified name, as a condition on its columns
   */
  TablePlanner(
      Catalog catalog, Types types, Sieve sieve, Map<String, String> bounds, RowScope scope) {
    this.scope = scope;
    this.sieve = sieve;
    this.catalog = catalog;
    this.types = types;
    this.bounds = bounds;
    for (Constraint constraint : catalog.all(Constraint.class)) {
      constraints.computeIfAbsent(constraint.holder(), id -> new ArrayList<>()).add(constraint);
    }
    for (Index index : catalog.all(Index.class)) {
      indexes.computeIfAbsent(index.table(), id -> new ArrayList<>()).add(index);
    }
  }

  /**
   * Every table that holds rows itself.
   *
   * @param passedOver qualified names of those that no rows are made for; their plans are bare
   */
  List<TablePlan> plans(Set<String> passedOver) throws SQLException {
    List<TablePlan> plans = new ArrayList<>();
    for (Relation.Table table : catalog.all(Relation.Table.class)) {
      if (passedOver.contains(name(table.id()))) {
        plans.add(impossible(table, "it is passed over"));
      } else if (table.partitionBy().isEmpty()) {
        plans.add(plan(table));
      } else if (!hasPartitions(table)) {
        plans.add(impossible(table, "it is partitioned and has no partition"));
      }
    }
    return plans;
  }

  private boolean hasPartitions(Relation.Table table) {
    return catalog.all(Relation.Table.class).stream()
        .anyMatch(t -> t.partitionOf().filter(of -> of.parent().equals(table.id())).isPresent());
  }

  private TablePlan plan(Relation.Table table) throws SQLException {
    if (table.foreign().isPresent()) {
      return impossible(
          table, "its rows are on the foreign server " + table.foreign().get().server());
    }
    List<Constraint> own = constraints.getOrDefault(table.id(), List.of());
    List<Index> uniques = uniques(table, own);
    List<Condition> conditions = conditions(table, own);
    Set<String> counted = new HashSet<>();
    boolean conflicts = false;
    boolean deferrable = false;
    for (Constraint constraint : own) {
      if (constraint instanceof Constraint.Key key) {
        if (key.type() == Constraint.KeyType.EXCLUSION || key.withoutOverlaps()) {
          conflicts = true;
          counted.addAll(columnsOf(key.index(), table));
        }
        deferrable |= key.timing() != Constraint.Timing.IMMEDIATE;
      }
    }
    List<ColumnPlan> columns = new ArrayList<>();
    Map<String, Integer> places = new HashMap<>();
    for (Index index : uniques) {
      if (!isPlain(index) || isGenerated(index, table)) {
        conflicts = true;
        counted.addAll(columnsOf(index, table));
      }
    }
    for (Column column : table.columns()) {
      if (column.value() instanceof Column.Value.Generated) {
        continue;
      }
      String pinned = scope.pinned(name(table.id()), column.name());
      if (pinned != null) {
        places.put(column.name(), columns.size());
        columns.add(
            new ColumnPlan(
                Identifiers.quote(column.name()),
                column.type(),
                new Pinned(pinned),
                false,
                List.of(),
                false));
        continue;
      }
      Optional<Types.Resolved> type = types.resolve(column.type());
      boolean required = column.notNull() instanceof Column.NotNull.Required;
      if (type.isEmpty()) {
        if (required && column.value() instanceof Column.Value.None) {
          return impossible(
              table, "no value of type " + column.type() + " is known for column " + column.name());
        }
        continue;
      }
      String name = Identifiers.quote(column.name());
      Values values = isNumbered(column) ? Numbered.of(type.get().values()) : type.get().values();
      List<Condition> alone = new ArrayList<>();
      Set<String> likely = new LinkedHashSet<>();
      for (Condition condition : conditions) {
        Constants constants = Constants.of(condition.sql());
        if (constants.mention(column.name())) {
          likely.addAll(constants.likely(type.get().base()));
          if (!mentionsAnother(constants, table, column.name())) {
            alone.add(condition);
          }
        }
      }
      boolean nullable = !required && type.get().nullable();
      if (!alone.isEmpty()) {
        Values passing =
            sieve.through(
                values,
                column.type(),
                name,
                List.copyOf(likely),
                alone.stream().map(Condition::sql).toList());
        if (passing == null && !nullable) {
          return impossible(
              table,
              "no value of column "
                  + column.name()
                  + " was found that passes "
                  + String.join(", ", alone.stream().map(Condition::name).toList()));
        }
        if (passing == null) {
          continue;
        }
        values = passing;
        likely.clear();
        conditions.removeAll(alone);
      }
      places.put(column.name(), columns.size());
      columns.add(
          new ColumnPlan(
              name,
              column.type(),
              values,
              nullable,
              List.copyOf(likely),
              counted.contains(column.name())));
    }
    List<Key> keys = new ArrayList<>();
    for (Index index : uniques) {
      Key key = isPlain(index) ? key(index, places) : null;
      if (key == null) {
        conflicts = true;
      } else {
        keys.add(key);
      }
    }
    return new TablePlan(
        name(table.id()),
        name(root(table).id()),
        columns,
        keys,
        references(table, places),
        conditions,
        conflicts,
        deferrable,
        null);
  }

  private static boolean mentionsAnother(Constants constants, Relation.Table table, String column) {
    return table.columns().stream()
        .anyMatch(other -> !other.name().equals(column) && constants.mention(other.name()));
  }

  private TablePlan impossible(Relation.Table table, String why) {
    return new TablePlan(
        name(table.id()),
        name(root(table).id()),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false,
        false,
        why);
  }

  private static String name(ObjectId id) {
    return Identifiers.qualify(id.schema(), id.name());
  }

  private Relation.Table root(Relation.Table table) {
    Relation.Table root = table;
    while (root.partitionOf().isPresent()
        && catalog.find(root.partitionOf().get().parent()).orElse(null)
            instanceof Relation.Table parent) {
      root = parent;
    }
    return root;
  }

  /** A value of a sequence: what comes next must be free. */
  private static boolean isNumbered(Column column) {
    return switch (column.value()) {
      case Column.Value.Identity identity -> true;
      case Column.Value.InheritedIdentity identity -> true;
      case Column.Value.Default value -> value.expression().startsWith("nextval(");
      case Column.Value.None none -> false;
      case Column.Value.Generated generated -> false;
    };
  }

  /** Always the same. */
  private record Pinned(String value) implements Values {
    @Override
    public String next(java.util.SplittableRandom random, Style style) {
      return value;
    }

    @Override
    public @Nullable String distinct(long number) {
      return null;
    }
  }

  /** Counts, wherever it is asked for a value. */
  private record Numbered(Values values) implements Values {
    static Values of(Values values) {
      return values.distinct(0) == null ? values : new Numbered(values);
    }

    @Override
    public String next(java.util.SplittableRandom random, Style style) {
      String value = values.distinct(random.nextInt(0, 1000));
      return value == null ? values.next(random, Style.TAME) : value;
    }

    @Override
    public @Nullable String distinct(long number) {
      return values.distinct(number);
    }
  }

  private List<Index> uniques(Relation.Table table, List<Constraint> own) {
    List<Index> uniques = new ArrayList<>();
    for (Constraint constraint : own) {
      if (constraint instanceof Constraint.Key key && key.type() != Constraint.KeyType.EXCLUSION) {
        uniques.add(key.index());
      }
    }
    for (Index index : indexes.getOrDefault(table.id(), List.of())) {
      if (index.unique()) {
        uniques.add(index);
      }
    }
    return uniques;
  }

  private static boolean isPlain(Index index) {
    return index.predicate().isEmpty()
        && index.keys().stream()
            .allMatch(key -> !key.column().isEmpty() && key.collation().isEmpty());
  }

  private static boolean isGenerated(Index index, Relation.Table table) {
    return table.columns().stream()
        .filter(column -> column.value() instanceof Column.Value.Generated)
        .anyMatch(
            column -> index.keys().stream().anyMatch(key -> key.column().equals(column.name())));
  }

  /** The columns that decide the keys of an index. */
  private static Set<String> columnsOf(Index index, Relation.Table table) {
    Set<String> columns = new LinkedHashSet<>();
    for (Index.Key key : index.keys()) {
      if (key.column().isEmpty()) {
        columns.addAll(Constants.of(key.expression()).names());
        continue;
      }
      columns.add(key.column());
      for (Column column : table.columns()) {
        if (column.name().equals(key.column())
            && column.value() instanceof Column.Value.Generated generated) {
          columns.addAll(Constants.of(generated.expression()).names());
        }
      }
    }
    return columns;
  }

  private static @Nullable Key key(Index index, Map<String, Integer> places) {
    int[] columns = new int[index.keys().size()];
    for (int i = 0; i < columns.length; i++) {
      Integer place = places.get(index.keys().get(i).column());
      if (place == null) {
        // A generated column, whose values the server makes: it finds the duplicates, too.
        return null;
      }
      columns[i] = place;
    }
    return new Key(columns, index.nullsNotDistinct());
  }

  private List<Condition> conditions(Relation.Table table, List<Constraint> own) {
    List<Condition> conditions = new ArrayList<>();
    for (Constraint constraint : own) {
      if (constraint instanceof Constraint.Check check && check.enforced()) {
        conditions.add(new Condition(check.id().name(), check.expression()));
      }
    }
    String bound = bounds.get(name(table.id()));
    if (bound != null) {
      conditions.add(new Condition("bounds of the partition", bound));
    }
    return conditions;
  }

  /** Those of the table and, for a partition, of what it is a partition of. */
  private List<Reference> references(Relation.Table table, Map<String, Integer> places) {
    List<Reference> references = new ArrayList<>();
    for (Relation.Table t = table; t != null; t = parent(t)) {
      for (Constraint constraint : constraints.getOrDefault(t.id(), List.of())) {
        if (!(constraint instanceof Constraint.ForeignKey foreign)
            || !foreign.enforced()
            || !places.keySet().containsAll(foreign.columns())) {
          continue;
        }
        ObjectId parentRoot =
            catalog.find(foreign.referenced()).orElse(null) instanceof Relation.Table parent
                ? root(parent).id()
                : foreign.referenced();
        references.add(
            new Reference(
                foreign.columns().stream().mapToInt(places::get).toArray(),
                name(foreign.referenced()),
                name(parentRoot),
                foreign.referencedColumns().stream().map(Identifiers::quote).toList(),
                foreign.matchFull()));
      }
    }
    // The widest first: it decides what the narrower ones that share its columns can be.
    references.sort((a, b) -> Integer.compare(b.columns().length, a.columns().length));
    return references;
  }

  private Relation.@Nullable Table parent(Relation.Table table) {
    return table.partitionOf().isPresent()
            && catalog.find(table.partitionOf().get().parent()).orElse(null)
                instanceof Relation.Table parent
        ? parent
        : null;
  }
}
