package dev.veery.postgres.rehearse;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;

/**
 * Subscriptions of scratch databases. They belong to a database and are kept outside it: {@code
 * CREATE DATABASE … TEMPLATE} does not copy them, and {@code DROP DATABASE} stops at them. Here
 * they are nothing but rows: nothing of this talks to another server.
 */
final class Subscriptions {

  private static final String DROP =
      """
      DO $$
      DECLARE
        subscription name;
      BEGIN
        FOR subscription IN
          SELECT s.subname FROM pg_catalog.pg_subscription s
          JOIN pg_catalog.pg_database d ON d.oid = s.subdbid
          WHERE d.datname = pg_catalog.current_database()
        LOOP
          EXECUTE pg_catalog.format('ALTER SUBSCRIPTION %I DISABLE', subscription);
          EXECUTE pg_catalog.format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', subscription);
          EXECUTE pg_catalog.format('DROP SUBSCRIPTION %I', subscription);
        END LOOP;
      END $$
      """;

  private Subscriptions() {}

  /**
   * Gives a copy of a database the subscriptions that the original has.
   *
   * @param admin to another database of the server
   * @param connect opens one to a database
   */
  static void copy(Session admin, String original, String copy, Connect connect)
      throws SQLException {
    String any =
        admin.value(
            "SELECT 1 FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d"
                + " ON d.oid = s.subdbid WHERE d.datname = "
                + Identifiers.literal(original)
                + " LIMIT 1");
    if (any == null) {
      return;
    }
    Catalog catalog;
    try (Session session = connect.to(original)) {
      catalog = Inspector.inspect(session.connection(), InspectOptions.DEFAULT);
    }
    Catalog subscriptions = catalog.of(catalog.all(DatabaseObject.Subscription.class));
    try (Session session = connect.to(copy)) {
      for (String statement :
          SchemaExport.statements(subscriptions, new ExportOptions(false, true, false))) {
        session.execute(statement);
      }
    }
  }

  /** Opens a session. */
  interface Connect {
    Session to(String database) throws SQLException;
  }

  /** Drops those of the database that a session is in; what they left elsewhere stays there. */
  static void drop(Session inside) throws SQLException {
    inside.execute(DROP);
  }
}
