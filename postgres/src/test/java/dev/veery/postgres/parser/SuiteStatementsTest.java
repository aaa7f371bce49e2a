package dev.veery.postgres.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.VeeryException;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.rule.Rules;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.Unrecognised;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.parser.Oracle.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every statement that the suite executes: those of the scenarios, of the examples, of the rules'
 * examples and of the splitter's golden files. The parser must say of each what the server says.
 */
class SuiteStatementsTest {

  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();

  private static final Pattern SECTION = Pattern.compile("-- (\\S+) --");

  private static final String EXAMPLE = "example of ";

  /** Not in the grammar: what is no statement at all does not have to be one to the parser. */
  private static final String SYNTAX_ERROR = "42601";

  private static final String EMPTY =
      """
      DO $$ DECLARE s text; BEGIN
        FOR s IN SELECT nspname FROM pg_namespace
          WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
          EXECUTE format('DROP SCHEMA %I CASCADE', s);
        END LOOP;
        CREATE SCHEMA public;
      END $$\
      """;

  @Test
  void theServerAgreesOnEveryStatementOfTheSuite() throws Exception {
    List<String> wrong = new ArrayList<>();
    int agreed = 0;
    int recognised = 0;
    Oracle oracle = new Oracle(ScratchServers.MAJORS.getLast());
    try {
      for (Map.Entry<String, String> script : scripts().entrySet()) {
        // Some scenarios sleep; how long is not the question here.
        oracle.run("SET statement_timeout = '100ms'");
        // Examples of rules leave nothing behind that has to be cleared away one by one.
        boolean inside =
            script.getKey().startsWith(EXAMPLE) && !script.getValue().contains("COMMIT");
        if (inside) {
          oracle.run("BEGIN");
        }
        for (String statement : statements(script.getValue())) {
          SqlStatement parsed = SqlStatement.parse(statement).statement();
          if (isForTheWholeServer(parsed)) {
            continue;
          }
          Answer answer = oracle.ask(statement);
          if ("ROLLBACK".equals(answer.tag()) && parsed.tag().equals("COMMIT")) {
            // The transaction had failed before, as the scenario wants it.
            continue;
          }
          if (answer.error() == null) {
            agreed++;
            try {
              ServerAgreement.check(statement, answer, script.getKey() + " " + answer.objects());
            } catch (AssertionError e) {
              wrong.add(e.getMessage());
            }
          } else if (answer.state().startsWith("08") || answer.state().startsWith("57P")) {
            // A scenario that ends sessions has ended this one.
            oracle.close();
            oracle = new Oracle(ScratchServers.MAJORS.getLast());
          } else if (!answer.state().equals(SYNTAX_ERROR)) {
            recognised++;
            if (parsed instanceof Unrecognised) {
              wrong.add(script.getKey() + " " + answer.state() + ": " + statement);
            }
          }
        }
        oracle.ask("ROLLBACK");
        oracle.ask("RESET SESSION AUTHORIZATION");
        oracle.ask("RESET ALL");
        if (!inside) {
          oracle.run(EMPTY);
        }
      }
    } finally {
      oracle.close();
    }
    assertThat(wrong).as(String.join("\n\n", wrong)).isEmpty();
    System.out.printf("%,d statements run, %,d refused but known%n", agreed, recognised);
    assertThat(agreed).isGreaterThan(1_000);
    assertThat(recognised).isGreaterThan(20);
  }

  /** Roles and databases would stay behind for the tests that share the server. */
  private static boolean isForTheWholeServer(SqlStatement statement) {
    String tag = statement.tag();
    return statement.targets().stream()
            .anyMatch(t ->
                t.type() == ObjectType.ROLE
                    || t.type() == ObjectType.DATABASE
                    || t.type() == ObjectType.TABLESPACE)
        || tag.equals("ALTER SYSTEM")
        || tag.startsWith("PREPARE TRANSACTION")
        || tag.equals("DROP OWNED")
        || tag.equals("REASSIGN OWNED");
  }

  /** By a name that says where it is from. */
  private static Map<String, String> scripts() throws IOException {
    Map<String, String> scripts = new LinkedHashMap<>();
    for (Path file : files("testkit/src/test/scenarios", ".txtar")) {
      scripts.put(file.toString(), scenario(Files.readString(file)));
    }
    for (String folder :
        List.of("examples", "core/src/test/resources", "engine/src/test/resources")) {
      for (Path file : files(folder, ".sql")) {
        scripts.put(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      }
    }
    for (Rule rule : Rules.ALL) {
      for (var example : rule.about().examples()) {
        String name = EXAMPLE + rule.about().code() + " " + scripts.size();
        scripts.put(name + " bad", example.before() + "\n" + example.bad() + "\n" + example.down());
        scripts.put(
            name + " good", example.before() + "\n" + example.good() + "\n" + example.goodDown());
      }
    }
    return scripts;
  }

  private static List<Path> files(String folder, String ending) throws IOException {
    if (!Files.isDirectory(ROOT.resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** The SQL of a scenario: its files, and what its commands send. */
  private static String scenario(String text) {
    StringBuilder sql = new StringBuilder();
    String section = "";
    for (String line : text.split("\n")) {
      Matcher matcher = SECTION.matcher(line);
      if (matcher.matches()) {
        section = matcher.group(1);
        sql.append('\n');
      } else if (section.endsWith(".sql")) {
        sql.append(line).append('\n');
      } else if (section.equals("run")) {
        Matcher command = Pattern.compile("\\$ sql (?:@\\w+ )?([^-@].*)").matcher(line);
        if (command.matches()) {
          sql.append("\n;\n").append(command.group(1)).append("\n;\n");
        }
      }
    }
    return sql.toString();
  }

  private static List<String> statements(String script) {
    List<String> statements = new ArrayList<>();
    try {
      for (ScriptItem item :
          Splitter.split(SqlSource.of("s.sql", script.getBytes(StandardCharsets.UTF_8))).items()) {
        if (item instanceof ScriptItem.Statement statement) {
          statements.add(statement.text());
        }
      }
    } catch (VeeryException e) {
      // Scenarios about files that cannot be read.
      return List.of();
    }
    return statements;
  }
}
