package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything is run with passwords that carry a mark, and the mark is looked for in everything that
 * comes out: what is printed, logged, journalled, written to files and sent to others. Scripts and
 * the server's messages say the password on purpose.
 */
class MarkedPasswordTest {

  private static final String MARK = "marked-Pa55";
  private static final String PASSWORD = MARK + "word!";

  @TempDir Path directory;
  private ScratchDatabase database;
  private HttpServer web;
  private GreenMail mail;
  private final List<String> sent = new CopyOnWriteArrayList<>();

  /** What came out, by where it came from. */
  private final Map<String, String> seen = new LinkedHashMap<>();

  private String last = "";

  @BeforeEach
  void serve() throws Exception {
    database = ScratchServers.freshDatabase();
    web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
              body = unpacked.readAllBytes();
            }
          }
          sent.add(
              exchange.getRequestURI().getPath() + "\n" + new String(body, StandardCharsets.UTF_8));
          // One endpoint is ill, so that there is something to complain about.
          exchange.sendResponseHeaders(
              exchange.getRequestURI().getPath().contains("ill") ? 404 : 200, -1);
          exchange.close();
        });
    web.start();
    mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.setUser("veery@example.com", "veery", PASSWORD + "m");
    mail.start();
    Rows.of(
        database,
        "CREATE ROLE r_%s SUPERUSER LOGIN PASSWORD '%s'".formatted(database.name(), PASSWORD));
    Files.createDirectories(directory.resolve("migrations"));
    migration(
        "1_shop",
        "CREATE TABLE shop (id int PRIMARY KEY, note text, price int);"
            + " INSERT INTO shop VALUES (1, 'a', 5);",
        "DROP TABLE shop;");
    settings();
  }

  @AfterEach
  void stop() {
    web.stop(0);
    mail.stop();
    Rows.quietly(database, "DROP OWNED BY r_" + database.name());
    database.close();
  }

  private void settings() throws Exception {
    String http = "http://127.0.0.1:" + web.getAddress().getPort();
    Files.writeString(
        directory.resolve("veery.toml"),
        """
        url = "${DATABASE}"
        layout = "veery"
        backup = "targeted"
        log-file = "log.jsonl"
        placeholders = { secret = "${SECRET}", app_token = "${TOKEN}" }
        [health]
        fails = "SELECT 'it is ${SECRET}'"
        retries = "0"
        [deploy]
        audit-file = "heads.jsonl"
        schema-file = "schema.sql"
        [env.well.health]
        fails = "SELECT 'it is ${SECRET}' => it is ${SECRET}"
        [env.many]
        fleet = { list = ["marked_one"] }
        [notify.hook]
        url = "HTTP/hook?token=${SECRET}h"
        secret = "${SECRET}s"
        events = ["started", "succeeded", "failed", "drift", "waiting-for-contract"]
        [notify.ill]
        url = "HTTP/ill?token=${SECRET}i"
        events = ["started", "succeeded", "failed", "drift", "waiting-for-contract"]
        [notify.chat]
        kind = "slack"
        url = "HTTP/chat"
        events = ["started", "succeeded", "failed", "drift"]
        [notify.mail]
        kind = "email"
        url = "smtp://veery:${SECRET}m@127.0.0.1:SMTP"
        from = "veery@example.com"
        to = "dba@example.com"
        events = ["started", "succeeded", "failed", "drift"]
        [observe]
        headers = ["Authorization=Bearer ${SECRET}o"]
        [observe.sentry]
        dsn = "DSN/7"
        [observe.metrics]
        file = "metrics.prom"
        push = "HTTP"
        otlp = "HTTP/v1/metrics"
        [observe.traces]
        otlp = "HTTP/v1/traces"
        """
            .replace("HTTP", http)
            .replace("DSN", http.replace("http://", "http://public@"))
            .replace("SMTP", Integer.toString(mail.getSmtp().getPort())));
  }

  private void migration(String name, String up, String down) throws Exception {
    Files.writeString(
        directory.resolve("migrations").resolve(name + ".sql"),
        "-- Up Migration\n" + up + "\n-- Down Migration\n" + down + "\n");
  }

  @Test
  void nobodySeesIt() throws Exception {
    well("up", "--verbose");
    Rows.of(database, "CREATE SCHEMA marked_one");
    veery("status", "--json");
    migration(
        "2_says_it",
        "CREATE ROLE r2_%s PASSWORD '${secret}'; DROP ROLE r2_%s; ALTER TABLE shop DROP COLUMN price;"
            .formatted(database.name(), database.name()),
        "ALTER TABLE shop ADD COLUMN price int; SELECT '${secret}';");
    for (String command :
        List.of(
            "plan",
            "plan --sql",
            "plan --json",
            "up --dry-run",
            "lint",
            "show 2",
            "show 2 --json",
            "list",
            "rehearse --json",
            "doctor",
            "doctor --json",
            "backup --targeted",
            "deploy --accept-findings",
            "verify",
            "check",
            "health",
            "health --json",
            "status",
            "history --json")) {
      veery(command.split(" "));
    }
    well("deploy", "--env", "well", "--accept-findings", "--json");
    migration(
        "3_fails", "DO $$ BEGIN RAISE EXCEPTION 'no login with ${secret}'; END $$;", "SELECT 1;");
    for (String command :
        List.of(
            "up",
            "up --backup off",
            "up --backup off --json",
            "up --backup off --verbose",
            "rehearse",
            "deploy --env well --accept-findings",
            "history",
            "audit list --json",
            "audit verify",
            "audit show run:1",
            "audit export",
            "schema export",
            "locks",
            "graph")) {
      veery(command.split(" "));
    }
    well("rollback", "--verbose");
    well("restore", "--only", "latest");
    Files.delete(directory.resolve("migrations/3_fails.sql"));
    migration(
        "4_way_back",
        "CREATE TABLE back (note text DEFAULT '${app_token}');",
        "DO $$ BEGIN PERFORM '${secret}', '${app_token}'; END $$; DROP TABLE back;");
    well("up", "--backup", "off");
    well("fleet", "up", "--env", "many");
    veery("fleet", "status", "--env", "many", "--json");
    Rows.of(database, "ALTER TABLE shop ADD COLUMN drifted text DEFAULT '" + PASSWORD + "'");
    veery("drift");
    veery("drift", "--json");
    veery("stamp", "99");
    veery("baseline", "7");
    veery("backup", "--verbose");
    // What is typed ends up in the journal, in messages and in every error.
    String url = url(PASSWORD.replace("!", "%21"));
    veery("up", "--url", url, "--password", PASSWORD, "--placeholder", "secret=" + PASSWORD);
    veery("up", "--url", url, "--no-such-option");
    veery("up", "--url", url + "x", "--verbose");
    veery("up", "--url", "postgres://nobody:" + PASSWORD + "@127.0.0.1:1/none", "--json");
    veery("up", "--url", "postgres://nobody:" + PASSWORD + "@nowhere.invalid/none", "--verbose");
    veery("restore", "latest", "--into", url);
    veery("down", "--url", url.replace("postgres://", "jdbc:postgresql://"));
    collect();
    assertThat(sent).anyMatch(s -> s.startsWith("/hook")).anyMatch(s -> s.startsWith("/chat"));
    assertThat(sent)
        .anyMatch(s -> s.contains("/envelope/"))
        .anyMatch(s -> s.startsWith("/v1/traces"));
    List<String> found = new ArrayList<>();
    String encoded = Base64.getEncoder().encodeToString(MARK.getBytes(StandardCharsets.UTF_8));
    seen.forEach((where, text) -> {
      for (String mark : List.of(MARK, encoded.substring(0, 12))) {
        int at = text.indexOf(mark);
        if (at >= 0) {
          found.add(
              where
                  + ": …"
                  + text.substring(Math.max(0, at - 150), Math.min(text.length(), at + 60))
                      .replace('\n', ' ')
                  + "…");
        }
      }
    });
    assertThat(found).isEmpty();
    assertThat(seen).hasSizeGreaterThan(60);
    for (String table : List.of("migration", "tenant_script")) {
      assertThat(seen.get("table veery." + table))
          .contains("${veery:placeholder:secret}", "${veery:placeholder:app_token}");
    }
    assertThat(String.join("\n", seen.values())).contains("no login with ****");
  }

  private String url(String password) {
    return "postgres://r_%s:%s@%s:%d/%s"
        .formatted(
            database.name(),
            password,
            database.server().host(),
            database.server().port(),
            database.name());
  }

  private void well(String... words) {
    assertThat(veery(words)).as(last).isZero();
  }

  /** The exit code. */
  private int veery(String... words) {
    CommandLine.Result result =
        new InProcess()
            .run(
                List.of(words),
                "",
                Map.of(
                    "DATABASE",
                    url(PASSWORD.replace("!", "%21")),
                    "SECRET",
                    PASSWORD,
                    "TOKEN",
                    MARK + "token",
                    "HOME",
                    directory.toString()),
                directory);
    String name = seen.size() + " veery " + String.join(" ", words).replace(MARK, "(mark)");
    assertThat(result.exitCode()).as(name + "\n" + result.stderr()).isNotEqualTo(70);
    last = result.stdout() + result.stderr();
    seen.put(name, last);
    return result.exitCode();
  }

  /** Everything that was left anywhere. */
  private void collect() throws Exception {
    for (String table :
        Rows.of(
            database,
            "SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'veery'::regnamespace AND"
                + " relkind = 'r'")) {
      seen.put(
          "table " + table,
          String.join("\n", Rows.of(database, "SELECT t::text FROM " + table + " t")));
    }
    for (int i = 0; i < sent.size(); i++) {
      seen.put("request " + i, sent.get(i));
    }
    for (MimeMessage message : mail.getReceivedMessages()) {
      ByteArrayOutputStream raw = new ByteArrayOutputStream();
      message.writeTo(raw);
      seen.put(
          "mail " + seen.size(),
          message.getSubject() + raw.toString(StandardCharsets.UTF_8) + message.getContent());
    }
    // Rows of users are in backups as they are; nobody else can read them.
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.endsWith("veery.toml")) {
          continue;
        }
        seen.put(
            "file " + directory.relativize(file),
            Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
  }
}
