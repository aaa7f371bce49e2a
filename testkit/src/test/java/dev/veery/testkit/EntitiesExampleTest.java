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
 * The example application with entities, changed in ten steps. In each the sources are changed and
 * compiled, the migration is generated, checked, run, and taken back and run again; Hibernate's own
 * validation finds the schema to be what the entities need, and the application stores a ticket.
 * What no entity can say is there at the end as it was at the beginning.
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
    try (TestDatabase database = TestDatabase.create(TestServers.newest());
        Connection connection = database.connect();
        URLClassLoader hibernate = hibernate()) {
      Application.compile(project, jars());
      veery(database, "up");
      assertThat(veery(database, "generate", "--check").stdout()).contains("nothing to do");
      validate(hibernate, database);
      List<String> before = rows(connection, UNSAID);
      assertThat(before).hasSizeGreaterThan(10);

      for (Path step : steps) {
        apply(step, hibernate, database);
      }

      assertThat(veery(database, "generate", "--check").stdout()).contains("nothing to do");
      assertThat(rows(connection, UNSAID)).isEqualTo(before);
      assertThat(veery(database, "down", "--to", "20260303090000").exitCode()).isZero();
      assertThat(rows(connection, UNSAID)).isEqualTo(before);
    }
  }

  private void apply(Path step, ClassLoader hibernate, TestDatabase database) throws Exception {
    String text = Files.readString(step);
    Application.patch(project, text);
    Application.compile(project, jars());
    String command =
        text.lines().filter(line -> line.startsWith("veery ")).findFirst().orElseThrow();
    List<String> words = Words.split(command);
    CommandLine.Result generated = run(database, words.subList(1, words.size()));
    assertThat(generated.stdout()).contains(".sql");
    assertThat(generated.exitCode()).as("%s%n%s", step, generated.stderr()).isZero();
    veery(database, "up");
    veery(database, "redo", "--yes");
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

  private CommandLine.Result veery(TestDatabase database, String... verb) throws Exception {
    CommandLine.Result result = run(database, List.of(verb));
    assertThat(result.exitCode()).as("%s%s", result.stdout(), result.stderr()).isZero();
    return result;
  }

  private CommandLine.Result run(TestDatabase database, List<String> verb) throws Exception {
    var args = new ArrayList<String>();
    args.addAll(List.of("-C", project.toString(), "--url", database.url()));
    args.addAll(List.of("--entities", "classpath=target/classes:" + folder() + "/*"));
    args.addAll(verb);
    return new InProcess().run(args, "", Map.of(), Path.of(""));
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
