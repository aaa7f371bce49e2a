package dev.veery.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.veery.core.VeeryException;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckLine.Level;
import dev.veery.core.verify.CheckReport;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.engine.Veery;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import dev.veery.engine.health.Measured.Speed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HealthTest {

  @TempDir Path directory;

  @Test
  void everyAnswer() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          boolean late = path.equals("/late") && asked.incrementAndGet() < 3;
          byte[] body = "state: ready".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(path.equals("/broken") || late ? 500 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    http.start();
    // Takes connections and never says a word.
    try (ScratchDatabase database = ScratchServers.freshDatabase();
        ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + http.getAddress().getPort();
      CheckReport report =
          ask(
              database,
              """
              timeout = "1500ms"
              retries = "2"
              pause = "10ms"
              yes = "SELECT 1 = 1"
              three = "SELECT 3 => 3"
              four = "SELECT 3 => 4"
              nothing = "SELECT 1 WHERE false"
              empty = "SELECT NULL::boolean"
              error = "SELECT 1 / 0"
              slow = "SELECT pg_sleep(9) IS NULL"
              writes = "CREATE TABLE x () => 1"
              up = "URL/ => 200 ready"
              late = "URL/late"
              broken = "URL/broken"
              other = "URL/ => 200 gone"
              silent = "http://127.0.0.1:SILENT/ => 200"
              refused = "http://127.0.0.1:9/"
              """
                  .replace("URL", url)
                  .replace("SILENT", Integer.toString(silent.getLocalPort())),
              null);
      assertThat(report.lines())
          .extracting(line -> line.name() + " " + line.level().word() + ": " + line.what())
          .satisfiesExactlyInAnyOrder(
              line -> assertThat(line).isEqualTo("yes tick: well"),
              line -> assertThat(line).isEqualTo("three tick: well"),
              line -> assertThat(line).isEqualTo("four stop: the query gives 3, and 4 is expected"),
              line -> assertThat(line).isEqualTo("nothing stop: the query gives no row"),
              line -> assertThat(line).isEqualTo("empty stop: the query gives null"),
              line -> assertThat(line).contains("error stop: the query fails", "division by zero"),
              line ->
                  assertThat(line).isEqualTo("slow stop: the query has no answer within 1500 ms"),
              line -> assertThat(line).contains("writes stop", "read-only transaction"),
              line -> assertThat(line).isEqualTo("up tick: well"),
              line -> assertThat(line).isEqualTo("late tick: well"),
              line ->
                  assertThat(line).isEqualTo("broken stop: " + url + "/broken answers with 500"),
              line -> assertThat(line).endsWith("answers without 'gone'"),
              line -> assertThat(line).startsWith("silent stop").contains("does not answer"),
              line -> assertThat(line).startsWith("refused stop").contains("does not answer"));
      assertThat(asked.get()).isEqualTo(3);
      assertThat(report.passed()).isFalse();
    } finally {
      http.stop(0);
    }
  }

  @Test
  void queriesThatBecomeSlower() throws Exception {
    try (ScratchDatabase database = ScratchServers.freshDatabase()) {
      String settings = "page = \"time SELECT pg_sleep(0.012)\"\nused = \"statements %\"\n";
      Measured fast = new Measured(Map.of("page", new Speed(1, 0, 0, 0)));
      Measured same = new Measured(Map.of("page", new Speed(900, 0, 0, 0)));
      CheckLine slower = ask(database, settings, fast).lines().getFirst();
      assertThat(slower.level()).isEqualTo(Level.STOP);
      assertThat(slower.what()).contains(", 1.0 ms before: slower than allowed");
      CheckReport fine = ask(database, settings, same);
      assertThat(fine.lines().getFirst().level()).isEqualTo(Level.TICK);
      // The extension is not there.
      assertThat(fine.lines().getLast().level()).isEqualTo(Level.SKIPPED);
    }
  }

  @Test
  void whatWasCountedSince() {
    Speed before = Speed.counted(100, 1000, 10_000);
    Speed after = Speed.counted(200, 5000, 170_000);
    assertThat(before.p95()).isEqualTo(10);
    assertThat(after.since(before).p95()).isEqualTo(40);
  }

  @Test
  void settingsThatCannotBeRead() throws Exception {
    Files.writeString(
        directory.resolve("veery.toml"),
        "url = \"embedded\"\n[health]\na = \"\"\nb = \"http:// x\"\ntimeout = \"soon\"\nretries = \"few\"\n");
    Config config = Config.read(new ConfigRequest(directory, null, null, Map.of(), Map.of()));
    assertThatThrownBy(() -> HealthSettings.read(config))
        .isInstanceOfSatisfying(VeeryException.class, e -> assertThat(e.problems()).hasSize(4));
  }

  private CheckReport ask(ScratchDatabase database, String health, @Nullable Measured before)
      throws Exception {
    Files.createDirectories(directory.resolve("migrations"));
    Files.writeString(
        directory.resolve("veery.toml"), "url = \"" + database.url() + "\"\n[health]\n" + health);
    Config config = Config.read(new ConfigRequest(directory, null, null, Map.of(), Map.of()));
    try (Veery veery = Veery.open(config)) {
      return veery.health(HealthSettings.read(config)).run(before);
    }
  }
}
