package dev.veery.testkit;

/**
 * A PostgreSQL server that the tests share. Local connections are trusted.
 *
 * @param host of its TCP port
 * @param port of its TCP port
 * @param user a superuser
 */
public record TestServer(String host, int port, String user) {

  /** A URL for {@link java.sql.DriverManager}. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?user=" + user;
  }

  /** A URL as libpq writes it. */
  public String url(String database) {
    return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
  }
}
