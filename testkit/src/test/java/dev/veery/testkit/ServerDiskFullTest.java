package dev.veery.testkit;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose disk fills up in the middle of a run: the error names it, what was committed stays
 * and is recorded, and the same command finishes once there is room. The disk is a small memory
 * file system, which only root may mount; the tables write no log, because a server that cannot
 * write that ends itself.
 */
@EnabledOnOs(OS.LINUX)
class ServerDiskFullTest {

  private static final String ROOM = "110m";

  /** 320 letters for each row that cannot be stored in fewer. */
  private static final String WIDE =
      IntStream.range(0, 10).mapToObj(i -> "md5(id || '-" + i + "')").collect(joining(" || "));

  @TempDir Path directory;
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createTempDirectory("veery-small-disk");
    Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rwxr-xr-x"));
    assumeTrue(
        succeeds("mount", "-t", "tmpfs", "-o", "size=" + ROOM + ",mode=755", "tmpfs", disk + ""),
        "only root may mount a small disk");
  }

  @AfterEach
  void unmount() throws Exception {
    succeeds("umount", "-l", disk.toString());
    Files.deleteIfExists(disk);
  }

  @Test
  void nothingIsLost() throws Exception {
    Path migrations = Files.createDirectory(directory.resolve("migrations"));
    Files.writeString(
        migrations.resolve("20260101000000_first.sql"),
        "CREATE UNLOGGED TABLE rows (id int, filler text);");
    Files.writeString(
        migrations.resolve("20260102000000_many.sql"),
        """
        CREATE TABLE never (id int);
        INSERT INTO rows SELECT i, repeat('x', 1000) FROM generate_series(1, 25000) i;
        """);
    Files.writeString(
        migrations.resolve("20260103000000_index.sql"),
        """
        CREATE TABLE before_the_index (id int);
        CREATE INDEX CONCURRENTLY wide ON rows ((%s));
        """
            .formatted(WIDE));
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().scratchDirectory(disk).scratch()) {
      server.createDatabase("target");
      var target = new ScratchDatabase(server, "target");
      assertThat(veery(target, "up", "--to", "20260101000000").exitCode()).isZero();
      Path ballast = ballast(8);

      CommandLine.Result full = veery(target, "up");

      assertThat(full.exitCode()).isEqualTo(4);
      assertThat(full.stderr())
          .contains("No space left on device (the server's disk is full)")
          .contains("make room, then run the same command again")
          .contains("20260102000000_many.sql:2");
      assertThat(applied(target)).containsExactly("20260101000000");
      assertThat(Rows.of(target, "SELECT to_regclass('never') IS NULL, count(*) FROM rows"))
          .containsExactly("t|0");

      Files.delete(ballast);
      assertThat(veery(target, "up", "--to", "20260102000000").exitCode()).isZero();
      assertThat(applied(target)).containsExactly("20260101000000", "20260102000000");
      ballast = ballast(4);

      full = veery(target, "up");

      // Outside a transaction: what is before it stays, and the index is there and of no use.
      assertThat(full.stderr()).contains("the server's disk is full");
      assertThat(applied(target)).containsExactly("20260101000000", "20260102000000");
      assertThat(Rows.of(target, "SELECT count(*) FROM before_the_index")).containsExactly("0");

      Files.delete(ballast);
      CommandLine.Result resumed = veery(target, "up");
      assertThat(resumed.exitCode()).as(resumed.stderr()).isZero();
      assertThat(applied(target)).hasSize(3);
      assertThat(
              Rows.of(
                  target,
                  "SELECT count(*) FILTER (WHERE indisvalid), count(*) FROM pg_index"
                      + " WHERE indrelid = 'rows'::regclass"))
          .containsExactly("1|1");
    }
  }

  /** Takes all room but some. */
  private Path ballast(int megabytesLeft) throws IOException {
    long room = Files.getFileStore(disk).getUsableSpace() - megabytesLeft * 1024L * 1024;
    Path file = disk.resolve("ballast");
    byte[] block = new byte[1024 * 1024];
    try (var out = Files.newOutputStream(file)) {
      for (long written = 0; written + block.length <= room; written += block.length) {
        out.write(block);
      }
    }
    return file;
  }

  private static List<String> applied(ScratchDatabase target) throws Exception {
    return Rows.of(
        target, "SELECT version FROM veery.migration WHERE state = 'applied' ORDER BY 1");
  }

  private CommandLine.Result veery(ScratchDatabase target, String... words) {
    return new InProcess()
        .run(
            List.of(words),
            "",
            Map.of("VEERY_URL", target.url(), "VEERY_LAYOUT", "veery"),
            directory);
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
