package dev.veery.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However the owner of a scratch server dies, nothing of the server is left. */
final class OwnerDeathTest {

  @Test
  void aKilledOwnerLeavesNeitherServerNorFiles() throws IOException, InterruptedException {
    try (Child child = Child.start(List.of(), "scratch")) {
      Path data = Path.of(child.line());
      long server = Long.parseLong(child.line());
      assertThat(data).exists();
      assertThat(isAlive(server)).isTrue();

      child.kill();

      eventually(() -> !isAlive(server) && Files.notExists(parent(data)));
    }
  }

  /** The ways of Windows and of macOS, which work elsewhere too. */
  @ParameterizedTest
  @CsvSource({"java,", "group,veery-session"})
  void otherSupervisorsDoTheSame(String way, @Nullable String ancestor)
      throws IOException, InterruptedException {
    try (Child child = Child.start(List.of("-Dveery.embedded.supervisor=" + way), "scratch")) {
      Path data = Path.of(child.line());
      long server = Long.parseLong(child.line());
      assertThat(isAlive(server)).isTrue();
      // pg_ctl, which the watchdog uses, makes the server nobody's child.
      String above =
          ProcessHandle.of(server)
              .flatMap(ProcessHandle::parent)
              .flatMap(ProcessHandle::parent)
              .flatMap(process -> process.info().commandLine())
              .orElse("");
      if (ancestor == null) {
        assertThat(above).doesNotContain("veery-");
      } else {
        assertThat(above).contains(ancestor);
      }

      child.kill();

      eventually(() -> !isAlive(server) && Files.notExists(parent(data)));
    }
  }

  static boolean hasSetsid() {
    return Files.isExecutable(Path.of("/usr/bin/setsid"));
  }

  @Test
  @EnabledIf("hasSetsid")
  void soDoesOneWhoseWholeProcessGroupIsKilled() throws IOException, InterruptedException {
    try (Child child =
        Child.start(
            List.of("setsid"), System.getProperty("java.class.path"), List.of(), "scratch")) {
      Path data = Path.of(child.line());
      long server = Long.parseLong(child.line());

      new ProcessBuilder("kill", "-KILL", "--", "-" + child.pid()).start().waitFor();

      eventually(() -> !isAlive(server) && Files.notExists(parent(data)));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whatOutlivesItsSupervisorTooIsSweptByTheNextStart(@TempDir Path temporary)
      throws IOException, InterruptedException {
    try (Child child = Child.start(List.of(), "scratch")) {
      Path data = Path.of(child.line());
      long server = Long.parseLong(child.line());
      ProcessHandle supervisor = ProcessHandle.of(server).orElseThrow().parent().orElseThrow();
      assertThat(supervisor.info().commandLine().orElse("")).contains("veery-supervisor");

      supervisor.destroyForcibly();
      supervisor.onExit().join();
      child.kill();
      assertThat(isAlive(server)).as("without a supervisor it goes on").isTrue();

      try (Child next = Child.start(List.of(), "scratch")) {
        next.line();
        eventually(() -> !isAlive(server) && Files.notExists(parent(data)));
      }
    }
  }

  @Test
  void anOrderlyEndLeavesNothingEither() throws IOException, InterruptedException {
    try (Child child = Child.start(List.of(), "scratch")) {
      Path data = Path.of(child.line());
      long server = Long.parseLong(child.line());

      child.release();

      assertThat(child.await(Duration.ofSeconds(30))).isZero();
      assertThat(isAlive(server)).isFalse();
      try (Stream<Path> left = Files.list(parent(parent(data)))) {
        String name = parent(data).getFileName().toString();
        assertThat(left.filter(path -> path.getFileName().toString().startsWith(name))).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shell", "java", "group"})
  void whatIsReleasedEndsWithoutItsOwner(String way) throws IOException, InterruptedException {
    try (Child child = Child.start(List.of("-Dveery.embedded.supervisor=" + way), "released")) {
      Path data = Path.of(child.line());
      long server = Long.parseLong(child.line());

      child.release();

      assertThat(child.await(Duration.ofSeconds(30))).isZero();
      eventually(() ->
          !isAlive(server)
              && Files.notExists(parent(data))
              && Files.notExists(Path.of(parent(data) + ".lock")));
    }
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(path.toString());
    }
    return parent;
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).isPresent();
  }

  static void eventually(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it has not happened after 20 s").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
