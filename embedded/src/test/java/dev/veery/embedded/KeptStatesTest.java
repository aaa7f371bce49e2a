package dev.veery.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
final class KeptStatesTest {

  private static EmbeddedPostgres.Builder builder(Path cache, int major) {
    return EmbeddedPostgres.builder().major(major).cacheDirectory(cache);
  }

  private static void keep(Path cache, int major, String key) throws SQLException {
    EmbeddedPostgres server = builder(cache, major).scratch();
    server.createDatabase("state");
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl("state"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE keeper");
      statement.execute("CREATE TABLE t AS SELECT g FROM generate_series(1, 1000) g");
      statement.execute("CREATE UNLOGGED TABLE u AS SELECT 1 AS one");
      statement.execute("ALTER TABLE t OWNER TO keeper");
      // A session that is still there is ended.
      server.keep(key);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void whatIsKeptIsThereAgainAsOftenAsWanted(int major, @TempDir Path cache) throws SQLException {
    keep(cache, major, "a");
    assertThat(builder(cache, major).kept()).containsExactly("a");
    assertThat(builder(cache, major).scratchFrom("b")).isEmpty();
    try (EmbeddedPostgres one = builder(cache, major).scratchFrom("a").orElseThrow();
        EmbeddedPostgres two = builder(cache, major).scratchFrom("a").orElseThrow()) {
      one.dropDatabase("state");
      assertThat(
              ScratchTest.query(
                  two.jdbcUrl("state"),
                  "SELECT sum(g) || ' ' || (SELECT tableowner FROM pg_tables WHERE tablename = 't')"
                      + " || ' ' || (SELECT one FROM u) FROM t"))
          .isEqualTo("500500 keeper 1");
    }
  }

  /** Also when what is kept is kept again: nothing gets lost on the way. */
  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void whatHardlyAnybodyNeedsComesWhenItIsAskedFor(int major, @TempDir Path cache)
      throws SQLException {
    keep(cache, major, "a");
    String oid = "SELECT oid FROM pg_database WHERE datname = 'state'";
    try (EmbeddedPostgres server = builder(cache, major).scratchFrom("a").orElseThrow()) {
      server.cloneDatabase("state", "other");
      server.keep("b", List.of(Long.valueOf(ScratchTest.query(server.jdbcUrl("postgres"), oid))));
    }
    try (EmbeddedPostgres server = builder(cache, major).scratchFrom("b").orElseThrow()) {
      assertThat(ScratchTest.query(server.jdbcUrl("other"), "SELECT sum(g) FROM t"))
          .isEqualTo("500500");
      assertThatThrownBy(() -> ScratchTest.query(server.jdbcUrl("state"), "SELECT 1"))
          .hasMessageContaining("is missing");
      server.keep("c");
    }
    try (EmbeddedPostgres server = builder(cache, major).scratchFrom("b").orElseThrow()) {
      server.complete();
      server.complete();
      server.cloneDatabase("state", "again");
      assertThat(ScratchTest.query(server.jdbcUrl("again"), "SELECT sum(g) FROM t"))
          .isEqualTo("500500");
    }
    try (EmbeddedPostgres server = builder(cache, major).scratchFrom("c").orElseThrow()) {
      assertThat(ScratchTest.query(server.jdbcUrl("state"), "SELECT sum(g) FROM t"))
          .isEqualTo("500500");
    }
  }

  @Test
  void severalMayKeepAndTakeTheSameAtOnce(@TempDir Path cache) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        futures.add(
            pool.submit(() -> {
              keep(cache, 18, "same");
              Optional<EmbeddedPostgres> taken = builder(cache, 18).scratchFrom("same");
              assertThat(taken).isPresent();
              taken.get().close();
              return null;
            }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
    assertThat(builder(cache, 18).kept()).containsExactly("same");
    assertThat(unfinished(cache)).isZero();
  }

  @Test
  void whatIsUnusedForLongMakesRoom(@TempDir Path cache) throws SQLException, IOException {
    keep(cache, 18, "old");
    keep(cache, 18, "young");
    Path old = entry(cache, "-old");
    Instant longAgo = Instant.now().minus(Duration.ofDays(60));
    Files.setLastModifiedTime(old.resolve("used"), FileTime.from(longAgo));
    Path abandoned = Files.createDirectory(old.resolveSibling("x.tmp-1"));
    Files.setLastModifiedTime(abandoned, FileTime.from(longAgo));
    keep(cache, 18, "new");
    assertThat(builder(cache, 18).kept()).containsExactly("new", "young");
    assertThat(unfinished(cache)).isZero();
  }

  private static Path entry(Path cache, String suffix) throws IOException {
    try (Stream<Path> entries = Files.list(cache.resolve("states"))) {
      return entries.filter(e -> e.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  private static long unfinished(Path cache) throws IOException {
    try (Stream<Path> entries = Files.list(cache.resolve("states"))) {
      return entries.filter(e -> e.toString().contains(".tmp-")).count();
    }
  }
}
