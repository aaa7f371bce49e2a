package dev.veery.postgres.inspect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server the next questions while the rows of the last one are still being made into
 * objects, so that server and client work at the same time. The connection is this object's until
 * it is closed; rows that have come are read without it.
 */
final class QueriesAhead implements AutoCloseable {

  /** How many answers may wait: they take memory. */
  private static final int WAITING = 8;

  private final Connection connection;
  private final List<String> queries;
  private final String schemaNumbers;
  private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread = new Thread(this::ask, "veery-inspect");
  private volatile boolean closed;

  /** Either rows or what went wrong. */
  private record Answer(
      String query,
      @Nullable PreparedStatement statement,
      @Nullable ResultSet rows,
      @Nullable Exception failure) {

    void close() {
      try (statement) {
        // The rows go with it.
      } catch (SQLException e) {
        // Nobody needs it any more.
      }
    }
  }

  /**
   * @param queries in the order in which {@link #read} will be called
   * @param schemaNumbers what each {@code :schemas} stands for, as an array
   */
  QueriesAhead(Connection connection, List<String> queries, String schemaNumbers) {
    this.connection = connection;
    this.queries = queries;
    this.schemaNumbers = schemaNumbers;
    thread.setDaemon(true);
    thread.start();
  }

  private void ask() {
    try {
      for (String query : queries) {
        if (closed) {
          return;
        }
        Answer answer = ask(query);
        answers.put(answer);
        if (answer.failure() != null) {
          return;
        }
      }
    } catch (InterruptedException e) {
      // Nobody reads any more.
    }
  }

  private Answer ask(String query) {
    PreparedStatement statement = null;
    try {
      statement = Reading.prepare(connection, query, schemaNumbers);
      return new Answer(query, statement, statement.executeQuery(), null);
    } catch (SQLException | RuntimeException e) {
      return new Answer(query, statement, null, e);
    }
  }

  /** Hands over the rows of the next query, which has to be this one. */
  void read(String query, Reading.RowReader reader) throws SQLException {
    Answer answer;
    try {
      answer = answers.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("reading the schema was interrupted", "57014", e);
    }
    try {
      if (answer.failure() instanceof SQLException failure) {
        throw failure;
      }
      if (answer.rows() == null || !answer.query().equals(query)) {
        throw new IllegalStateException(
            "expected the rows of " + query + ", and got " + answer, answer.failure());
      }
      var row = new Row(answer.rows());
      while (row.next()) {
        reader.read(row);
      }
    } finally {
      answer.close();
    }
  }

  /** Waits until the connection is free again. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (true) {
      for (Answer left = answers.poll(); left != null; left = answers.poll()) {
        left.close();
      }
      try {
        thread.join(10);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (!thread.isAlive() && answers.isEmpty()) {
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
