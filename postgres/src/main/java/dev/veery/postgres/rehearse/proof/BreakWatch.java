package dev.veery.postgres.rehearse.proof;

import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.core.rehearse.Compatibility.Query;
import dev.veery.postgres.rehearse.proof.Prepared.Outcome;
import dev.veery.postgres.run.StepObserver;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the statement that breaks a query: after each one of a run, those queries that are known to
 * break are tried again, in the transaction that runs.
 */
public final class BreakWatch implements StepObserver {

  private static final String NAME = "veery_compatibility";

  private final Session running;
  private final Set<Query> left;
  private final Map<Query, Culprit> culprits = new HashMap<>();
  private final Map<Query, Outcome> columns = new LinkedHashMap<>();
  private Function<List<Query>, Map<Query, Outcome>> prepare = queries -> Map.of();
  private @Nullable String last;
  private String statement = "";

  /** Whether the transaction has more than one statement: which of them it was nobody knows. */
  private boolean several;

  /** Who did it. */
  public record Culprit(String migration, String statement) {}

  /**
   * @param running the session that runs the migrations
   * @param broken queries that can be prepared before them and not after
   */
  public BreakWatch(Session running, List<Query> broken) {
    this.running = running;
    this.left = new LinkedHashSet<>(broken);
  }

  /** By query, the statement being empty where only the migration is known. */
  public Map<Query, Culprit> culprits() {
    return culprits;
  }

  /** Also says behind which transaction queries have other columns than before. */
  public BreakWatch columns(
      Map<Query, Outcome> before, Function<List<Query>, Map<Query, Outcome>> prepare) {
    this.columns.putAll(before);
    this.prepare = prepare;
    return this;
  }

  @Override
  public void ended(boolean committed) {
    if (committed && !columns.isEmpty() && last != null) {
      prepare
          .apply(List.copyOf(columns.keySet()))
          .forEach((query, now) -> {
            if (!now.equals(columns.get(query))) {
              columns.remove(query);
              culprits.put(query, new Culprit(last, several ? "" : statement));
            }
          });
    }
    several = false;
    statement = "";
  }

  @Override
  public void after(PlannedMigration migration, Step step, boolean transaction) {
    several = !statement.isEmpty();
    statement = text(step);
    last = migration.label();
    try {
      for (Query query : List.copyOf(left)) {
        if (!isPrepared(query, transaction)) {
          left.remove(query);
          culprits.put(query, new Culprit(migration.label(), text(step)));
        }
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "preparing queries");
    }
  }

  private boolean isPrepared(Query query, boolean transaction) throws SQLException {
    if (transaction) {
      running.execute("SAVEPOINT " + NAME);
    }
    try {
      running.execute("PREPARE " + NAME + " AS " + QueryText.toServer(query.text()));
      running.execute("DEALLOCATE " + NAME);
      return true;
    } catch (SQLException e) {
      if (ServerError.of(e).connectionIsGone()) {
        throw e;
      }
      return false;
    } finally {
      if (transaction) {
        running.execute("ROLLBACK TO SAVEPOINT " + NAME);
        running.execute("RELEASE SAVEPOINT " + NAME);
      }
    }
  }

  private static String text(Step step) {
    return step.action() instanceof Step.Action.Sql sql ? sql.statement().text() : "";
  }
}
