package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.VeeryException.Problem;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.engine.Veery;
import dev.veery.engine.fleet.FleetListener;
import dev.veery.engine.fleet.FleetOptions;
import dev.veery.engine.fleet.FleetResult;
import dev.veery.engine.fleet.FleetResult.Ended;
import dev.veery.engine.fleet.FleetStatus;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.fleet.TenantTransfer;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What may happen to a fleet while it is migrated. Afterwards every tenant is wholly at the new
 * version or wholly at the old one, the journal says the same as its tables, and the report names
 * exactly those that are not at the new one.
 */
@Execution(ExecutionMode.CONCURRENT)
class FleetFaultsTest extends FleetCase {

  @Test
  void aWorkerIsKilledInTheMiddleOfAWave() throws Exception {
    try (ProcessUnderTest process =
        ProcessUnderTest.java(
            "dev.veery.cli.Main",
            List.of("-Dveery.kill-at=before-commit:8"),
            List.of("fleet", "up", "--canary", "4", "--parallel", "2"),
            Map.of("VEERY_URL", url, "VEERY_LAYOUT", "veery"),
            directory)) {
      process.awaitLine("boundary ", PATIENCE);
      process.kill();
    }
    List<String> done = atTheNewVersion();
    assertThat(done).hasSizeBetween(4, TENANTS - 1);

    FleetResult result = up();

    assertThat(result.ended()).isEqualTo(Ended.FINISHED);
    assertThat(result.progress().done()).isEqualTo(TENANTS);
    assertThat(atTheNewVersion()).isEqualTo(names());
    assertThat(rows("SELECT outcome FROM veery.fleet_run WHERE id > 1")).containsOnly("succeeded");
    assertThat(result.odd()).isEmpty();
    assertThat(up().ended()).isEqualTo(Ended.NOTHING);
  }

  @Test
  void aWorkerIsKilledWhileAnIndexIsBuiltOutsideATransaction() throws Exception {
    migration(
        "4_index",
        "CREATE INDEX CONCURRENTLY by_total ON orders (total);\nALTER TABLE orders ADD late int;",
        "ALTER TABLE orders DROP late;\nDROP INDEX CONCURRENTLY by_total;");
    try (ProcessUnderTest process =
        ProcessUnderTest.java(
            "dev.veery.cli.Main",
            List.of("-Dveery.kill-at=alone-done:3"),
            List.of("fleet", "up", "--parallel", "1"),
            Map.of("VEERY_URL", url, "VEERY_LAYOUT", "veery"),
            directory)) {
      process.awaitLine("boundary ", PATIENCE);
      process.kill();
    }
    assertThat(rows("SELECT name FROM veery.tenant WHERE open_script IS NOT NULL")).hasSize(1);

    assertThat(up().progress().done()).isEqualTo(TENANTS);

    assertThat(
            rows(
                "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE relname = 'by_total' AND indisvalid"))
        .containsExactly(Integer.toString(TENANTS));
    assertThat(rows("SELECT count(*) FROM veery.tenant_step")).containsExactly("0");
    assertThat(rows("SELECT count(DISTINCT state_id) FROM veery.tenant")).containsExactly("1");
  }

