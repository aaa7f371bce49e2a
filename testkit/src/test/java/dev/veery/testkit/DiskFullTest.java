package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk is full while a backup is written: a file system of a few hundred kilobytes, which only
 * the process of the test sees. Skipped where a process may not have one.
 */
class DiskFullTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path directory;
  private ScratchDatabase database;

  @BeforeEach
  void project() throws Exception {
    assumeTrue(isPermitted(), "no file system of its own for a process here");
    database = ScratchServers.freshDatabase(15);
    Files.createDirectory(directory.resolve("migrations"));
    Files.createDirectory(directory.resolve("small"));
    Files.writeString(
        directory.resolve("migrations/1_big.sql"),
        "-- Up Migration\nCREATE TABLE big AS SELECT i, md5(i::text) || md5((-i)::text) AS noise FROM"
            + " generate_series(1, 20000) i;\n-- Down Migration\nDROP TABLE big;\n");
    Files.writeString(
        directory.resolve("veery.toml"), "layout = \"veery\"\n[backups]\ndirectory = \"small\"\n");
    try (ProcessUnderTest process = start(List.of("up"), "true")) {
      assertThat(process.awaitExit(PATIENCE)).as(process.transcript()).isZero();
    }
    Files.writeString(
        directory.resolve("migrations/2_gone.sql"),
        "-- Up Migration\nDROP TABLE big;\n-- Down Migration\nSELECT 1;\n");
  }

  @AfterEach
  void drop() {
    if (database != null) {
      database.close();
    }
  }

  /** What the plan could destroy does not fit: nothing runs, and nothing half-done is left. */
  @Test
  void underTargeted() throws Exception {
    try (ProcessUnderTest process = start(List.of("up", "--backup", "targeted"), "ls -A small")) {
      assertThat(process.awaitExit(PATIENCE)).as(process.transcript()).isEqualTo(3);
      assertThat(process.transcript())
          .contains("VEERY-1505", "No space left on device", "nothing was run")
          .doesNotContain("partial");
    }
    assertThat(Rows.of(database, "SELECT count(*) FROM big")).containsExactly("20000");
    assertThat(Rows.of(database, "SELECT detail->>'codes' FROM veery.audit WHERE kind = 'refused'"))
        .containsExactly("VEERY-1505");
  }

  @Test
  void underPgDump() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/pg_dump")), "no pg_dump");
    try (ProcessUnderTest process = start(List.of("backup"), "ls -A small")) {
      assertThat(process.awaitExit(PATIENCE)).as(process.transcript()).isEqualTo(3);
      assertThat(process.transcript())
          .contains("VEERY-1505", "No space left on device", "nothing half-done was kept")
          .doesNotContain("partial");
    }
  }

  /** Where backups go there is room for 200 kB. */
  private ProcessUnderTest start(List<String> command, String then) throws Exception {
    List<String> words = new ArrayList<>(namespace());
    words.addAll(
        List.of(
            "sh",
            "-c",
            "mount -t tmpfs -o size=200k none small && \"$@\"; code=$?; " + then + "; exit $code",
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.veery.cli.Main"));
    words.addAll(command);
    return ProcessUnderTest.start(words, Map.of("VEERY_URL", database.url()), directory);
  }

  private static List<String> namespace() {
    return List.of("unshare", "--user", "--map-root-user", "--mount");
  }

  private static boolean isPermitted() {
    try {
      List<String> words = new ArrayList<>(namespace());
      words.addAll(List.of("sh", "-c", "mount -t tmpfs -o size=64k none /mnt"));
      return new ProcessBuilder(words).start().waitFor() == 0;
    } catch (java.io.IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
