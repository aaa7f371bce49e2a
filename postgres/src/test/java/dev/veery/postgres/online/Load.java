package dev.veery.postgres.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.VeeryException;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An application that inserts, updates and deletes all the time, and knows what it has written. */
final class Load implements AutoCloseable {

  private final TestProject project;
  private final Thread thread;

  /** The total of each order that has to be there. */
  private final Map<Long, Long> orders = new TreeMap<>();

  private volatile boolean stop;
  private volatile @Nullable Throwable failure;
  private volatile int writes;

  Load(TestProject project) {
    this.project = project;
    this.thread = new Thread(this::run, "load");
    thread.start();
  }

  private void run() {
    Random random = new Random(1);
    long next = 1_000_000;
    Session session = null;
    try {
      session = project.session();
      session.query(
          "SELECT id, total FROM orders", row -> orders.put(row.getLong(1), row.getLong(2)));
      while (!stop) {
        long id;
        String sql;
        Long wanted;
        switch (random.nextInt(3)) {
          case 0 -> {
            id = ++next;
            wanted = 5L;
            sql =
                "INSERT INTO orders (id, customer_id, total, note) VALUES ("
                    + id
                    + ", "
                    + (1 + random.nextInt(200))
                    + ", 5, 'load')";
          }
          case 1 -> {
            id = 1 + random.nextInt(2000);
            wanted = orders.containsKey(id) ? orders.get(id) + 1 : null;
            sql = "UPDATE orders SET total = total + 1 WHERE id = " + id;
          }
          default -> {
            id = next - random.nextInt(50);
            wanted = null;
            sql = "DELETE FROM orders WHERE id = " + id;
          }
        }
        try {
          session.execute(sql);
          put(id, wanted);
        } catch (SQLException e) {
          session.close();
          session = again();
          // Whether it was committed only the server knows; anything else would be a lost row.
          String found = session.value("SELECT total FROM orders WHERE id = " + id);
          Long there = found == null ? null : Long.valueOf(found);
          assertThat(there).as("%s: %s", sql, e.getMessage()).isIn(wanted, orders.get(id));
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

  private void put(long id, @Nullable Long total) {
    if (total == null) {
      orders.remove(id);
    } else {
      orders.put(id, total);
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

  /** Stops, and compares what is there with what was written. */
  void stopAndCheck() throws Exception {
    close();
    assertThat(failure).isNull();
    assertThat(writes).isGreaterThan(50);
    Map<Long, Long> there = new TreeMap<>();
    try (Session session = project.session()) {
      session.query(
          "SELECT id, total FROM orders", row -> there.put(row.getLong(1), row.getLong(2)));
    }
    assertThat(there).isEqualTo(orders);
  }

  @Override
  public void close() throws InterruptedException {
    stop = true;
    thread.join();
  }
}
