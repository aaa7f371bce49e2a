package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchDatabase;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ctrl-C, sent to a real process while it works on scratch databases: whatever it was at, no
 * server, no directory and no database stays, and the target is as it was.
 */
@DisabledOnOs(OS.WINDOWS)
class InterruptTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Longer than the supervisor of a server needs to stop it and to remove its directory. */
  private static final Duration CLEANING = Duration.ofSeconds(10);

  private static final int INTERRUPTED = 130;

  private static final String DATABASES =
      "SELECT datname FROM pg_database WHERE datname LIKE 'veery_scratch_%' ORDER BY 1";

  /** Nobody else makes databases there. */
  private static EmbeddedPostgres server;

  @TempDir Path directory;
  private ScratchDatabase target;

  @BeforeAll
  static void start() {
    server = EmbeddedPostgres.builder().scratch();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void files() throws Exception {
    server.createDatabase("target");
    target = new ScratchDatabase(server, "target");
    Path migrations = Files.createDirectory(directory.resolve("migrations"));
    for (int i = 1; i <= 6; i++) {
      Files.writeString(
          migrations.resolve("2026010" + i + "000000_t" + i + ".sql"),
          """
          -- Up Migration
          CREATE TABLE t%1$d (id int PRIMARY KEY, name text);
          CREATE INDEX CONCURRENTLY t%1$d_name ON t%1$d (name);
          SELECT pg_sleep(0.2);
          -- Down Migration
          DROP TABLE t%1$d;
          """
              .formatted(i));
    }
  }

  @AfterEach
  void drop() {
    target.close();
  }

  @ParameterizedTest
  @CsvSource({
    "rehearse, the directory of a server is made",
    "rehearse, migrations run",
    "test, a server runs",
    "rehearse --scratch, a database is made",
    "rehearse --scratch, migrations run",
    "test --scratch, migrations run"
  })
  void leavesNothingBehind(String command, String moment) throws Exception {
    var words = new ArrayList<>(List.of(command.split(" ", -1)));
    boolean lent = words.remove("--scratch");
    if (lent) {
      words.addAll(List.of("--scratch", target.server().url("postgres")));
    }
    List<String> before = Rows.of(target, DATABASES);
    try (ProcessUnderTest process =
        ProcessUnderTest.java(
            "dev.veery.cli.Main",
            List.of(),
            words,
            Map.of("VEERY_URL", target.url(), "VEERY_LAYOUT", "veery"),
            directory)) {
      until(
          process,
          switch (moment) {
            case "the directory of a server is made" -> () -> !left(process.pid()).isEmpty();
            case "a server runs" -> () -> left(process.pid()).toString().contains("postmaster.pid");
            case "a database is made" -> () -> !Rows.of(target, DATABASES).equals(before);
            default ->
                lent
                    ? () ->
                        !Rows.of(
                                target,
                                "SELECT 1 FROM pg_stat_activity WHERE datname LIKE 'veery_scratch_%'"
                                    + " AND query LIKE '%pg_sleep(0.2)%'")
                            .isEmpty()
                    : () -> hasRunFor(process.pid(), Duration.ofMillis(900));
          });
      process.interrupt();
      assertThat(process.awaitExit(PATIENCE)).as(process.transcript()).isEqualTo(INTERRUPTED);
      long end = System.nanoTime() + CLEANING.toNanos();
      while (System.nanoTime() < end
          && (!left(process.pid()).isEmpty() || !Rows.of(target, DATABASES).equals(before))) {
        Thread.sleep(20);
      }
      assertThat(left(process.pid())).isEmpty();
      assertThat(Rows.of(target, DATABASES)).isEqualTo(before);
      assertThat(Rows.of(target, "SELECT nspname FROM pg_namespace WHERE nspname = 'veery'"))
          .isEmpty();
    }
  }

  private static void until(ProcessUnderTest process, Callable<Boolean> condition)
      throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(process.isAlive()).as(process.transcript()).isTrue();
      assertThat(System.nanoTime()).as("the moment never came").isLessThan(end);
      Thread.sleep(1);
    }
  }

  /** A server's processes show nothing of what they run to those who are not connected. */
  private static boolean hasRunFor(long pid, Duration length) throws IOException {
    for (String path : left(pid)) {
      if (path.endsWith("postmaster.pid")) {
        Path file = Path.of(path);
        return Files.exists(file)
            && Files.getLastModifiedTime(file).toMillis()
                < System.currentTimeMillis() - length.toMillis();
      }
    }
    return false;
  }

  /** Directories of servers that a process started, their locks, and processes that use them. */
  private static List<String> left(long pid) throws IOException {
    var found = new ArrayList<String>();
    for (Path base : List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
      if (!Files.isDirectory(base)) {
        continue;
      }
      try (DirectoryStream<Path> paths = Files.newDirectoryStream(base, "veery-" + pid + "-*")) {
        for (Path path : paths) {
          found.add(path.toString());
          Path running = path.resolve("data/postmaster.pid");
          if (Files.exists(running)) {
            found.add(running.toString());
          }
        }
      }
    }
    ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains("/veery-" + pid + "-"))
        .forEach(found::add);
    return found;
  }
}