  @Test
  void aTenantIsLockedOneHasBadRowsOneIsDroppedAndOneComes() throws Exception {
    sql("INSERT INTO t_05.orders VALUES (1, -1)");
    AtomicBoolean first = new AtomicBoolean(true);
    FleetResult result;
    try (Connection application = DriverManager.getConnection(jdbcUrl);
        Statement statement = application.createStatement()) {
      application.setAutoCommit(false);
      statement.execute("INSERT INTO t_03.orders VALUES (7, 7)");
      result =
          up(
              FleetOptions.of("fleet up"),
              onFirst(
                  first,
                  done -> {
                    sql("DROP SCHEMA t_23 CASCADE");
                    sql("CREATE SCHEMA t_99");
                  }));
      application.rollback();
    }
    assertThat(failed(result)).containsExactly("t_03", "t_05");
    assertThat(result.failed().get(0).code()).isEqualTo("VEERY-802");
    assertThat(result.failed().get(1).version()).isEqualTo("3");
    assertThat(result.gone()).containsExactly("t_23");
    assertThat(result.notReached()).isEmpty();
    List<String> expected = without("t_03", "t_05", "t_23");
    expected.add("t_99");
    assertThat(atTheNewVersion()).isEqualTo(expected);
    assertThat(
            rows(
                "SELECT tenant FROM veery.tenant_run WHERE run_id = 2 AND outcome = 'done' ORDER BY 1"))
        .isEqualTo(expected);
    assertThat(rows("SELECT tries > 1 FROM veery.tenant_run WHERE run_id = 2 AND tenant = 't_03'"))
        .containsExactly("t");

    sql("UPDATE t_05.orders SET total = 1");
    FleetResult again =
        up(
            new FleetOptions("fleet up --only-failed", List.of(), true, null, null, null, false),
            new FleetListener() {});
    assertThat(again.progress().done()).isEqualTo(2);
    assertThat(up().ended()).isEqualTo(Ended.NOTHING);
  }

  /** Something that happens once, as soon as the first tenant is done. */
  private interface Event {
    void happen(String tenant) throws SQLException;
  }

