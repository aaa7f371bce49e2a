package dev.veery.postgres.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.tenancy.Matrix;
import dev.veery.core.tenancy.Matrix.Command;
import dev.veery.core.tenancy.Matrix.Key;
import dev.veery.core.tenancy.Matrix.Setting;
import dev.veery.core.tenancy.TenancyFinding;
import dev.veery.core.tenancy.TenancyModel;
import dev.veery.core.tenancy.TenancyReport;
import dev.veery.core.tenancy.TenancySettings;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Leaks, planted one at a time, and sound schemas of many styles.
 *
 * <p>On the older major only some are tried; all with {@code -Dveery.all=true}. A file of {@code
 * leaks} is a change to {@code base.sql}, or a schema of its own after {@code -- alone}. Its {@code
 * -- finds} lines are everything that has to be found, and nothing else may be. {@code -- since 16}
 * leaves it out on older majors; {@code -- set key = value} changes the configuration. Files of
 * {@code sound} are schemas in which nothing may be found. With {@code -Dveery.update=true} the
 * lines are written anew.
 */
final class IsolationTest {

  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final int NEWEST = ScratchServers.MAJORS.getLast();
  private static final Pattern SINCE = Pattern.compile("^-- since (\\d+)", Pattern.MULTILINE);
  private static final Pattern SET = Pattern.compile("^-- set (\\w+) = (.*)$", Pattern.MULTILINE);
  private static final Pattern FINDS = Pattern.compile("^-- finds (.*)$", Pattern.MULTILINE);

  private static final String ROLES =
      """
      DO $$
      DECLARE
        r text;
      BEGIN
        FOREACH r IN ARRAY ARRAY['app', 'app_ro', 'app_group', 'keeper', 'auditor'] LOOP
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
            EXECUTE format('CREATE ROLE %I %s', r,
              CASE WHEN r IN ('app', 'app_ro') THEN 'LOGIN' ELSE 'NOLOGIN' END);
          END IF;
        END LOOP;
      END $$
      """;

  private record Case(Path file, String sql) {
    String name() {
      String name = String.valueOf(file.getFileName());
      return name.substring(0, name.length() - ".sql".length());
    }

    /** The newest major takes all of them, an older one a third: they differ in little. */
    boolean isFor(int major) {
      Matcher since = SINCE.matcher(sql);
      boolean chosen =
          major == NEWEST || Boolean.getBoolean("veery.all") || name().hashCode() % 3 == 0;
      return chosen && (!since.find() || major >= Integer.parseInt(since.group(1)));
    }

    Set<String> finds() {
      return new TreeSet<>(FINDS.matcher(sql).results().map(m -> m.group(1)).toList());
    }

    TenancySettings settings() {
      Map<String, String> entries =
          new HashMap<>(
              Map.of(
                  "column",
                  "tenant_id",
                  "setting",
                  "app.tenant_id",
                  "roles",
                  "app",
                  "shared",
                  "shared_*"));
      SET.matcher(sql).results().forEach(m -> entries.put(m.group(1), m.group(2)));
      List<String> problems = new ArrayList<>();
      TenancySettings settings = TenancySettings.read(entries, problems);
      assertThat(problems).isEmpty();
      return settings;
    }
  }

  static List<Path> files(String folder) throws IOException, URISyntaxException {
    Path root = Path.of(Objects.requireNonNull(IsolationTest.class.getResource(folder)).toURI());
    try (Stream<Path> files = Files.list(root)) {
      return files.filter(f -> f.toString().endsWith(".sql")).sorted().toList();
    }
  }

