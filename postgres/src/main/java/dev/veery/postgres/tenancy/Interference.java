package dev.veery.postgres.tenancy;

import dev.veery.core.catalog.Relation;
import dev.veery.core.tenancy.Matrix.Cell;
import dev.veery.core.tenancy.Matrix.Key;
import dev.veery.core.tenancy.Matrix.Outcome;
import dev.veery.core.tenancy.TenancyModel;
import dev.veery.core.tenancy.TenantTable;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks the same question with and without the rows of other tenants. What answers differently knows
 * about them, whatever it shows: a sum, a count, an error, a name. Each question is asked twice
 * before, so that what changes by itself is not taken for a leak.
 */
final class Interference {

  private static final String TIMEOUT = "57014";

  private final Session session;
  private final TenancyModel model;
  private final Executor executor;
  private final Verdicts verdicts;

  Interference(Session session, TenancyModel model, Executor executor, Verdicts verdicts) {
    this.session = session;
    this.model = model;
    this.executor = executor;
    this.verdicts = verdicts;
  }

  /** Asks all; one that hangs is left out with what hangs on it. */
  List<Map.Entry<Key, Cell>> ask(List<Attempt> questions) throws SQLException {
    Map<String, List<Attempt>> byTenant = new HashMap<>();
    for (Attempt question : questions) {
      byTenant
          .computeIfAbsent(
              Objects.requireNonNullElse(question.situation().own(), ""), t -> new ArrayList<>())
          .add(question);
    }
    List<Map.Entry<Key, Cell>> cells = new ArrayList<>();
    for (List<Attempt> group : byTenant.values()) {
      cells.addAll(askTogether(group));
    }
    return cells;
  }

  private List<Map.Entry<Key, Cell>> askTogether(List<Attempt> questions) throws SQLException {
    try {
      return askOnce(questions);
    } catch (SQLException e) {
      if (!TIMEOUT.equals(ServerError.of(e).sqlState())) {
        throw e;
      }
    }
    if (questions.size() == 1) {
      return List.of(
          Map.entry(
              questions.getFirst().key(),
              new Cell(Outcome.UNDECIDED, "", "it did not come back in time")));
    }
    List<Map.Entry<Key, Cell>> cells = new ArrayList<>();
    int half = questions.size() / 2;
    cells.addAll(askTogether(questions.subList(0, half)));
    cells.addAll(askTogether(questions.subList(half, questions.size())));
    return cells;
  }

  private List<Map.Entry<Key, Cell>> askOnce(List<Attempt> questions) throws SQLException {
    String own = questions.getFirst().situation().own();
    session.execute("BEGIN");
    try {
      session.execute("SET LOCAL statement_timeout = '5s'");
      List<Executor.Result> first = executor.run(questions);
      List<Executor.Result> second = executor.run(questions);
      removeOthers(own);
      List<Executor.Result> alone = executor.run(questions);
      List<Map.Entry<Key, Cell>> cells = new ArrayList<>();
      for (int i = 0; i < first.size(); i++) {
        cells.add(
            Map.entry(questions.get(i).key(), judge(first.get(i), second.get(i), alone.get(i))));
      }
      return cells;
    } finally {
      session.rollbackQuietly();
    }
  }

  private Cell judge(Executor.Result first, Executor.Result second, Executor.Result alone) {
    if (Boolean.TRUE.equals(first.changed())) {
      return verdicts.of(first);
    }
    if (!sameAnswer(first, second)) {
      return new Cell(Outcome.UNDECIDED, "", "it answers differently each time");
    }
    if (!sameAnswer(first, alone)) {
      return verdicts.leak(
          first.attempt(),
          "the answer is another one when there are no rows of other tenants"
              + (first.message() == null ? "" : "; now: " + first.message()));
    }
    return verdicts.of(first);
  }

  private static boolean sameAnswer(Executor.Result a, Executor.Result b) {
    return Objects.equals(a.counted(), b.counted())
        && Objects.equals(a.state(), b.state())
        && Objects.equals(a.message(), b.message());
  }

  private void removeOthers(@Nullable String own) throws SQLException {
    session.execute("SET LOCAL session_replication_role = replica");
    // Children without a column of their own are told apart by their parents: they go first.
    List<TenantTable> tables = new ArrayList<>(model.tenantTables());
    tables.removeIf(
        table -> table.table().partitionOf().isPresent() || table.table().foreign().isPresent());
    tables.sort((a, b) -> Integer.compare(depth(b), depth(a)));
    List<String> statements = new ArrayList<>();
    for (TenantTable table : tables) {
      statements.add(
          "DELETE FROM " + table.name() + " t WHERE " + TableAttempts.foreign(table, "t", own));
    }
    if (!statements.isEmpty()) {
      session.query(String.join(";\n", statements), List.of());
    }
    session.execute("SET LOCAL session_replication_role = origin");
    for (Relation.MaterializedView view : model.catalog().all(Relation.MaterializedView.class)) {
      session.execute(
          "DO $$ BEGIN REFRESH MATERIALIZED VIEW "
              + view.id().sqlName()
              + "; EXCEPTION WHEN OTHERS THEN NULL; END $$");
    }
  }

  private static int depth(TenantTable table) {
    return table.owner() instanceof TenantTable.Owner.ByParent by ? 1 + depth(by.parent()) : 0;
  }
}
