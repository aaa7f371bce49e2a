package dev.veery.postgres.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.VeeryException;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.core.plan.Target;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.postgres.KilledProcess;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunOptions;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults at every piece of every kind of form, under a load that writes all the time. Afterwards
 * the run goes on to the schema that the plain statements make, or is taken back to the schema that
 * was there before, and every row that the load has written is as it wrote it.
 */
class OnlineFaultsTest {

  private static final String BASE =
      """
      CREATE TABLE customers (id bigint PRIMARY KEY, email text);
      CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric, note text);
      CREATE INDEX orders_note_idx ON orders (note);
      INSERT INTO customers SELECT i, i || '@x' FROM generate_series(1, 200) i;
      INSERT INTO orders SELECT i, i % 200 + 1, i, 'n' FROM generate_series(1, 2000) i;
      """;

  private static final String CHANGE =
      """
      CREATE INDEX orders_customer_idx ON orders (customer_id);
      ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id), ADD CHECK (total >= 0);
      ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
      ALTER TABLE customers ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid(), ADD UNIQUE (email);
      ALTER TABLE orders ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
      DROP INDEX orders_note_idx;
      """;

  private static final String BACK =
      """
      CREATE INDEX IF NOT EXISTS orders_note_idx ON orders (note);
      ALTER TABLE orders DROP COLUMN number;
      ALTER TABLE customers DROP CONSTRAINT customers_email_key;
      ALTER TABLE customers DROP COLUMN token;
      ALTER TABLE orders ALTER COLUMN total DROP NOT NULL;
      ALTER TABLE orders DROP CONSTRAINT orders_total_check;
      ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;
      DROP INDEX orders_customer_idx;
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void sessionsThatAreEnded(int major) throws Exception {
    try (TestProject project = project(major)) {
      String before = schema(project);
      String after = plain(project, before);
      int pieces = stepsOf(project);
      assertThat(pieces).isGreaterThan(14);
      try (Load load = new Load(project)) {
        // Every other piece on each, to save time; the pieces are not the same ones anyway.
        for (int at = major == 14 ? 1 : 2; at <= pieces; at += 2) {
          faulted(project, at);
          back(project);
          assertThat(schema(project)).as("taken back, ended at piece %d", at).isEqualTo(before);
          faulted(project, at);
          assertThat(resume(project)).as("ended at piece %d", at).isEqualTo(after);
          back(project);
        }
        load.stopAndCheck();
      }
    }
  }

  /** A real process, really killed, at each of its writes; the next one goes on, and is killed. */
  @Test
  void processesThatAreKilled() throws Exception {
    try (TestProject project = project(18)) {
      String before = schema(project);
      String after = plain(project, before);
      try (Load load = new Load(project)) {
        int kills = 0;
        for (String boundary : List.of("before-commit", "intent-recorded", "alone-done")) {
          // The second of its kind: the first one gets done, so that every process advances.
          while (killed(project, boundary + ":2")) {
            kills++;
          }
          assertThat(schema(project)).as(boundary).isEqualTo(after);
          back(project);
          assertThat(schema(project)).as(boundary).isEqualTo(before);
        }
        assertThat(kills).isGreaterThan(8);
        load.stopAndCheck();
      }
    }
  }

  /**
   * The server goes down as after a power cut of the machine and comes up again: one of its
   * processes is killed, upon which it ends all others and recovers from its log.
   */
  @Test
  void serversThatCrash() throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().major(18).setting("synchronous_commit", "on").scratch()) {
      server.createDatabase("crashing");
      TestProject project =
          prepared(new TestProject(directory, new ScratchDatabase(server, "crashing")));
      String before = schema(project);
      String after = plain(project, before);
      int pieces = stepsOf(project);
      try (Load load = new Load(project)) {
        for (int at = 2; at <= pieces; at += 4) {
          faulted(project, at, OnlineFaultsTest::crash);
          comeUp(project);
          assertThat(resume(project)).as("crashed at piece %d", at).isEqualTo(after);
          back(project);
          assertThat(schema(project)).isEqualTo(before);
        }
        load.stopAndCheck();
      }
    }
  }

  static void crash(TestProject project) {
    try (Session session = project.session()) {
      ProcessHandle.of(session.backendPid()).orElseThrow().destroyForcibly();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static void comeUp(TestProject project) throws Exception {
    long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try (Session session = project.session()) {
        session.execute("SELECT 1");
        return;
      } catch (SQLException | VeeryException e) {
        assertThat(System.nanoTime()).isLessThan(patience);
        Thread.sleep(20);
      }
    }
  }

  private TestProject project(int major) throws Exception {
    return prepared(new TestProject(directory, major));
  }

  private static TestProject prepared(TestProject project) throws Exception {
    project.script(BASE);
    project.file("20260101000000_change.sql", CHANGE, BACK);
    return project;
  }

  /** What the plain statements make of the schema; taken back again. */
  static String plain(TestProject project, String before) throws Exception {
    assertThat(project.run(new Target.Up.Latest())).isInstanceOf(RunResult.Succeeded.class);
    String after = schema(project);
    back(project);
    assertThat(schema(project)).isEqualTo(before);
    return after;
  }

  static int stepsOf(TestProject project) throws Exception {
    AtomicInteger steps = new AtomicInteger();
    RunResult result =
        run(
            project,
            new RunListener() {
              @Override
              public void stepsStarted(PlannedMigration migration, List<Step> some) {
                steps.incrementAndGet();
              }
            });
    assertThat(result).isInstanceOf(RunResult.Succeeded.class);
    back(project);
    return steps.get();
  }

  /** Ends the runner's session while, or just before, a piece runs. */
  private static void faulted(TestProject project, int at) throws Exception {
    faulted(project, at, OnlineFaultsTest::end);
  }

  static void end(TestProject project) {
    try (Session session = project.session()) {
      session.execute(
          "SELECT pg_terminate_backend(backend_pid) FROM veery.lease WHERE NOT released");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static void faulted(TestProject project, int at, Consumer<TestProject> fault) throws Exception {
    Random random = new Random(at);
    AtomicInteger started = new AtomicInteger();
    List<Thread> killers = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void stepsStarted(PlannedMigration migration, List<Step> some) {
            if (started.incrementAndGet() == at) {
              Thread killer =
                  new Thread(() -> {
                    try {
                      Thread.sleep(random.nextInt(8));
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    fault.accept(project);
                  });
              killers.add(killer);
              killer.start();
            }
          }
        };
    try {
      run(project, listener);
    } catch (RuntimeException | SQLException e) {
      // The lease could not be given back on a session that is gone: as in life.
    }
    for (Thread killer : killers) {
      killer.join();
    }
  }

  private static RunResult run(TestProject project, RunListener listener) throws SQLException {
    return project.run(
        new Target.Up.Latest(), PlanRequest.Options.DEFAULT, listener, patient(), true);
  }

  /** Goes on until it is whole, which is at once unless the load is in the way. */
  static String resume(TestProject project) throws Exception {
    RunResult result = run(project, new RunListener() {});
    whole(result);
    return schema(project);
  }

  static RunOptions patient() {
    RunOptions options = TestProject.options();
    return new RunOptions(
        options.command(),
        options.environment(),
        options.actor(),
        Duration.ofMillis(200),
        Duration.ofMinutes(1),
        options.insistence(),
        null,
        null,
        false,
        options.evidence());
  }

  static void back(TestProject project) throws Exception {
    RunResult result =
        project.run(
            new Target.Down.All(),
            PlanRequest.Options.DEFAULT,
            new RunListener() {},
            patient(),
            false);
    whole(result);
  }

  private static void whole(RunResult result) {
    if (result instanceof RunResult.Failed failed) {
      throw new AssertionError(failed.failure().problem() + " " + failed.failure().statement());
    }
  }

  static String schema(TestProject project) throws SQLException {
    try (Session session = project.session()) {
      Catalog catalog =
          Inspector.inspect(session.connection(), new InspectOptions(Set.of(), Set.of("veery")));
      return SchemaExport.sql(catalog, ExportOptions.COMPLETE);
    }
  }

  /** Runs in a process of its own and kills it at a boundary; false when it came to its end. */
  private boolean killed(TestProject project, String boundary) throws Exception {
    return KilledProcess.at(
        boundary, OnlineRunMain.class, List.of(directory.toString()), project.address());
  }
}
