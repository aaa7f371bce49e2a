package dev.veery.postgres.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.rehearse.rows.FillReport;
import dev.veery.postgres.rehearse.rows.FillReport.Filled;
import dev.veery.postgres.rehearse.rows.RowGenerator;
import dev.veery.postgres.rehearse.rows.RowOptions;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The oracle is the server: every constraint is dropped and made again over the rows, which reads
 * all of them.
 */
final class RowGeneratorTest {

  static Session open(ScratchDatabase database) throws SQLException {
    var server = database.server();
    return Session.open(
        new Address(
            server.host(),
            server.port(),
            database.name(),
            server.user(),
            server.password(),
            Duration.ofSeconds(10),
            Map.of()),
        "test");
  }

  private static FillReport fill(Session session, int rows, long seed) throws SQLException {
    return RowGenerator.fill(
        session,
        Inspector.inspect(session.connection(), InspectOptions.DEFAULT),
        new RowOptions(rows, seed));
  }

  private static void verify(Session session) throws SQLException {
    List<String> statements = new ArrayList<>();
    session.query(
        """
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
               format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
                      pg_get_constraintdef(oid))
        FROM pg_constraint
        WHERE contype IN ('c', 'f') AND conrelid <> 0 AND conparentid = 0 AND coninhcount = 0
        """,
        row -> {
          statements.add(row.getString(1));
          statements.add(row.getString(2));
        });
    for (String statement : statements) {
      session.execute(statement);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void everyTableOfAnAwkwardSchemaIsFilled(int major) throws Exception {
    String schema;
    try (var in = getClass().getResourceAsStream("/rehearse/awkward.sql")) {
      schema =
          new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    try (ScratchDatabase database = ScratchServers.freshDatabase(major);
        Session session = open(database)) {
      session.execute(schema);
      FillReport report = fill(session, 300, 7);
      verify(session);
      Map<String, String> reasons =
          report.tables().stream()
              .filter(
                  filled -> filled.rows() < 300 && !filled.table().matches(".*(events|hashed)_.*"))
              .collect(Collectors.toMap(Filled::table, f -> f.rows() + ": " + f.note()));
      assertThat(reasons)
          .isEqualTo(
              Map.of(
                  "public.impossible",
                  "0: no value of column id was found that passes impossible_id_check",
                  "public.of_impossible",
                  "0: it needs rows of public.impossible, which has none",
                  "public.two",
                  "2: its keys and foreign keys leave no room for more",
                  "public.cannot",
                  "0: no value of type public.nothing is known for column n"));
      assertThat(session.value("SELECT count(*) FROM events")).isEqualTo("300");
      assertThat(session.value("SELECT count(*) FROM hashed")).isEqualTo("300");
      // What comes next from a sequence is free.
      session.execute("INSERT INTO serials DEFAULT VALUES");
      assertThat(session.value("SELECT count(*) > 0 FROM totals")).isEqualTo("t");
      // NULL and duplicates are wherever they may be, and so are the extremes.
      assertThat(
              session.value(
                  "SELECT bool_and(x > 0) FROM (SELECT unnest(ARRAY["
                      + "count(*) FILTER (WHERE a IS NULL), count(a) - count(DISTINCT a),"
                      + "count(*) FILTER (WHERE b = 2147483647), count(*) FILTER (WHERE d = 'NaN'),"
                      + "count(*) FILTER (WHERE q = 'infinity'), count(*) FILTER (WHERE i = ''),"
                      + "count(*) FILTER (WHERE octet_length(i) > 1000),"
                      + "count(*) FILTER (WHERE length(j) = 7)]) FROM every_type) y (x)"))
          .isEqualTo("t");
      assertThat(session.value("SELECT count(*) FROM nodes WHERE parent = id")).isEqualTo("0");
      assertThat(session.value("SELECT count(*) > 0 FROM users WHERE boss IS NOT NULL"))
          .isEqualTo("t");
    }
  }

  @Test
  void whatANewConstraintRefusesInProductionItRefusesHere() throws Exception {
    try (ScratchDatabase database = ScratchServers.freshDatabase();
        Session session = open(database)) {
      session.execute(
          "CREATE TABLE t (id integer PRIMARY KEY, name text, mail varchar(40) NOT NULL,"
              + " amount bigint NOT NULL, ratio double precision, note text, day timestamptz)");
      assertThat(fill(session, 1000, 3).rows()).isEqualTo(1000);
      for (String statement :
          List.of(
              "ADD COLUMN n integer NOT NULL",
              "ALTER COLUMN name SET NOT NULL",
              "ADD UNIQUE (mail)",
              "ADD CHECK (amount >= 0)",
              "ADD CHECK (name <> '')",
              "ALTER COLUMN mail TYPE varchar(20)",
              "ALTER COLUMN amount TYPE integer",
              "ALTER COLUMN ratio TYPE numeric(8, 2)",
              "ALTER COLUMN note TYPE integer USING note::integer",
              "ALTER COLUMN name TYPE jsonb USING name::jsonb",
              "ADD FOREIGN KEY (amount) REFERENCES t",
              "ADD CHECK (day < '9999-12-31')")) {
        String refused = "";
        try {
          session.execute("ALTER TABLE t " + statement);
        } catch (SQLException e) {
          refused = e.getSQLState();
        }
        assertThat(refused).as(statement).startsWith("2");
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameRows() throws Exception {
    String first = rowsOf(11);
    assertThat(rowsOf(11)).isEqualTo(first);
    assertThat(rowsOf(12)).isNotEqualTo(first);
  }

  private static String rowsOf(long seed) throws SQLException {
    try (ScratchDatabase database = ScratchServers.freshDatabase();
        Session session = open(database)) {
      session.execute("CREATE TABLE p (id serial PRIMARY KEY, t text)");
      session.execute(
          "CREATE TABLE c (p integer NOT NULL REFERENCES p, u uuid, CHECK (p > 3), s text UNIQUE)");
      assertThat(fill(session, 50, seed).rows()).isEqualTo(100);
      return String.valueOf(
          session.value(
              "SELECT md5(string_agg(x, '|')) FROM (SELECT p::text FROM p UNION ALL SELECT c::text"
                  + " FROM c) y (x)"));
    }
  }

  /** Schemas at random; more of them with {@code -Dveery.seeds=200}. */
  @Test
  void randomSchemasAreFilled() throws Exception {
    int seeds = Integer.getInteger("veery.seeds", 5);
    for (int seed = 1; seed <= seeds; seed++) {
      String schema = RandomSchema.sql(new SplittableRandom(seed));
      try (ScratchDatabase database = ScratchServers.freshDatabase();
          Session session = open(database)) {
        session.execute(schema);
        FillReport report = fill(session, 60, seed);
        verify(session);
        for (Filled filled : report.tables()) {
          int wanted = filled.table().contains("_") ? 30 : 60;
          // A key over few values may leave room for fewer; then it says so.
          assertThat(filled.rows() >= wanted || (filled.rows() > 10 && !filled.note().isEmpty()))
              .as("seed %d: %s\n%s", seed, filled, schema)
              .isTrue();
        }
      } catch (SQLException e) {
        throw new AssertionError("seed " + seed + "\n" + schema, e);
      }
    }
  }
}
