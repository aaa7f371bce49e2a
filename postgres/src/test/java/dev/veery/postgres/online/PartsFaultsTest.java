package dev.veery.postgres.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.postgres.KilledProcess;
import dev.veery.postgres.TestProject;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As {@link OnlineFaultsTest}, with the forms that it leaves out, of the table that the load writes
 * to: a primary key, a partition that is detached from one table and attached to another, its
 * indexes built anew, and a materialized view.
 */
class PartsFaultsTest {

  private static final String BASE =
      """
      CREATE TABLE orders (id bigint NOT NULL, customer_id bigint, total numeric, note text);
      CREATE INDEX orders_id_idx ON orders (id);
      CREATE TABLE young_orders (LIKE orders) PARTITION BY RANGE (id);
      CREATE TABLE all_orders (LIKE orders) PARTITION BY RANGE (id);
      INSERT INTO orders SELECT i, i % 200 + 1, i, 'n' FROM generate_series(1, 2000) i;
      ALTER TABLE young_orders ATTACH PARTITION orders FOR VALUES FROM (0) TO (20000000);
      CREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY 1;
      CREATE UNIQUE INDEX totals_customer ON totals (customer_id);
      """;

  private static final String CHANGE =
      """
      ALTER TABLE young_orders DETACH PARTITION orders;
      ALTER TABLE orders ADD PRIMARY KEY (id);
      ALTER TABLE all_orders ATTACH PARTITION orders FOR VALUES FROM (0) TO (30000000);
      REINDEX TABLE orders;
      REFRESH MATERIALIZED VIEW totals;
      """;

  private static final String BACK =
      """
      ALTER TABLE all_orders DETACH PARTITION orders;
      ALTER TABLE orders DROP CONSTRAINT orders_pkey;
      ALTER TABLE young_orders ATTACH PARTITION orders FOR VALUES FROM (0) TO (20000000);
      """;

  @TempDir Path directory;

  @Test
  void endedAndCrashedAtEveryPiece() throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().major(18).setting("synchronous_commit", "on").scratch()) {
      server.createDatabase("parts");
      TestProject project = new TestProject(directory, new ScratchDatabase(server, "parts"));
      project.script(BASE);
      project.file("20260101000000_change.sql", CHANGE, BACK);
      String before = OnlineFaultsTest.schema(project);
      String after = OnlineFaultsTest.plain(project, before);
      int pieces = OnlineFaultsTest.stepsOf(project);
      assertThat(pieces).isGreaterThan(7);
      // Every fault meets every piece in one of the two ways on.
      List<Consumer<TestProject>> faults = List.of(OnlineFaultsTest::end, OnlineFaultsTest::crash);
      try (Load load = new Load(project)) {
        for (int at = 1; at <= pieces; at++) {
          OnlineFaultsTest.faulted(project, at, faults.get(at % 2));
          OnlineFaultsTest.comeUp(project);
          assertThat(OnlineFaultsTest.resume(project)).as("gone on at %d", at).isEqualTo(after);
          OnlineFaultsTest.back(project);
          OnlineFaultsTest.faulted(project, at, faults.get((at + 1) % 2));
          OnlineFaultsTest.comeUp(project);
          OnlineFaultsTest.back(project);
          assertThat(OnlineFaultsTest.schema(project)).as("taken back at %d", at).isEqualTo(before);
        }
        // A process of its own, killed at its second write of each kind; the next one goes on.
        int kills = 0;
        for (String boundary : List.of("before-commit:2", "intent-recorded:2", "alone-done:2")) {
          while (KilledProcess.at(
              boundary, OnlineRunMain.class, List.of(directory.toString()), project.address())) {
            kills++;
          }
          assertThat(OnlineFaultsTest.schema(project)).as(boundary).isEqualTo(after);
          OnlineFaultsTest.back(project);
          assertThat(OnlineFaultsTest.schema(project)).as(boundary).isEqualTo(before);
        }
        assertThat(kills).isGreaterThan(2);
        load.stopAndCheck();
      }
    }
  }
}
