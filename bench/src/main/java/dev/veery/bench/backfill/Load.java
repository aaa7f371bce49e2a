package dev.veery.bench.backfill;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Random;

/**
 * An application: clients that read and write single rows at a constant rate, and time each answer
 * from when it was due, so that a stall counts for everybody who would have come meanwhile.
 */
final class Load implements AutoCloseable {

  private static final int CLIENTS = 4;
  private static final int PER_SECOND = 50;

  private final Client[] clients = new Client[CLIENTS];
  private volatile boolean over;

  Load(String url, int rows) throws SQLException {
    for (int i = 0; i < CLIENTS; i++) {
      clients[i] = new Client(url, rows, i);
      clients[i].start();
    }
  }

  /** Median, 99th percentile and greatest latency in milliseconds, since the last call. */
  double[] latency() {
    long[] all = new long[0];
    for (Client client : clients) {
      long[] its = client.take();
      int before = all.length;
      all = Arrays.copyOf(all, before + its.length);
      System.arraycopy(its, 0, all, before, its.length);
    }
    if (all.length == 0) {
      return new double[3];
    }
    Arrays.sort(all);
    return new double[] {
      all[all.length / 2] / 1e6, all[(int) (all.length * 0.99)] / 1e6, all[all.length - 1] / 1e6
    };
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    for (Client client : clients) {
      client.join();
    }
  }

  private final class Client extends Thread {
    private final Connection connection;
    private final int rows;
    private final Random dice;
    private long[] nanos = new long[1 << 16];
    private int count;

    Client(String url, int rows, int number) throws SQLException {
      super("load-" + number);
      this.connection = DriverManager.getConnection(url);
      this.rows = rows;
      this.dice = new Random(number);
    }

    synchronized long[] take() {
      long[] taken = Arrays.copyOf(nanos, count);
      count = 0;
      return taken;
    }

    private synchronized void add(long value) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, count * 2);
      }
      nanos[count++] = value;
    }

    @Override
    public void run() {
      try (connection;
          PreparedStatement read = connection.prepareStatement("SELECT * FROM items WHERE id = ?");
          PreparedStatement change =
              connection.prepareStatement("UPDATE items SET a = ? WHERE id = ?");
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO items (a, pad) VALUES (?, 'new')");
          PreparedStatement delete =
              connection.prepareStatement("DELETE FROM items WHERE id = ?")) {
        long due = System.nanoTime();
        while (!over) {
          due += 1_000_000_000L / PER_SECOND;
          long early = due - System.nanoTime();
          if (early > 0) {
            Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
          }
          int id = 1 + dice.nextInt(rows);
          int kind = dice.nextInt(10);
          if (kind < 5) {
            read.setLong(1, id);
            read.executeQuery().close();
          } else if (kind < 8) {
            change.setInt(1, dice.nextInt(1_000_000));
            change.setLong(2, id);
            change.executeUpdate();
          } else if (kind == 8) {
            insert.setInt(1, dice.nextInt(1_000_000));
            insert.executeUpdate();
          } else {
            delete.setLong(1, id);
            delete.executeUpdate();
          }
          add(System.nanoTime() - due);
        }
      } catch (SQLException e) {
        if (!over) {
          throw new IllegalStateException(e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
