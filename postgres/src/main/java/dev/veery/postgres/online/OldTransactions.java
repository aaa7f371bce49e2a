package dev.veery.postgres.online;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.LockUse;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Transactions that have been open for long and hold a lock on a table that a plan is about to
 * change. Looked for before the first try: whoever starts the run can wait for them, or end them,
 * before anything waits.
 */
public final class OldTransactions {

  /** From this age on a transaction outlives the wait for a lock several times. */
  private static final Duration OLD = Duration.ofSeconds(5);

  private OldTransactions() {}

  /**
   * What is in the way, one warning for each transaction; empty for nothing.
   *
   * @param session not one that holds locks itself
   */
  public static List<Problem> before(Session session, Plan plan) throws SQLException {
    // Almost always there is none: that is asked before anything is parsed.
    if (!mayBeInTheWay(plan) || !isThereAny(session)) {
      return List.of();
    }
    Set<String> tables = tables(plan);
    if (tables.isEmpty()) {
      return List.of();
    }
    List<Problem> problems = new ArrayList<>();
    for (LockPicture.Holder holder : LockPicture.of(session, OLD).sessions()) {
      for (String lock : holder.holds()) {
        String table = lock.substring(lock.indexOf(" on ") + 4);
        String name = table.substring(table.lastIndexOf('.') + 1).replace("\"", "");
        if (tables.contains(name) && holder.transaction() != null) {
          problems.add(problem(holder, table));
          break;
        }
      }
    }
    return problems;
  }

  private static boolean mayBeInTheWay(Plan plan) {
    for (PlannedMigration migration : plan.migrations()) {
      for (Segment segment : migration.segments()) {
        for (Step step : segment.steps()) {
          if (LockUse.of(step) == LockUse.IN_THE_WAY) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean isThereAny(Session session) throws SQLException {
    return "t"
        .equals(
            session.value(
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity WHERE xact_start <"
                    + " pg_catalog.clock_timestamp() - interval '"
                    + OLD.toMillis()
                    + " ms' AND datname = pg_catalog.current_database())"));
  }

  private static Problem problem(LockPicture.Holder holder, String table) {
    Duration age = holder.transaction() == null ? Duration.ZERO : holder.transaction();
    return new Problem(
        ErrorCode.OLD_TRANSACTION,
        "pid "
            + holder.pid()
            + " ("
            + holder.user()
            + (holder.application().isEmpty() ? "" : ", " + holder.application())
            + ", "
            + holder.state()
            + ") has had a transaction open for "
            + age.toSeconds()
            + " s and has used "
            + table
            + ", which is about to be changed",
        "wait for its end, or end it: SELECT pg_terminate_backend(" + holder.pid() + ")");
  }

  /** The names of tables that a statement of the plan may lock in others' way. */
  private static Set<String> tables(Plan plan) {
    Set<String> tables = new HashSet<>();
    for (PlannedMigration migration : plan.migrations()) {
      for (Segment segment : migration.segments()) {
        for (Step step : segment.steps()) {
          if (step.action() instanceof Step.Action.Sql sql
              && LockUse.of(step) == LockUse.IN_THE_WAY) {
            SqlStatement statement = SqlStatement.parse(sql.statement().bytes()).statement();
            if (!(statement instanceof TableStatement.CreateTable)) {
              for (ObjectName target : statement.targets()) {
                if (target.name() != null) {
                  tables.add(target.name().name());
                }
                if (target.on() != null) {
                  tables.add(target.on().name());
                }
              }
            }
          }
        }
      }
    }
    return tables;
  }
}
