package dev.veery.postgres.session;

import java.io.IOException;
import java.io.InputStream;
import java.security.NoSuchAlgorithmException;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import javax.crypto.SecretKeyFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * One connection that speaks the simple query protocol, as psql does: each statement is one Query
 * message, byte for byte what the author wrote, and several messages may be on the wire at once.
 *
 * <p>Transactions are statements like any other ({@code BEGIN}, {@code COMMIT}); the driver's own
 * transaction handling stays off. Not for use by several threads at once, but for {@link #cancel}.
 */
public final class Session implements AutoCloseable {

  private final Connection connection;
  private final PGConnection postgres;
  private final Statement statement;

  private static final String OPTIONS = "options";
  private static final String LOOK_FOR_CLIENT = "-c client_connection_check_interval=5s";

  /**
   * A proxy that does not pass start-up options on (08P01), a server before 14 (42704), a server on
   * a platform where this cannot be asked (22023).
   */
  private static final Set<String> REFUSED_OPTIONS = Set.of("08P01", "42704", "22023");

  private Session(Connection connection) throws SQLException {
    this.connection = connection;
    this.postgres = connection.unwrap(PGConnection.class);
    this.statement = connection.createStatement();
    // JDBC's {fn …} escapes are no part of PostgreSQL's SQL.
    this.statement.setEscapeProcessing(false);
  }

  /**
   * Connects.
   *
   * @param applicationName as it stands in {@code pg_stat_activity}
   * @throws SQLException as the driver throws it; {@link SqlStates} turns it into words
   */
  public static Session open(Address address, String applicationName) throws SQLException {
    Connection connection = connect(address, applicationName);
    try {
      return new Session(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Sets up what the JDK needs for a login by SCRAM, for a thread that has to wait for one. By
   * itself the first login in a process spends as long on this as on the whole rest.
   */
  public static void prepareLogin() {
    try {
      SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
    } catch (NoSuchAlgorithmException e) {
      // The login will say so, if it needs that at all.
    }
  }

  /**
   * Asks the server to look every few seconds whether this process is still there. By default it
   * notices a killed client only when it has something to send, so that the statement of a dead run
   * would go on for hours, holding its locks and keeping the next run waiting.
   */
  private static Connection connect(Address address, String applicationName) throws SQLException {
    Properties properties = address.properties(applicationName);
    String options = properties.getProperty(OPTIONS, "");
    properties.setProperty(OPTIONS, (options + " " + LOOK_FOR_CLIENT).strip());
    try {
      return Connecting.open(address, properties);
    } catch (SQLException e) {
      if (!REFUSED_OPTIONS.contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
      return Connecting.open(address, address.properties(applicationName));
    }
  }

  /**
   * A connection that speaks the extended protocol, which can ask what a statement would give
   * without running it.
   *
   * @param applicationName as it stands in {@code pg_stat_activity}
   */
  public static Connection extended(Address address, String applicationName) throws SQLException {
    Properties properties = address.properties(applicationName);
    properties.setProperty("preferQueryMode", "extended");
    return Connecting.open(address, properties);
  }

  /**
   * Sends all statements at once and reads all answers: one round trip however many they are.
   * Inside a transaction the first failure makes the server refuse the rest, so a pipeline from
   * {@code BEGIN} to {@code COMMIT} happens wholly or not at all.
   *
   * @param statements one SQL statement each; results of queries are discarded
   * @return what the server had to say besides, such as notices
   * @throws PipelineException when one fails; the connection is usable again unless it was lost
   */
  public List<Notice> pipeline(List<String> statements) throws PipelineException {
    try {
      statement.clearWarnings();
      for (String sql : statements) {
        statement.addBatch(sql);
      }
      statement.executeBatch();
      return notices();
    } catch (BatchUpdateException e) {
      throw new PipelineException(firstFailure(e, statements.size()), ServerError.of(e), e);
    } catch (SQLException e) {
      throw new PipelineException(-1, ServerError.of(e), e);
    } finally {
      try {
        statement.clearBatch();
      } catch (SQLException e) {
        // Only a closed connection gets here, and then the failure above has said so.
      }
    }
  }

  /**
   * Which statement failed first. The driver does not say; but it chains one exception for each
   * statement that failed, and after the first failure in a transaction all fail except the closing
   * COMMIT or ROLLBACK, which the server accepts as a rollback.
   */
  private static int firstFailure(BatchUpdateException e, int size) {
    ServerError error = ServerError.of(e);
    if (!error.fromServer() || error.connectionIsGone()) {
      return -1;
    }
    int failures = 0;
    for (SQLException next = e.getNextException(); next != null; next = next.getNextException()) {
      failures++;
    }
    long[] counts = e.getLargeUpdateCounts();
    int succeededAfter = 0;
    for (int i = size - 1; i >= 0 && counts[i] != Statement.EXECUTE_FAILED; i--) {
      succeededAfter++;
    }
    return size - succeededAfter - Math.max(1, failures);
  }

  /**
   * Runs one statement and says how many rows it touched.
   *
   * @return rows, or -1 where the command has no count
   */
  public long execute(String sql) throws SQLException {
    statement.clearWarnings();
    boolean rows = statement.execute(sql);
    if (rows) {
      try (ResultSet discarded = statement.getResultSet()) {
        return -1;
      }
    }
    return statement.getLargeUpdateCount();
  }

  /** Notices and warnings of the last statement or pipeline. */
  public List<Notice> notices() throws SQLException {
    SQLWarning warning = statement.getWarnings();
    if (warning == null) {
      return List.of();
    }
    List<Notice> notices = new ArrayList<>();
    for (; warning != null; warning = warning.getNextWarning()) {
      String severity = "NOTICE";
      if (warning instanceof org.postgresql.util.PSQLWarning psql
          && psql.getServerErrorMessage().getSeverity() != null) {
        severity = psql.getServerErrorMessage().getSeverity();
      }
      notices.add(new Notice(severity, String.valueOf(warning.getMessage())));
    }
    return List.copyOf(notices);
  }

  /**
   * Runs several queries in one message and hands each row to its reader.
   *
   * @param sql statements separated by semicolons
   * @param readers one for each result set, in order; statements without one are passed over
   */
  public void query(String sql, List<RowReader> readers) throws SQLException {
    boolean isRows = statement.execute(sql);
    int next = 0;
    while (true) {
      if (isRows) {
        try (ResultSet rows = statement.getResultSet()) {
          if (next < readers.size()) {
            RowReader reader = readers.get(next++);
            while (rows.next()) {
              reader.read(rows);
            }
          }
        }
      } else if (statement.getLargeUpdateCount() < 0) {
        return;
      }
      isRows = statement.getMoreResults();
    }
  }

  /** One query, one reader. */
  public void query(String sql, RowReader reader) throws SQLException {
    query(sql, List.of(reader));
  }

  /** The first column of the first row as text, or null for no row or NULL. */
  public @Nullable String value(String sql) throws SQLException {
    String[] found = new String[1];
    query(sql, rows -> found[0] = found[0] == null ? rows.getString(1) : found[0]);
    return found[0];
  }

  /**
   * Streams rows into a COPY.
   *
   * @return the number of rows
   */
  public long copyIn(String sql, InputStream data) throws SQLException, IOException {
    return postgres.getCopyAPI().copyIn(sql, data, 1 << 16);
  }

  /** The process id that the server named when the session began; a proxy invents its own. */
  public int backendPid() {
    return postgres.getBackendPID();
  }

  /** The driver's connection, for Java migrations; to be left with no transaction open. */
  public Connection connection() {
    return connection;
  }

  /** Asks the server to stop what this session is doing; from any thread. */
  public void cancel() throws SQLException {
    statement.cancel();
  }

  /**
   * Ends whatever transaction is open; failures do not matter, the server does the same by itself.
   */
  public void rollbackQuietly() {
    try {
      statement.execute("ROLLBACK");
      statement.clearWarnings();
    } catch (SQLException e) {
      // A session that cannot take a ROLLBACK is gone, and its transaction with it.
    }
  }

  /** Gives up the connection at once, without a word to the server; from any thread. */
  public void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is gone, which is what was asked for.
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing depends on a polite farewell: everything that counts has been committed.
    }
  }

  /** Reads one row. */
  @FunctionalInterface
  public interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  /**
   * Something that the server said without failing.
   *
   * @param severity {@code NOTICE}, {@code WARNING}, {@code INFO}
   */
  public record Notice(String severity, String message) {}
}
