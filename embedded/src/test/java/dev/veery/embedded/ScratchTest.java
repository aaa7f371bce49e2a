package dev.veery.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScratchTest {

  static String query(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void everyMajorAnswers(int major) throws SQLException {
    try (ScratchDatabase database = ScratchServers.freshDatabase(major)) {
      assertThat(query(database.jdbcUrl(), "SHOW server_version_num")).startsWith("" + major);
      assertThat(query(database.jdbcUrl(), "SELECT lower('ÄÉ')")).isEqualTo("äé");
      assertThat(query(database.jdbcUrl(), "SHOW timezone")).isNotEmpty();
    }
  }

  @Test
  void aCloneHasTheRowsOfItsTemplate() throws SQLException {
    EmbeddedPostgres server = ScratchServers.shared();
    try (ScratchDatabase template = ScratchServers.freshDatabase()) {
      try (Connection connection = DriverManager.getConnection(template.jdbcUrl());
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE t AS SELECT g FROM generate_series(1, 1000) g");
      }
      server.cloneDatabase(template.name(), "copy of it");
      assertThat(query(server.jdbcUrl("copy of it"), "SELECT sum(g) FROM t")).isEqualTo("500500");
      server.dropDatabase("copy of it");
      assertThat(server.databaseExists("copy of it")).isFalse();
    }
  }

  @Test
  void severalServersRunAtOnce() throws Exception {
    List<Callable<EmbeddedPostgres>> starts =
        Collections.nCopies(4, () -> EmbeddedPostgres.builder().major(16).scratch());
    List<EmbeddedPostgres> servers = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      for (Future<EmbeddedPostgres> future : executor.invokeAll(starts)) {
        servers.add(future.get());
      }
      assertThat(servers).extracting(EmbeddedPostgres::port).doesNotHaveDuplicates();
      for (EmbeddedPostgres server : servers) {
        assertThat(query(server.jdbcUrl("postgres"), "SHOW port")).isEqualTo("" + server.port());
      }
    } finally {
      servers.forEach(EmbeddedPostgres::close);
    }
    assertThatThrownBy(() -> query(servers.getFirst().jdbcUrl("postgres"), "SELECT 1"))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void nobodyGetsInWithoutThePassword() {
    EmbeddedPostgres server = ScratchServers.shared();
    String wrong = server.jdbcUrl("postgres").replace(server.password(), "guess");
    assertThatThrownBy(() -> query(wrong, "SELECT 1")).hasMessageContaining("password");
  }

  @Test
  void settingsGoOverTheDefaults(@TempDir Path directory) throws SQLException {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setting("wal_level", "logical")
            .setting("max_wal_senders", "2")
            .scratchDirectory(directory)
            .scratch()) {
      assertThat(query(server.jdbcUrl("postgres"), "SHOW wal_level")).isEqualTo("logical");
      assertThat(query(server.jdbcUrl("postgres"), "SHOW data_directory"))
          .startsWith(directory.toString());
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aServerThatCannotStartIsQuotedAndLeavesNothing(@TempDir Path directory) {
    assertThatThrownBy(() ->
            EmbeddedPostgres.builder()
                .setting("no_such_setting", "x")
                .scratchDirectory(directory)
                .scratch())
        .isInstanceOfSatisfying(
            VeeryException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EMBEDDED_FAILED))
        .hasMessageContaining("no_such_setting");
    assertThat(directory).isEmptyDirectory();
  }
}
