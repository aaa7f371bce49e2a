package dev.veery.embedded.internal;

import dev.veery.core.VeeryException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Creates, clones and drops databases. One connection is kept for it, to a database that nobody
 * clones; its statements are serialised, as the server would serialise most of them anyway.
 */
public final class Admin implements AutoCloseable {

  private static final String OBJECT_IN_USE = "55006";

  private final String url;
  private final String password;
  private final String strategy;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection connection;

  /**
   * Connects when there is something to do.
   *
   * @param throwaway whether nothing is written to disk for safety's sake
   */
  public Admin(int port, String password, int major, boolean throwaway) {
    this.url = "jdbc:postgresql://" + Ports.LOOPBACK + ":" + port + "/postgres";
    this.password = password;
    // FILE_COPY copies a template's files; the default since 15 logs each of their pages instead,
    // to spare two checkpoints. Without fsync those cost nothing.
    this.strategy = throwaway && major >= 15 ? " STRATEGY FILE_COPY" : "";
  }

  public void create(String name) {
    clone("template1", name);
  }

  /** Creates a database unless it is there; several processes may do so at once. */
  public void createIfAbsent(String name) {
    if (exists(name)) {
      return;
    }
    try {
      create(name);
    } catch (VeeryException e) {
      if (!exists(name)) {
        throw e;
      }
    }
  }

  public void clone(String from, String to) {
    execute("CREATE DATABASE " + quote(to) + " TEMPLATE " + quote(from) + strategy);
  }

  /** Drops a database, whoever is connected to it and whatever it subscribes to. */
  public void drop(String name) {
    String drop = "DROP DATABASE IF EXISTS " + quote(name) + " WITH (FORCE)";
    lock.lock();
    try (Statement statement = connection().createStatement()) {
      try {
        statement.execute(drop);
      } catch (SQLException e) {
        if (!OBJECT_IN_USE.equals(e.getSQLState())) {
          throw e;
        }
        unsubscribe(name);
        statement.execute(drop);
      }
    } catch (SQLException e) {
      throw failure(drop, e);
    } finally {
      lock.unlock();
    }
  }

  /** Subscriptions hold a database, and can only be dropped from inside it. */
  private void unsubscribe(String database) throws SQLException {
    String inside =
        url.substring(0, url.lastIndexOf('/') + 1)
            + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    try (Connection other = DriverManager.getConnection(inside, properties());
        Statement statement = other.createStatement()) {
      statement.execute(
          """
          DO $$
          DECLARE
            subscription name;
          BEGIN
            FOR subscription IN
              SELECT s.subname FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
              WHERE d.datname = current_database()
            LOOP
              EXECUTE format('ALTER SUBSCRIPTION %I DISABLE', subscription);
              EXECUTE format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', subscription);
              EXECUTE format('DROP SUBSCRIPTION %I', subscription);
            END LOOP;
          END $$
          """);
    }
  }

  public boolean exists(String name) {
    lock.lock();
    try (var statement =
        connection().prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    } catch (SQLException e) {
      throw failure("the databases cannot be listed", e);
    } finally {
      lock.unlock();
    }
  }

  private void execute(String sql) {
    lock.lock();
    try (Statement statement = connection().createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failure(sql, e);
    } finally {
      lock.unlock();
    }
  }

  private Connection connection() throws SQLException {
    Connection current = connection;
    if (current == null || current.isClosed()) {
      current = DriverManager.getConnection(url, properties());
      connection = current;
    }
    return current;
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("user", Credentials.USER);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "veery embedded");
    return properties;
  }

  private static VeeryException failure(String what, SQLException e) {
    return Failure.of("on the embedded server: " + what + ": " + e.getMessage(), "", e);
  }

  private static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (connection != null) {
        connection.close();
        connection = null;
      }
    } catch (SQLException e) {
      // The server may be gone already, and with it the connection.
    } finally {
      lock.unlock();
    }
  }
}
