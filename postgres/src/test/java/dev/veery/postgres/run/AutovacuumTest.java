package dev.veery.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.postgres.TestProject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vacuum that the server began by itself, and that would take minutes. */
class AutovacuumTest {

  private static final String AT_WORK =
      "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.relation ="
          + " 'items'::regclass AND l.mode = 'ShareUpdateExclusiveLock' AND a.usesysid IS NULL";

  @TempDir Path directory;

  /** As a role that may neither cancel it nor change {@code deadlock_timeout}. */
  @Test
  void leavesForAChange() throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .major(18)
            .setting("autovacuum", "on")
            .setting("autovacuum_naptime", "1s")
            .setting("autovacuum_vacuum_cost_delay", "100ms")
            .setting("autovacuum_vacuum_cost_limit", "1")
            .scratch()) {
      server.createDatabase("vacuumed");
      TestProject project = new TestProject(directory, new ScratchDatabase(server, "vacuumed"));
      project.script(
          """
          CREATE TABLE items (id int, pad text) WITH (autovacuum_vacuum_threshold = 1);
          INSERT INTO items SELECT i, repeat('x', 500) FROM generate_series(1, 5000) i;
          DELETE FROM items WHERE id % 2 = 0;
          """);
      project.file("1_a.sql", "ALTER TABLE items ADD COLUMN a int;", "SELECT 1;");
      long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (project.rows(AT_WORK).contains("0")) {
        assertThat(System.nanoTime()).isLessThan(patience);
        Thread.sleep(20);
      }
      RunOptions options = TestProject.options();
      long began = System.nanoTime();
      RunResult result =
          project.run(
              new Target.Up.Latest(),
              PlanRequest.Options.DEFAULT,
              new RunListener() {},
              new RunOptions(
                  options.command(),
                  options.environment(),
                  options.actor(),
                  Duration.ofMillis(500),
                  Duration.ofSeconds(20),
                  options.insistence(),
                  null,
                  null,
                  false,
                  options.evidence()),
              true);
      assertThat(result).isInstanceOf(RunResult.Succeeded.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
    }
  }
}
