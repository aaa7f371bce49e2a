package dev.veery.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.core.rehearse.Compatibility;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.engine.ScratchOptions.From;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.config.ConfigRequest;
import dev.veery.postgres.rehearse.GivenServer;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.rows.RowOptions;
import dev.veery.postgres.rehearse.rows.SampleOptions;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void aKeptStateIsTakenAgainAndGrows() throws Exception {
    var keep = new ScratchOptions(From.HISTORY, Duration.ZERO, null);
    // A comment nobody else has, so that the cache of this machine cannot know the history.
    String unique = "-- " + UUID.randomUUID() + "\n";
    migration("20260101000000_a", unique + "CREATE TABLE a (id int PRIMARY KEY)");
    try (Veery veery = veery()) {
      up(veery);
      assertEquals("1 migration, from the cache", origin(veery, keep));
    }
    migration("20260102000000_b", "CREATE TABLE b (id int)");
    try (Veery veery = veery()) {
      up(veery);
      try (ScratchState state =
              veery.scratch(new ScratchOptions(From.HISTORY, Duration.ofDays(1), null));
          Session session = state.connect(state.fresh("x"), "test")) {
        assertEquals("2 migrations, some of them from the cache", state.origin());
        assertEquals("2", session.value("SELECT count(*) FROM veery.migration"));
        assertEquals("0", session.value("SELECT count(*) FROM b"));
      }
      assertEquals("2 migrations, from the cache", origin(veery, keep));
      assertEquals("2 migrations, from the cache", origin(veery, ScratchOptions.DEFAULT));
      assertEquals("2 migrations", origin(veery, new ScratchOptions(From.HISTORY, null, null)));
    }
    // Another file before it makes another state.
    migration("20260101000000_a", unique + "CREATE TABLE a (id bigint PRIMARY KEY)");
    try (Veery veery = veery()) {
      assertEquals("2 migrations", origin(veery, ScratchOptions.DEFAULT));
    }
  }

  private static String origin(Veery veery, ScratchOptions options) {
    try (ScratchState state = veery.scratch(options)) {
      return state.origin();
    }
  }

  @Test
  void aFilledStateIsKeptWithItsReport() throws Exception {
    var keep =
        new ScratchOptions(From.HISTORY, Duration.ZERO, new RowOptions(20, System.nanoTime()));
    migration("20260101000000_a", "CREATE TABLE a (id int PRIMARY KEY, t text NOT NULL)");
    migration("20260102000000_b", "CREATE TABLE b (id int CHECK (id <> id), n int NOT NULL)");
    try (Veery veery = veery()) {
      up(veery);
      String first = "";
      for (int i = 0; i < 2; i++) {
        try (ScratchState state = veery.scratch(keep)) {
          ScratchState.Filling filling = Objects.requireNonNull(state.filling());
          assertEquals(40, filling.report().rows());
          assertEquals("", filling.report().tables().get(0).note());
          try (Session rows = state.connect(state.freshFilled("x"), "test");
              Session none = state.connect(state.fresh("y"), "test")) {
            assertEquals("20", rows.value("SELECT count(*) FROM a"));
            assertEquals("0", none.value("SELECT count(*) FROM a"));
            String now = String.valueOf(rows.value("SELECT md5(string_agg(a::text, '|')) FROM a"));
            assertTrue(i == 0 || first.equals(now));
            first = now;
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void theWayBackOfWhatIsPendingIsProvenWithRows(int major) throws Exception {
    migration(
        "20260101000000_a", "CREATE TABLE a (id int PRIMARY KEY, t text); CREATE TABLE b (n int)");
    try (ScratchDatabase database = ScratchServers.freshDatabase(major)) {
      Map<ConfigKey, List<String>> flags = Map.of(ConfigKey.URL, List.of(database.url()));
      try (Veery veery = veery(flags)) {
        up(veery);
      }
      migration(
          "20260102000000_b", "UPDATE a SET t = 'x' WHERE id = 3;\n-- Down Migration\nSELECT 1");
      migration(
          "20260103000000_c",
          "ALTER TABLE a DROP COLUMN t;\n-- Down Migration\nALTER TABLE a ADD COLUMN t text");
      migration("20260104000000_d", "CREATE TABLE d ();\n-- Down Migration\nDROP TABLE d");
      try (Veery veery = veery(flags);
          ScratchState state =
              veery.scratch(new ScratchOptions(From.HISTORY, null, new RowOptions(50, 1)))) {
        Planning planning = veery.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
        List<RoundTrip> trips =
            RoundTripper.prove(
                veery,
                state,
                ((Plan.Result.Ready) planning.result()).plan(),
                state.freshFilled("roundtrip"),
                before -> {});
        assertEquals(
            List.of("lossy", "lossy", "exact"),
            trips.stream().map(trip -> trip.verdict().word()).toList());
        String first = trips.get(0).verdict().toString();
        assertTrue(first.contains("column t differs in 1 of 50 rows"), first);
        String second = trips.get(1).verdict().toString();
        assertTrue(
            second.contains("'x' became NULL") || second.contains(" became NULL where id ="),
            second);
      }
    }
  }

  @Test
  void queriesOfTheRunningReleaseGoOnWorkingOrTheStatementThatBreaksThemIsNamed() throws Exception {
    migration(
        "20260101000000_a",
        "CREATE TABLE a (id int PRIMARY KEY, name text, old text, n int);"
            + "CREATE INDEX a_n ON a (n);"
            + "INSERT INTO a SELECT g, g, g, g FROM generate_series(1, 20000) g; ANALYZE a");
    try (Veery veery = veery()) {
      up(veery);
    }
    migration(
        "20260102000000_b",
        "ALTER TABLE a ADD COLUMN x int;\nALTER TABLE a DROP COLUMN old;\n"
            + "ALTER TABLE a ALTER COLUMN id TYPE bigint;\nDROP INDEX a_n");
    Files.createDirectories(directory.resolve("queries"));
    Files.writeString(
        directory.resolve("queries/a.sql"),
        """
        SELECT id FROM a WHERE name = ?;
        SELECT name FROM a WHERE name = :name AND '?' <> ':x' AND name::text = :name;
        UPDATE a SET old = $1 WHERE id = $2;
        SELECT id FROM nowhere;
        SELECT name FROM a WHERE n = $1;
        """);
    Files.writeString(directory.resolve("queries/b.sql"), "TABLE a;");
    Files.writeString(
        directory.resolve("veery.toml"), "[compatibility]\nqueries = \"queries/*.sql\"\n");
    try (ScratchDatabase copy = copyOf(target);
        Veery veery =
            veery(
                Map.of(
                    ConfigKey.URL, List.of(target.url()), ConfigKey.SCRATCH, List.of(copy.url())));
        ScratchState state = veery.scratch(new ScratchOptions(From.COPY, null, null))) {
      Compatibility found =
          new CompatibilityCheck(veery, state, new Target.Up.Latest(), PlanRequest.Options.DEFAULT)
              .check();
      assertEquals(5, found.checked());
      assertEquals("queries/a.sql:4", found.skipped().getFirst().query().source());
      Map<String, Compatibility.Broken> broken = new java.util.TreeMap<>();
      found.broken().forEach(b -> broken.put(b.query().source(), b));
      assertEquals(
          "[queries/a.sql:1, queries/a.sql:3, queries/b.sql:1]",
          broken.keySet().toString(),
          found.toString());
      assertEquals(
          "it gave id int4; it gives id int8",
          Objects.requireNonNull(broken.get("queries/a.sql:1")).explanation());
      var update = Objects.requireNonNull(broken.get("queries/a.sql:3"));
      assertEquals(Compatibility.Break.FAILS, update.how());
      assertEquals("20260102000000_b", update.migration());
      assertEquals("ALTER TABLE a DROP COLUMN old;", update.statement());
      assertTrue(found.breaks());
      assertEquals("queries/a.sql:5", found.plans().getFirst().query().source());
      assertEquals(List.of("a"), found.plans().getFirst().scans());
      assertEquals(1, found.plans().size());
    }
    // The copy is as it was, and so is the target.
    sql("SELECT old FROM a");
  }

  private static ScratchDatabase copyOf(ScratchDatabase database) {
    String name = database.name() + "_copy";
    database.server().cloneDatabase(database.name(), name);
    return new ScratchDatabase(database.server(), name);
  }

  @Test
  void aSampleKeepsForeignKeysWholeAndMasksWhatItIsToldTo() throws Exception {
    migration(
        "20260101000000_a",
        "CREATE TABLE p (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail text NOT NULL UNIQUE,"
            + " boss int REFERENCES p, born date NOT NULL);"
            + "CREATE TABLE e (id int, at date, p int NOT NULL REFERENCES p, note varchar(5),"
            + " PRIMARY KEY (id, at)) PARTITION BY RANGE (at);"
            + "CREATE TABLE e1 PARTITION OF e FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');"
            + "CREATE TABLE n (e int, at date, FOREIGN KEY (e, at) REFERENCES e);"
            + "CREATE TABLE secret (s text)");
    String role = "reader_" + target.name();
    try (Veery veery = veery()) {
      up(veery);
    }
    sql(
        "INSERT INTO p (mail, boss, born) SELECT g || '@x', greatest(g - 1, 1), '1990-01-01'"
            + " FROM generate_series(1, 2000) g",
        "INSERT INTO e SELECT g, date '2024-01-01' + g % 300, g, 'note' FROM generate_series(1, 2000) g",
        "INSERT INTO n SELECT id, at FROM e",
        "INSERT INTO secret VALUES ('s')",
        "CREATE ROLE " + role + " LOGIN PASSWORD 'x'",
        "GRANT USAGE ON SCHEMA veery TO " + role,
        "GRANT SELECT ON ALL TABLES IN SCHEMA veery TO " + role,
        "GRANT SELECT ON p, e, e1, n TO " + role);
    String before = rowsOfTarget();
    String url = target.url().replaceFirst("//[^@]*@", "//" + role + ":x@");
    try (Veery veery = veery(Map.of(ConfigKey.URL, List.of(url)));
        ScratchState state =
            veery.scratch(
                ScratchOptions.DEFAULT.with(new SampleOptions(5, 1, Set.of("mail", "p.born"))));
        Session session = state.connectAsMaker(state.freshFilled("x"))) {
      assertEquals("5", session.value("SELECT count(*) FROM n"));
      assertTrue(Integer.parseInt(String.valueOf(session.value("SELECT count(*) FROM p"))) > 5);
      for (String constraint : List.of("p_boss_fkey", "e_p_fkey", "n_e_at_fkey")) {
        String table = constraint.substring(0, 1);
        String definition =
            session.value(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '"
                    + constraint
                    + "' AND conparentid = 0");
        session.execute("ALTER TABLE " + table + " DROP CONSTRAINT " + constraint);
        session.execute("ALTER TABLE " + table + " ADD " + definition);
      }
      assertEquals("0", session.value("SELECT count(*) FROM p WHERE mail LIKE '%@%'"));
      assertEquals("0", session.value("SELECT count(*) FROM p WHERE born = '1990-01-01'"));
      assertEquals("0", session.value("SELECT count(*) FROM secret"));
      String note =
          Objects.requireNonNull(state.filling()).report().tables().stream()
              .filter(filled -> filled.table().equals("public.secret"))
              .findFirst()
              .orElseThrow()
              .note();
      assertTrue(note.contains("permission denied"), note);
      session.execute("INSERT INTO p (mail, born) VALUES ('new', now())");
    }
    assertEquals(before, rowsOfTarget());
    sql("DROP OWNED BY " + role, "DROP ROLE " + role);
  }

  private String rowsOfTarget() throws SQLException {
    try (Connection connection = DriverManager.getConnection(target.jdbcUrl());
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT (SELECT md5(string_agg(p::text, '')) FROM p) ||"
                    + " (SELECT md5(string_agg(e::text, '')) FROM e) ||"
                    + " (SELECT string_agg(relname || relfilenode, ',' ORDER BY oid) FROM pg_class)")) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void theTargetsSchemaAndJournalAreLoadedAndItIsOnlyRead() throws Exception {
    String role = "owner_" + target.name();
    sql(
        "CREATE ROLE " + role + " LOGIN PASSWORD 'x'",
        "CREATE TABLE by_hand (id int PRIMARY KEY, t text NOT NULL)",
        "ALTER TABLE by_hand OWNER TO " + role,
        "GRANT CREATE ON SCHEMA public TO " + role,
        "GRANT CREATE ON DATABASE " + target.name() + " TO " + role);
    migration("20260101000000_a", "CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY)");
    try (Veery veery = veery()) {
      up(veery);
    }
    sql(
        "GRANT USAGE ON SCHEMA veery TO " + role,
        "GRANT SELECT ON ALL TABLES IN SCHEMA veery TO " + role,
        "ALTER ROLE " + role + " SET default_transaction_read_only = on");
    migration("20260102000000_b", "ALTER TABLE by_hand ADD COLUMN n int");
    migration("20260103000000_c", "CREATE EXTENSION IF NOT EXISTS dblink");
    String url = target.url().replaceFirst("//[^@]*@", "//" + role + ":x@");
    try (Veery veery = veery(Map.of(ConfigKey.URL, List.of(url)));
        ScratchState state = veery.scratch(new ScratchOptions(From.TARGET, null, null))) {
      assertEquals(role, state.role());
      String database = state.fresh("x");
      try (Veery scratch =
          Veery.open(
              ScratchMaker.at(veery.config(), state.address(database)),
              getClass().getClassLoader())) {
        Planning planning = scratch.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
        RunResult result = scratch.run(planning, "up", new RunListener() {}, false, null);
        // It is the role of the target that runs, and it has no more rights than there.
        assertTrue(result instanceof RunResult.Failed, result.toString());
        assertEquals(1, result.done().size());
        assertTrue(result.toString().contains("permission denied"), result.toString());
      }
    } finally {
      sql("DROP OWNED BY " + role + " CASCADE", "DROP ROLE " + role);
    }
  }

  @Test
  void aGivenServerIsLeftAsItWas() throws Exception {
    String role = "made_" + target.name();
    migration("20260101000000_a", "CREATE ROLE " + role + ";\nCREATE TABLE a (id int)");
    try (ScratchDatabase given = ScratchServers.freshDatabase(14);
        Veery source =
            veery(
                Map.of(
                    ConfigKey.URL,
                    List.of(given.url()),
                    ConfigKey.SCRATCH,
                    List.of(given.url())))) {
      source.stamping("stamp").stamp(List.of(source.migrations().migrations().get(0).version()));
      String before = cluster(given);
      try (ScratchState state = source.scratch(ScratchOptions.DEFAULT)) {
        try (Session session = state.connect(state.fresh("x"), "test")) {
          assertEquals("0", session.value("SELECT count(*) FROM a"));
        }
        assertNotEquals(before, cluster(given));
      }
      assertEquals(before, cluster(given));
      try (Veery other =
          veery(
              Map.of(
                  ConfigKey.URL, List.of(target.url()), ConfigKey.SCRATCH, List.of(given.url())))) {
        other.stamping("stamp").stamp(List.of(other.migrations().migrations().get(0).version()));
        VeeryException e =
            assertThrows(VeeryException.class, () -> other.scratch(ScratchOptions.DEFAULT));
        assertEquals(ErrorCode.SCRATCH_DIFFERENT, e.problems().getFirst().code());
      }
    }
  }

  @Test
  void whatAKilledProcessLeftOnAGivenServerIsRemoved() throws Exception {
    try (ScratchDatabase given = ScratchServers.freshDatabase(14)) {
      given.server().createDatabase("veery_scratch_deadbeef_1_x");
      var address =
          new Address(
              given.server().host(),
              given.server().port(),
              given.name(),
              given.server().user(),
              given.server().password(),
              Duration.ofSeconds(10),
              Map.of());
      try (GivenServer one = GivenServer.open(address, false)) {
        assertEquals(false, given.server().databaseExists("veery_scratch_deadbeef_1_x"));
        String mine = one.create("mine");
        GivenServer.open(address, false).close();
        assertTrue(given.server().databaseExists(mine));
      }
    }
  }

  private static String cluster(ScratchDatabase database) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT string_agg(n, ',' ORDER BY n) FROM (SELECT rolname n FROM pg_roles"
                    + " UNION ALL SELECT datname FROM pg_database WHERE datname ~ 'veery') x")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(target.jdbcUrl());
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void migration(String name, String up) throws IOException {
    Files.createDirectories(directory.resolve("migrations"));
    Files.writeString(
        directory.resolve("migrations").resolve(name + ".sql"), "-- Up Migration\n" + up + ";\n");
  }

  private Veery veery() {
    return veery(Map.of(ConfigKey.URL, List.of(target.url())));
  }

  private Veery veery(Map<ConfigKey, List<String>> flags) {
    return Veery.open(Config.read(new ConfigRequest(directory, null, null, flags, Map.of())));
  }

  private static void up(Veery veery) throws SQLException {
    Planning planning = veery.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
    RunResult result = veery.run(planning, "up", new RunListener() {}, false, null);
    assertTrue(result instanceof RunResult.Succeeded, result.toString());
  }
}
