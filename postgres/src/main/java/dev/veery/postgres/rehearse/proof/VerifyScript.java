package dev.veery.postgres.rehearse.proof;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Runs the verify section of a migration: in a transaction that is rolled back, each statement
 * either fails, or gives rows of which each first column, where it is a boolean, has to be true.
 */
public final class VerifyScript {

  private VerifyScript() {}

  /** What is wrong; empty where all holds. */
  public static Optional<Problem> run(Session session, Script script) throws SQLException {
    session.execute("BEGIN");
    try {
      for (ScriptItem item : script.items()) {
        if (item instanceof ScriptItem.Statement statement) {
          Optional<Problem> problem = run(session, statement);
          if (problem.isPresent()) {
            return problem;
          }
        }
      }
      return Optional.empty();
    } finally {
      session.rollbackQuietly();
    }
  }

  private static Optional<Problem> run(Session session, ScriptItem.Statement statement)
      throws SQLException {
    boolean[] wrong = new boolean[1];
    try {
      session.query(
          statement.text(),
          row -> {
            if (row.getMetaData().getColumnTypeName(1).equals("bool") && !row.getBoolean(1)) {
              wrong[0] = true;
            }
          });
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      if (error.connectionIsGone()) {
        throw e;
      }
      return Optional.of(
          new Problem(
              ErrorCode.VERIFY_FAILED,
              "the verify section fails: " + error.message(),
              statement.position(),
              ""));
    }
    return wrong[0]
        ? Optional.of(
            new Problem(
                ErrorCode.VERIFY_FAILED,
                "the verify section is not satisfied: a row says false",
                statement.position(),
                ""))
        : Optional.empty();
  }
}
