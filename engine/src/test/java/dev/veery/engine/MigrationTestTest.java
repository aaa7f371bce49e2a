package dev.veery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.rehearse.RoundTrip.Verdict;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrationTestTest {

  @TempDir Path directory;
  private int next = 1;

  private void migration(String up, String down) throws IOException {
    migration(up, down, "");
  }

  private void migration(String up, String down, String rest) throws IOException {
    Files.createDirectories(directory.resolve("migrations"));
    Files.writeString(
        directory.resolve("migrations").resolve("202601010000%02d_m%d.sql".formatted(next, next)),
        "-- Up Migration\n"
            + up
            + ";\n"
            + (down.isEmpty() ? "" : "-- Down Migration\n" + down + ";\n")
            + rest);
    next++;
  }

  private TestReport test() {
    try (Veery veery =
        Veery.open(Config.read(new ConfigRequest(directory, null, null, Map.of(), Map.of())))) {
      return veery.test(TestOptions.DEFAULT, done -> {});
    }
  }

  private static String shown(RoundTrip trip) {
    return switch (trip.verdict()) {
      case Verdict.Exact exact -> "exact";
      case Verdict.Absent absent -> "absent";
      case Verdict.Fails fails ->
          "fails "
              + fails.stage().word()
              + ": "
              + fails.problem().message()
              + fails.problem().remedy();
      case Verdict.Lossy lossy -> "lossy " + lossy.schema() + lossy.rows();
    };
  }

  @Test
  void everyVerdict() throws IOException {
    migration("CREATE TABLE a (id int PRIMARY KEY, name text NOT NULL)", "DROP TABLE a");
    migration(
        "ALTER TABLE a DROP COLUMN name", "ALTER TABLE a ADD COLUMN name text NOT NULL DEFAULT ''");
    migration("CREATE INDEX a_id ON a (id); CREATE TABLE b (n int)", "DROP INDEX a_id");
    migration("CREATE TABLE c (n int)", "");
    migration("CREATE TABLE d (n int)", "DROP TABLE nowhere");
    migration("UPDATE a SET id = id + 100000", "UPDATE a SET id = id - 100000");
    migration("DELETE FROM a WHERE id > 100005", "SELECT 1");
    migration("ALTER TABLE a ADD COLUMN x int NOT NULL", "ALTER TABLE a DROP COLUMN x");
    migration("CREATE TABLE e (n int)", "DROP TABLE e", "-- Verify\nSELECT count(*) > 5 FROM e;\n");
    migration("GRANT SELECT ON a TO nobody_made_me", "REVOKE SELECT ON a FROM nobody_made_me");
    migration("CREATE TABLE f (n int)", "DROP TABLE f", "-- Verify\nSELECT count(*) = 0 FROM f;\n");
    TestReport report = test();
    assertThat(report.notReached()).isEmpty();
    assertThat(report.trips().stream().map(MigrationTestTest::shown))
        .satisfiesExactly(
            one -> assertThat(one).isEqualTo("exact"),
            one ->
                assertThat(one)
                    .startsWith("lossy ")
                    .contains("public.a: column name differs in")
                    .contains("' became '' where id = '"),
            one ->
                assertThat(one)
                    .startsWith("fails up again: ")
                    .contains("relation \"b\" already exists")
                    .contains("the down does not take everything back: table public.b"),
            one -> assertThat(one).isEqualTo("absent"),
            one -> assertThat(one).contains("fails down: ").contains("\"nowhere\" does not exist"),
            one -> assertThat(one).isEqualTo("exact"),
            one -> assertThat(one).contains("public.a: 15 of 20 rows gone, such as id = '"),
            one -> assertThat(one).isEqualTo("exact"),
            one -> assertThat(one).startsWith("fails verify: the verify section is not satisfied"),
            one -> assertThat(one).isEqualTo("exact"),
            one -> assertThat(one).isEqualTo("exact"));
    assertThat(report.trips().get(7).refused()).isNotNull();
    assertThat(report.refused()).isEqualTo(1);
    assertThat(report.failing()).isEqualTo(3);
  }

  @Test
  void whatFailsStopsTheRest() throws IOException {
    migration("CREATE TABLE a (id int)", "DROP TABLE a");
    for (int i = 0; i < 10; i++) {
      migration(
          i == 4 ? "CREATE TABLE a (id int)" : "CREATE TABLE t" + i + " ()", "DROP TABLE t" + i);
    }
    TestReport report = test();
    assertThat(report.trips()).hasSize(6);
    assertThat(shown(report.trips().getLast()))
        .contains("fails up: ")
        .contains("relation \"a\" already");
    assertThat(report.notReached()).hasSize(5).contains("20260101000011_m11");
  }

  @Test
  void headsAreBuiltInBothOrders() throws IOException {
    migration("CREATE TABLE a (id int)", "DROP TABLE a");
    Files.writeString(
        directory.resolve("migrations/20260201000000_left.sql"),
        "-- Parent: 20260101000001\n-- Up Migration\nALTER TABLE a ADD COLUMN l int;\n");
    Files.writeString(
        directory.resolve("migrations/20260202000000_right.sql"),
        "-- Parent: 20260101000001\n-- Up Migration\nALTER TABLE a ADD COLUMN r int;\n");
    Files.writeString(
        directory.resolve("migrations/20260203000000_last.sql"),
        "-- Parent: 20260101000001\n-- Up Migration\nCREATE TABLE IF NOT EXISTS x AS SELECT l FROM a;\n");
    TestReport report = test();
    assertThat(report.branches()).hasSize(3);
    assertThat(report.branches().get(0).agree()).isTrue();
    assertThat(report.branches().get(1).problem()).isNotNull();
  }
}
