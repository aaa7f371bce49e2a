package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PoolingProxyTest {

  private static String ask(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void nothingOfASessionIsKeptBetweenTransactions() throws Exception {
    try (var database = TestDatabase.create(TestServers.newest());
        var proxy = new PoolingProxy(database, null);
        var connection =
            DriverManager.getConnection(
                proxy.address().jdbcUrl(database.name()) + "&prepareThreshold=0")) {
      String first = ask(connection, "SELECT pg_backend_pid()");
      assertThat(ask(connection, "SELECT pg_backend_pid()")).isNotEqualTo(first);

      connection.setAutoCommit(false);
      ask(connection, "SELECT set_config('veery.x', 'kept', false)");
      assertThat(ask(connection, "SELECT current_setting('veery.x', true)")).isEqualTo("kept");
      connection.commit();
      assertThat(ask(connection, "SELECT current_setting('veery.x', true)")).isNull();
      connection.commit();
    }
  }

  @Test
  void statementsThatTheServerIsToRememberAreForgotten() throws Exception {
    try (var database = TestDatabase.create(TestServers.newest());
        var proxy = new PoolingProxy(database, null);
        var connection =
            DriverManager.getConnection(
                proxy.address().jdbcUrl(database.name()) + "&prepareThreshold=1");
        var statement = connection.prepareStatement("SELECT 1")) {
      // Outside of a transaction the driver would notice and prepare it once more.
      connection.setAutoCommit(false);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 3; i++) {
                  statement.executeQuery().close();
                  connection.commit();
                }
              })
          .hasMessageContaining("prepared statement");
    }
  }

  @Test
  void theServerCanClaimAnotherVersion() throws Exception {
    try (var database = TestDatabase.create(TestServers.newest());
        var proxy = new PoolingProxy(database, "13.4");
        var connection = DriverManager.getConnection(proxy.address().jdbcUrl(database.name()))) {
      assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(13);
      assertThat(ask(connection, "SELECT 1")).isEqualTo("1");
    }
  }
}
