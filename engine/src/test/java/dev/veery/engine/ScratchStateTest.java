package dev.veery.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.config.ConfigRequest;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScratchStateTest {

  @TempDir Path directory;
  private final ScratchDatabase target = ScratchServers.freshDatabase();

  @AfterEach
  void drop() {
    target.close();
  }

  @Test
  void theHistoryIsThereAndNothingOfWhatIsPending() throws Exception {
    migration("20260101000000_a", "CREATE TABLE a (id int PRIMARY KEY)");
    try (Veery veery = veery()) {
      up(veery);
      migration("20260102000000_b", "CREATE TABLE b (id int)");
    }
    try (Veery veery = veery();
        ScratchState state = veery.scratch(ScratchOptions.DEFAULT)) {
      assertEquals(target.server().major(), state.server().major());
      String first = state.fresh("one");
      String second = state.fresh("two");
      for (String database : List.of(first, second)) {
        try (Session session = state.connect(database, "test")) {
          assertEquals("0", session.value("SELECT count(*) FROM a"));
          assertEquals(null, session.value("SELECT to_regclass('b')"));
          assertEquals("1", session.value("SELECT count(*) FROM veery.migration"));
          session.execute("DROP TABLE a CASCADE");
        }
      }
    }
  }

  @Test
  void rolesAndExtensionsOfTheTargetAreThere() throws Exception {
    String role = "app \"x\" " + target.name();
    try (Connection connection = DriverManager.getConnection(target.jdbcUrl());
        var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA extensions");
      statement.execute("CREATE EXTENSION citext SCHEMA extensions");
      statement.execute("CREATE ROLE \"" + role.replace("\"", "\"\"") + "\" BYPASSRLS");
    }
    migration(
        "20260101000000_a",
        "CREATE TABLE a (name extensions.citext);\nGRANT SELECT ON a TO \""
            + role.replace("\"", "\"\"")
            + "\"");
    try (Veery veery = veery()) {
      up(veery);
    }
    try (Veery veery = veery();
        ScratchState state = veery.scratch(ScratchOptions.DEFAULT);
        Session session = state.connect(state.fresh("x"), "test")) {
      assertEquals(
          "t", session.value("SELECT rolbypassrls FROM pg_roles WHERE rolname = '" + role + "'"));
      assertEquals(
          "extensions",
          session.value(
              "SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'citext'"));
    } finally {
      try (Connection connection = DriverManager.getConnection(target.jdbcUrl());
          var statement = connection.createStatement()) {
        String quoted = "\"" + role.replace("\"", "\"\"") + "\"";
        statement.execute("DROP OWNED BY " + quoted);
        statement.execute("DROP ROLE " + quoted);
      }
    }
  }

  @Test
  void aMissingExtensionIsNamed() throws Exception {
    migration("20260101000000_a", "CREATE EXTENSION IF NOT EXISTS galaxy");
    try (Veery veery = veery()) {
      veery.stamping("stamp").stamp(List.of(veery.migrations().migrations().get(0).version()));
    }
    try (Veery veery = veery()) {
      VeeryException e =
          assertThrows(VeeryException.class, () -> veery.scratch(ScratchOptions.DEFAULT));
      assertEquals(ErrorCode.EXTENSION_MISSING, e.problems().getFirst().code());
      assertTrue(e.problems().getFirst().message().contains("galaxy"), e.toString());
    }
  }

  private void migration(String name, String up) throws IOException {
    Files.createDirectories(directory.resolve("migrations"));
    Files.writeString(
        directory.resolve("migrations").resolve(name + ".sql"), "-- Up Migration\n" + up + ";\n");
  }

  private Veery veery() {
    return Veery.open(
        Config.read(
            new ConfigRequest(
                directory, null, null, Map.of(ConfigKey.URL, List.of(target.url())), Map.of())));
  }

  private static void up(Veery veery) throws SQLException {
    Planning planning = veery.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
    RunResult result = veery.run(planning, "up", new RunListener() {}, false, null);
    assertTrue(result instanceof RunResult.Succeeded, result.toString());
  }
}
