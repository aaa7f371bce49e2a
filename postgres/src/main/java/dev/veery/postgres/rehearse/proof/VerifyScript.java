package dev.veery.postgres.rehearse.proof;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.TransactionUse;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the verify section of a migration: in a transaction that is rolled back, each statement
 * either fails, or gives rows. Where their first column is a boolean there has to be a row, and
 * each has to say true: null is not true. A query of anything else only has to run.
 *
 * <p>Its own {@code BEGIN … ROLLBACK}, which other tools write around it, is not sent: it would end
 * the transaction in which it runs. A savepoint stands for it, so that what it undoes is undone.
 */
public final class VerifyScript {

  /** No such table, column, function, type or schema: a later migration may have dropped it. */
  private static final Set<String> NOT_THERE = Set.of("42P01", "42703", "42883", "42704", "3F000");

  private VerifyScript() {}

  /** What is wrong; empty where all holds. */
  public static Optional<Problem> run(Session session, Script script) throws SQLException {
    session.execute("BEGIN");
    try {
      return all(session, script);
    } finally {
      session.rollbackQuietly();
    }
  }

  /** The same within the transaction that is open, which is left as it was unless this fails. */
  public static Optional<Problem> within(Session session, Script script) throws SQLException {
    session.execute("SAVEPOINT veery_verify");
    Optional<Problem> problem = all(session, script);
    session.execute("ROLLBACK TO SAVEPOINT veery_verify");
    session.execute("RELEASE SAVEPOINT veery_verify");
    return problem;
  }

  private static Optional<Problem> all(Session session, Script script) throws SQLException {
    Frames frames = new Frames(session);
    for (ScriptItem item : script.items()) {
      if (item instanceof ScriptItem.Statement statement) {
        Problem wrong =
            switch (TransactionUse.of(statement.words())) {
              case BEGIN -> frames.begin();
              case COMMIT -> frames.end(Frames.KEEP, false);
              case ROLLBACK -> frames.end(Frames.UNDO, false);
              case REFUSED -> frames.special(statement);
              case INSIDE, ALONE, ADD_ENUM_VALUE -> wrong(session, statement);
            };
        if (wrong != null) {
          return Optional.of(wrong);
        }
      }
    }
    return Optional.empty();
  }

  private static @Nullable Problem wrong(Session session, ScriptItem.Statement statement)
      throws SQLException {
    try (Statement sql = session.connection().createStatement()) {
      sql.setEscapeProcessing(false);
      if (!sql.execute(statement.text())) {
        return null;
      }
      try (ResultSet rows = sql.getResultSet()) {
        String wrong = answer(rows);
        return wrong == null
            ? null
            : new Problem(ErrorCode.VERIFY_FAILED, wrong, statement.position(), "");
      }
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      if (error.connectionIsGone()) {
        throw e;
      }
      return new Problem(
          NOT_THERE.contains(error.sqlState())
              ? ErrorCode.VERIFY_OUTDATED
              : ErrorCode.VERIFY_FAILED,
          "the verify section fails: " + error.message(),
          statement.position(),
          "");
    }
  }

  private static @Nullable String answer(ResultSet rows) throws SQLException {
    if (rows.getMetaData().getColumnCount() == 0
        || !rows.getMetaData().getColumnTypeName(1).equals("bool")) {
      return null;
    }
    boolean any = false;
    while (rows.next()) {
      any = true;
      boolean holds = rows.getBoolean(1);
      if (rows.wasNull()) {
        return "the verify section is not satisfied: a row says null, and that is not true";
      }
      if (!holds) {
        return "the verify section is not satisfied: a row says false";
      }
    }
    return any ? null : "the verify section is not satisfied: the query gives no row";
  }

  /** The author's transactions, as savepoints of the one that is open. */
  private static final class Frames {
    static final String KEEP = "RELEASE SAVEPOINT ";
    static final String UNDO = "ROLLBACK TO SAVEPOINT ";
    private static final String NAME = "veery_verify_frame";

    private final Session session;
    private boolean open;

    Frames(Session session) {
      this.session = session;
    }

    /** Inside another it changes nothing, as on the server. */
    @Nullable Problem begin() throws SQLException {
      if (!open) {
        session.execute("SAVEPOINT " + NAME);
        open = true;
      }
      return null;
    }

    /** Without a BEGIN before it, it changes nothing, as on the server. */
    @Nullable Problem end(String how, boolean chain) throws SQLException {
      if (open) {
        session.execute(how + NAME);
        open = false;
      }
      return chain ? begin() : null;
    }

    /** {@code COMMIT} and {@code ROLLBACK AND CHAIN}; two-phase commit has no savepoint for it. */
    @Nullable Problem special(ScriptItem.Statement statement) throws SQLException {
      return switch (statement.words().getFirst()) {
        case "commit", "end" -> end(KEEP, true);
        case "rollback", "abort" -> end(UNDO, true);
        default ->
            new Problem(
                ErrorCode.VERIFY_FAILED,
                "the verify section ends its transaction in two phases, which nothing could undo",
                statement.position(),
                "");
      };
    }
  }
}
