package dev.veery.postgres.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.lint.LintSettings;
import dev.veery.core.lint.Linter;
import dev.veery.core.lint.Subject;
import dev.veery.core.lint.rule.Rules;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which changes of a column's type write the table anew: the rule says so exactly where the server
 * gives the table another file, for every pair of these types.
 */
class TypeChangeOnServerTest {

  private static final List<String> TYPES =
      List.of(
          "int2",
          "int",
          "bigint",
          "numeric",
          "numeric(10,2)",
          "numeric(12,2)",
          "numeric(12,4)",
          "real",
          "text",
          "varchar",
          "varchar(10)",
          "varchar(20)",
          "char(5)",
          "bit varying(4)",
          "bit varying(8)",
          "bit varying",
          "timestamp",
          "timestamp(3)",
          "timestamptz",
          "timestamptz(3)",
          "time",
          "time(2)",
          "date",
          "interval",
          "cidr",
          "inet",
          "json",
          "jsonb",
          "uuid",
          "oid",
          "xml",
          "int[]",
          "text[]",
          "varchar(10)[]",
          "varchar(20)[]",
          "plain_domain",
          "checked_domain",
          "mood");

  private static final String BEFORE =
      """
      CREATE DOMAIN plain_domain AS text;
      CREATE DOMAIN checked_domain AS text CHECK (VALUE <> 'x');
      CREATE TYPE mood AS ENUM ('a', 'b');
      """;

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void theRuleSaysWhatTheServerDoes(int major) throws SQLException {
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    try (ScratchDatabase database = ScratchServers.freshDatabase(major);
        Connection connection = DriverManager.getConnection(database.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("SET timezone = 'UTC'; " + BEFORE);
      for (String from : TYPES) {
        for (String to : TYPES) {
          String rewrites = rewrites(statement, from, to);
          if (rewrites.isEmpty()) {
            continue;
          }
          compared++;
          String said = Boolean.toString(isFound(from, to));
          if (!said.equals(rewrites)) {
            wrong.add(from + " to " + to + ": server " + rewrites + ", rule " + said);
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(300);
    assertThat(wrong).isEmpty();
  }

  /** Whether the table's file changes; empty where the server refuses the change. */
  private static String rewrites(Statement statement, String from, String to) throws SQLException {
    statement.execute("DROP TABLE IF EXISTS t; CREATE TABLE t (a " + from + ")");
    String before = file(statement);
    try {
      statement.execute("ALTER TABLE t ALTER COLUMN a TYPE " + to);
    } catch (SQLException e) {
      return "";
    }
    return Boolean.toString(!file(statement).equals(before));
  }

  private static String file(Statement statement) throws SQLException {
    try (var rows = statement.executeQuery("SELECT pg_relation_filenode('t')")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static boolean isFound(String from, String to) {
    Script before = split(BEFORE + "CREATE TABLE t (a " + from + ");");
    Script change = split("SET timezone = 'UTC'; ALTER TABLE t ALTER COLUMN a TYPE " + to + ";");
    return Linter.lint(
            List.of(Subject.of("before", before, null, false), Subject.of("m", change, null, true)),
            Rules.ALL,
            LintSettings.DEFAULT)
        .findings()
        .stream()
        .anyMatch(f -> f.code().equals("lock-column-type-rewrite"));
  }

  private static Script split(String sql) {
    return Splitter.split(SqlSource.of("script.sql", sql.getBytes(StandardCharsets.UTF_8)));
  }
}
