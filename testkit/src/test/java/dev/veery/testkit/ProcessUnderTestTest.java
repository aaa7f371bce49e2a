package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessUnderTestTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  /** Announces a boundary and waits there, as the runner does under test. */
  static final class Waiting {
    public static void main(String[] args) throws InterruptedException {
      System.out.println("before");
      System.err.println("at boundary " + args[0]);
      Thread.sleep(PATIENCE.toMillis());
      System.out.println("after");
    }
  }

  static final class Ending {
    public static void main(String[] args) {
      System.out.println(System.getenv("GREETING"));
      System.exit(3);
    }
  }

  @Test
  void aProcessIsKilledWhereItWaits() throws Exception {
    try (var process =
        ProcessUnderTest.java(
            Waiting.class.getName(), List.of(), List.of("commit"), Map.of(), directory)) {
      assertThat(process.awaitLine("boundary commit", PATIENCE)).isEqualTo("at boundary commit");
      assertThat(process.isAlive()).isTrue();
      process.kill();
      assertThat(process.awaitExit(PATIENCE)).isNotZero();
      assertThat(process.out()).containsExactly("before");
    }
  }

  @Test
  void itsOwnEndIsSeen() throws Exception {
    try (var process =
        ProcessUnderTest.java(
            Ending.class.getName(), List.of(), List.of(), Map.of("GREETING", "hi"), directory)) {
      assertThat(process.awaitExit(PATIENCE)).isEqualTo(3);
      assertThat(process.out()).containsExactly("hi");
      assertThatThrownBy(() -> process.awaitLine("never", PATIENCE))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("ended before")
          .hasMessageContaining("hi");
    }
  }
}
