package dev.veery.postgres.inspect;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.expand.OwnParts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads a schema.
 *
 * <p>The number of queries does not depend on the number of objects. What PostgreSQL prints
 * (expressions, view queries) depends on settings of the session; they are set for the length of
 * the reading and put back, so the same schema reads the same over any connection.
 */
public final class Inspector {

  private static final int OLDEST_MAJOR = 14;

  // Everything that decides how the server prints an expression or a constant.
  private static final String SETTINGS =
      """
      SELECT set_config('search_path', '', true), set_config('quote_all_identifiers', 'off', true),
             set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true),
             set_config('TimeZone', 'UTC', true), set_config('extra_float_digits', '3', true),
             set_config('bytea_output', 'hex', true), set_config('xmloption', 'content', true),
             -- Compiling a query takes longer than running it once.
             set_config('jit', 'off', true)
      """;

  private Inspector() {}

  /**
   * Reads the schema of the database that a connection is to.
   *
   * <p>On a connection in auto-commit mode this happens in one read-only, repeatable-read
   * transaction. In a transaction of the caller's it happens there, sees what that transaction did,
   * and leaves it open.
   *
   * @throws SQLException as the server reported it
   * @throws VeeryException when the server is older than PostgreSQL 14
   */
  public static Catalog inspect(Connection connection, InspectOptions options) throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    if (major < OLDEST_MAJOR) {
      throw new VeeryException(
          new Problem(
              ErrorCode.SERVER_TOO_OLD,
              "the server is PostgreSQL " + major,
              "Veery reads the schema of PostgreSQL " + OLDEST_MAJOR + " and newer"));
    }
    return connection.getAutoCommit()
        ? inTransactionOfItsOwn(connection, options, major)
        : inTransactionOfTheCaller(connection, options, major);
  }

  private static Catalog inTransactionOfItsOwn(
      Connection connection, InspectOptions options, int major) throws SQLException {
    connection.setAutoCommit(false);
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        statement.execute(SETTINGS);
      }
      return read(connection, options, major);
    } finally {
      // Nothing was written, and a rollback also puts the settings back.
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static Catalog inTransactionOfTheCaller(
      Connection connection, InspectOptions options, int major) throws SQLException {
    var savepoint = connection.setSavepoint();
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute(SETTINGS);
      }
      return read(connection, options, major);
    } finally {
      connection.rollback(savepoint);
      connection.releaseSavepoint(savepoint);
    }
  }

  private static Catalog read(Connection connection, InspectOptions options, int major)
      throws SQLException {
    var reading = new Reading(connection, major);
    SharedReader.read(reading, options);
    var dependencies = new AtomicReference<DependencyReader.Dependencies>();
    reading.ahead(ready -> dependencies.set(readObjects(ready)));
    return OwnParts.without(
        new Catalog(
            major, reading.objects(), dependencies.get().objects(), dependencies.get().columns()));
  }

  private static DependencyReader.Dependencies readObjects(Reading reading) throws SQLException {
    DatabaseReader.read(reading);
    TypeReader.read(reading);
    RoutineReader.read(reading);
    OperatorReader.read(reading);
    TextSearchReader.read(reading);
    ForeignReader.read(reading);
    var tables = new RelationReader(reading);
    tables.read();
    new ConstraintReader(reading, tables, new IndexReader(reading, tables).read()).read();
    PartReader.read(reading);
    PublicationReader.read(reading, tables);
    SubscriptionReader.read(reading);
    GrantReader.read(reading);
    LabelReader.read(reading, tables);
    return DependencyReader.read(reading, tables);
  }
}
