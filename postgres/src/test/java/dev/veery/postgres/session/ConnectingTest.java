package dev.veery.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ways in which a connection does and does not come about. */
final class ConnectingTest {

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long began = System.nanoTime();
      var e =
          catchThrowableOfType(
              SQLException.class,
              () ->
                  Session.open(
                      address("127.0.0.1", silent.getLocalPort(), "x", "x", Map.of()), "test"));
      assertThat(e.getSQLState()).isEqualTo("08001");
      assertThat(e.getMessage()).contains("timed out");
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertThat(took).isBetween(Duration.ofMillis(900), Duration.ofSeconds(15));
      // Who was given up does not stay: the other side sees the end of the connection.
      try (Socket accepted = silent.accept()) {
        accepted.setSoTimeout(20_000);
        accepted.getOutputStream().write('E'); // no answer that the driver could understand
        accepted.getOutputStream().flush();
        accepted.shutdownOutput();
        while (accepted.getInputStream().read() >= 0) {
          continue;
        }
      }
    }
  }

  @Test
  void whatTheServerRefusesKeepsItsState() {
    try (ScratchDatabase database = ScratchServers.freshDatabase()) {
      var e =
          catchThrowableOfType(
              SQLException.class,
              () ->
                  Session.open(
                      address(
                          database.server().host(),
                          database.server().port(),
                          "no such database",
                          database.server().password(),
                          Map.of()),
                      "test"));
      assertThat(e.getSQLState()).isEqualTo("3D000");
      assertThat(e.getMessage()).contains("\"no such database\"");
    }
  }

  @Test
  void parametersReachTheDriver() throws Exception {
    try (ScratchDatabase database = ScratchServers.freshDatabase();
        Session session =
            Session.open(
                address(
                    database.server().host(),
                    database.server().port(),
                    database.name(),
                    database.server().password(),
                    Map.of("options", "-c work_mem=7MB", "currentSchema", "pg_catalog")),
                "it is me")) {
      assertThat(
              session.value(
                  "SELECT current_setting('work_mem') || ' ' || current_schema || ' ' || current_database()"
                      + " || ' ' || current_setting('application_name')"))
          .isEqualTo("7MB pg_catalog " + database.name() + " it is me");
    }
  }

  private static Address address(
      String host, int port, String database, String password, Map<String, String> parameters) {
    return new Address(
        host, port, database, "postgres", password, Duration.ofSeconds(1), parameters);
  }
}
