package dev.veery.postgres.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.DatabaseObject.SecurityLabel;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.diff.DiffOptions;
import dev.veery.core.diff.Difference;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.core.diff.SqlStep;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Security labels on a real server. {@code SECURITY LABEL} wants a module that decides on labels,
 * and PostgreSQL brings none; so here the rows that it would write are written instead. All else is
 * the server's: what it says of them, and what goes with a dropped object.
 */
class SecurityLabelsTest {

  private static final Pattern LABEL =
      Pattern.compile(
          "SECURITY LABEL FOR (\\S+) ON (SCHEMA|TABLE|VIEW|COLUMN|FUNCTION|TYPE) (.+?)"
              + " IS (NULL|'(?:[^']|'')*');?",
          Pattern.DOTALL);

  private static final String A =
      """
      CREATE SCHEMA shop;
      CREATE TYPE shop.mood AS ENUM ('a');
      CREATE TABLE shop.people (id int PRIMARY KEY, email text, born date, "Odd One" text);
      CREATE VIEW shop.mails AS SELECT email FROM shop.people;
      CREATE FUNCTION shop.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
      CREATE TABLE shop.gone (id int);
      SECURITY LABEL FOR anon ON TABLE shop.people IS 'people';
      SECURITY LABEL FOR anon ON COLUMN shop.people.email IS 'masked with ''x''';
      SECURITY LABEL FOR anon ON COLUMN shop.people.born IS 'masked';
      SECURITY LABEL FOR anon ON VIEW shop.mails IS 'mails';
      SECURITY LABEL FOR selinux ON FUNCTION shop.f(integer) IS 'sepgsql_proc_exec_t:s0';
      SECURITY LABEL FOR anon ON TABLE shop.gone IS 'gone';
      """;

  private static final String B =
      """
      CREATE SCHEMA shop;
      CREATE TYPE shop.mood AS ENUM ('a');
      CREATE TABLE shop.people (id int PRIMARY KEY, email varchar(80), "Odd One" text);
      CREATE VIEW shop.mails AS SELECT email, id FROM shop.people;
      CREATE FUNCTION shop.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
      SECURITY LABEL FOR anon ON SCHEMA shop IS 'shop';
      SECURITY LABEL FOR anon ON TYPE shop.mood IS 'mood';
      SECURITY LABEL FOR anon ON COLUMN shop.people.email IS 'masked otherwise';
      SECURITY LABEL FOR anon ON COLUMN shop.people."Odd One" IS 'odd';
      SECURITY LABEL FOR anon ON VIEW shop.mails IS 'mails';
      """;

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void areReadExportedAndChanged(int major) throws SQLException {
    try (ScratchDatabase database = ScratchServers.freshDatabase(major);
        Connection connection = DriverManager.getConnection(database.jdbcUrl())) {
      execute(connection, "SET allow_system_table_mods = on");
      connection.setAutoCommit(false);
      Catalog a = of(connection, A);
      assertThat(a.all(SecurityLabel.class)).hasSize(6);
      assertThat(a.all(SecurityLabel.class))
          .anyMatch(label ->
              label.id().toString().equals("security label FOR anon ON COLUMN shop.people.email")
                  && label.label().equals("masked with 'x'"));
      Catalog b = of(connection, B);
      assertEqual(a, of(connection, SchemaExport.sql(a, ExportOptions.COMPLETE)));
      assertEqual(b, of(connection, SchemaExport.sql(b, ExportOptions.COMPLETE)));
      run(connection, A);
      apply(connection, a, b, database.server().user());
      apply(connection, b, a, database.server().user());
      connection.rollback();
    }
  }

  private static void apply(Connection connection, Catalog from, Catalog to, String user)
      throws SQLException {
    var options = new DiffOptions(false, true, true, user);
    for (SqlStep step : Difference.between(from, to, options).steps()) {
      execute(connection, step.sql());
    }
    assertEqual(to, Inspector.inspect(connection, InspectOptions.DEFAULT));
  }

  /** But for the order of columns, which no difference can restore. */
  private static void assertEqual(Catalog expected, Catalog actual) {
    assertThat(
            Comparison.of(expected, actual, IgnoreList.NONE)
                .toString()
                .lines()
                .filter(line -> !line.contains("order of columns")))
        .isEmpty();
  }

  private static Catalog of(Connection connection, String script) throws SQLException {
    try {
      run(connection, script);
      return Inspector.inspect(connection, InspectOptions.DEFAULT);
    } finally {
      connection.rollback();
    }
  }

  private static void run(Connection connection, String script) throws SQLException {
    for (String statement : Trial.statements(script)) {
      execute(connection, statement);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    Matcher label = LABEL.matcher(sql);
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      if (!label.matches()) {
        statement.execute(sql);
        return;
      }
      String address = address(label.group(2), label.group(3));
      statement.execute(
          "DELETE FROM pg_catalog.pg_seclabel USING (SELECT "
              + address
              + ") o WHERE classoid = o.class AND objoid = o.object AND objsubid = o.part"
              + " AND provider = '"
              + label.group(1)
              + "'");
      if (!label.group(4).equals("NULL")) {
        statement.execute(
            "INSERT INTO pg_catalog.pg_seclabel (classoid, objoid, objsubid, provider, label)"
                + " SELECT o.class, o.object, o.part, '"
                + label.group(1)
                + "', "
                + label.group(4)
                + " FROM (SELECT "
                + address
                + ") o");
      }
    } catch (SQLException e) {
      throw new SQLException(e.getMessage() + "\nin: " + sql, e.getSQLState(), e);
    }
  }

  private static String address(String kind, String name) {
    int dot = name.lastIndexOf('.');
    return switch (kind) {
      case "SCHEMA" -> part("pg_namespace", "'" + name + "'::regnamespace", "0");
      case "FUNCTION" -> part("pg_proc", "'" + name + "'::regprocedure", "0");
      case "TYPE" -> part("pg_type", "'" + name + "'::regtype", "0");
      case "COLUMN" -> {
        String relation = "'" + name.substring(0, dot) + "'::regclass";
        String column = name.substring(dot + 1).replace("\"", "");
        yield part(
            "pg_class",
            relation,
            "(SELECT attnum::int FROM pg_catalog.pg_attribute WHERE attrelid = "
                + relation
                + " AND attname = '"
                + column
                + "')");
      }
      default -> part("pg_class", "'" + name + "'::regclass", "0");
    };
  }

  private static String part(String table, String object, String number) {
    return "'pg_catalog.%s'::regclass::oid AS class, %s::oid AS object, %s AS part"
        .formatted(table, object, number);
  }
}
