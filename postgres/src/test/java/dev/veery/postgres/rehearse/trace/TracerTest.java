package dev.veery.postgres.rehearse.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.lint.LockMode;
import dev.veery.core.plan.Target;
import dev.veery.core.rehearse.Effect;
import dev.veery.core.rehearse.HeldLock;
import dev.veery.core.rehearse.TracedMigration;
import dev.veery.core.rehearse.TracedStatement;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.run.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the tracer sees of statements whose locks, rewrites and scans PostgreSQL's manual tells:
 * "Explicit Locking", ALTER TABLE, CREATE INDEX, REINDEX, VACUUM, CLUSTER, REFRESH MATERIALIZED
 * VIEW, CREATE TRIGGER, and "Building Indexes Concurrently".
 */
class TracerTest {

  @TempDir Path directory;

  /**
   * A statement, and what the manual says of it.
   *
   * @param expected lines of {@code lock MODE on NAME}, {@code scan NAME}, {@code rewrite NAME},
   *     {@code build NAME}, {@code disable TRIGGER on NAME}; only notable locks on tables, indexes
   *     and views
   */
  private record Case(String statement, String... expected) {}

  private static final String SCHEMA =
      """
      CREATE TABLE customers (id bigint PRIMARY KEY, name varchar(40), note text);
      INSERT INTO customers SELECT i, 'n' || i, repeat('x', 50) FROM generate_series(1, 1000) i;
      CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, total numeric(8,2), state text);
      INSERT INTO orders SELECT i, i % 1000 + 1, i, 'new' FROM generate_series(1, 1000) i;
      CREATE INDEX orders_state ON orders (state);
      ALTER TABLE orders ADD CONSTRAINT orders_customer
        FOREIGN KEY (customer) REFERENCES customers NOT VALID;
      ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
      CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
      CREATE MATERIALIZED VIEW totals AS SELECT state, sum(total) AS total FROM orders GROUP BY 1;
      CREATE UNIQUE INDEX totals_state ON totals (state);
      CREATE VIEW open_orders AS SELECT id FROM orders WHERE state = 'new';
      CREATE SEQUENCE numbers;
      """;

