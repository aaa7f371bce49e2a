package dev.veery.postgres.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.plan.Target;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.run.RunResult;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
