package dev.veery.postgres.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.VeeryException;
import dev.veery.core.backfill.BackfillOptions;
import dev.veery.core.backfill.BackfillSpec;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.core.plan.Target;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements in batches, on a real server. */
class BackfillTest {

  private static final Target UP = new Target.Up.Latest();

  @TempDir Path directory;

  private static final String ITEMS =
      "CREATE TABLE items (id int PRIMARY KEY, a int, b int);\n"
          + "INSERT INTO items SELECT i, i * 2 FROM generate_series(1, 5000) i;\n";

  @Test
  void everyRowIsDoneOnce() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project.file("1_items.sql", ITEMS, "DROP TABLE items;");
      assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
      project.file(
          "2_fill.sql",
          "-- veery: backfill batch=100 time=0\nUPDATE items SET b = a + 1;\n",
          "UPDATE items SET b = NULL;");
      project.file(
          "3_count.sql",
          "-- veery: backfill batch=100 time=0 parallel=2\nUPDATE items SET a = a + 1;\n",
          "UPDATE items SET a = a - 1;");
      assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(project.rows("SELECT count(*), sum(b - 2 * id), sum(a - 2 * id) FROM items"))
          .containsExactly("5000|5000|5000");
      assertThat(
              project.rows(
                  "SELECT backfill_id, count(*), sum(keys), sum(rows), sum(batches) FROM"
                      + " veery.backfill_range GROUP BY 1 ORDER BY 1"))
          .containsExactly("1|3|5000|5000|50", "2|3|5000|5000|50");
      assertThat(project.rows("SELECT state FROM veery.backfill")).containsOnly("done");
    }
  }

  private static final String STANDING =
      "SELECT (SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%veery%'), count(*) FILTER (WHERE"
          + " kept) FROM veery.backfill";

  /** Somebody writes between a backfill and the constraint that its migration adds behind it. */
  @Test
  void theTriggerStandsUntilTheConstraintDoes() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project.file("1_items.sql", ITEMS, "DROP TABLE items;");
      project.file(
          "2_fill.sql",
          """
          -- veery: backfill
          UPDATE items SET b = a + 1;
          -- veery: transaction=per-statement
          ALTER TABLE items ADD CONSTRAINT b_is_set CHECK (b IS NOT NULL) NOT VALID;
          -- veery: transaction=per-statement
          ALTER TABLE items VALIDATE CONSTRAINT b_is_set;
          CREATE INDEX CONCURRENTLY items_b ON items (b);
          """,
          "SELECT 1;");
      project.file(
          "3_drop.sql",
          """
          -- veery: backfill
          UPDATE items SET b = a + 2 WHERE b <> a + 2;
          ALTER TABLE items ALTER COLUMN b SET NOT NULL;
          ALTER TABLE items DROP COLUMN a;
          """,
          "SELECT 1;");
      List<String> standing = new ArrayList<>();
      AtomicInteger id = new AtomicInteger(100_000);
      RunListener writing =
          new RunListener() {
            @Override
            public void stepsFinished(
                PlannedMigration migration, List<Step> steps, Duration duration) {
              try {
                if (migration.version().text().equals("2")) {
                  try (Session session = project.session()) {
                    session.execute(
                        "INSERT INTO items (id, a) VALUES (" + id.incrementAndGet() + ", 7)");
                  }
                }
                if (!migration.version().text().equals("1")) {
                  standing.addAll(project.rows(STANDING));
                }
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            }
          };
      RunResult result =
          project.run(UP, PlanRequest.Options.DEFAULT, writing, TestProject.options(), true);
      assertThat(result).isInstanceOf(RunResult.Succeeded.class);
      // Behind the backfill, both halves of the constraint and the index; then behind the other one
      // and the transaction that drops its column.
      assertThat(standing).containsExactly("1|1", "1|1", "1|1", "1|1", "1|1", "0|0");
      assertThat(project.rows(STANDING)).containsExactly("0|0");
      assertThat(project.rows("SELECT count(*), min(b), max(b) FROM items WHERE id > 100000"))
          .containsExactly("4|9|9");
    }
  }

  /** The run ends between the last statement and the record that all of it is done. */
  @Test
  void aTriggerThatARunHasLeftGoesWithTheNext() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project.file("1_items.sql", ITEMS, "DROP TABLE items;");
      assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
      project.file(
          "2_fill.sql",
          """
          -- veery: backfill
          UPDATE items SET b = a + 1;
          -- veery: transaction=per-statement
          ALTER TABLE items ALTER COLUMN b SET NOT NULL;
          """,
          "ALTER TABLE items ALTER COLUMN b DROP NOT NULL;");
      for (Target next : List.of(UP, new Target.Down.Steps(1))) {
        RunListener ending =
            new RunListener() {
              @Override
              public void stepsFinished(
                  PlannedMigration migration, List<Step> steps, Duration duration) {
                if (steps.getFirst().ordinal() == 2) {
                  try (Session session = project.session()) {
                    session.value(
                        "SELECT pg_terminate_backend(backend_pid, 5000) FROM veery.lease WHERE NOT"
                            + " released");
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                }
              }
            };
        try {
          project.run(UP, PlanRequest.Options.DEFAULT, ending, TestProject.options(), true);
        } catch (RuntimeException | SQLException e) {
          // The lease could not be given back on a session that is gone.
        }
        assertThat(project.rows(STANDING)).containsExactly("1|1");
        assertThat(project.run(next)).isInstanceOf(RunResult.Succeeded.class);
        assertThat(project.rows(STANDING)).containsExactly("0|0");
        assertThat(project.rows("SELECT count(*) FROM veery.migration WHERE state = 'applied'"))
            .containsExactly(next == UP ? "2" : "1");
        if (next == UP) {
          assertThat(project.run(new Target.Down.Steps(1))).isInstanceOf(RunResult.Succeeded.class);
        }
      }
    }
  }

  /**
   * What is promised about a statement: the key it goes by, how the end is checked, the trigger.
   */
  @Test
  void whatIsAcceptedAndHow() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project.file(
          "1_tables.sql",
          """
          CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
          CREATE TABLE t (
            tenant int, id uuid DEFAULT gen_random_uuid(), n int, "Weird ""name" text, d date,
            j json, m mood, at timestamptz, PRIMARY KEY (tenant, id));
          INSERT INTO t (tenant, n, "Weird ""name", m)
            SELECT i % 7, i, 'x' || i, 'ok' FROM generate_series(1, 1000) i;
          CREATE TABLE by_text (name text COLLATE "C" PRIMARY KEY, v text);
          INSERT INTO by_text SELECT chr(64 + i % 40) || '''' || i, NULL FROM generate_series(1, 1000) i;
          CREATE TABLE no_key (a int, b int);
          INSERT INTO no_key SELECT i FROM generate_series(1, 3000) i;
          CREATE TABLE parts (id int, k int, v int, PRIMARY KEY (k, id)) PARTITION BY LIST (k);
          CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
          CREATE TABLE parts_2 PARTITION OF parts FOR VALUES IN (2);
          INSERT INTO parts SELECT i, i % 2 + 1 FROM generate_series(1, 1000) i;
          CREATE TABLE copied (n int UNIQUE, name text);
          CREATE TABLE names (n int PRIMARY KEY, name text);
          INSERT INTO names SELECT i, 'n' || i FROM generate_series(1, 1000) i;
          """,
          "SELECT 1;");
      String mark = "\n-- veery: backfill batch=50 time=0\n";
      project.file(
          "2_fill.sql",
          mark
              + "UPDATE t SET d = date '2026-01-01' + n, at = now() WHERE n > 10;\n"
              + mark
              + "UPDATE t AS x SET j = to_json(x.n), m = 'glad' WHERE x.\"Weird \"\"name\" <> 'x5';\n"
              + mark
              + "UPDATE by_text SET v = upper(name);\n"
              + mark
              + "UPDATE no_key SET b = a * 2;\n"
              + mark
              + "UPDATE parts SET v = id WHERE v IS NULL;\n"
              + mark
              + "INSERT INTO copied SELECT t.n, names.name FROM t JOIN names ON names.n = t.n"
              + " WHERE t.n <= 900 ON CONFLICT (n) DO NOTHING;\n"
              + mark
              + "UPDATE t SET n = t.n + names.n + 5000 FROM names WHERE names.n = t.n;\n"
              + mark
              + "DELETE FROM names USING copied WHERE copied.n = names.n;\n",
          "SELECT 1;");
      RunResult result = project.run(UP);
      assertThat(result).isInstanceOf(RunResult.Succeeded.class);
      assertThat(
              project.rows(
                  "SELECT ordinal, array_to_string(key_columns, ','), remainder IS NOT NULL, guard IS"
                      + " NOT NULL, kept, state FROM veery.backfill ORDER BY ordinal"))
          .containsExactly(
              "1|tenant,id|t|t|f|done",
              "2|tenant,id|t|t|f|done",
              "3|name|t|t|f|done",
              "4|ctid|t|t|f|done",
              "5|k,id|t|t|f|done",
              "6|tenant,id|f|f|f|done",
              "7|tenant,id|f|f|f|done",
              "8|n|t|f|f|done");
      assertThat(
              project.rows(
                  "SELECT count(d), count(at), count(DISTINCT at), count(j), count(*) FILTER (WHERE m"
                      + " = 'glad'), min(n) FROM t"))
          .containsExactly("990|990|1|999|999|5002");
      assertThat(project.rows("SELECT count(*) FROM by_text WHERE v = upper(name)"))
          .containsExactly("1000");
      assertThat(project.rows("SELECT count(*) FROM no_key WHERE b = a * 2"))
          .containsExactly("3000");
      assertThat(project.rows("SELECT count(*) FROM parts WHERE v = id")).containsExactly("1000");
      assertThat(project.rows("SELECT count(*) FROM copied")).containsExactly("900");
      assertThat(project.rows("SELECT count(*), min(n) FROM names")).containsExactly("100|901");
      assertThat(project.rows("SELECT tgname FROM pg_trigger WHERE tgname LIKE '%veery%'"))
          .isEmpty();
    }
  }

  static List<Arguments> refused() {
    return List.of(
        Arguments.of("UPDATE t SET a = 1 RETURNING a", "RETURNING"),
        Arguments.of("SELECT 1", "only UPDATE, DELETE and INSERT"),
        Arguments.of("INSERT INTO t VALUES (1, 2)", "SELECT … FROM a table"),
        Arguments.of("INSERT INTO u SELECT a, count(*) FROM t GROUP BY a", "groups"),
        Arguments.of("INSERT INTO u SELECT a, b FROM t LIMIT 5", "limits"),
        Arguments.of("INSERT INTO u SELECT a, b FROM (SELECT * FROM t) x", "must be a table"),
        Arguments.of("INSERT INTO t SELECT a + 1000, b FROM t", "reads the table that it writes"),
        Arguments.of("INSERT INTO u SELECT t.a, u.b FROM t FULL JOIN u ON true", "FULL JOIN"),
        Arguments.of("DELETE FROM t WHERE a IN (SELECT max(a) FROM t GROUP BY b)", "other rows"),
        Arguments.of(
            "WITH x AS (DELETE FROM u RETURNING a) UPDATE t SET b = 1", "changes rows itself"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusedByItsText(String sql, String why) {
    assertThatThrownBy(() -> BackfillSpec.of(sql, BackfillOptions.DEFAULT, false, null))
        .isInstanceOf(VeeryException.class)
        .hasMessageContaining(why);
  }

  /** What only the server knows: each with its reason, and nothing is recorded. */
  @Test
  void refusedByTheServer() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project.script(
          """
          CREATE TABLE t (id int PRIMARY KEY, a int, b int, token uuid);
          INSERT INTO t SELECT i, i FROM generate_series(1, 100) i;
          CREATE TABLE nullable (a int UNIQUE, b int);
          CREATE TABLE parent (id int PRIMARY KEY, b int);
          CREATE TABLE child () INHERITS (parent);
          CREATE VIEW v AS SELECT * FROM t;
          CREATE TABLE mixed (a int NOT NULL, b int NOT NULL, c int);
          CREATE UNIQUE INDEX mixed_key ON mixed (a, b DESC);
          """);
      Map<String, String> cases = new LinkedHashMap<>();
      cases.put("DELETE FROM t WHERE random() < 0.5", "random() in the condition");
      cases.put("UPDATE t SET id = id + 1000", "changes id, the key");
      cases.put("UPDATE nullable SET b = b + 1", "nullable_a_key has a column that may be null");
      cases.put("UPDATE parent SET b = 1", "inherit");
      cases.put("UPDATE v SET b = 1", "is no table but a view");
      cases.put("UPDATE mixed SET c = c + 1", "mixed directions");
      cases.put("UPDATE nothing SET c = 1", "relation \"nothing\" does not exist");
      cases.put("UPDATE t SET nothing = 1", "column \"nothing\" of relation \"t\" does not exist");
      int version = 0;
      for (Map.Entry<String, String> one : cases.entrySet()) {
        String name = ++version + "_x.sql";
        project.file(name, "-- veery: backfill\n" + one.getKey() + ";", "SELECT 1;");
        RunResult result = project.run(UP);
        assertThat(result).as(one.getKey()).isInstanceOf(RunResult.Failed.class);
        assertThat(((RunResult.Failed) result).failure().problem().message())
            .as(one.getKey())
            .contains(one.getValue());
        assertThat(project.rows("SELECT count(*) FROM veery.backfill")).containsExactly("0");
        assertThat(project.rows("SELECT count(*) FROM veery.step")).containsExactly("0");
        Files.delete(directory.resolve(name));
      }
      project.file(
          "90_ok.sql",
          "-- veery: backfill key=id\nUPDATE t SET token = gen_random_uuid() WHERE token IS NULL;\n\n"
              + "-- veery: backfill\nUPDATE t SET b = (random() * 10)::int;",
          "SELECT 1;");
      assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(project.rows("SELECT count(DISTINCT token), count(b) FROM t"))
          .containsExactly("100|100");
      assertThat(project.rows("SELECT remainder, note FROM veery.backfill ORDER BY ordinal"))
          .containsExactly(
              "token IS NULL|",
              "null|rows that are written while it runs are left as they are written, because random()"
                  + " gives another value each time");
    }
  }
}
