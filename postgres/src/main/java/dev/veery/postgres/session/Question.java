package dev.veery.postgres.session;

import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A query that changes nothing, holds nothing and takes no longer than it may. */
public final class Question {

  private Question() {}

  /**
   * Asks in a read-only transaction of its own. That the query fails is an answer, too.
   *
   * @param lockTimeout how long it may wait for a lock; null where the server decides
   * @param patience how long it may take; zero sets no limit
   * @return what went wrong; null when all went well
   * @throws SQLException when the connection is lost
   */
  public static @Nullable ServerError ask(
      Session session,
      @Nullable Duration lockTimeout,
      Duration patience,
      String sql,
      Session.RowReader reader)
      throws SQLException {
    try {
      session.query(
          "BEGIN READ ONLY; "
              + (lockTimeout == null
                  ? ""
                  : "SET LOCAL lock_timeout = " + lockTimeout.toMillis() + "; ")
              + "SET LOCAL statement_timeout = "
              + patience.toMillis()
              + "; "
              + sql
              + "; COMMIT",
          reader);
      return null;
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      if (error.connectionIsGone()) {
        throw e;
      }
      session.rollbackQuietly();
      return error;
    }
  }
}
