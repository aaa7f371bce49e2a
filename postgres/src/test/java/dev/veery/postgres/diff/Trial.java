package dev.veery.postgres.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.diff.DiffOptions;
import dev.veery.core.diff.Difference;
import dev.veery.core.diff.NormalForm;
import dev.veery.core.diff.SqlStep;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: from one schema to the other and back, on a server.
 *
 * <p>Both schemas are built from SQL and read. The difference is applied to the first: what is read
 * then equals the second, and there is nothing left to do. The difference back is applied: what is
 * read then equals the first again. Everything happens in transactions that are rolled back, so
 * that a trial takes milliseconds; only what cannot run in one has a database to itself.
 */
final class Trial implements AutoCloseable {

  /** Roles that the schemas may name. */
  static final List<String> ROLES = List.of("diff_owner", "diff_reader", "diff_writer");

  /** Enough to have the schemas of a pair be a small part of it. */
  private static final String OTHERS =
      "CREATE SCHEMA others;\n"
          + IntStream.range(0, 150)
              .mapToObj(i ->
                  "CREATE TABLE others.t%d (id int PRIMARY KEY, n int%s);\n"
                      .formatted(i, i == 0 ? "" : " REFERENCES others.t" + (i - 1)))
              .collect(Collectors.joining())
          + "CREATE VIEW others.v AS SELECT count(*) AS n FROM others.t7;\n";

  /** After how many schemas the system catalogs are swept. */
  private static final int SWEPT = 20;

  private final EmbeddedPostgres server;
  private final ScratchDatabase database;
  private final Connection connection;
  private @Nullable Catalog others;
  private int built;

  Trial(int major) throws SQLException {
    server = ScratchServers.shared(major);
    database = ScratchServers.freshDatabase(major);
    connection = DriverManager.getConnection(database.jdbcUrl());
    for (String role : ROLES) {
      execute(
          connection,
          "DO $$ BEGIN CREATE ROLE %s; EXCEPTION WHEN duplicate_object THEN END $$"
              .formatted(role));
    }
    execute(connection, "SET client_min_messages = error");
    connection.setAutoCommit(false);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    database.close();
  }

  /** Walks on one major, and says what went wrong. */
  interface Walk {
    void on(int major, List<String> failures) throws Exception;
  }

