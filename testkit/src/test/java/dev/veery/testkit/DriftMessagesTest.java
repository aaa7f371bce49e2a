package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who wants to hear of drift does, of one database and of a fleet, and of nothing where there is
 * none.
 */
class DriftMessagesTest {

  @TempDir Path directory;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @Test
  void ofOneDatabaseAndOfAFleet() throws Exception {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/",
        exchange -> {
          heard.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    web.start();
    try (ScratchDatabase database = ScratchServers.freshDatabase()) {
      Files.createDirectories(directory.resolve("migrations"));
      Files.writeString(
          directory.resolve("migrations/1_a.sql"),
          "-- Up Migration\nCREATE TABLE a (id int PRIMARY KEY);\n-- Down Migration\nDROP TABLE a;\n");
      Files.writeString(
          directory.resolve("veery.toml"),
          """
          url = "%s"
          layout = "veery"
          [notify.hook]
          url = "http://127.0.0.1:%d/"
          events = ["drift"]
          [env.many]
          fleet = { list = ["one", "two", "three"] }
          """
              .formatted(database.url(), web.getAddress().getPort()));
      veery(0, "up");
      veery(0, "drift");
      Rows.of(database, "CREATE SCHEMA one; CREATE SCHEMA two; CREATE SCHEMA three");
      veery(0, "fleet", "up", "--env", "many");
      veery(0, "fleet", "drift", "--env", "many");
      assertThat(heard).isEmpty();

      Rows.of(database, "ALTER TABLE two.a ADD COLUMN by_hand int");
      veery(1, "fleet", "drift", "--env", "many");
      assertThat(heard)
          .singleElement()
          .asString()
          .contains(
              "\"event\":\"drift\"", "\"environment\":\"many\"", "\"command\":\"fleet drift\"")
          .contains("1 of 3 tenants not as they should be: two");
      heard.clear();

      Rows.of(
          database, "DROP SCHEMA one CASCADE; DROP SCHEMA two CASCADE; DROP SCHEMA three CASCADE");
      Rows.of(database, "ALTER TABLE a ADD COLUMN by_hand int");
      veery(1, "drift");
      assertThat(heard)
          .singleElement()
          .asString()
          .contains("\"event\":\"drift\"", "1 object not as the history says: table public.a");
    } finally {
      web.stop(0);
    }
  }

  private void veery(int exit, String... words) {
    CommandLine.Result result =
        new InProcess().run(List.of(words), "", Map.of("HOME", directory.toString()), directory);
    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isEqualTo(exit);
  }
}
