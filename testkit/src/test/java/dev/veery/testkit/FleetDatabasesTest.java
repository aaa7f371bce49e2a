package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.engine.Veery;
import dev.veery.engine.fleet.FleetDrift;
import dev.veery.engine.fleet.FleetListener;
import dev.veery.engine.fleet.FleetOptions;
import dev.veery.engine.fleet.FleetResult;
import dev.veery.engine.fleet.FleetResult.Ended;
import dev.veery.engine.fleet.FleetStatus;
import dev.veery.engine.fleet.Tenants;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What may happen to a fleet whose tenants are databases. */
@Execution(ExecutionMode.CONCURRENT)
class FleetDatabasesTest extends FleetCase {

  @Test
  void twoHundredDatabasesOfWhichOneCannotBeReached() throws Exception {
    int databases = Integer.getInteger("veery.fleet.databases", 200);
    Files.delete(directory.resolve("migrations/2_note.sql"));
    Files.delete(directory.resolve("migrations/3_positive.sql"));
    Files.writeString(
        directory.resolve("veery.toml"),
        "[fleet]\nmodel = \"database\"\ntenants = \"SELECT datname FROM pg_database WHERE datname ~ '^d\\\\d'\"\nparallel = 8\n");
    // A server of its own, which is thrown away: dropping them one by one takes longer than all the
    // rest.
    try (EmbeddedPostgres server = EmbeddedPostgres.scratch()) {
      server.createDatabase("fleet");
      server.createDatabase("d000");
      at(server, "fleet");
      // One is migrated and the others are copies of it, journal included: that is cheap.
      assertThat(up().progress().done()).isEqualTo(1);
      copies(server, databases);
      migration("2_note", "ALTER TABLE orders ADD note text;", "ALTER TABLE orders DROP note;");
      sql("ALTER DATABASE d042 ALLOW_CONNECTIONS false");
      FleetResult result = up();
      assertThat(failed(result)).containsExactly("d042");
      assertThat(result.failed().getFirst().code()).isEqualTo("VEERY-601");
      assertThat(result.progress().done()).isEqualTo(databases - 1);
      sql("ALTER DATABASE d042 ALLOW_CONNECTIONS true");
      FleetResult again = up();
      assertThat(again.failed()).isEmpty();
      assertThat(again.progress().done()).isEqualTo(1);
      assertThat(up().ended()).isEqualTo(Ended.NOTHING);
      for (int i = 0; i < databases; i += 37) {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(name(i)));
            Statement statement = connection.createStatement();
            ResultSet newest = statement.executeQuery("SELECT max(version) FROM veery.migration")) {
          assertThat(newest.next()).isTrue();
          assertThat(newest.getString(1)).isEqualTo("2");
        }
      }
    }
  }

  private static String name(int i) {
    return "d%03d".formatted(i);
  }

  private static void copies(EmbeddedPostgres server, int databases) throws Exception {
    List<Thread> threads = new ArrayList<>();
    AtomicInteger next = new AtomicInteger(1);
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int n = next.getAndIncrement(); n < databases; n = next.getAndIncrement()) {
                  server.cloneDatabase("d000", name(n));
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** A server, a tenant on each, and one on neither. */
  @Test
  void databasesOnTwoServersOfWhichOneIsDown() throws Exception {
    Files.delete(directory.resolve("migrations/3_positive.sql"));
    String prefix = database.name() + "_s";
    Files.writeString(
        directory.resolve("veery.toml"),
        """
        [fleet]
        model = "database"
        list = ["one", "two", "none"]
        schema = "%s_{tenant}"
        template = "%s_template"
        servers = ["${VEERY_URL}", "${OTHER_URL}"]
        """
            .formatted(prefix, prefix));
    migration("2_note", "ALTER TABLE orders ADD note text;", "ALTER TABLE orders DROP note;");
    try (EmbeddedPostgres other = EmbeddedPostgres.scratch()) {
      otherUrl = other.url("postgres");
      other.createDatabase(prefix + "_two");
      sql("CREATE DATABASE " + prefix + "_one");
      FleetResult first = up();
      assertThat(first.failed()).isEmpty();
      assertThat(first.progress().done()).isEqualTo(2);
      assertThat(first.absent()).containsExactly("none");

      try (Connection connection = DriverManager.getConnection(other.jdbcUrl(prefix + "_two"));
          Statement statement = connection.createStatement()) {
        statement.execute("ALTER TABLE orders ADD hotfix int");
      }
      try (Veery veery = veery()) {
        FleetDrift drift = veery.fleet().drift();
        assertThat(drift.compared()).isEqualTo(2);
        assertThat(drift.tenants()).extracting(FleetDrift.Tenant::name).containsExactly("two");
        assertThat(drift.tenants().getFirst().changed()).isTrue();
        assertThat(drift.tenants().getFirst().differences())
            .containsExactly("column orders.hotfix is only here");
      }
      // On both: nobody can say which of them is meant.
      sql("CREATE DATABASE " + prefix + "_two");
      FleetStatus twice = status();
      assertThat(twice.unreachable()).hasSize(1);
      assertThat(twice.unreachable().getFirst().problem().message())
          .contains(prefix + "_two is on ", " and on ");
      sql("DROP DATABASE " + prefix + "_two");

      // A new one comes to the server with fewer databases, the template with it, and the next
      // follows.
      try (Veery veery = veery()) {
        Tenants tenants = veery.fleet().tenants();
        assertThat(tenants.create(List.of("three", "none"), new FleetListener() {})).hasSize(2);
        assertThat(other.databaseExists(prefix + "_three")).isTrue();
        assertThat(other.databaseExists(prefix + "_none")).isTrue();
        assertThat(other.databaseExists(prefix + "_template")).isTrue();
        assertThat(tenants.list())
            .extracting(Tenants.Listed::name, Tenants.Listed::newest, Tenants.Listed::there)
            .contains(
                tuple("none", "2_note", true),
                tuple("one", "2_note", true),
                // The list of the configuration does not have it.
                tuple("three", "", false));
        tenants.rename("three", "four", false);
        assertThat(other.databaseExists(prefix + "_four")).isTrue();
        assertThat(tenants.drop("four", false)).isTrue();
        assertThat(tenants.drop("none", false)).isTrue();
        assertThat(other.databaseExists(prefix + "_none")).isFalse();
      }
    }
    migration("4_more", "ALTER TABLE orders ADD more text;", "ALTER TABLE orders DROP more;");
    FleetStatus status = status();
    assertThat(status.behind()).isEqualTo(1);
    assertThat(status.unreachable())
        .extracting(FleetStatus.Unreachable::tenant)
        .containsExactly("two");
    FleetResult down = up();
    assertThat(failed(down)).containsExactly("two");
    assertThat(down.failed().getFirst().error()).contains("cannot connect");
    assertThat(down.progress().done()).isEqualTo(1);

    // What cannot be reached is not taken back, and not passed over either.
    FleetResult back;
    try (Veery veery = veery()) {
      back =
          veery.fleet().rollback(null, FleetOptions.of("fleet rollback"), new FleetListener() {});
    }
    assertThat(back.progress().done()).isEqualTo(1);
    assertThat(failed(back)).containsExactly("two");
    sql("DROP DATABASE " + prefix + "_one");
  }
}
