package dev.veery.engine.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.engine.Planning;
import dev.veery.engine.Veery;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints that work, fail, are slow or are not there, and a password that nobody may see. */
class NotifierTest {

  private static final String MARKED = "marked-Pa55word!";

  @TempDir Path directory;
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> signatures = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final List<Problem> warnings = new CopyOnWriteArrayList<>();
  private final List<String> journal = new CopyOnWriteArrayList<>();
  private HttpServer server;

  private String log = "log/veery.jsonl";

  /** What the first answers are; 200 behind them. */
  private final List<Integer> answers = new CopyOnWriteArrayList<>();

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int number = asked.getAndIncrement();
          int status = number < answers.size() ? answers.get(number) : 200;
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          if (status == 200) {
            bodies.add(body);
            signatures.add(
                String.valueOf(exchange.getRequestHeaders().getFirst("Veery-Signature")));
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void startedSucceededFailed() throws Exception {
    answers.addAll(List.of(500, 503)); // the first message is taken at the third try
    RunResult result = run("events = [\"started\", \"succeeded\"]", "CREATE TABLE a ();");
    assertThat(result).isInstanceOf(RunResult.Succeeded.class);
    assertThat(bodies).hasSize(2);
    assertThat(String.join("\n", bodies))
        .contains("\"event\":\"started\"", "\"event\":\"succeeded\"", "\"run\":1,")
        .contains("\"command\":\"up\"");
    for (int i = 0; i < bodies.size(); i++) {
      String signature = signatures.get(i);
      long seconds = Long.parseLong(signature.substring(2, signature.indexOf(',')));
      assertThat(signature)
          .isEqualTo(
              WebChannel.signature("signing-key", Instant.ofEpochSecond(seconds), bodies.get(i)));
    }
    assertThat(warnings).isEmpty();
  }

  /** Also in the log, the journal and the audit. */
  @Test
  void aPasswordIsNowhere() throws Exception {
    RunResult result =
        run(
            "events = [\"started\", \"failed\"]",
            "DO $$ BEGIN RAISE EXCEPTION 'cannot log in with %', 'marked-' || 'Pa55word!'; END $$;");
    assertThat(result).isInstanceOf(RunResult.Failed.class);
    assertThat(bodies).hasSize(2);
    assertThat(String.join("\n", bodies)).contains("\"text\":\"1_a: ", "cannot log in with ****");
    String log = Files.readString(directory.resolve("log/veery.jsonl"));
    assertThat(log)
        .contains("\"event\":\"run-finished\"", "\"run\":1", "cannot log in with ****")
        .contains("\"migration\":\"1_a\",\"step\":1,\"code\":\"VEERY-");
    assertThat(journal).anyMatch(row -> row.contains("cannot log in with ****"));
    assertThat(String.join("\n", bodies) + log + warnings + journal).doesNotContain(MARKED);
  }

  @Test
  void anEndpointThatRefusesIsNotAskedAgain() throws Exception {
    answers.addAll(List.of(404, 404));
    assertThat(run("events = [\"succeeded\"]", "CREATE TABLE a ();"))
        .isInstanceOf(RunResult.Succeeded.class);
    assertThat(asked).hasValue(1);
    assertThat(warnings)
        .extracting(Problem::message)
        .containsExactly("notify.ops was not told that the run succeeded: it answered 404");
  }

  /** A device that has no room for anything. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aLogOnADiskThatIsFull() throws Exception {
    log = "/dev/full";
    assertThat(run("events = [\"succeeded\"]", "CREATE TABLE a ();"))
        .isInstanceOf(RunResult.Succeeded.class);
    assertThat(bodies).hasSize(1);
    assertThat(warnings)
        .extracting(Problem::message)
        .containsExactly("the log file /dev/full cannot be written: No space left on device");
    warnings.clear();
    log = "/dev/null/there";
    assertThat(run("events = [\"succeeded\"]", "SELECT 1;"))
        .isInstanceOf(RunResult.Succeeded.class);
    assertThat(warnings)
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .startsWith("the log file /dev/null/there cannot be written: ");
  }

  @Test
  void anEndpointThatIsDownOrNeverAnswers() throws Exception {
    int dead;
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long began = System.nanoTime();
      assertThat(
              run(
                  "http://127.0.0.1:" + silent.getLocalPort() + "/",
                  "events = [\"succeeded\"]\ntimeout = \"300ms\"",
                  "CREATE TABLE a ();"))
          .isInstanceOf(RunResult.Succeeded.class);
      assertThat((System.nanoTime() - began) / 1_000_000_000).isLessThan(20);
      dead = silent.getLocalPort();
    }
    assertThat(run("http://127.0.0.1:" + dead + "/", "events = [\"succeeded\"]", "SELECT 1;"))
        .isInstanceOf(RunResult.Succeeded.class);
    assertThat(warnings).hasSize(2);
  }

  private RunResult run(String settings, String sql) throws Exception {
    return run("http://127.0.0.1:" + server.getAddress().getPort() + "/hook", settings, sql);
  }

  private RunResult run(String url, String settings, String sql) throws Exception {
    ScratchDatabase database = ScratchServers.freshDatabase(ScratchServers.MAJORS.getLast());
    var place = database.server();
    String role = "r_" + database.name();
    Address address =
        new Address(
            place.host(),
            place.port(),
            database.name(),
            place.user(),
            place.password(),
            Duration.ofSeconds(10),
            Map.of());
    try (Session session = Session.open(address, "test")) {
      session.execute("CREATE ROLE " + role + " SUPERUSER LOGIN PASSWORD '" + MARKED + "'");
    }
    Files.createDirectories(directory.resolve("migrations"));
    Files.writeString(
        directory.resolve("migrations/1_a.sql"),
        "-- Up Migration\n" + sql + "\n-- Down Migration\nSELECT 1;\n");
    Files.writeString(
        directory.resolve("veery.toml"),
        """
        url = "postgres://%s@%s:%d/%s"
        password = "%s"
        layout = "veery"
        log-file = "%s"
        [notify.ops]
        url = "%s"
        secret = "signing-key"
        %s
        """
            .formatted(
                role, place.host(), place.port(), database.name(), MARKED, log, url, settings));
    Config config =
        Config.read(new ConfigRequest(directory, null, null, Map.of(), Map.of("HOME", "/nowhere")));
    journal.clear();
    try (Veery veery = Veery.open(config)) {
      Planning planning = veery.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
      RunResult result =
          veery.run(
              planning,
              "up",
              new RunListener() {
                @Override
                public void warning(Problem problem) {
                  warnings.add(problem);
                }
              },
              false,
              null);
      try (Session session = Session.open(address, "test")) {
        for (String table : List.of("run", "migration", "log", "step", "audit")) {
          session.query(
              "SELECT t::text FROM veery." + table + " t", row -> journal.add(row.getString(1)));
        }
      }
      return result;
    }
  }
}
