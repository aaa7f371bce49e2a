package dev.veery.postgres.parser;

import dev.veery.core.sql.ast.Identifier;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;

/**
 * A server that is asked what a statement is: its command tag, and by event triggers the objects
 * that it created, changed or dropped.
 */
final class Oracle implements AutoCloseable {

  private final ScratchDatabase database;
  private final Connection connection;

  Oracle(int major) throws SQLException {
    database = ScratchServers.freshDatabase(major);
    connection = DriverManager.getConnection(database.jdbcUrl());
    run(
        """
        CREATE FUNCTION pg_catalog.veery_changed() RETURNS event_trigger LANGUAGE plpgsql AS $$
        DECLARE r record;
        BEGIN
          FOR r IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
            RAISE NOTICE 'changed|%|%|%', r.command_tag, r.object_type, r.object_identity;
          END LOOP;
        END $$\
        """,
        """
        CREATE FUNCTION pg_catalog.veery_dropped() RETURNS event_trigger LANGUAGE plpgsql AS $$
        DECLARE r record;
        BEGIN
          FOR r IN SELECT * FROM pg_event_trigger_dropped_objects() WHERE original LOOP
            RAISE NOTICE 'dropped|%|%|%', '', r.object_type, r.object_identity;
          END LOOP;
        END $$\
        """,
        "CREATE EVENT TRIGGER veery_changed ON ddl_command_end EXECUTE FUNCTION pg_catalog.veery_changed()",
        "CREATE EVENT TRIGGER veery_dropped ON sql_drop EXECUTE FUNCTION pg_catalog.veery_dropped()");
  }

  private void run(String... statements) throws SQLException {
    run("SET allow_system_table_mods = on");
    for (String statement : statements) {
      run(statement);
    }
    run("RESET allow_system_table_mods");
  }

  void run(String statement) throws SQLException {
    Answer answer = ask(statement);
    if (answer.error() != null) {
      throw answer.error();
    }
  }

  /** An object of which an event trigger was told. */
  record Told(boolean dropped, String type, String identity) {}

  /**
   * What the server said.
   *
   * @param tag null where it refused, and where it sent rows, whose tag the driver does not tell
   */
  record Answer(@Nullable String tag, List<Told> objects, @Nullable SQLException error) {
    String state() {
      return error == null ? "" : String.valueOf(error.getSQLState());
    }
  }

  /** Executes a statement. */
  Answer ask(String statement) throws SQLException {
    QueryExecutor executor = connection.unwrap(BaseConnection.class).getQueryExecutor();
    Handler handler = new Handler();
    try {
      Query query = executor.createSimpleQuery(statement);
      executor.execute(
          query,
          null,
          handler,
          0,
          0,
          QueryExecutor.QUERY_SUPPRESS_BEGIN
              | QueryExecutor.QUERY_ONESHOT
              | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE);
      return new Answer(handler.tag, handler.objects(), null);
    } catch (SQLException e) {
      return new Answer(null, List.of(), e);
    }
  }

  /**
   * Whether the server's grammar takes a statement. In a transaction that has failed the server
   * still parses, and refuses afterwards.
   */
  boolean parses(String statement) throws SQLException {
    return "25P02".equals(ask(statement).state());
  }

  /** Begins a transaction that has failed. */
  void failTransaction() throws SQLException {
    ask("ROLLBACK");
    run("BEGIN");
    ask("SELECT 1/0");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    database.close();
  }

  /** A name as the server writes it in identities. */
  static String quote(Identifier name) {
    return quote(name.effective());
  }

  static String quote(String name) {
    // The server quotes reserved words too; this is the one that the tests use.
    return name.matches("[a-z_][a-z0-9_]*") && !name.equals("select")
        ? name
        : '"' + name.replace("\"", "\"\"") + '"';
  }

  private static final class Handler extends ResultHandlerBase {
    private @Nullable String tag;
    private final List<SQLWarning> warnings = new ArrayList<>();

    @Override
    public void handleWarning(SQLWarning warning) {
      warnings.add(warning);
    }

    @Override
    public void handleResultRows(
        Query fromQuery, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {}

    @Override
    public void handleCommandStatus(String status, long updateCount, long insertOid) {
      if (tag == null) {
        tag = status.replaceAll("( \\d+)+$", "");
      }
    }

    private List<Told> objects() {
      List<Told> told = new ArrayList<>();
      for (SQLWarning w : warnings) {
        String[] parts = String.valueOf(w.getMessage()).split("\\|", 4);
        if (parts.length == 4 && (parts[0].equals("changed") || parts[0].equals("dropped"))) {
          told.add(new Told(parts[0].equals("dropped"), parts[2], parts[3]));
        }
      }
      return told;
    }
  }
}
