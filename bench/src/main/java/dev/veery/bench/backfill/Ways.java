package dev.veery.bench.backfill;

import dev.veery.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** How people fill a column without Veery. */
final class Ways {

  static final String PLAIN = "one plain UPDATE";
  static final int BATCH = 5000;

  private final EmbeddedPostgres server;

  Ways(EmbeddedPostgres server) {
    this.server = server;
  }

  /** What a way does with a connection. */
  @FunctionalInterface
  private interface Work {
    void on(Statement statement) throws SQLException;
  }

  private long with(String database, Work work) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
        Statement statement = connection.createStatement()) {
      work.on(statement);
      return 0;
    }
  }

  long plain(String database) throws SQLException {
    return with(database, statement -> statement.execute("UPDATE items SET b = a * 2"));
  }

  /** As it is written again and again: from the last key on, until nothing is found. */
  long keyset(String database) throws SQLException {
    return with(
        database,
        statement -> {
          long last = 0;
          while (true) {
            try (ResultSet row =
                statement.executeQuery(
                    "WITH batch AS (SELECT id FROM items WHERE id > %d ORDER BY id LIMIT %d), done AS (UPDATE items SET b = a * 2 FROM batch WHERE items.id = batch.id) SELECT max(id) FROM batch"
                        .formatted(last, BATCH))) {
              row.next();
              last = row.getLong(1);
              if (row.wasNull()) {
                return;
              }
            }
          }
        });
  }

  long offset(String database) throws SQLException {
    return with(
        database,
        statement -> {
          for (long at = 0; ; at += BATCH) {
            int changed =
                statement.executeUpdate(
                    "UPDATE items SET b = a * 2 WHERE id IN (SELECT id FROM items ORDER BY id LIMIT %d OFFSET %d)"
                        .formatted(BATCH, at));
            if (changed == 0) {
              return;
            }
          }
        });
  }
}
