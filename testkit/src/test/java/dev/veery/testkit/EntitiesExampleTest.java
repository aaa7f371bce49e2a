package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example application with entities, changed in ten steps, of which the guide tells the first.
 * In each the sources are changed and compiled, the migration is generated, checked, run, and taken
 * back and run again; Hibernate's own validation finds the schema to be what the entities need, and
 * the application stores a ticket. What no entity can say is there at the end as it was at the
 * beginning.
 */
final class EntitiesExampleTest {

  private static final Path EXAMPLE = Path.of("..", "examples", "entities");
  private static final int STEPS = 10;

  private static final String UNSAID =
      """
      SELECT 'view ' || viewname FROM pg_views WHERE schemaname = 'public'
      UNION ALL SELECT 'policy ' || policyname || ' ' || qual FROM pg_policies
      UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL SELECT 'function ' || proname FROM pg_proc
                 WHERE pronamespace = 'public'::regnamespace
      UNION ALL SELECT indexdef FROM pg_indexes
                 WHERE indexname IN ('ticket_open_idx', 'person_name_idx', 'article_search_idx')
      UNION ALL SELECT conname FROM pg_constraint WHERE conname = 'invoice_paid_later'
      UNION ALL SELECT obj_description('ticket'::regclass)
      UNION ALL SELECT 'table ' || tablename FROM pg_tables WHERE tablename LIKE 'legacy%'
      UNION ALL SELECT 'rights ' || relacl::text FROM pg_class WHERE relname = 'open_ticket'
      ORDER BY 1
      """;

  @TempDir private Path project;

  @Test
  void tenStepsThereAndBack() throws Exception {
    copy(EXAMPLE, project);
    List<Path> steps = steps();
    assertThat(steps).hasSize(STEPS);
    List<String> told = GuidePage.commands("entities");
    assertThat(told).as("what the guide has people type").hasSize(4);
    try (TestDatabase database = TestDatabase.create(TestServers.newest());
        Connection connection = database.connect();
        URLClassLoader hibernate = hibernate()) {
      Application.compile(project, jars());
      veery(database, "veery up");
      assertThat(veery(database, "veery generate --check").stdout()).contains("nothing to do");
      validate(hibernate, database);
      List<String> before = rows(connection, UNSAID);
      assertThat(before).hasSizeGreaterThan(10);

      step(steps.getFirst(), told.subList(0, 2), hibernate, database);
      for (Path step : steps.subList(1, STEPS)) {
        step(step, List.of(command(step), "veery up"), hibernate, database);
      }

      for (String command : told.subList(2, told.size())) {
        veery(database, command);
      }
      assertThat(rows(connection, UNSAID)).isEqualTo(before);
      veery(database, "veery down --to 20260303090000");
      assertThat(rows(connection, UNSAID)).isEqualTo(before);
    }
  }

  private static String command(Path step) throws IOException {
    return Files.readAllLines(step).stream()
        .filter(line -> line.startsWith("veery "))
        .findFirst()
        .orElseThrow();
  }

  private void step(Path step, List<String> commands, ClassLoader hibernate, TestDatabase database)
      throws Exception {
    Application.patch(project, Files.readString(step));
    Application.compile(project, jars());
    assertThat(veery(database, commands.getFirst()).stdout()).as("%s", step).contains(".sql");
    for (String command : commands.subList(1, commands.size())) {
      veery(database, command);
    }
    veery(database, "veery redo --yes");
    validate(hibernate, database);
  }

  /** The application's own start: it refuses a schema that its entities do not fit. */
  private void validate(ClassLoader hibernate, TestDatabase database) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    URL classes = project.resolve("target/classes").toUri().toURL();
    try (URLClassLoader application = new URLClassLoader(new URL[] {classes}, hibernate)) {
      thread.setContextClassLoader(application);
      String[] arguments = {
        database.jdbcUrl(), database.server().user(), database.server().password()
      };
      application
          .loadClass("desk.Desk")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private CommandLine.Result veery(TestDatabase database, String command) throws Exception {
    var args = new ArrayList<String>();
    args.addAll(List.of("-C", project.toString(), "--url", database.url()));
    args.addAll(List.of("--entities", "classpath=target/classes:" + folder() + "/*"));
    List<String> words = Words.split(command);
    args.addAll(words.subList(1, words.size()));
    CommandLine.Result result = new InProcess().run(args, "", Map.of(), Path.of(""));
    assertThat(result.exitCode())
        .as("%s%n%s%s", command, result.stdout(), result.stderr())
        .isZero();
    return result;
  }

  private List<Path> steps() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLE.resolve("steps"))) {
      return files.sorted().toList();
    }
  }

  private static Path folder() {
    return Path.of("target", "hibernate", "7").toAbsolutePath();
  }

  private static List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.sorted().toList();
    }
  }

  /** With the driver of the tests, and nothing else of theirs. */
  private static URLClassLoader hibernate() throws Exception {
    var urls = new ArrayList<URL>();
    for (Path jar : jars()) {
      urls.add(jar.toUri().toURL());
    }
    urls.add(org.postgresql.Driver.class.getProtectionDomain().getCodeSource().getLocation());
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static List<String> rows(Connection connection, String query) throws SQLException {
    var rows = new ArrayList<String>();
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(query)) {
      while (results.next()) {
        rows.add(results.getString(1));
      }
    }
    return rows;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        String name = from.relativize(file).toString();
        if (name.startsWith("target") || name.startsWith(".veery")) {
          continue;
        }
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
