package dev.veery.postgres.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * Makes a connection as {@link Driver#connect} does, but for what that looks for first: a file of
 * defaults in every jar of the class path. Opening the jars would take a tenth of the start of the
 * command line, and Veery ships no such file.
 */
final class Connecting {

  private Connecting() {}

  /**
   * Connects.
   *
   * @throws SQLException as the driver throws it; 08001 when the address's time for it is over, the
   *     login included
   */
  static Connection open(Address address, Properties properties) throws SQLException {
    String url = address.jdbcUrl();
    Properties parsed = Driver.parseURL(url, properties);
    if (parsed == null) {
      throw new PSQLException(
          "the driver does not take " + url, PSQLState.CONNECTION_UNABLE_TO_CONNECT);
    }
    HostSpec[] hosts = {
      new HostSpec(
          address.host(), address.port(), PGProperty.LOCAL_SOCKET_ADDRESS.getOrDefault(parsed))
    };
    CompletableFuture<Connection> opened = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                Connection connection = new PgConnection(hosts, parsed, url);
                if (!opened.complete(connection)) {
                  connection.close(); // nobody waits for it any more
                }
              } catch (SQLException | RuntimeException | Error e) {
                opened.completeExceptionally(e);
              }
            },
            "veery-login");
    thread.setDaemon(true);
    thread.start();
    try {
      return opened.get(address.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      opened.cancel(false);
      throw unable("Connection attempt timed out.", e);
    } catch (InterruptedException e) {
      opened.cancel(false);
      Thread.currentThread().interrupt();
      throw unable("Interrupted while attempting to connect.", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException refused) {
        throw refused;
      }
      throw unable("the driver failed: " + e.getCause(), e);
    }
  }

  private static PSQLException unable(String message, Throwable cause) {
    return new PSQLException(message, PSQLState.CONNECTION_UNABLE_TO_CONNECT, cause);
  }
}
