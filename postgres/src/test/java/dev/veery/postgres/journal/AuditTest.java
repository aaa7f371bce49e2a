package dev.veery.postgres.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.journal.AuditChain.Head;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.session.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is edited in the journal is found, and a journal that nobody has edited is whole. */
class AuditTest {

  /** Those that the audit covers. */
  private static final String TABLES =
      "'veery.audit'::regclass, 'veery.run'::regclass, 'veery.log'::regclass,"
          + " 'veery.step'::regclass, 'veery.migration'::regclass";

  @TempDir Path directory;
  private TestProject project;

  /** A history with a failed run, a statement outside of transactions, and a way back. */
  @BeforeEach
  void aHistory() throws Exception {
    project = new TestProject(directory);
    project
        .file(
            "1_a.sql",
            "CREATE TABLE a (id int, t text DEFAULT 'Grüße \"\\ 𝄞');",
            "DROP TABLE a; -- tab\there")
        .file(
            "2_b.sql",
            "ALTER TABLE a ADD b int;\nCREATE INDEX CONCURRENTLY a_id ON a (id);\nALTER TABLE a ADD c int;",
            "DROP INDEX a_id;")
        .file("3_c.sql", "SELECT nothing;", "SELECT 1;");
    project.run(new Target.Up.Latest());
    project.file("3_c.sql", "CREATE TABLE c ();", "DROP TABLE c;");
    project.run(new Target.Up.Latest());
    project.run(new Target.Down.LastBatch());
    try (Session session = project.session()) {
      new AuditLog(session, "veery")
          .event(null, "refused", "up --to 3", Map.of("why", "it was \"late\"\n"));
    }
  }

  @AfterEach
  void close() {
    project.close();
  }

  @Test
  void nothingIsFoundWhereNothingWasEdited() throws Exception {
    assertThat(project.auditFaults()).isEmpty();
    assertThat(project.rows("SELECT kind, subject FROM veery.audit ORDER BY chain DESC, position"))
        .containsExactly(
            "begin|test",
            "up|1",
            "steps|2",
            "steps|2",
            "step|2",
            "up|2",
            "end|failed",
            "begin|test",
            "up|3",
            "end|succeeded",
            "begin|test",
            "down|3",
            "end|succeeded",
            "refused|up --to 3");
  }

  @Test
  void eachColumnOfEachTableInTurn() throws Exception {
    try (Session session = project.session()) {
      session.execute("BEGIN");
      withoutConstraints(session);
      List<String> missed = new ArrayList<>();
      int tried = 0;
      for (String table : List.of("audit", "run", "log", "step", "migration")) {
        for (String[] column : columns(session, table)) {
          for (String row : List.of("min", "max")) {
            session.execute("SAVEPOINT here");
            long changed =
                session.execute(
                    "UPDATE veery.%s SET %s = %s WHERE ctid = (SELECT %s(ctid) FROM veery.%1$s)"
                        .formatted(table, column[0], other(column[0], column[1]), row));
            assertThat(changed).isEqualTo(1);
            tried++;
            if (TestProject.auditFaults(session).isEmpty()) {
              missed.add(table + "." + column[0] + " of the " + row + " row");
            }
            session.execute("ROLLBACK TO here");
          }
        }
      }
      assertThat(missed).isEmpty();
      assertThat(tried).isGreaterThan(2 * 50);
    }
  }

  /** So that the test may write what PostgreSQL itself would refuse. */
  private static void withoutConstraints(Session session) throws SQLException {
    List<String> statements = new ArrayList<>();
    session.query(
        "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM"
            + " pg_constraint WHERE conrelid IN ("
            + TABLES
            + ") AND contype <> 'n'",
        row -> statements.add(row.getString(1)));
    session.query(
        "SELECT format('ALTER TABLE %s ALTER %I DROP IDENTITY', attrelid::regclass, attname) FROM"
            + " pg_attribute WHERE attidentity <> '' AND attrelid IN ("
            + TABLES
            + ")",
        row -> statements.add(row.getString(1)));
    for (String statement : statements) {
      session.execute(statement);
    }
  }

