package dev.veery.postgres.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.lint.LintReport;
import dev.veery.core.lint.LintSettings;
import dev.veery.core.lint.Linter;
import dev.veery.core.lint.Subject;
import dev.veery.core.lint.rule.Rules;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the linter believes to be volatile, against {@code pg_proc.provolatile}: every function of
 * PostgreSQL and of the extensions that people take defaults from, used as the default of a new
 * column.
 */
class VolatileFunctionsOnServerTest {

  /**
   * By name, as the linter knows no types: volatile where every overload is. {@code timezone} has
   * one that is, and is the default of many columns.
   */
  private static final String FUNCTIONS =
      """
      SELECT p.proname, bool_and(p.provolatile = 'v') FROM pg_proc p
      WHERE p.prokind = 'f' AND NOT p.proretset
        AND p.prorettype NOT IN (SELECT t.oid FROM pg_type t WHERE t.typtype = 'p')
      GROUP BY p.proname
      """;

  static List<Integer> majors() {
    return ScratchServers.MAJORS;
  }

  @ParameterizedTest
  @MethodSource("majors")
  void theServerSaysSoOfEveryFunction(int major) throws Exception {
    TreeMap<String, Boolean> functions = new TreeMap<>();
    try (ScratchDatabase database = ScratchServers.freshDatabase(major);
        Connection connection = DriverManager.getConnection(database.jdbcUrl());
        var statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION pgcrypto");
      statement.execute("CREATE EXTENSION \"uuid-ossp\"");
      try (ResultSet rows = statement.executeQuery(FUNCTIONS)) {
        while (rows.next()) {
          functions.put(Objects.requireNonNull(rows.getString(1)), rows.getBoolean(2));
        }
      }
    }
    assertThat(functions.size()).isGreaterThan(1000);
    StringBuilder script = new StringBuilder();
    for (String function : functions.keySet()) {
      script.append("ALTER TABLE t ADD COLUMN c int DEFAULT \"%s\"();\n".formatted(function));
    }
    LintReport report =
        Linter.lint(
            List.of(
                Subject.of(
                    "m",
                    Splitter.split(
                        SqlSource.of("m.sql", script.toString().getBytes(StandardCharsets.UTF_8))),
                    null,
                    true)),
            List.of(Objects.requireNonNull(Rules.find("lock-add-column-rewrite"))),
            LintSettings.DEFAULT.on(major));
    TreeSet<String> said = new TreeSet<>();
    List<String> names = List.copyOf(functions.keySet());
    report.findings().forEach(f -> said.add(names.get(f.position().line() - 1)));
    TreeSet<String> volatiles = new TreeSet<>(functions.keySet());
    volatiles.removeIf(f -> !functions.getOrDefault(f, false));
    assertThat(said).containsExactlyElementsOf(volatiles);
  }
}