  /** A sound schema, which planted leaks change. */
  private static Path base() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(IsolationTest.class.getResource("base.sql")).toURI());
  }

  private static List<Case> cases(String folder) throws IOException, URISyntaxException {
    String only = System.getProperty("veery.case", "");
    List<Case> cases = new ArrayList<>();
    List<Path> files = new ArrayList<>(files(folder));
    if (folder.equals("sound")) {
      files.add(base());
    }
    for (Path file : files) {
      Case found = new Case(file, Files.readString(file));
      if ((only.isEmpty() || found.name().matches(only))) {
        cases.add(found);
      }
    }
    return cases;
  }

  static Session open(ScratchDatabase database) throws SQLException {
    var server = database.server();
    return Session.open(
        new Address(
            server.host(),
            server.port(),
            database.name(),
            server.user(),
            server.password(),
            Duration.ofSeconds(10),
            Map.of()),
        "test");
  }

  private static TenancyReport report(
      EmbeddedPostgres server, String schema, TenancySettings settings) throws SQLException {
    String name = "isolation_" + DATABASES.incrementAndGet();
    server.createDatabase(name);
    try (ScratchDatabase database = new ScratchDatabase(server, name)) {
      try {
        TenancyModel model;
        try (Session session = open(database)) {
          session.query(ROLES, List.of());
          session.query(schema, List.of());
          Catalog catalog = Inspector.inspect(session.connection(), InspectOptions.DEFAULT);
          model = new TenancyModel(catalog, settings, RoleReader.read(session));
        }
        try (Session session = open(database)) {
          Attack.Result result = Attack.run(session, model);
          return TenancyReport.of(
              model, result.tenants(), result.matrix(), result.unproven(), List.of());
        }
      } finally {
        // Roles belong to the server, which others use, too.
        try (Session session = open(database)) {
          session.query(AFTER, List.of());
        }
      }
    }
  }

  private static final String AFTER =
      """
      ALTER ROLE app NOSUPERUSER NOBYPASSRLS;
      ALTER ROLE auditor NOBYPASSRLS;
      REVOKE keeper, auditor, app_group FROM app, app_ro;
      ALTER ROLE app RESET ALL;
      DROP OWNED BY app, app_ro, app_group, keeper, auditor CASCADE
      """;

  private static Set<String> found(TenancyReport report) {
    Set<String> found = new TreeSet<>();
    for (TenancyFinding finding : report.findings()) {
      found.add(
          finding.code()
              + " "
              + finding.object()
              + (finding.source() == TenancyFinding.Source.ATTACK
                      && !finding.code().equals("not-attacked")
                  ? ": " + finding.effect()
                  : ""));
    }
    return found;
  }

  /** What is wrong with a case; null for nothing. */
  private interface Judge {
    @Nullable String judge(EmbeddedPostgres server, Case one) throws Exception;
  }

  /**
   * Two servers take the cases in turn: roles belong to a server, so two cases cannot share one at
   * a time, and there are more cores than one.
   */
  private static void all(int major, List<Case> cases, Judge judge) throws Exception {
    var next = new ConcurrentLinkedQueue<>(cases.stream().filter(c -> c.isFor(major)).toList());
    var failures = new ConcurrentSkipListSet<String>();
    try (EmbeddedPostgres second = EmbeddedPostgres.builder().major(major).scratch()) {
      List<Thread> threads = new ArrayList<>();
      for (EmbeddedPostgres server : List.of(ScratchServers.shared(major), second)) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (Case one = next.poll(); one != null; one = next.poll()) {
                    try {
                      String wrong = judge.judge(server, one);
                      if (wrong != null) {
                        failures.add(one.name() + "\n  " + wrong);
                      }
                    } catch (Exception | AssertionError e) {
                      failures.add(one.name() + "\n  " + e);
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(failures).as(String.join("\n", failures)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void everyPlantedLeakIsFound(int major) throws Exception {
    String base = Files.readString(base());
    all(
        major,
        cases("leaks"),
        (server, leak) -> {
          String schema = leak.sql().contains("-- alone") ? leak.sql() : base + leak.sql();
          Set<String> found = found(report(server, schema, leak.settings()));
          if (Boolean.getBoolean("veery.update") && major == NEWEST) {
            update(leak, found);
            return null;
          }
          return same(major, found, leak.finds()) && !leak.finds().isEmpty()
              ? null
              : "expected " + leak.finds() + "\n  found    " + found;
        });
  }

  /**
   * In which settings a leak shows may differ: whether a missing setting is an error depends on the
   * order in which a version evaluates conditions, and MERGE checks more policies than it used to.
   */
  private static boolean same(int major, Set<String> found, Set<String> expected) {
    return major == NEWEST
        ? found.equals(expected)
        : withoutSettings(found).equals(withoutSettings(expected));
  }

  private static Set<String> withoutSettings(Set<String> lines) {
    Set<String> plain = new TreeSet<>();
    lines.forEach(line -> plain.add(line.replaceAll(" \\([a-z, -]*\\)", "")));
    return plain;
  }

  private static void update(Case leak, Set<String> found) throws IOException {
    String name =
        "src/test/resources/dev/veery/postgres/tenancy/leaks/" + leak.file().getFileName();
    StringBuilder text = new StringBuilder(FINDS.matcher(leak.sql()).replaceAll("").strip());
    int end = 0;
    while (text.indexOf("-- ", end) == end) {
      end = text.indexOf("\n", end) + 1;
    }
    StringBuilder lines = new StringBuilder();
    found.forEach(line -> lines.append("-- finds ").append(line).append('\n'));
    text.insert(end, lines);
    Files.writeString(Path.of(name), text.append('\n').toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void soundSchemasGiveNoFinding(int major) throws Exception {
    all(
        major,
        cases("sound"),
        (server, sound) -> {
          Set<String> found = found(report(server, sound.sql(), sound.settings()));
          return found.isEmpty() ? null : String.join("\n  ", found);
        });
  }

  /** A table is attacked by every command under every setting, whatever comes of it. */
  @Test
  void everyCommandIsTriedUnderEverySetting() throws Exception {
    Matrix matrix =
        Objects.requireNonNull(
            report(
                    ScratchServers.shared(),
                    Files.readString(base()),
                    new Case(base(), "").settings())
                .matrix());
    List<String> untried = new ArrayList<>();
    for (Command command :
        List.of(
            Command.SELECT,
            Command.INSERT,
            Command.UPDATE,
            Command.DELETE,
            Command.MERGE,
            Command.COPY,
            Command.TRUNCATE,
            Command.RETURNING,
            Command.ON_CONFLICT)) {
      for (Setting setting : Setting.values()) {
        if (!matrix.cells().containsKey(new Key("public.docs", command, "app", setting))) {
          untried.add(command.word() + " " + setting.words());
        }
      }
    }
    assertThat(untried).isEmpty();
  }

  @Test
  void thereAreEnough() throws Exception {
    assertThat(files("leaks")).hasSizeGreaterThanOrEqualTo(40);
    assertThat(files("sound")).hasSizeGreaterThanOrEqualTo(20);
  }
}
