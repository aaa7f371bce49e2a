package dev.veery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is in the way of others is stopped, or waits until it is not. */
final class GuardTest {

  @TempDir Path directory;

  @Test
  void stops() throws Exception {
    try (ScratchDatabase database = ScratchServers.freshDatabase();
        Crowd crowd = new Crowd(database)) {
      migration(1, "SELECT pg_sleep(20)");
      long began = System.nanoTime();
      RunResult result =
          run(database, "max-waiting = \"0\"\naction = \"stop\"\n", new RunListener() {});
      assertThat(result).isInstanceOf(RunResult.Failed.class);
      Problem problem = ((RunResult.Failed) result).failure().problem();
      assertThat(problem.code()).isEqualTo(ErrorCode.GUARD_STOPPED);
      assertThat(problem.message()).contains("sessions that wait for a lock: 1 (max-waiting = 0)");
      assertThat((System.nanoTime() - began) / 1_000_000_000.0).isLessThan(15);
      try (ResultSet kept =
          crowd
              .holder
              .createStatement()
              .executeQuery("SELECT count(*), min(waiting), max(run_id) FROM veery.sample")) {
        kept.next();
        assertThat(kept.getInt(1)).isGreaterThanOrEqualTo(2);
        assertThat(kept.getInt(2)).isEqualTo(1);
        assertThat(kept.getInt(3)).isEqualTo(1);
      }
    }
  }

  @Test
  void pausesWhereNothingIsHeld() throws Exception {
    try (ScratchDatabase database = ScratchServers.freshDatabase();
        Crowd crowd = new Crowd(database)) {
      migration(1, "SELECT pg_sleep(2.5)");
      migration(2, "CREATE TABLE later (id int)");
      List<String> warnings = new ArrayList<>();
      RunResult result =
          run(
              database,
              "max-wait = \"1s\"\n",
              new RunListener() {
                @Override
                public void warning(Problem problem) {
                  warnings.add(problem.message());
                  crowd.disperse();
                }
              });
      assertThat(result).isInstanceOf(RunResult.Succeeded.class);
      assertThat(warnings).hasSize(1);
      assertThat(warnings.getFirst())
          .startsWith("paused before 20260101000002_m: a session has waited for a lock for")
          .endsWith("(max-wait = 1 s)");
    }
  }

  private RunResult run(ScratchDatabase database, String guard, RunListener listener)
      throws Exception {
    Files.writeString(
        directory.resolve("veery.toml"), "url = \"" + database.url() + "\"\n[guard]\n" + guard);
    Config config = Config.read(new ConfigRequest(directory, null, null, Map.of(), Map.of()));
    try (Veery veery = Veery.open(config)) {
      Planning planning = veery.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
      return veery.run(planning, "up", listener, false, null);
    }
  }

  private void migration(int number, String sql) throws Exception {
    Files.createDirectories(directory.resolve("migrations"));
    Files.writeString(
        directory.resolve("migrations/2026010100000" + number + "_m.sql"),
        "-- Up Migration\n" + sql + ";\n");
  }

  /** A session that holds a table, and one that waits for it. */
  private static final class Crowd implements AutoCloseable {
    final Connection holder;
    private final Connection waiter;
    private final Thread thread;

    Crowd(ScratchDatabase database) throws SQLException {
      holder = DriverManager.getConnection(database.jdbcUrl());
      holder.createStatement().execute("CREATE TABLE crowded (id int)");
      holder.setAutoCommit(false);
      holder.createStatement().execute("LOCK TABLE crowded");
      waiter = DriverManager.getConnection(database.jdbcUrl());
      thread = new Thread(this::queue);
      thread.start();
    }

    private void queue() {
      try (var statement = waiter.createStatement()) {
        statement.execute("SELECT count(*) FROM crowded");
      } catch (SQLException e) {
        // Sent away.
      }
    }

    void disperse() {
      try {
        holder.rollback();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws Exception {
      disperse();
      thread.join();
      waiter.close();
      holder.close();
    }
  }
}
