package dev.veery.postgres.journal;

import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** The history of one database, copied to another that has the same schema and no history yet. */
public final class JournalCopy {

  /** All that is history; the lease is about who is at work. */
  private static final List<String> TABLES =
      List.of("run", "migration", "step", "log", "change", "change_step");

  private JournalCopy() {}

  /**
   * Copies a journal, row by row. Where the source has none, the other gets an empty one.
   *
   * @param from is only read
   * @param schema of both, not quoted
   */
  public static void copy(Session from, Session to, String schema)
      throws SQLException, IOException {
    new Journal(to, schema).createOrUpgrade();
    for (String table : TABLES) {
      List<String> columns = columns(from, schema, table);
      if (!columns.isEmpty()) {
        copyTable(from, to, Identifiers.quote(schema) + "." + table, columns);
      }
    }
  }

  private static void copyTable(Session from, Session to, String table, List<String> columns)
      throws SQLException, IOException {
    String list = String.join(", ", columns);
    // Not through a pipe between two threads: a journal is small.
    Path file = Files.createTempFile("veery-", ".copy");
    try {
      try (OutputStream out = Files.newOutputStream(file)) {
        from.connection()
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY " + table + " (" + list + ") TO STDOUT", out);
      }
      try (InputStream in = Files.newInputStream(file)) {
        to.copyIn("COPY " + table + " (" + list + ") FROM STDIN", in);
      }
    } finally {
      Files.deleteIfExists(file);
    }
    List<String> identities = new ArrayList<>();
    to.query(
        "SELECT attname FROM pg_catalog.pg_attribute WHERE attidentity <> '' AND attrelid = "
            + Identifiers.literal(table)
            + "::regclass",
        row -> identities.add(row.getString(1)));
    for (String column : identities) {
      to.execute(
          "SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence(%s, %s), max(%s)) FROM %s"
              .formatted(Identifiers.literal(table), Identifiers.literal(column), column, table));
    }
  }

  private static List<String> columns(Session session, String schema, String table)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    session.query(
        """
        SELECT a.attname FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
        """
            .formatted(Identifiers.literal(schema), Identifiers.literal(table)),
        row -> columns.add(row.getString(1)));
    return columns;
  }
}
