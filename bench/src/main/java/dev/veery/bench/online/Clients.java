package dev.veery.bench.online;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sessions that read and update single rows without end, one of them those of a materialized view,
 * a hundred times a second each, and keep the longest time that any of them has waited for an
 * answer.
 */
final class Clients implements AutoCloseable {

  private static final int SESSIONS = 6;
  private static final long PAUSE_MILLIS = 10;

  private final AtomicLong longest = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  Clients(String url, int rows) {
    for (int i = 0; i < SESSIONS; i++) {
      int number = i;
      Thread thread = new Thread(() -> work(url, rows, number), "client-" + i);
      threads.add(thread);
      thread.start();
    }
  }

  private void work(String url, int rows, int number) {
    Random dice = new Random(number);
    String sql =
        number == 0
            ? "SELECT total FROM totals WHERE customer_id = ?"
            : number % 2 == 0
                ? "SELECT total FROM orders WHERE id = ?"
                : "UPDATE orders SET total = total + 1 WHERE id = ?";
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      while (!over) {
        statement.setLong(1, 1 + dice.nextInt(rows));
        long began = System.nanoTime();
        statement.execute();
        longest.accumulateAndGet(System.nanoTime() - began, Math::max);
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The longest wait in milliseconds since the last call. */
  double stall() {
    return longest.getAndSet(0) / 1e6;
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
