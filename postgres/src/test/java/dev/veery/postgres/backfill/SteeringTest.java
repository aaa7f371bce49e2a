package dev.veery.postgres.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.plan.Target;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backfills that are watched, slowed down, paused, stopped and gone on with, from outside. */
class SteeringTest {

  private static final Target UP = new Target.Up.Latest();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  private static TestProject items(TestProject project) throws Exception {
    project.file(
        "1_items.sql",
        "CREATE TABLE items (id int PRIMARY KEY, a int NOT NULL, b int);\n"
            + "INSERT INTO items SELECT i, i FROM generate_series(1, 3000) i;",
        "DROP TABLE items;");
    project.run(UP);
    return project;
  }

  @Test
  void pausedResumedCancelledAndGoneOnWith() throws Exception {
    try (TestProject project = items(new TestProject(directory));
        Session session = project.session()) {
      project.file(
          "2_fill.sql",
          "-- veery: backfill batch=50 time=0 pause=20ms\nUPDATE items SET b = a * 2;",
          "ALTER TABLE items DROP b;");
      CompletableFuture<RunResult> run = start(project);
      BackfillControl control = new BackfillControl(session, "veery", "eve@elsewhere");
      await(project, "SELECT sum(batches) > 3 FROM veery.backfill_range");

      // The trigger keeps rows right that are written now, before and behind the cursor.
      session.execute("INSERT INTO items VALUES (5000, 7), (-1, 8)");
      session.execute("UPDATE items SET a = 70 WHERE id IN (1, 3000)");
      assertThat(project.rows("SELECT id, b FROM items WHERE id IN (-1, 1, 3000, 5000) ORDER BY 1"))
          .containsExactly("-1|16", "1|140", "3000|140", "5000|14");

      control.pause(1);
      Thread.sleep(200);
      List<String> before = project.rows("SELECT sum(batches) FROM veery.backfill_range");
      Thread.sleep(300);
      assertThat(project.rows("SELECT sum(batches) FROM veery.backfill_range")).isEqualTo(before);
      assertThatThrownBy(() -> control.pause(1)).hasMessageContaining("not running");
      assertThat(control.list(false).getFirst().backfill().saidBy()).isEqualTo("eve@elsewhere");
      control.resume(1);

      control.cancel(1, Duration.ofSeconds(1), PATIENCE);
      RunResult.Failed failed = (RunResult.Failed) run.get(30, TimeUnit.SECONDS);
      assertThat(failed.failure().problem().code()).isEqualTo(ErrorCode.BACKFILL_CANCELLED);
      assertThat(failed.failure().problem().message()).contains("by eve@elsewhere");
      assertThat(triggers(project)).containsExactly("0");

      // Nobody keeps this one right: the next run finds it, although it is behind the cursor.
      session.execute("UPDATE items SET a = 71 WHERE id = 1");
      control.speed(1, null, 1000, Duration.ZERO, Duration.ZERO);
      assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(project.rows("SELECT count(*) FROM items WHERE b = a * 2"))
          .containsExactly("3002");
      assertThat(project.rows("SELECT pass, state FROM veery.backfill")).containsExactly("2|done");
      assertThat(triggers(project)).containsExactly("0");
    }
  }

  @Test
  void takenBackHalfWay() throws Exception {
    try (TestProject project = items(new TestProject(directory));
        Session session = project.session()) {
      project.file(
          "2_fill.sql",
          "ALTER TABLE items ADD c int;\n\n"
              + "-- veery: backfill batch=50 time=0 pause=20ms\nUPDATE items SET c = a * 2;",
          "ALTER TABLE items DROP c;");
      CompletableFuture<RunResult> run = start(project);
      await(project, "SELECT sum(batches) > 3 FROM veery.backfill_range");
      session.execute(
          "SELECT pg_terminate_backend(backend_pid) FROM veery.backfill_range WHERE finished_at IS NULL");
      assertThat(run.get(30, TimeUnit.SECONDS)).isInstanceOf(RunResult.Failed.class);
      assertThat(triggers(project)).containsExactly("1");
      assertThat(project.run(new Target.Down.Steps(1))).isInstanceOf(RunResult.Succeeded.class);
      assertThat(triggers(project)).containsExactly("0");
      assertThat(project.rows("SELECT count(*) FROM veery.backfill")).containsExactly("0");
      assertThat(project.rows("SELECT count(*) FROM items")).containsExactly("3000");
    }
  }