  private static List<String[]> columns(Session session, String table) throws SQLException {
    List<String[]> columns = new ArrayList<>();
    session.query(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 'veery."
            + table
            + "'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        row -> columns.add(new String[] {row.getString(1), row.getString(2)}));
    return columns;
  }

  private static String other(String column, String type) {
    return switch (type) {
      case "text" -> "coalesce(" + column + ", '') || 'x'";
      case "integer", "bigint" -> "coalesce(" + column + ", 0) + 1000";
      case "timestamp with time zone" ->
          "coalesce(" + column + ", now()) + interval '1 microsecond'";
      case "boolean" -> "NOT " + column;
      case "json" -> "replace(" + column + "::text, ' ', '  ')::json";
      case "text[]" -> "array_append(" + column + ", '9')";
      default -> throw new AssertionError(type);
    };
  }

  @Test
  void removedAddedAndMovedEntries() throws Exception {
    List<Head> heads = heads();
    assertThat(after("DELETE FROM veery.audit WHERE chain = 'run' AND position = 1", heads))
        .contains("entry 1 of chain run is missing");
    assertThat(after("DELETE FROM veery.audit WHERE chain = 'run' AND position IN (4, 5)", heads))
        .contains("2 entries are missing before entry 6 of chain run");
    assertThat(
            after(
                "UPDATE veery.audit SET position = -position WHERE chain = 'run' AND position IN (4, 5);"
                    + " UPDATE veery.audit SET position = 9 + position WHERE position < 0",
                heads))
        .contains("entry 4 of chain run was edited: its hash does not fit what it says");
    assertThat(
            after(
                "INSERT INTO veery.audit SELECT chain, position + 1, at, run_id, kind, subject, detail, hash,"
                    + " hash FROM veery.audit WHERE chain = 'event'",
                heads))
        .contains("entry 2 of chain event was edited: its hash does not fit what it says");
  }

  /** A forger who knows how hashes are computed, but cannot reach what was exported. */
  @Test
  void aForgerWhoComputesTheHashes() throws Exception {
    List<Head> heads = heads();
    String cut = "DELETE FROM veery.audit WHERE chain = 'event'";
    assertThat(after(cut, List.of())).isEmpty();
    assertThat(after(cut, heads))
        .containsExactly("entry 1 of chain event was exported, and is not there any more");
    String again =
        cut + "; SELECT veery.audit_event(NULL, 'refused', 'something else', '{}'::json)";
    assertThat(after(again, List.of())).isEmpty();
    assertThat(after(again, heads))
        .containsExactly("entry 1 of chain event is not the one that was exported");
    assertThat(
            after(
                "SELECT veery.audit_append('run', 1, 'up', '7', now(), '{\"log\": 99, \"record\": \"x\"}')",
                List.of()))
        .contains(
            "entry 14 of the audit has lost its entry in log",
            "the record of migration 7 was removed");
    assertThat(after("DELETE FROM veery.log WHERE version = '3'", List.of())).hasSize(2);
    assertThat(
            after("INSERT INTO veery.step SELECT 1, '9', 'up', 1, 'h', 's', 'done', now()", heads))
        .containsExactly("steps of up 9 in run 1 are not in the audit: 1");
  }

  private List<Head> heads() throws SQLException {
    AuditChain chain = new AuditChain();
    try (Session session = project.session()) {
      new AuditLog(session, "veery").forEach(chain::add);
    }
    return chain.heads();
  }

  /** What is found after a change, which is undone again. */
  private List<String> after(String sql, List<Head> heads) throws SQLException {
    try (Session session = project.session()) {
      session.execute("BEGIN");
      session.query(sql, List.of());
      AuditChain chain = new AuditChain().against(heads);
      new AuditLog(session, "veery").forEach(chain::add);
      List<String> faults = new ArrayList<>(chain.faults());
      faults.addAll(new AuditTies(session, "veery").faults());
      return faults;
    }
  }

  /** What is stamped, accepted, forgotten or repeatable is bound to the chain like any other. */
  @Test
  void recordsWithoutRuns() throws Exception {
    try (TestProject flyway = new TestProject(Files.createTempDirectory(directory, "f"), "flyway");
        Session session = flyway.session()) {
      Journal journal = new Journal(session, "veery");
      journal.createOrUpgrade();
      Actor actor = new Actor("ada", "laptop", "test");
      Lease lease =
          ((Lease.Attempt.Held) journal.tryAcquire(actor, "stamp", journal.load().facts())).lease();
      long run = journal.beginRun(lease, false, "stamp", "", actor, Map.of("job", "x")).id();
      JournalWrites writes = journal.writes(lease, run, actor);
      var row =
          new JournalWrites.MigrationRow(
              "1",
              "a",
              dev.veery.core.plan.AppliedMigration.Kind.STAMPED,
              List.of("0", "00"),
              "1:x",
              "y",
              null,
              "p",
              "",
              "",
              "",
              "",
              "");
      for (String statement :
          List.of(
              writes.record(row, "stamp", false),
              writes.record(row, "accept", false),
              writes.retire("1", "a", "1:x"))) {
        session.execute(statement);
        assertThat(TestProject.auditFaults(session)).isEmpty();
      }
      session.execute(writes.forget("1", "a", "1:x"));
      journal.endRun(lease, run, "succeeded", null, null);
      assertThat(TestProject.auditFaults(session)).isEmpty();
      assertThat(session.value("SELECT detail->'evidence'->>'job' FROM veery.audit LIMIT 1"))
          .isEqualTo("x");
    }
  }

  /**
   * Refusals come from other sessions while a run is in a long transaction, and wait for nobody.
   */
  @Test
  void aRefusalDuringALongTransaction() throws Exception {
    project.file("3_c.sql", "CREATE TABLE c ();", "DROP TABLE c;");
    project.file("4_d.sql", "CREATE TABLE d ();", "DROP TABLE d;");
    RunListener refusing =
        new RunListener() {
          @Override
          public void migrationStarted(dev.veery.core.plan.PlannedMigration migration) {
            try (Session session = project.session()) {
              session.execute("SET lock_timeout = '2s'");
              new AuditLog(session, "veery").event(null, "refused", migration.label(), Map.of());
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    project.run(
        new Target.Up.Latest(),
        new PlanRequest.Options(false, true, false, false, false),
        refusing);
    assertThat(project.rows("SELECT count(*) FROM veery.audit WHERE chain = 'event'"))
        .containsExactly("3");
  }
}
