package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.diff.SqlStep;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rows that migrations put into an empty database, and where they left its sequences, as
 * statements that do it again.
 */
final class SeedRows {

  private static final long MOST = 10_000;

  private final Session session;
  private final Catalog catalog;
  private long count;

  SeedRows(Session session, Catalog catalog) {
    this.session = session;
    this.catalog = catalog;
  }

  /** How many rows there were. */
  long count() {
    return count;
  }

  /** The statements, in an order in which every reference is met. */
  List<SqlStep> statements() throws SQLException {
    Map<ObjectId, String> inserts = new LinkedHashMap<>();
    for (Relation.Table table : tables()) {
      String name = table.id().sqlName();
      long rows = Long.parseLong(value("SELECT count(*) FROM ONLY " + name));
      if (rows > MOST) {
        throw new VeeryException(
            new Problem(
                ErrorCode.SQUASH_IMPOSSIBLE,
                "the migrations put " + rows + " rows into " + name,
                "a baseline holds up to "
                    + MOST
                    + " rows a table; squash up to the migration before"
                    + " that"));
      }
      if (rows > 0) {
        inserts.put(table.id(), insert(table));
        count += rows;
      }
    }
    var steps = new ArrayList<SqlStep>();
    for (List<ObjectId> together : order(inserts.keySet())) {
      together.forEach(id -> triggers(id, "DISABLE", steps));
      steps.add(SqlStep.of(together.getFirst(), joined(together, inserts)));
      together.forEach(id -> triggers(id, "ENABLE", steps));
    }
    if (!inserts.isEmpty()) {
      for (Relation.MaterializedView view : catalog.all(Relation.MaterializedView.class)) {
        steps.add(SqlStep.of(view.id(), "REFRESH MATERIALIZED VIEW " + view.id().sqlName()));
      }
    }
    for (Relation.Sequence sequence : catalog.all(Relation.Sequence.class)) {
      String name = sequence.id().sqlName();
      if (value("SELECT is_called FROM " + name).equals("t")) {
        steps.add(
            SqlStep.of(
                sequence.id(),
                "SELECT pg_catalog.setval("
                    + Identifiers.literal(name)
                    + ", "
                    + value("SELECT last_value FROM " + name)
                    + ")"));
      }
    }
    return steps;
  }

  /** What can be compared: a sum over the rows of each table, and where each sequence stands. */
  Map<String, String> fingerprint() throws SQLException {
    Map<String, String> sums = new TreeMap<>();
    for (Relation.Table table : tables()) {
      sums.put(
          table.id().toString(),
          value(
              "SELECT count(*) || ' ' || coalesce(md5(string_agg(h, '' ORDER BY h)), '') FROM"
                  + " (SELECT md5(ROW("
                  + columns(table, true)
                  + ")::text) AS h FROM ONLY "
                  + table.id().sqlName()
                  + ") AS rows"));
    }
    for (Relation.Sequence sequence : catalog.all(Relation.Sequence.class)) {
      sums.put(
          sequence.id().toString(),
          value("SELECT last_value || ' ' || is_called FROM " + sequence.id().sqlName()));
    }
    return sums;
  }

  private String value(String sql) throws SQLException {
    return Objects.requireNonNullElse(session.value(sql), "");
  }

  private List<Relation.Table> tables() {
    return catalog.all(Relation.Table.class).stream()
        .filter(table -> table.foreign().isEmpty() && table.partitionBy().isEmpty())
        .toList();
  }

  private static String columns(Relation.Table table, boolean all) {
    return table.columns().stream()
        .filter(column -> all || !(column.value() instanceof Column.Value.Generated))
        .map(column -> Identifiers.quote(column.name()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private String insert(Relation.Table table) throws SQLException {
    List<String> names =
        table.columns().stream()
            .filter(column -> !(column.value() instanceof Column.Value.Generated))
            .map(column -> Identifiers.quote(column.name()))
            .toList();
    boolean numbered =
        table.columns().stream()
            .anyMatch(column ->
                column.value() instanceof Column.Value.Identity identity && identity.always());
    String values =
        names.stream()
            .map(name -> "quote_nullable(" + name + "::text)")
            .collect(Collectors.joining(" || ', ' || "));
    String target = table.id().sqlName();
    String list = names.isEmpty() ? "" : " (" + String.join(", ", names) + ")";
    return "INSERT INTO "
        + target
        + list
        + (numbered ? " OVERRIDING SYSTEM VALUE" : "")
        + " VALUES\n  "
        + value(
            "SELECT string_agg('(' || "
                + values
                + " || ')', E',\\n  ' ORDER BY ctid) FROM ONLY "
                + target);
  }

  /** Tables that refer to each other in a circle are filled by one statement. */
  private List<List<ObjectId>> order(Set<ObjectId> filled) {
    Map<ObjectId, Set<ObjectId>> needs = new LinkedHashMap<>();
    filled.forEach(id -> needs.put(id, new HashSet<>()));
    for (Constraint.ForeignKey key : catalog.all(Constraint.ForeignKey.class)) {
      Set<ObjectId> needed = needs.get(key.holder());
      if (needed != null && !key.holder().equals(key.referenced())) {
        needed.addAll(leaves(key.referenced(), filled));
      }
    }
    var order = new ArrayList<List<ObjectId>>();
    Set<ObjectId> done = new HashSet<>();
    while (done.size() < filled.size()) {
      List<ObjectId> next =
          filled.stream()
              .filter(id -> !done.contains(id))
              .filter(id -> done.containsAll(Objects.requireNonNull(needs.get(id))))
              .toList();
      if (next.isEmpty()) {
        List<ObjectId> circle = filled.stream().filter(id -> !done.contains(id)).toList();
        order.add(circle);
        break;
      }
      next.forEach(id -> order.add(List.of(id)));
      done.addAll(next);
    }
    return order;
  }

  /** The partitions of a table that have rows, or the table. */
  private Set<ObjectId> leaves(ObjectId id, Set<ObjectId> filled) {
    Set<ObjectId> leaves = new HashSet<>();
    if (filled.contains(id)) {
      leaves.add(id);
    }
    for (Relation.Table table : catalog.all(Relation.Table.class)) {
      if (table.partitionOf().filter(place -> place.parent().equals(id)).isPresent()) {
        leaves.addAll(leaves(table.id(), filled));
      }
    }
    return leaves;
  }

  private static String joined(List<ObjectId> together, Map<ObjectId, String> inserts) {
    if (together.size() == 1) {
      return Objects.requireNonNull(inserts.get(together.getFirst()));
    }
    // References are looked at when the whole statement has ended.
    var text = new StringBuilder("WITH ");
    for (int i = 0; i < together.size() - 1; i++) {
      text.append(i == 0 ? "" : ", ").append("t").append(i).append(" AS (\n");
      text.append(inserts.get(together.get(i))).append("\n)");
    }
    return text.append('\n').append(inserts.get(together.getLast())).toString();
  }

  /** Rows are put back as they were, and not as triggers would make them. */
  private void triggers(ObjectId table, String what, List<SqlStep> steps) {
    boolean any =
        catalog.all(TablePart.Trigger.class).stream()
            .anyMatch(trigger -> trigger.relation().equals(table));
    if (any) {
      steps.add(SqlStep.of(table, "ALTER TABLE " + table.sqlName() + " " + what + " TRIGGER USER"));
    }
  }
}