  private static final List<Case> CASES =
      List.of(
          // "ADD COLUMN … with a constant default … does not need to rewrite the table"
          new Case(
              "ALTER TABLE orders ADD COLUMN priority text NOT NULL DEFAULT 'normal'",
              "lock ACCESS EXCLUSIVE on orders"),
          // "a volatile DEFAULT … will cause the entire table and its indexes to be rewritten"
          new Case(
              "ALTER TABLE orders ADD COLUMN at timestamptz DEFAULT clock_timestamp()",
              "lock ACCESS EXCLUSIVE on orders",
              "scan orders",
              "rewrite orders",
              "rewrite orders_pkey",
              "rewrite orders_state"),
          // "changing the type of an existing column will require the entire table … to be
          // rewritten"
          new Case(
              "ALTER TABLE customers ALTER COLUMN id TYPE integer",
              "lock ACCESS EXCLUSIVE on customers",
              "scan customers",
              "rewrite customers",
              "rewrite customers_pkey",
              // The foreign key is made again, for both sides.
              "lock ACCESS EXCLUSIVE on orders"),
          // "… increase or removal of a length limit": binary coercible, no rewrite
          new Case(
              "ALTER TABLE customers ALTER COLUMN name TYPE varchar(80)",
              "lock ACCESS EXCLUSIVE on customers"),
          // "SET NOT NULL … checked by scanning the entire table"
          new Case(
              "ALTER TABLE orders ALTER COLUMN state SET NOT NULL",
              "lock ACCESS EXCLUSIVE on orders",
              "scan orders"),
          // "VALIDATE CONSTRAINT acquires only a SHARE UPDATE EXCLUSIVE lock on the table"
          new Case(
              "ALTER TABLE orders VALIDATE CONSTRAINT positive",
              "lock SHARE UPDATE EXCLUSIVE on orders",
              "scan orders"),
          // "… if the constraint is a foreign key then a ROW SHARE lock is also required on the
          // table referenced by the constraint"
          new Case(
              "ALTER TABLE orders VALIDATE CONSTRAINT orders_customer",
              "lock SHARE UPDATE EXCLUSIVE on orders",
              "scan orders",
              "scan customers"),
          // "ADD FOREIGN KEY requires only SHARE ROW EXCLUSIVE" on both
          new Case(
              "ALTER TABLE orders ADD CONSTRAINT again FOREIGN KEY (customer) REFERENCES customers"
                  + " NOT VALID",
              "lock SHARE ROW EXCLUSIVE on orders",
              "lock SHARE ROW EXCLUSIVE on customers"),
          // "SET STATISTICS acquires a SHARE UPDATE EXCLUSIVE lock"
          new Case(
              "ALTER TABLE orders ALTER COLUMN state SET STATISTICS 200",
              "lock SHARE UPDATE EXCLUSIVE on orders"),
          // "SHARE … acquired by CREATE INDEX (without CONCURRENTLY)"
          new Case(
              "CREATE INDEX orders_total ON orders (total)",
              "lock SHARE on orders",
              "scan orders",
              "build orders_total"),
          // "SHARE UPDATE EXCLUSIVE: … CREATE INDEX CONCURRENTLY"; it scans the table twice
          new Case(
              "CREATE INDEX CONCURRENTLY orders_total ON orders (total)",
              "lock SHARE UPDATE EXCLUSIVE on orders",
              "scan orders",
              "build orders_total"),
          // "… REINDEX takes an ACCESS EXCLUSIVE lock on the specific index", SHARE on its table
          new Case(
              "REINDEX INDEX orders_state",
              "lock SHARE on orders",
              "lock ACCESS EXCLUSIVE on orders_state",
              "scan orders",
              "rewrite orders_state"),
          // "DROP INDEX acquires the ACCESS EXCLUSIVE lock on the parent table"
          new Case("DROP INDEX orders_state", "lock ACCESS EXCLUSIVE on orders"),
          // "SHARE UPDATE EXCLUSIVE: VACUUM (without FULL)"
          new Case("VACUUM (TRUNCATE off) orders", "lock SHARE UPDATE EXCLUSIVE on orders"),
          // "ACCESS EXCLUSIVE: … VACUUM FULL"
          new Case(
              "VACUUM FULL orders",
              "lock ACCESS EXCLUSIVE on orders",
              "scan orders",
              "rewrite orders",
              "rewrite orders_pkey",
              "rewrite orders_state"),
          // "ACCESS EXCLUSIVE: … CLUSTER"; it reads in the order of the index or sorts
          new Case(
              "CLUSTER orders USING orders_pkey",
              "lock ACCESS EXCLUSIVE on orders",
              "rewrite orders",
              "rewrite orders_pkey",
              "rewrite orders_state",
              "scan orders"),
          // "ACCESS EXCLUSIVE: REFRESH MATERIALIZED VIEW (without CONCURRENTLY)": filled anew,
          // and its index made by reading it
          new Case(
              "REFRESH MATERIALIZED VIEW totals",
              "lock ACCESS EXCLUSIVE on totals",
              "scan orders",
              "change totals",
              "scan totals",
              "rewrite totals",
              "rewrite totals_state"),
          // "EXCLUSIVE: … REFRESH MATERIALIZED VIEW CONCURRENTLY"
          new Case(
              "REFRESH MATERIALIZED VIEW CONCURRENTLY totals",
              "lock EXCLUSIVE on totals",
              "scan orders",
              "scan totals"),
          // "SHARE ROW EXCLUSIVE: … CREATE TRIGGER"
          new Case(
              "CREATE TRIGGER again BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
              "lock SHARE ROW EXCLUSIVE on orders"),
          // "DISABLE TRIGGER … SHARE ROW EXCLUSIVE"
          new Case(
              "ALTER TABLE orders DISABLE TRIGGER touched",
              "lock SHARE ROW EXCLUSIVE on orders",
              "disable touched on orders"),
          // "ACCESS EXCLUSIVE: … TRUNCATE"; an empty file is a new one
          new Case(
              "TRUNCATE orders",
              "lock ACCESS EXCLUSIVE on orders",
              "rewrite orders",
              "rewrite orders_pkey",
              "rewrite orders_state"),
          new Case("DROP VIEW open_orders", "lock ACCESS EXCLUSIVE on open_orders"),
          // "ROW EXCLUSIVE: UPDATE": nothing that is notable
          new Case("UPDATE orders SET state = 'old'", "scan orders", "change orders"),
          new Case("CREATE TABLE fresh (id bigint PRIMARY KEY, at timestamptz)"),
          new Case("LOCK TABLE orders IN EXCLUSIVE MODE", "lock EXCLUSIVE on orders"),
          new Case("COMMENT ON TABLE orders IS 'all'", "lock SHARE UPDATE EXCLUSIVE on orders"));

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void seesWhatTheManualSays(int major) throws Exception {
    Map<String, List<String>> seen = new LinkedHashMap<>();
    Map<String, List<String>> expected = new LinkedHashMap<>();
    try (TestProject project = new TestProject(directory, major)) {
      for (Case one : CASES) {
        project.script(
            "DROP SCHEMA public CASCADE; DROP SCHEMA IF EXISTS veery CASCADE;"
                + " CREATE SCHEMA public;"
                + SCHEMA);
        Path file =
            Files.writeString(
                directory.resolve("1_case.sql"), "-- Up Migration\n" + one.statement() + ";\n");
        TracedRun run = TracedRun.of(project, new Target.Up.Latest());
        Files.delete(file);
        assertThat(run.result()).as(one.statement()).isInstanceOf(RunResult.Succeeded.class);
        seen.put(one.statement(), told(run.migrations().getFirst().statements().getFirst()));
        expected.put(one.statement(), new ArrayList<>(new TreeSet<>(List.of(one.expected()))));
      }
    }
    assertThat(lines(seen)).isEqualTo(lines(expected));
  }

