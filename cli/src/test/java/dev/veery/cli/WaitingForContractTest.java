package dev.veery.cli;

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
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks for it hears that a change is expanded, whichever command has done that. */
class WaitingForContractTest {

  @TempDir Path folder;

  @Test
  void byUpAndByExpand() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          heard.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try (ScratchDatabase database = ScratchServers.freshDatabase()) {
      Files.writeString(
          folder.resolve("veery.toml"),
          """
          url = "%s"
          [notify.ops]
          url = "http://127.0.0.1:%d/"
          events = ["waiting-for-contract"]
          """
              .formatted(database.url(), server.getAddress().getPort()));
      Files.createDirectories(folder.resolve("migrations"));
      file(
          "1_orders",
          "CREATE TABLE orders (id int, n int, m int);\nINSERT INTO orders VALUES (1);");
      run("up");
      assertThat(heard).isEmpty();
      file("2_fine", "ALTER TABLE orders ADD COLUMN o int;");
      file("3_number", "ALTER TABLE orders RENAME COLUMN n TO number;");
      run("up", "--online");
      assertThat(heard).hasSize(1);
      assertThat(heard.getFirst())
          .contains("\"event\":\"waiting-for-contract\"", "\"command\":\"up\"")
          .contains("\"text\":\"3_number waits for contract, when no old application is left\"");
      run("contract");
      file("4_more", "ALTER TABLE orders RENAME COLUMN m TO more;");
      run("expand");
      assertThat(heard).hasSize(2);
      assertThat(heard.getLast())
          .contains("\"event\":\"waiting-for-contract\"", "\"command\":\"expand\"", "4_more waits");
      run("abort");
      assertThat(heard).hasSize(2);
    } finally {
      server.stop(0);
    }
  }

  private void file(String name, String up) throws Exception {
    Files.writeString(
        folder.resolve("migrations").resolve(name + ".sql"),
        "-- Up Migration\n" + up + "\n-- Down Migration\nSELECT 1;\n");
  }

  private void run(String... words) {
    Typed.Result result = new Typed(folder).run(words);
    assertThat(result.code()).as(result.err()).isZero();
  }
}
