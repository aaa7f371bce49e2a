package dev.veery.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
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
}
