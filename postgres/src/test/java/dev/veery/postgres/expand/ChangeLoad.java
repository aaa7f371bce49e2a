package dev.veery.postgres.expand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.VeeryException;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One version of an application: it inserts, updates and deletes rows of its own all the time, and
 * knows what it has written.
 */
final class ChangeLoad implements AutoCloseable {

  private final ChangeProject project;
  private final Thread thread;
  private final String column;
  private final long first;
  private final Map<Long, Long> rows = new TreeMap<>();
  private volatile boolean stop;
  private volatile @Nullable Throwable failure;
  private volatile int writes;

  /**
   * @param column what this version calls the value
   * @param first the id that it begins at; it has the hundred thousand behind that
   */
  ChangeLoad(ChangeProject project, String column, long first) {
    this.project = project;
    this.column = column;
    this.first = first;
    this.thread = new Thread(this::run, "application of " + column);
    thread.start();
  }

  private void run() {
    Random random = new Random(first);
    long next = first;
    Session session = null;
    try {
      session = project.session();
      while (!stop) {
        long id = Math.max(first, next - random.nextInt(40));
        Long had = rows.get(id);
        String sql;
        Long wanted;
        switch (had == null ? 0 : 1 + random.nextInt(3)) {
          case 0 -> {
            id = ++next;
            had = null;
            wanted = 5L;
            sql = "INSERT INTO items (id, " + column + ") VALUES (" + id + ", 5)";
          }
          case 1 -> {
            wanted = null;
            sql = "DELETE FROM items WHERE id = " + id;
          }
          default -> {
            wanted = Objects.requireNonNull(had) + 1;
            sql = "UPDATE items SET " + column + " = " + wanted + " WHERE id = " + id;
          }
        }
        try {
          session.execute(sql);
          put(id, wanted);
        } catch (SQLException e) {
          session.close();
          session = again();
          // Whether it was committed only the server knows; anything else would be a lost row.
          String found = session.value("SELECT " + column + " FROM items WHERE id = " + id);
          Long there = found == null ? null : Long.valueOf(found);
          assertThat(there).as("%s: %s", sql, e.getMessage()).isIn(wanted, had);
          put(id, there);
        }
        writes++;
        Thread.sleep(1);
      }
    } catch (SQLException | InterruptedException | AssertionError e) {
      failure = e;
    } finally {
      if (session != null) {
        session.close();
      }
    }
  }

  /** Waits until it has got going, however busy the machine is. */
  ChangeLoad going() throws InterruptedException {
    while (writes <= 5 && failure == null) {
      Thread.sleep(5);
    }
    return this;
  }

  private void put(long id, @Nullable Long value) {
    if (value == null) {
      rows.remove(id);
    } else {
      rows.put(id, value);
    }
  }

  /** A new session, as soon as the server lets anybody in. */
  private Session again() throws InterruptedException, SQLException {
    long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try {
        Session session = project.session();
        session.execute("SELECT 1");
        return session;
      } catch (SQLException | VeeryException e) {
        if (System.nanoTime() > patience) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  /**
   * Compares its rows with those that are there, once it has stopped.
   *
   * @param now what the value is called now
   */
  void check(String now) throws Exception {
    close();
    assertThat(failure).isNull();
    assertThat(writes).isGreaterThan(5);
    Map<Long, Long> there = new TreeMap<>();
    try (Session session = project.session()) {
      session.query(
          "SELECT id, "
              + now
              + " FROM items WHERE id BETWEEN "
              + first
              + " AND "
              + (first + 99_999),
          row -> there.put(row.getLong(1), row.getLong(2)));
    }
    assertThat(there).isEqualTo(rows);
  }

  @Override
  public void close() throws InterruptedException {
    stop = true;
    thread.join();
  }
}
