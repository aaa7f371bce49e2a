package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The queries of the running release as a server counts them: {@code pg_stat_statements} is loaded
 * there, an application has worked, and a migration breaks one of its queries.
 */
class QueryStatisticsTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void areFoundAndOneIsBroken(int major) throws Exception {
    Path migrations = Files.createDirectory(directory.resolve("migrations"));
    Files.writeString(
        directory.resolve("veery.toml"),
        "layout = \"veery\"\n[compatibility]\nqueries = \"pg_stat_statements\"\n");
    Files.writeString(
        migrations.resolve("20260101000000_orders.sql"),
        "CREATE TABLE orders (id int PRIMARY KEY, state text, placed timestamptz);");
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .major(major)
            .setting("shared_preload_libraries", "pg_stat_statements")
            .scratch()) {
      server.createDatabase("shop");
      // Before there are any: nothing to compare is no failure.
      assertThat(veery(server, "postgres", "", "up").exitCode()).isZero();
      try (Connection connection = DriverManager.getConnection(server.jdbcUrl("shop"));
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE EXTENSION pg_stat_statements");
        statement.execute("CREATE ROLE migrator LOGIN PASSWORD 'm'");
        statement.execute("GRANT pg_read_all_stats TO migrator");
        statement.execute("ALTER TABLE orders OWNER TO migrator");
        statement.execute("ALTER SCHEMA veery OWNER TO migrator");
        statement.execute(
            "DO $$ DECLARE t regclass; BEGIN FOR t IN SELECT oid::regclass FROM pg_class WHERE"
                + " relnamespace = 'veery'::regnamespace AND relkind IN ('r', 'v') LOOP EXECUTE"
                + " format('GRANT SELECT ON %s TO migrator', t); END LOOP; END $$");
        work(connection, statement);
      }
      Files.writeString(
          migrations.resolve("20260102000000_rename.sql"),
          "ALTER TABLE orders RENAME COLUMN state TO status;");

      CommandLine.Result result = veery(server, "migrator", "m", "rehearse", "--json");

      assertThat(result.exitCode()).as(result.stderr()).isEqualTo(1);
      assertThat(result.stdout())
          .contains("rehearse-query-breaks")
          .contains("column \\\"state\\\" does not exist")
          .contains("SELECT id, state FROM orders WHERE id = $1 AND placed > $2")
          // What the journal and catalogs were asked, and what is no query, counts for nothing.
          .doesNotContain("CREATE EXTENSION pg_stat_statements")
          .doesNotContain("veery.migration");
      assertThat(result.stdout()).contains("3 calls");
      String text = veery(server, "migrator", "m", "rehearse").stdout();
      assertThat(text).contains("of the running release");
    }
  }

  /** As drivers do it, with parameters, and as people do it, with constants. */
  private static void work(Connection connection, Statement statement) throws Exception {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT id, state FROM orders WHERE id = ? AND placed > ?")) {
      for (int i = 0; i < 3; i++) {
        query.setInt(1, i);
        query.setObject(2, java.time.OffsetDateTime.parse("2026-01-01T00:00:00Z"));
        query.execute();
      }
    }
    statement.execute("SELECT count(*) FROM orders WHERE placed > now() - interval '1 day'");
    statement.execute("SELECT * FROM orders WHERE id IN (1, 2, 3) LIMIT 10");
    statement.execute("INSERT INTO orders (id) VALUES (1)");
    statement.execute("DELETE FROM orders WHERE id = 1");
  }

  private CommandLine.Result veery(
      EmbeddedPostgres server, String user, String password, String... words) {
    String url =
        user.equals("postgres")
            ? server.url("shop")
            : "postgres://" + user + ":" + password + "@127.0.0.1:" + server.port() + "/shop";
    return new InProcess().run(List.of(words), "", Map.of("VEERY_URL", url), directory);
  }
}
