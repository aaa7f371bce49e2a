package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.engine.Veery;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import dev.veery.engine.fleet.FleetListener;
import dev.veery.engine.fleet.FleetOptions;
import dev.veery.engine.fleet.FleetResult;
import dev.veery.engine.fleet.FleetStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A fleet of schemas in a database of its own, for tests about fleets; each makes its own. */
abstract class FleetCase {

  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final int TENANTS = 24;

  /** A fleet whose tenants have the first migration; tests get a copy of its database. */
  private static @Nullable String model;

  private static final AtomicInteger COPIES = new AtomicInteger();

  @TempDir Path directory;
  ScratchDatabase database;
  String url = "";
  String jdbcUrl = "";
  String otherUrl = "";

  @BeforeEach
  void fleet() throws Exception {
    EmbeddedPostgres server = ScratchServers.shared();
    Files.createDirectories(directory.resolve("migrations"));
    config("");
    migration(
        "1_orders", "CREATE TABLE orders (id int PRIMARY KEY, total int);", "DROP TABLE orders;");
    synchronized (FleetCase.class) {
      if (model == null) {
        server.createDatabase("fleet_model");
        at(server, "fleet_model");
        tenants();
        model = "fleet_model";
      }
      String name = "fleet_" + COPIES.incrementAndGet();
      server.cloneDatabase(model, name);
      database = new ScratchDatabase(server, name);
    }
    at(server, database.name());
    pending();
  }

  void at(EmbeddedPostgres server, String name) {
    jdbcUrl = server.jdbcUrl(name);
    url = server.url(name);
  }

  /** Tenants with the first migration, of which there are no files of further ones yet. */
  void tenants() throws SQLException {
    StringBuilder schemas = new StringBuilder();
    for (String name : names()) {
      schemas.append("CREATE SCHEMA ").append(name).append(';');
    }
    sql(schemas.toString());
    assertThat(up().progress().done()).isEqualTo(TENANTS);
  }

  /** What all of them lack. */
  void pending() throws Exception {
    migration(
        "2_note",
        "ALTER TABLE orders ADD note text;\nSELECT pg_sleep(0.01);",
        "ALTER TABLE orders DROP note;");
    migration(
        "3_positive",
        "ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0);",
        "ALTER TABLE orders DROP CONSTRAINT positive;");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  void config(String more) throws Exception {
    Files.writeString(
        directory.resolve("veery.toml"),
        "lock-timeout = \"150ms\"\nlock-retry = \"700ms\"\n[fleet]\npattern = \"t\\\\_%\"\nparallel = 4\n"
            + more);
  }

  void migration(String name, String up, String down) throws Exception {
    Files.writeString(
        directory.resolve("migrations").resolve(name + ".sql"),
        "-- Up Migration\n" + up + "\n-- Down Migration\n" + down + "\n");
  }

  Veery veery() {
    return Veery.open(
        Config.read(
            new ConfigRequest(
                directory,
                null,
                null,
                Map.of(),
                Map.of("VEERY_URL", url, "OTHER_URL", otherUrl, "VEERY_LAYOUT", "veery"))));
  }

  FleetResult up() {
    return up(FleetOptions.of("fleet up"), new FleetListener() {});
  }

  FleetResult up(FleetOptions options, FleetListener listener) {
    try (Veery veery = veery()) {
      return veery.fleet().up(options, listener);
    }
  }

  void sql(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  /**
   * The tenants at the new version, by their tables; fails when one is in between, or when the
   * journal says something else of it.
   */
  List<String> atTheNewVersion() throws SQLException {
    String has =
        "EXISTS (SELECT 1 FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace ="
            + " n.oid AND c.relname = 'orders' AND attname = 'note' AND NOT attisdropped)";
    String also =
        "EXISTS (SELECT 1 FROM pg_constraint WHERE connamespace = n.oid AND conname = 'positive')";
    String says = "(SELECT cardinality(scripts) FROM veery.tenant_state s WHERE s.id = t.state_id)";
    assertThat(
            rows(
                "SELECT name FROM veery.tenant t JOIN pg_namespace n ON n.oid = t.place_oid WHERE "
                    + has
                    + " <> "
                    + also
                    + " OR "
                    + says
                    + " <> CASE WHEN "
                    + has
                    + " THEN 3 ELSE 1 END OR open_script IS NOT NULL"))
        .as("in between, or not as the journal says")
        .isEmpty();
    return rows(
        "SELECT name FROM veery.tenant t JOIN pg_namespace n ON n.oid = t.place_oid WHERE "
            + has
            + " ORDER BY 1");
  }

  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < TENANTS; i++) {
      names.add("t_%02d".formatted(i));
    }
    return names;
  }

  static List<String> without(String... missing) {
    List<String> names = names();
    names.removeAll(List.of(missing));
    return names;
  }

  static List<String> failed(FleetResult result) {
    return result.failed().stream().map(FleetResult.Failure::tenant).toList();
  }

  FleetStatus status() {
    try (Veery veery = veery()) {
      return veery.fleet().status();
    }
  }
}
