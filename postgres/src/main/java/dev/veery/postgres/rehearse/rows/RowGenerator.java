package dev.veery.postgres.rehearse.rows;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Relation;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.rehearse.rows.FillReport.Filled;
import dev.veery.postgres.rehearse.rows.RowMaker.Parents;
import dev.veery.postgres.rehearse.rows.TablePlan.Reference;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fills every table of a scratch database with rows that are as awkward as its schema allows: NULL
 * wherever it may be, duplicates wherever they may be, the longest texts, the largest numbers, the
 * strangest dates, few parents with most of the children. What a migration's new constraint refuses
 * in production it then refuses here.
 *
 * <p>Tables are filled parents first. Where foreign keys go in a circle, the rows come first and
 * are pointed at each other when all are there. While rows are made, triggers and the checks of
 * foreign keys are off, where the role may switch them off; foreign keys are kept all the same.
 */
public final class RowGenerator {

  /** Increased whenever the same schema and options give other rows than before. */
  public static final int FORMAT = 1;

  private static final int PARENTS = 5000;

  private final Session session;
  private final Catalog catalog;
  private final RowOptions options;
  private final RowScope scope;
  private final Map<String, Parents> read = new HashMap<>();

  private RowGenerator(Session session, Catalog catalog, RowOptions options, RowScope scope) {
    this.session = session;
    this.catalog = catalog;
    this.options = options;
    this.scope = scope;
  }

  /**
   * Fills the database.
   *
   * @param session to it, preferably of a superuser
   * @param catalog its schema, without the journal
   */
  public static FillReport fill(Session session, Catalog catalog, RowOptions options) {
    return fill(session, catalog, options, Set.of());
  }

  /**
   * Fills some tables of the database.
   *
   * @param filled qualified names, as SQL, of those that have their rows already, or are to have
   *     none
   */
  public static FillReport fill(
      Session session, Catalog catalog, RowOptions options, Set<String> filled) {
    return fill(session, catalog, options, filled, RowScope.ALL);
  }

