package dev.veery.postgres.rehearse.rows;

import dev.veery.postgres.rehearse.rows.TablePlan.ColumnPlan;
import dev.veery.postgres.rehearse.rows.TablePlan.Key;
import dev.veery.postgres.rehearse.rows.TablePlan.Reference;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Foreign keys whose parent was filled after the child, or is the child: when all rows are there,
 * they are pointed at rows, and what cannot be pointed anywhere is removed.
 */
final class Cycles {

  private final Session session;
  private final Map<TablePlan, Set<Reference>> late;
  private final RowScope scope;
  private final Map<TablePlan, String> notes = new HashMap<>();

  /**
   * @param late the foreign keys of each table that had no parents when it was filled
   */
  Cycles(Session session, Map<TablePlan, Set<Reference>> late, RowScope scope) {
    this.session = session;
    this.late = late;
    this.scope = scope;
  }

  /** The condition that the rows of a table have to pass, with a word before it; or nothing. */
  private String chosen(String table, String alias, String word) {
    String condition = scope.parents().get(table);
    return condition == null ? "" : word + condition.replace("veery_row.", alias + ".");
  }

  /** What became of tables where not all went well. */
  Map<TablePlan, String> notes() {
    return notes;
  }

  /**
   * Points them.
   *
   * @return whether rows were removed
   */
  boolean close() throws SQLException {
    for (Map.Entry<TablePlan, Set<Reference>> entry : late.entrySet()) {
      Set<Integer> fixed = new HashSet<>();
      List<ColumnPlan> columns = entry.getKey().columns();
      for (int i = 0; i < columns.size(); i++) {
        if (scope.isPinned(entry.getKey().name(), columns.get(i).name())) {
          fixed.add(i);
        }
      }
      for (Reference reference : entry.getKey().references()) {
        if (!entry.getValue().contains(reference)) {
          Arrays.stream(reference.columns()).forEach(fixed::add);
        }
      }
      for (Reference reference : entry.getKey().references()) {
        if (entry.getValue().contains(reference)) {
          point(entry.getKey(), reference, fixed);
          Arrays.stream(reference.columns()).forEach(fixed::add);
        }
      }
    }
    return removeOrphans();
  }

  private void point(TablePlan plan, Reference reference, Set<Integer> fixed) throws SQLException {
    List<Integer> free = new ArrayList<>();
    List<Integer> bound = new ArrayList<>();
    for (int i = 0; i < reference.columns().length; i++) {
      (fixed.contains(reference.columns()[i]) ? bound : free).add(i);
    }
    if (free.isEmpty()) {
      return;
    }
    boolean nullable =
        free.stream().anyMatch(i -> plan.columns().get(reference.columns()[i]).nullable());
    try {
      session.execute(
          bound.isEmpty()
              ? paired(plan, reference, nullable)
              : agreeing(plan, reference, free, bound));
    } catch (SQLException e) {
      if (ServerError.of(e).connectionIsGone()) {
        throw e;
      }
      notes.put(
          plan,
          "its foreign key to "
              + reference.parent()
              + " "
              + (nullable ? "is NULL in all rows: " : "could not be satisfied: ")
              + ServerError.of(e).message());
    }
  }

  /** Any parent will do: a quarter of them has all the children, unless the key is a key. */
  private String paired(TablePlan plan, Reference reference, boolean nullable) {
    boolean one = plan.keys().stream().anyMatch(key -> covers(reference, key));
    boolean self = reference.parent().equals(plan.name());
    String place =
        one ? "c.rn % n.count + 1" : "abs(hashtext(c.ctid::text) % greatest(n.count / 4, 1)) + 1";
    if (self && !one) {
      place = "CASE " + place + " WHEN c.rn THEN c.rn % n.count + 1 ELSE " + place + " END";
    }
    return """
    WITH p AS MATERIALIZED (SELECT %s, row_number() OVER () AS rn FROM %s p%s),
         n AS (SELECT count(*) AS count FROM p),
         c AS MATERIALIZED (SELECT ctid, row_number() OVER () AS rn FROM %s t%s)
    UPDATE %s t SET %s FROM c, n, p
    WHERE t.ctid = c.ctid AND p.rn = %s%s%s
    """
        .formatted(
            numbered(reference),
            reference.parent(),
            chosen(reference.parent(), "p", " WHERE "),
            plan.name(),
            chosen(plan.name(), "t", " WHERE "),
            plan.name(),
            assignments(plan, reference),
            place,
            one ? " AND c.rn <= n.count" : "",
            nullable ? " AND hashtext(c.ctid::text) % 8 <> 0" : "");
  }

