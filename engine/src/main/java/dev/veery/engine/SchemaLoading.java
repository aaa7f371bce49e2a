package dev.veery.engine;

import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.List;

/** Loads an exported schema into a scratch database. */
final class SchemaLoading {

  private static final String LABEL = "SECURITY LABEL ";

  /** "security label provider … is not loaded" (seclabel.c). */
  private static final String NO_PROVIDER = "22023";

  private SchemaLoading() {}

  /**
   * Runs the statements of an export.
   *
   * @return what is not there, as a phrase to append; security labels need a module that the
   *     scratch server may not have, and nothing in a rehearsal depends on them
   */
  static String load(Session session, List<String> statements) throws SQLException {
    int left = 0;
    for (String statement : statements) {
      try {
        session.execute(statement);
      } catch (SQLException e) {
        if (!statement.startsWith(LABEL) || !NO_PROVIDER.equals(e.getSQLState())) {
          throw e;
        }
        left++;
      }
    }
    return left == 0
        ? ""
        : " without its "
            + (left == 1 ? "security label" : left + " security labels")
            + ", for which it has no module";
  }
}