  /** Fills some tables with rows that keep to a part of the rows that are there already. */
  public static FillReport fill(
      Session session, Catalog catalog, RowOptions options, Set<String> filled, RowScope scope) {
    try {
      return new RowGenerator(session, catalog, options, scope).fill(filled);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "filling the scratch database");
    }
  }

  private FillReport fill(Set<String> passedOver) throws SQLException {
    long began = System.nanoTime();
    boolean free = switchTriggersOff();
    session.execute("SET search_path TO pg_catalog");
    var sieve = new Sieve(session, options.perTable());
    List<TablePlan> plans =
        new TablePlanner(catalog, new Types(session, catalog, sieve), sieve, bounds(), scope)
            .plans(passedOver);
    Map<String, Long> rows = new LinkedHashMap<>();
    Map<String, String> notes = new HashMap<>();
    Map<TablePlan, Set<Reference>> late = new LinkedHashMap<>();
    Set<String> filled = new HashSet<>();
    plans.stream()
        .filter(plan -> passedOver.contains(plan.name()))
        .forEach(plan -> filled.add(plan.root()));
    plans.removeIf(plan -> passedOver.contains(plan.name()));
    for (List<TablePlan> group : inOrder(plans)) {
      int each = Math.max(1, options.perTable() / group.size());
      for (TablePlan plan : group) {
        Map<Reference, Parents> parents = new HashMap<>();
        for (Reference reference : plan.references()) {
          if (filled.contains(reference.parentRoot())) {
            parents.put(reference, parents(reference));
          } else {
            late.computeIfAbsent(plan, p -> new LinkedHashSet<>()).add(reference);
          }
        }
        var loader = new Loader(session, plan, options.seed(), scope.firstKey(), parents);
        rows.put(plan.name(), loader.load(each));
        notes.put(plan.name(), loader.note());
      }
      filled.add(group.getFirst().root());
    }
    var cycles = new Cycles(session, late, scope);
    boolean removed = !late.isEmpty() && cycles.close();
    cycles.notes().forEach((plan, note) -> notes.put(plan.name(), note));
    if (removed) {
      count(rows, late.keySet());
    }
    if (!rows.isEmpty()) {
      new Sequences(session, catalog).advance();
      refreshViews();
    }
    session.execute("RESET search_path");
    if (free) {
      session.execute("RESET session_replication_role");
    }
    if (passedOver.isEmpty()) {
      session.execute("ANALYZE");
    }
    List<Filled> tables = new ArrayList<>();
    rows.forEach((table, count) ->
        tables.add(new Filled(table, count, reason(count, notes.getOrDefault(table, "")))));
    return new FillReport(tables, Duration.ofNanos(System.nanoTime() - began));
  }

  private static String reason(long rows, String note) {
    return rows == 0 && note.isEmpty() ? "none could be pointed at rows of its parents" : note;
  }

  private boolean switchTriggersOff() throws SQLException {
    try {
      session.execute("SET session_replication_role TO replica");
      return true;
    } catch (SQLException e) {
      if (!"42501".equals(e.getSQLState())) {
        throw e;
      }
      return false;
    }
  }

  private Map<String, String> bounds() throws SQLException {
    Map<String, String> bounds = new HashMap<>();
    session.query(
        """
        SELECT n.nspname, c.relname, pg_catalog.pg_get_partition_constraintdef(c.oid)
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relispartition AND c.relkind = 'r'
        """,
        row -> {
          String bound = row.getString(3);
          if (bound != null) {
            bounds.put(Identifiers.qualify(row.getString(1), row.getString(2)), bound);
          }
        });
    return bounds;
  }

  /**
   * Tables by what they are partitions of, parents first. In a circle, the one goes first whose
   * foreign keys into it may be NULL.
   */
  private static List<List<TablePlan>> inOrder(List<TablePlan> plans) {
    Map<String, List<TablePlan>> groups = new LinkedHashMap<>();
    for (TablePlan plan : plans) {
      groups.computeIfAbsent(plan.root(), root -> new ArrayList<>()).add(plan);
    }
    Map<String, Set<String>> needed = new LinkedHashMap<>();
    Map<String, Set<String>> wished = new HashMap<>();
    Map<String, Set<String>> children = new HashMap<>();
    groups.forEach((root, group) -> {
      Set<String> all = new LinkedHashSet<>();
      Set<String> hard = new LinkedHashSet<>();
      for (TablePlan plan : group) {
        for (Reference reference : plan.references()) {
          String parent = reference.parentRoot();
          if (!parent.equals(root) && groups.containsKey(parent)) {
            all.add(parent);
            children.computeIfAbsent(parent, p -> new LinkedHashSet<>()).add(root);
            boolean required = true;
            for (int column : reference.columns()) {
              required &= !plan.columns().get(column).nullable();
            }
            if (required) {
              hard.add(parent);
            }
          }
        }
      }
      wished.put(root, all);
      needed.put(root, hard);
    });
    List<List<TablePlan>> ordered = new ArrayList<>();
    Set<String> left = new LinkedHashSet<>(groups.keySet());
    java.util.ArrayDeque<String> ready = new java.util.ArrayDeque<>();
    for (String root : left) {
      if (Objects.requireNonNull(wished.get(root)).isEmpty()) {
        ready.add(root);
      }
    }
    while (!left.isEmpty()) {
      String next = ready.poll();
      if (next == null) {
        next = breaking(left, needed);
      }
      if (!left.remove(next)) {
        continue;
      }
      ordered.add(Objects.requireNonNull(groups.get(next)));
      for (String child : children.getOrDefault(next, Set.of())) {
        Set<String> wishes = Objects.requireNonNull(wished.get(child));
        wishes.remove(next);
        Objects.requireNonNull(needed.get(child)).remove(next);
        if (wishes.isEmpty()) {
          ready.add(child);
        }
      }
    }
    return ordered;
  }

  private static String breaking(Set<String> left, Map<String, Set<String>> needed) {
    for (String root : left) {
      if (Objects.requireNonNull(needed.get(root)).isEmpty()) {
        return root;
      }
    }
    return left.iterator().next();
  }

  private Parents parents(Reference reference) throws SQLException {
    String list = String.join(", ", reference.parentColumns());
    String key = reference.parent() + " " + list;
    Parents known = read.get(key);
    if (known == null) {
      List<@Nullable String[]> rows = new ArrayList<>();
      int width = reference.parentColumns().size();
      List<String> conditions =
          new ArrayList<>(
              reference.parentColumns().stream().map(column -> column + " IS NOT NULL").toList());
      String chosen = scope.parents().get(reference.parent());
      if (chosen != null) {
        conditions.add(chosen);
      }
      String present = String.join(" AND ", conditions);
      session.query(
          "SELECT %s FROM %s veery_row WHERE %s LIMIT %d"
              .formatted(list, reference.parent(), present, PARENTS),
          row -> {
            @Nullable String[] values = new String[width];
            for (int i = 0; i < width; i++) {
              values[i] = row.getString(i + 1);
            }
            rows.add(values);
          });
      known = new Parents(rows);
      read.put(key, known);
    }
    return known;
  }

  private void count(Map<String, Long> rows, Set<TablePlan> plans) throws SQLException {
    for (TablePlan plan : plans) {
      String count = session.value("SELECT count(*) FROM " + plan.name());
      rows.put(plan.name(), Long.parseLong(Objects.requireNonNull(count)));
    }
  }

  private void refreshViews() throws SQLException {
    for (Relation.MaterializedView view : catalog.all(Relation.MaterializedView.class)) {
      runQuietly("REFRESH MATERIALIZED VIEW " + view.id().sqlName());
    }
  }

  /** What fails here fails only for these rows, and is no part of what is rehearsed. */
  private void runQuietly(String statement) throws SQLException {
    try {
      session.execute(statement);
    } catch (SQLException e) {
      if (dev.veery.postgres.session.ServerError.of(e).connectionIsGone()) {
        throw e;
      }
    }
  }
}