  /** A worker that was taken for dead must not write any more. */
  @Test
  void aRangeThatWasTakenOverIsFenced() throws Exception {
    try (TestProject project = items(new TestProject(directory));
        Session session = project.session()) {
      project.file(
          "2_fill.sql",
          "-- veery: backfill batch=50 time=0 pause=20ms\nUPDATE items SET b = coalesce(b, 0) + 1;",
          "SELECT 1;");
      CompletableFuture<RunResult> run = start(project);
      await(project, "SELECT sum(batches) > 3 FROM veery.backfill_range");
      // As another worker would that cannot see the first one alive.
      session.execute(
          "UPDATE veery.backfill_range SET token = token + 1, backend_pid = 0 WHERE finished_at IS NULL");
      assertThat(run.get(30, TimeUnit.SECONDS)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(project.rows("SELECT min(b), max(b), count(*) FROM items"))
          .containsExactly("1|1|3000");
      assertThat(project.rows("SELECT max(token) > 2 FROM veery.backfill_range"))
          .containsExactly("t");
    }
  }

  /** The probe lets it wait; somebody who waits for a row of a batch makes batches shorter. */
  @Test
  void throttled() throws Exception {
    try (TestProject project = items(new TestProject(directory));
        Session session = project.session()) {
      session.execute("CREATE TABLE go (yes boolean); INSERT INTO go VALUES (true)");
      project.file(
          "2_fill.sql",
          "-- veery: backfill batch=50 time=0 pause=20ms\nUPDATE items SET b = a * 2;",
          "SELECT 1;");
      Limits limits = new Limits(null, 0, null, "SELECT yes FROM go");
      List<String> reasons = new ArrayList<>();
      CompletableFuture<RunResult> run =
          CompletableFuture.supplyAsync(() -> {
            try {
              return project.run(UP, limits, progress -> reasons.add(progress.throttle()));
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      await(project, "SELECT sum(batches) > 3 FROM veery.backfill_range");
      session.execute("UPDATE go SET yes = false");
      await(project, "SELECT throttle = 'the probe says no' FROM veery.backfill");
      Thread.sleep(200);
      List<String> before = project.rows("SELECT sum(batches) FROM veery.backfill_range");
      Thread.sleep(400);
      assertThat(project.rows("SELECT sum(batches) FROM veery.backfill_range")).isEqualTo(before);
      session.execute("UPDATE go SET yes = true");
      assertThat(run.get(30, TimeUnit.SECONDS)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(reasons).contains("the probe says no");

      Limits broken = new Limits(null, null, null, "SELECT nothing");
      project.file("3_fill.sql", "-- veery: backfill\nUPDATE items SET b = a * 3;", "SELECT 1;");
      RunResult failed = project.run(UP, broken, progress -> {});
      assertThat(((RunResult.Failed) failed).failure().problem().code())
          .isEqualTo(ErrorCode.BACKFILL_PROBE_FAILED);
    }
  }

  @Test
  void workersOfAnotherProcessNeedOnlyTheDatabase() throws Exception {
    try (TestProject project = items(new TestProject(directory));
        Session session = project.session();
        Session other = project.session()) {
      project.file(
          "2_fill.sql",
          "-- veery: backfill batch=10 time=0 pause=5ms\nUPDATE items SET b = coalesce(b, 0) + 1;",
          "SELECT 1;");
      CompletableFuture<RunResult> run = start(project);
      await(project, "SELECT sum(batches) > 3 FROM veery.backfill_range");
      Setup setup =
          new Setup(
              "veery",
              "helper",
              false,
              Duration.ofSeconds(1),
              PATIENCE,
              Limits.DEFAULT,
              Guard.NONE,
              project::session,
              () -> {},
              () -> false,
              progress -> {},
              problem -> {});
      new BackfillControl(other, "veery", "eve").work(1, 2, setup);
      assertThat(run.get(30, TimeUnit.SECONDS)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(project.rows("SELECT min(b), max(b), count(*) FROM items"))
          .containsExactly("1|1|3000");
      assertThat(
              project.rows(
                  "SELECT count(DISTINCT worker) >= 2, bool_and(r.finished_at IS NOT NULL) FROM veery.backfill_range r"))
          .containsExactly("t|t");
      assertThatThrownBy(() -> new BackfillControl(session, "veery", "eve").work(1, 1, setup))
          .isInstanceOf(VeeryException.class)
          .hasMessageContaining("is done");
    }
  }

  private static CompletableFuture<RunResult> start(TestProject project) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return project.run(UP);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private static List<String> triggers(TestProject project) throws Exception {
    return project.rows("SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%veery%'");
  }

  private static void await(TestProject project, String question) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        if (project.rows(question).equals(List.of("t"))) {
          return;
        }
      } catch (java.sql.SQLException e) {
        // The journal is not there yet.
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never true: " + question);
      }
      Thread.sleep(10);
    }
  }
}