  private static String lines(Map<String, List<String>> told) {
    StringBuilder lines = new StringBuilder();
    told.forEach((statement, what) -> {
      lines.append(statement).append('\n');
      what.forEach(line -> lines.append("    ").append(line).append('\n'));
    });
    return lines.toString();
  }

  private static List<String> told(TracedStatement statement) {
    TreeSet<String> told = new TreeSet<>();
    for (HeldLock lock : statement.locks()) {
      if (lock.isNotable()) {
        told.add("lock " + lock.mode().words() + " on " + lock.object().shown());
      }
    }
    for (Effect effect : statement.effects()) {
      told.add(
          switch (effect) {
            case Effect.Scanned scanned -> "scan " + scanned.object().shown();
            case Effect.Rewritten rewritten -> "rewrite " + rewritten.object().shown();
            case Effect.Built built -> "build " + built.object().shown();
            case Effect.Changed changed -> "change " + changed.object().shown();
            case Effect.TriggerSwitched switched ->
                (switched.disabled() ? "disable " : "enable ")
                    + switched.trigger()
                    + " on "
                    + switched.object().shown();
          });
    }
    return new ArrayList<>(told);
  }

  @Test
  void aLockIsHeldPastTheStatementsThatFollow() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project.script(SCHEMA);
      project.file(
          "1_several.sql",
          """
          SET LOCAL lock_timeout = '1s';
          ALTER TABLE orders ADD COLUMN a int;
          SELECT pg_sleep(0.2);
          ALTER TABLE customers ADD COLUMN b int;
          CREATE TABLE mine (id int);
          ALTER TABLE mine ADD COLUMN c int;
          """,
          "");
      TracedMigration traced =
          TracedRun.of(project, new Target.Up.Latest()).migrations().getFirst();
      HeldLock first = traced.statements().get(1).strongest().orElseThrow();
      assertThat(first.object().shown()).isEqualTo("orders");
      assertThat(first.mode()).isEqualTo(LockMode.ACCESS_EXCLUSIVE);
      assertThat(first.past()).containsExactly(3, 4, 5, 6);
      assertThat(first.held().toMillis()).isBetween(200L, 5_000L);
      HeldLock second = traced.statements().get(3).strongest().orElseThrow();
      assertThat(second.past()).containsExactly(5, 6);
      assertThat(second.held()).isLessThan(first.held());
      // What the migration itself has made keeps nobody waiting.
      assertThat(traced.statements().get(5).locks()).isEmpty();
    }
  }

  @Test
  void workIsCounted() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project.script(SCHEMA);
      project.file(
          "1_work.sql",
          """
          UPDATE orders SET total = total + 1 WHERE id <= 100;
          DELETE FROM orders WHERE id > 990;
          INSERT INTO customers SELECT i, 'm', repeat('y', 2000) FROM generate_series(2001, 2500) i;
          CREATE INDEX orders_total ON orders (total);
          """,
          "");
      List<TracedStatement> statements =
          TracedRun.of(project, new Target.Up.Latest()).migrations().getFirst().statements();
      assertThat(statements.get(0).work().rowsUpdated()).isEqualTo(100);
      assertThat(statements.get(1).work().rowsDeleted()).isEqualTo(10);
      assertThat(statements.get(2).work().rowsInserted()).isEqualTo(500);
      assertThat(statements.get(2).work().pagesWritten()).isGreaterThan(0);
      assertThat(statements.get(3).work().rowsRead()).isBetween(990L, 1100L);
      assertThat(statements.get(3).work().pagesRead()).isGreaterThan(3);
      assertThat(statements).allMatch(s -> s.work().walBytes() > 0);
      assertThat(statements.get(3).effects(Effect.Built.class))
          .singleElement()
          .satisfies(built -> assertThat(built.valid()).isTrue());
    }
  }

  /** Both sides of the half second after which a session of an old server hands its counters in. */
  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void workOutsideATransactionIsCounted(int major) throws Exception {
    try (TestProject project = new TestProject(directory, major)) {
      project.script(SCHEMA);
      project.script(
          "CREATE FUNCTION slow(bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS"
              + " 'BEGIN PERFORM pg_sleep(0.001); RETURN $1; END'");
      project.file(
          "1_alone.sql",
          """
          UPDATE orders SET total = total + 1 WHERE id <= 100;
          CREATE INDEX CONCURRENTLY quick ON orders (total);
          CREATE INDEX CONCURRENTLY slow ON customers (slow(id));
          CREATE INDEX CONCURRENTLY quick_again ON orders (customer);
          VACUUM (TRUNCATE off) customers;
          """,
          "");
      List<TracedStatement> statements =
          TracedRun.of(project, new Target.Up.Latest()).migrations().getFirst().statements();
      assertThat(statements.get(0).work().rowsUpdated()).isEqualTo(100);
      for (int i : new int[] {1, 2, 3}) {
        // A concurrent build reads the table twice.
        assertThat(statements.get(i).work().rowsRead())
            .as("%s on %s", i, major)
            .isBetween(1_900L, 2_300L);
        assertThat(statements.get(i).work().rowsUpdated()).isZero();
        assertThat(statements.get(i).effects(Effect.Scanned.class)).hasSize(1);
      }
      assertThat(statements.get(4).work().rowsRead()).isLessThan(100);
    }
  }

  @Test
  void aFailureIsPartOfTheTrace() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project.script(SCHEMA);
      project.file(
          "1_fails.sql",
          "ALTER TABLE orders ADD COLUMN a int;\nALTER TABLE orders ADD b int NOT NULL;",
          "");
      TracedRun run = TracedRun.of(project, new Target.Up.Latest());
      assertThat(run.result()).isInstanceOf(RunResult.Failed.class);
      TracedMigration traced = run.migrations().getFirst();
      assertThat(traced.failed()).isTrue();
      assertThat(traced.statements().get(0).locks()).isNotEmpty();
      assertThat(traced.statements().get(1).failure()).contains("contains null values");
    }
  }

  @Test
  void aStatementThatMustComeFirstStillDoes() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project.script(SCHEMA);
      project.file(
          "1_serializable.sql",
          "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\nUPDATE orders SET state = 'x';",
          "");
      TracedRun run = TracedRun.of(project, new Target.Up.Latest());
      assertThat(run.result()).isInstanceOf(RunResult.Succeeded.class);
      assertThat(run.migrations().getFirst().statements().get(1).work().rowsUpdated())
          .isEqualTo(1000);
    }
  }
}