  private static boolean covers(Reference reference, Key key) {
    Set<Integer> columns = new HashSet<>();
    Arrays.stream(reference.columns()).forEach(columns::add);
    return Arrays.stream(key.columns()).allMatch(columns::contains);
  }

  private static String numbered(Reference reference) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < reference.parentColumns().size(); i++) {
      columns.add(reference.parentColumns().get(i) + " AS k" + i);
    }
    return String.join(", ", columns);
  }

  private static String assignments(TablePlan plan, Reference reference) {
    List<String> sets = new ArrayList<>();
    for (int i = 0; i < reference.columns().length; i++) {
      sets.add(plan.columns().get(reference.columns()[i]).name() + " = p.k" + i);
    }
    return String.join(", ", sets);
  }

  /** A parent that agrees with the columns that other foreign keys have settled. */
  private String agreeing(
      TablePlan plan, Reference reference, List<Integer> free, List<Integer> bound) {
    String left =
        free.stream()
            .map(i -> plan.columns().get(reference.columns()[i]).name())
            .collect(Collectors.joining(", "));
    String right =
        free.stream()
            .map(i -> "p." + reference.parentColumns().get(i))
            .collect(Collectors.joining(", "));
    String agree =
        bound.stream()
            .map(i ->
                "p."
                    + reference.parentColumns().get(i)
                    + " = t."
                    + plan.columns().get(reference.columns()[i]).name())
            .collect(Collectors.joining(" AND "));
    String notItself =
        (reference.parent().equals(plan.name()) ? " AND p.ctid <> t.ctid" : "")
            + chosen(reference.parent(), "p", " AND ");
    return "UPDATE %s t SET (%s) = (SELECT %s FROM %s p WHERE %s%s ORDER BY hashtext(p.ctid::text || t.ctid::text) LIMIT 1) WHERE EXISTS (SELECT FROM %s p WHERE %s%s)%s"
        .formatted(
            plan.name(),
            left,
            right,
            reference.parent(),
            agree,
            notItself,
            reference.parent(),
            agree,
            notItself,
            chosen(plan.name(), "t", " AND "));
  }

  /** Removes rows without their parents, then the rows that had those as parents, and so on. */
  private boolean removeOrphans() throws SQLException {
    boolean removed = false;
    for (boolean again = true; again; ) {
      again = false;
      for (Map.Entry<TablePlan, Set<Reference>> entry : late.entrySet()) {
        for (Reference reference : entry.getKey().references()) {
          again |= session.execute(orphans(entry.getKey(), reference)) > 0;
        }
      }
      removed |= again;
    }
    return removed;
  }

  static String orphans(TablePlan plan, Reference reference) {
    List<String> present = new ArrayList<>();
    List<String> equal = new ArrayList<>();
    for (int i = 0; i < reference.columns().length; i++) {
      String column = "c." + plan.columns().get(reference.columns()[i]).name();
      present.add(column + " IS NOT NULL");
      equal.add("p." + reference.parentColumns().get(i) + " = " + column);
    }
    return "DELETE FROM %s c WHERE %s AND NOT EXISTS (SELECT FROM %s p WHERE %s)"
        .formatted(
            plan.name(),
            String.join(" AND ", present),
            reference.parent(),
            String.join(" AND ", equal));
  }
}
