package dev.veery.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database of its own for one test, dropped on {@link #close}.
 *
 * @param server where it stands
 * @param name its name
 * @param version of the server, such as {@code 18.6}
 */
public record TestDatabase(TestServer server, String name, String version)
    implements AutoCloseable {

  private static final AtomicInteger COUNTER = new AtomicInteger();

  /** Creates an empty database whose name no other test of this machine uses. */
  public static TestDatabase create(TestServer server) throws SQLException {
    String name = "t" + ProcessHandle.current().pid() + "_" + COUNTER.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
      return new TestDatabase(server, name, connection.getMetaData().getDatabaseProductVersion());
    }
  }

  /** For {@link DriverManager}. */
  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /** As libpq writes it: {@code postgresql://user@host:port/name}. */
  public String url() {
    return server.url(name);
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl());
  }

  @Override
  public void close() throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
        var statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
  }
}