  private static FleetListener onFirst(AtomicBoolean first, Event event) {
    return new FleetListener() {
      @Override
      public void done(String tenant, Duration duration) {
        if (first.getAndSet(false)) {
          try {
            event.happen(tenant);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    };
  }

  @Test
  void twoFleetsAreStartedAtOnce() throws Exception {
    AtomicInteger mine = new AtomicInteger();
    AtomicInteger theirs = new AtomicInteger();
    CompletableFuture<FleetResult> other =
        CompletableFuture.supplyAsync(() -> up(FleetOptions.of("fleet up"), counting(theirs)));
    FleetResult one = up(FleetOptions.of("fleet up"), counting(mine));
    FleetResult two = other.get(60, TimeUnit.SECONDS);

    assertThat(atTheNewVersion()).isEqualTo(names());
    assertThat(mine.get() + theirs.get()).isEqualTo(TENANTS);
    for (FleetResult result : List.of(one, two)) {
      assertThat(result.failed()).isEmpty();
      assertThat(result.progress().done()).isEqualTo(TENANTS);
    }
    assertThat(
            rows(
                "SELECT count(*) FROM veery.tenant_run WHERE run_id > 1 AND from_state <> to_state"))
        .containsExactly(Integer.toString(TENANTS));
    assertThat(rows("SELECT max(tries) FROM veery.tenant_run")).containsExactly("1");
  }

  private static FleetListener counting(AtomicInteger count) {
    return new FleetListener() {
      @Override
      public void done(String tenant, Duration duration) {
        count.incrementAndGet();
      }
    };
  }

  @Test
  void theServerIsRestarted() throws Exception {
    // A scratch server forgets what was committed when it crashes; this one is to be a real one.
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setting("fsync", "on")
            .setting("synchronous_commit", "on")
            .setting("full_page_writes", "on")
            .setting("wal_level", "replica")
            .scratch()) {
      server.createDatabase("fleet");
      Files.delete(directory.resolve("migrations/2_note.sql"));
      Files.delete(directory.resolve("migrations/3_positive.sql"));
      at(server, "fleet");
      tenants();
      pending();
      AtomicBoolean first = new AtomicBoolean(true);
      List<Problem> lost = new ArrayList<>();
      FleetListener crash =
          onFirst(
              first,
              done -> {
                long pid =
                    Long.parseLong(
                        rows("SELECT pid FROM pg_stat_activity WHERE application_name = 'veery (fleet)' LIMIT 1")
                            .getFirst());
                // The server ends every session and recovers when one of its processes is killed.
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
              });
      FleetResult result;
      try {
        result = up(FleetOptions.of("fleet up"), crash);
      } catch (dev.veery.core.VeeryException e) {
        // The session that watches is gone, too: the same command goes on.
        lost.addAll(e.problems());
        awaitServer();
        result = up();
      }
      assertThat(first.get()).isFalse();
      assertThat(atTheNewVersion()).isEqualTo(names());
      assertThat(result.failed()).isEmpty();
      assertThat(result.progress().done()).isEqualTo(TENANTS);
    }
  }

  /** Recovery takes a while; meanwhile the server refuses everybody. */
  private void awaitServer() throws InterruptedException {
    for (int i = 0; i < 300; i++) {
      try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
        return;
      } catch (SQLException e) {
        Thread.sleep(100);
      }
    }
  }

  @Test
  void wavesProbesFailuresAndPauses() throws Exception {
    sql("CREATE TABLE public.health (ok boolean); INSERT INTO public.health VALUES (false)");
    config("canary = \"t_07, t_09\"\nprobe = \"SELECT ok FROM public.health\"\n");
    FleetResult paused = up();
    assertThat(paused.ended()).isEqualTo(Ended.PAUSED);
    assertThat(atTheNewVersion()).containsExactly("t_07", "t_09");
    assertThat(paused.notReached()).isEqualTo(without("t_07", "t_09"));
    assertThat(paused.progress().reason()).contains("probe behind wave 1 said f");
    assertThat(org.assertj.core.api.Assertions.catchThrowable(this::up))
        .hasMessageContaining("is paused");

    sql("UPDATE public.health SET ok = true");
    sql("INSERT INTO t_00.orders VALUES (1, -1); INSERT INTO t_01.orders VALUES (1, -1)");
    FleetResult resumed;
    try (Veery veery = veery()) {
      resumed = veery.fleet().resume(FleetOptions.of("fleet resume"), new FleetListener() {});
    }
    assertThat(failed(resumed)).containsExactly("t_00", "t_01");
    assertThat(atTheNewVersion()).isEqualTo(without("t_00", "t_01"));

    FleetResult given =
        up(new FleetOptions("fleet up", List.of(), false, "", 0, 1, false), new FleetListener() {});
    assertThat(given.ended()).isEqualTo(Ended.GIVEN_UP);
    assertThat(failed(given)).hasSize(1);
    assertThat(given.notReached()).hasSize(1);
  }

  /** 10% of 24 are three, then five times as many, then the rest. */
  @Test
  void aPartGoesFirstAndSomebodyPausesInTheThirdWave() throws Exception {
    List<String> waves = new ArrayList<>();
    FleetListener listener =
        new FleetListener() {
          @Override
          public void wave(int wave, int of) {
            try {
              waves.add(wave + " of " + of + ": " + atTheNewVersion().size());
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          }

          @Override
          public void done(String tenant, Duration duration) {
            if (waves.size() == 2) {
              try (Veery other = veery()) {
                other.fleet().pause("the disk is filling");
              }
            }
          }
        };
    FleetOptions options =
        new FleetOptions("fleet up --canary 10%", List.of(), false, "10%", null, 1, false);
    FleetResult paused = up(options, listener);
    assertThat(waves).containsExactly("2 of 3: 3", "3 of 3: 15");
    assertThat(paused.ended()).isEqualTo(Ended.PAUSED);
    assertThat(paused.progress().reason()).isEqualTo("the disk is filling");
    List<String> done = atTheNewVersion();
    assertThat(done).hasSizeBetween(16, TENANTS - 1);
    assertThat(paused.notReached()).isEqualTo(without(done.toArray(String[]::new)));
    FleetStatus status = status();
    FleetOverview.OpenRun open = java.util.Objects.requireNonNull(status.run());
    assertThat(open.paused()).isTrue();
    assertThat(open.reason()).isEqualTo("the disk is filling");
    assertThat(status.current()).isEqualTo(done.size());

    try (Veery veery = veery()) {
      assertThat(veery.fleet().pause("again")).isNull();
      FleetResult resumed = veery.fleet().resume(options, new FleetListener() {});
      assertThat(resumed.ended()).isEqualTo(Ended.FINISHED);
      assertThat(resumed.run()).isEqualTo(paused.run());
      assertThat(resumed.progress().done()).isEqualTo(TENANTS);
    }
    assertThat(atTheNewVersion()).isEqualTo(names());
    assertThat(status().run()).isNull();
  }

  /** It ends where both have the tenant; the same command again drops what is equal. */
  @Test
  void aMoveIsInterruptedWhenTheTenantIsInBothPlaces() throws Exception {
    up();
    sql("INSERT INTO t_01.orders SELECT i, i FROM generate_series(1, 100) i");
    try (ScratchDatabase other = ScratchServers.freshDatabase()) {
      Throwable failure;
      try (Connection reader = DriverManager.getConnection(jdbcUrl);
          Statement statement = reader.createStatement()) {
        reader.setAutoCommit(false);
        // It may be read while it is copied; what is read cannot be dropped.
        statement.execute("SELECT 1 FROM t_01.orders");
        failure = org.assertj.core.api.Assertions.catchThrowable(() -> move("t_01", other.url()));
      }
      assertThat(failure).hasMessageContaining("lock timeout");
      assertThat(rows("SELECT count(*) FROM t_01.orders")).containsExactly("100");
      assertThat(status().tenants()).isEqualTo(TENANTS);

      sql("INSERT INTO t_01.orders VALUES (101, 1)");
      assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> move("t_01", other.url())))
          .hasMessageContaining("differs: t_01.orders: 101 rows here, 100 rows there");
      sql("DELETE FROM t_01.orders WHERE id = 101");
      assertThat(move("t_01", other.url()).found()).isTrue();
      assertThat(rows("SELECT nspname FROM pg_namespace WHERE nspname = 't_01'")).isEmpty();
      try (Connection connection = DriverManager.getConnection(other.jdbcUrl());
          Statement statement = connection.createStatement();
          ResultSet result =
              statement.executeQuery(
                  "SELECT count(*), (SELECT cardinality(scripts) FROM veery.tenant JOIN veery.tenant_state s ON s.id ="
                      + " state_id WHERE name = 't_01') FROM t_01.orders")) {
        assertThat(result.next()).isTrue();
        assertThat(result.getInt(1)).isEqualTo(100);
        assertThat(result.getInt(2)).isEqualTo(3);
      }
    }
  }

  private TenantTransfer.Moved move(String tenant, String to) {
    try (Veery veery = veery()) {
      return veery.fleet().tenants().move(tenant, to);
    }
  }

  @Test
  void aBackfillRunsInEachTenantByItself() throws Exception {
    migration("2_note", "ALTER TABLE orders ADD note text;", "ALTER TABLE orders DROP note;");
    sql("INSERT INTO t_02.orders SELECT i, i FROM generate_series(1, 500) i");
    sql("INSERT INTO t_04.orders SELECT i, i FROM generate_series(1, 300) i");
    migration(
        "4_fill",
        "-- veery: backfill batch=100\nUPDATE orders SET note = 'n' || id WHERE note IS NULL;",
        "UPDATE orders SET note = NULL;");
    assertThat(up().failed()).isEmpty();
    assertThat(rows("SELECT count(*) FROM t_02.orders WHERE note = 'n' || id"))
        .containsExactly("500");
    assertThat(rows("SELECT count(*) FROM t_04.orders WHERE note = 'n' || id"))
        .containsExactly("300");
    assertThat(rows("SELECT count(DISTINCT state_id) FROM veery.tenant")).containsExactly("1");
  }
}
