package dev.veery.postgres.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.plan.Target;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.monitor.GuardLimits;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What makes a backfill slower: the time that a batch takes, a standby that falls behind, WAL,
 * sessions that wait for it, the guard of a run, and what is said from another terminal.
 */
class ThrottleTest {

  private static final Target UP = new Target.Up.Latest();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static EmbeddedPostgres server;

  @TempDir Path directory;
  private TestProject project;

  /** One that standbys may follow. */
  @BeforeAll
  static void start() {
    server =
        EmbeddedPostgres.builder()
            .setting("wal_level", "replica")
            .setting("max_wal_senders", "2")
            .scratch();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void database() throws Exception {
    String name = "throttle_" + DATABASES.incrementAndGet();
    server.createDatabase(name);
    project = new TestProject(directory, new ScratchDatabase(server, name));
    project.script(
        """
        CREATE TABLE items (id int PRIMARY KEY, a int NOT NULL, b int, pad text);
        INSERT INTO items SELECT i, i FROM generate_series(1, 3000) i;
        CREATE FUNCTION slow(a int) RETURNS int IMMUTABLE LANGUAGE plpgsql
          AS 'BEGIN IF a > 0 THEN PERFORM pg_sleep(0.002); END IF; RETURN a * 2; END';
        """);
  }

  private void fill(String options, String statement) throws Exception {
    project.file(
        "1_fill.sql", "-- veery: backfill " + options + "\n" + statement + ";", "SELECT 1;");
  }

  /** Two thousandths of a second for each row: forty of a batch are some fifteen rows. */
  @Test
  void aBatchTakesItsTime() throws Exception {
    fill("batch=200 time=40ms", "UPDATE items SET b = coalesce(b, 0) + slow(a)");
    project.script("DELETE FROM items WHERE id > 600");
    assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
    assertThat(number("SELECT sum(batches) FROM veery.backfill_range"))
        .as("three would do without it")
        .isBetween(15L, 65L);

    project.file(
        "2_fast.sql",
        "-- veery: backfill batch=10 time=50ms\nUPDATE items SET b = -a;",
        "SELECT 1;");
    project.script("INSERT INTO items SELECT i, i FROM generate_series(601, 20000) i");
    assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
    assertThat(number("SELECT sum(batches) FROM veery.backfill_range WHERE backfill_id = 2"))
        .as("two thousand would do without it")
        .isLessThan(300);
    assertThat(project.rows("SELECT count(*) FROM items WHERE b = -a")).containsExactly("20000");
  }

  @Test
  void aStandbyThatFallsBehindStopsIt() throws Exception {
    fill("batch=20 time=0 pause=20ms", "UPDATE items SET b = a * 2");
    try (Standby standby = new Standby(project.address())) {
      CompletableFuture<RunResult> run =
          start(new Limits(Duration.ofMillis(700), null, null, null));
      await("SELECT sum(batches) > 20 FROM veery.backfill_range");
      assertThat(project.rows("SELECT throttle FROM veery.backfill")).containsExactly("");
      standby.behind(true);
      await("SELECT throttle ~ '^a standby is [0-9.]+ s behind$' FROM veery.backfill");
      standsStill();
      standby.behind(false);
      await("SELECT throttle = '' FROM veery.backfill");
      hurry(1);
      assertThat(run.get(30, TimeUnit.SECONDS)).isInstanceOf(RunResult.Succeeded.class);
    }
    everyRowIsDone();
  }

  @Test
  void walIsHeldToItsRate() throws Exception {
    long limit = 300_000;
    project.script(
        "UPDATE items SET pad = (SELECT string_agg(md5(i::text || id), '') FROM generate_series(1, 40) i)");
    fill("batch=10 time=0 pause=4ms", "UPDATE items SET b = a * 2");
    CompletableFuture<RunResult> run = start(new Limits(null, null, limit, null));
    await("SELECT throttle = 'too much WAL' FROM veery.backfill");
    Thread.sleep(700);
    long began = System.nanoTime();
    long at = wal();
    Thread.sleep(1200);
    double rate = (wal() - at) / ((System.nanoTime() - began) / 1e9);
    assertThat(run.isDone()).as("it takes its time").isFalse();
    assertThat(rate).as("bytes per second").isLessThan(2.0 * limit);
    new BackfillControl(control(), "veery", "eve").cancel(1, null, PATIENCE);
    assertThat(run.get(30, TimeUnit.SECONDS)).isInstanceOf(RunResult.Failed.class);
    project.run(UP);
    everyRowIsDone();
  }

  /** Somebody who always wants a row of the batch in work. */
  @Test
  void whoWaitsForItMakesItSlower() throws Exception {
    project.script("DELETE FROM items WHERE id > 800");
    fill("batch=300 time=600ms", "UPDATE items SET b = coalesce(b, 0) + slow(a)");
    CompletableFuture<RunResult> run = start(new Limits(null, 0, null, null));
    await("SELECT count(*) > 0 FROM veery.backfill_range");
    try (Session session = project.session()) {
      while (!run.isDone()) {
        session.execute(
            "UPDATE items SET pad = 'x' WHERE id = (SELECT coalesce(max(cursor[1]::int), 0) + 3 FROM"
                + " veery.backfill_range)");
        Thread.sleep(10);
      }
    }
    assertThat(run.get(30, TimeUnit.SECONDS)).isInstanceOf(RunResult.Succeeded.class);
    assertThat(seen).anyMatch(reason -> reason.endsWith("for us"));
    assertThat(number("SELECT sum(batches) FROM veery.backfill_range"))
        .as("three would do without it")
        .isGreaterThan(3);
    assertThat(project.rows("SELECT count(*) FROM items WHERE b = a * 2")).containsExactly("800");
  }

  /** A guard lets it wait between two batches, and ends it when that takes too long. */
  @Test
  void theGuardHoldsItBetweenBatches() throws Exception {
    fill("batch=20 time=0 pause=20ms", "UPDATE items SET b = a * 2");
    project.script("CREATE TABLE theirs (id int)");
    project.guarded(guard(Duration.ofMinutes(1)));
    CompletableFuture<RunResult> run = start(new Limits(null, null, null, null));
    await("SELECT sum(batches) > 20 FROM veery.backfill_range");
    try (Session holder = project.session()) {
      CompletableFuture<Void> waiter = queue(holder);
      await(
          "SELECT throttle = 'sessions that wait for a lock: 1 (max-waiting = 0)' FROM veery.backfill");
      standsStill();
      holder.execute("COMMIT");
      waiter.get(10, TimeUnit.SECONDS);
      hurry(1);
      assertThat(run.get(30, TimeUnit.SECONDS)).isInstanceOf(RunResult.Succeeded.class);
      everyRowIsDone();

      project.file(
          "2_fill.sql",
          "-- veery: backfill batch=20 time=0 pause=20ms\nUPDATE items SET a = a + 1;",
          "SELECT 1;");
      project.guarded(guard(Duration.ofMillis(500)));
      run = start(new Limits(null, null, null, null));
      await("SELECT sum(batches) > 20 FROM veery.backfill_range WHERE backfill_id = 2");
      waiter = queue(holder);
      RunResult.Failed failed = (RunResult.Failed) run.get(30, TimeUnit.SECONDS);
      assertThat(failed.failure().problem().code()).isEqualTo(ErrorCode.GUARD_STOPPED);
      holder.execute("COMMIT");
      waiter.get(10, TimeUnit.SECONDS);
      hurry(2);
      assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(project.rows("SELECT min(a - id), max(a - id) FROM items")).containsExactly("1|1");
    }
  }

  private static GuardLimits guard(Duration patience) {
    return new GuardLimits(0, null, null, null, null, false, patience);
  }

  /** Two others, one of whom waits for the other. */
  private CompletableFuture<Void> queue(Session holder) throws SQLException {
    holder.execute("BEGIN");
    holder.execute("LOCK TABLE theirs");
    return CompletableFuture.runAsync(
        () -> {
          try (Session waiter = project.session()) {
            waiter.execute("SELECT * FROM theirs");
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        },
        // Not in the common pool: on two processors it has one thread, and the run is in there.
        work -> new Thread(work, "waiter").start());
  }

  @Test
  void itsSpeedIsChangedWhileItRuns() throws Exception {
    project.script("UPDATE items SET a = -a WHERE id > 1800"); // the rest is done at once
    fill("batch=10 time=100ms parallel=2", "UPDATE items SET b = coalesce(b, 0) + slow(a)");
    CompletableFuture<RunResult> run = start(new Limits(null, null, null, null));
    await("SELECT sum(batches) > 5 FROM veery.backfill_range");
    BackfillControl control = new BackfillControl(control(), "veery", "eve");
    BackfillRow slow = control.speed(1, 5, null, null, null);
    assertThat(slow.pacing().speed()).isEqualTo(5);
    assertThat(slow.pacing().targetMillis())
        .as("short batches, where nobody says else")
        .isEqualTo(5);
    Thread.sleep(300);
    long slowly = rowsIn(Duration.ofMillis(700));
    control.speed(1, 100, null, null, null);
    Thread.sleep(100);
    long fast = rowsIn(Duration.ofMillis(700));
    assertThat(fast).as("at 5 %%: %d", slowly).isGreaterThan(slowly * 4);

    assertThat(control.speed(1, null, 7, Duration.ofMillis(50), Duration.ofMillis(3)).pacing())
        .isEqualTo(new BackfillRow.Pacing(7, 50, 3, 2, 100));
    assertThat(control.speed(1, 50, null, null, null).pacing().targetMillis()).isEqualTo(50);
    control.speed(1, 100, 300, Duration.ofMillis(100), Duration.ZERO);
    assertThat(run.get(60, TimeUnit.SECONDS)).isInstanceOf(RunResult.Succeeded.class);
    everyRowIsDone();
    assertThatThrownBy(() -> control.speed(1, 50, null, null, null))
        .isInstanceOf(VeeryException.class)
        .hasMessageContaining("it is done");
    assertThatThrownBy(() -> control.speed(99, 50, null, null, null))
        .hasMessageContaining("there is no backfill 99");
  }

  private final List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();

  private CompletableFuture<RunResult> start(Limits limits) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return project.run(UP, limits, progress -> seen.add(progress.throttle()));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private Session control() throws SQLException {
    return project.session();
  }

  /** What was to be seen was seen. */
  private void hurry(long id) throws SQLException {
    try (Session session = control()) {
      new BackfillControl(session, "veery", "eve").speed(id, 100, 1000, null, Duration.ZERO);
    }
  }

  private void everyRowIsDone() throws SQLException {
    assertThat(project.rows("SELECT count(*) FROM items WHERE b = a * 2")).containsExactly("3000");
  }

  private void standsStill() throws Exception {
    Thread.sleep(100);
    List<String> before = project.rows("SELECT sum(batches) FROM veery.backfill_range");
    Thread.sleep(400);
    assertThat(project.rows("SELECT sum(batches) FROM veery.backfill_range")).isEqualTo(before);
  }

  private long rowsIn(Duration time) throws Exception {
    long before = number("SELECT sum(keys) FROM veery.backfill_range");
    Thread.sleep(time);
    return number("SELECT sum(keys) FROM veery.backfill_range") - before;
  }

  private long wal() throws SQLException {
    return number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
  }

  private long number(String sql) throws SQLException {
    return Long.parseLong(project.rows(sql).getFirst());
  }

  private void await(String question) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        if (project.rows(question).equals(List.of("t"))) {
          return;
        }
      } catch (SQLException e) {
        // The journal is not there yet.
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "never true: " + question + " " + project.rows("SELECT throttle FROM veery.backfill"));
      }
      Thread.sleep(10);
    }
  }
}