  /** On the oldest and the newest major, side by side: each server is a process of its own. */
  static void onEachMajor(Walk walk) throws Exception {
    var failures = new ArrayList<String>();
    try (var threads = Executors.newFixedThreadPool(2)) {
      var walks = new ArrayList<Future<List<String>>>();
      for (int major : List.of(ScratchServers.MAJORS.getFirst(), ScratchServers.MAJORS.getLast())) {
        walks.add(
            threads.submit(() -> {
              var found = new ArrayList<String>();
              walk.on(major, found);
              return found;
            }));
      }
      for (Future<List<String>> walked : walks) {
        failures.addAll(walked.get());
      }
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.size() + " failed\n" + String.join("\n\n", failures));
    }
  }

  DiffOptions options(boolean online) {
    return new DiffOptions(online, true, true, server.user());
  }

  /** What a script makes of an empty database. */
  Catalog catalog(String script) throws SQLException {
    if (++built % SWEPT == 0) {
      sweep();
    }
    try {
      run(connection, script);
      return Inspector.inspect(connection, InspectOptions.DEFAULT);
    } finally {
      connection.rollback();
    }
  }

  /**
   * What was rolled back is still in the system catalogs, and every reading has to pass it by: a
   * few hundred schemas later that is most of its time.
   */
  private void sweep() throws SQLException {
    connection.setAutoCommit(true);
    execute(connection, "VACUUM");
    connection.setAutoCommit(false);
  }

  /**
   * The two schemas of a pair, and how one becomes the other.
   *
   * @param up in the shortest form
   */
  record Walked(Catalog before, Catalog after, Difference up) {}

  /**
   * There and back in the shortest form.
   *
   * @param online also in the form that keeps nobody waiting, in a database that is then gone
   * @throws SQLException when one of them is no schema
   */
  Walked there(String a, String b, boolean online) throws SQLException {
    Catalog after = catalog(b);
    Walked walked;
    Difference down;
    try {
      run(connection, a);
      Catalog before = Inspector.inspect(connection, InspectOptions.DEFAULT);
      walked = new Walked(before, after, Difference.between(before, after, options(false)));
      down = Difference.between(after, before, options(false));
      apply(connection, walked, walked.up(), down);
    } finally {
      connection.rollback();
    }
    expectSameAmidOthers(walked.before(), after, walked.up());
    expectSameAmidOthers(after, walked.before(), down);
    if (online) {
      online(a, walked, down);
    }
    return walked;
  }

  /** A difference of two large catalogs looks at a part of them: that part has to be enough. */
  private void expectSameAmidOthers(Catalog before, Catalog after, Difference alone)
      throws SQLException {
    if (others == null) {
      others = catalog(OTHERS);
    }
    Difference amid = Difference.between(with(before, others), with(after, others), options(false));
    if (!amid.equals(alone)) {
      throw new AssertionError("amid others it is\n" + text(amid) + "\nand alone\n" + text(alone));
    }
  }

  private static Catalog with(Catalog catalog, Catalog others) {
    var objects = new ArrayList<>(catalog.objects().values());
    others.objects().values().stream()
        .filter(other -> (other.id().schema() + other.id().name()).startsWith("others"))
        .forEach(objects::add);
    Map<ObjectId, Set<ObjectId>> dependencies = new HashMap<>(others.dependencies());
    dependencies.putAll(catalog.dependencies());
    Map<ObjectId, Set<ObjectId>> columnUses = new HashMap<>(others.columnUses());
    columnUses.putAll(catalog.columnUses());
    return new Catalog(catalog.major(), objects, dependencies, columnUses);
  }

  private void online(String a, Walked walked, Difference plainDown) throws SQLException {
    Catalog before = walked.before();
    Difference up = Difference.between(before, walked.after(), options(true));
    Difference down = Difference.between(walked.after(), before, options(true));
    if (up.equals(walked.up()) && down.equals(plainDown)) {
      return;
    }
    try (ScratchDatabase own = ScratchServers.freshDatabase(before.major());
        Connection alone = DriverManager.getConnection(own.jdbcUrl())) {
      execute(alone, "SET client_min_messages = error");
      run(alone, a);
      apply(alone, walked, up, down);
    }
  }

  private void apply(Connection target, Walked walked, Difference up, Difference down)
      throws SQLException {
    Catalog before = walked.before();
    Catalog after = walked.after();
    run(target, up);
    Catalog result = Inspector.inspect(target, InspectOptions.DEFAULT);
    expectEqual("up", after, result, up);
    Difference again = Difference.between(result, after, options(false));
    if (!again.isEmpty()) {
      throw new AssertionError(
          "planned again it is not empty:\n" + text(again) + "\nafter:\n" + text(up));
    }
    run(target, down);
    expectEqual("down", before, Inspector.inspect(target, InspectOptions.DEFAULT), down);
  }

  private static void expectEqual(
      String direction, Catalog expected, Catalog actual, Difference difference) {
    Comparison comparison =
        Comparison.of(NormalForm.of(expected), NormalForm.of(actual), IgnoreList.NONE);
    if (!comparison.isEmpty()) {
      throw new AssertionError(
          direction + " leads elsewhere:\n" + comparison + "\nby:\n" + text(difference));
    }
  }

  /** What went wrong, with the place where it was not an answer of the server. */
  static String message(Throwable failure) {
    return failure instanceof RuntimeException
        ? Stream.of(failure.getStackTrace())
            .limit(8)
            .map(Object::toString)
            .collect(Collectors.joining("\n  ", failure + "\n  ", ""))
        : String.valueOf(failure.getMessage());
  }

  static String text(Difference difference) {
    return difference.steps().stream()
        .map(step -> step.sql() + ";" + (step.loss().isEmpty() ? "" : " -- loses " + step.loss()))
        .collect(Collectors.joining("\n"));
  }

  private static void run(Connection target, Difference difference) throws SQLException {
    for (SqlStep step : difference.steps()) {
      try {
        execute(target, step.sql());
      } catch (SQLException e) {
        throw new AssertionError(
            e.getMessage() + "\nin: " + step.sql() + "\nof:\n" + text(difference), e);
      }
    }
  }

  static void run(Connection target, String script) throws SQLException {
    for (String statement : statements(script)) {
      try {
        execute(target, statement);
      } catch (SQLException e) {
        throw new SQLException(e.getMessage() + "\nin: " + statement, e.getSQLState(), e);
      }
    }
  }

  static List<String> statements(String script) {
    byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
    var statements = new ArrayList<String>();
    for (ScriptItem item : Splitter.split(SqlSource.of("schema.sql", bytes)).items()) {
      statements.add(((ScriptItem.Statement) item).text());
    }
    return statements;
  }

  private static void execute(Connection target, String sql) throws SQLException {
    try (Statement statement = target.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }
}
