package dev.veery.testkit;

/**
 * A PostgreSQL server that the tests share.
 *
 * @param host of its TCP port
 * @param port of its TCP port
 * @param user a superuser
 * @param password of that user, sent in clear text; letters and digits only, as it stands in URLs
 */
public record TestServer(String host, int port, String user, String password) {

  /** A URL for {@link java.sql.DriverManager}. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
        .formatted(host, port, database, user, password);
  }

  /** A URL as libpq writes it, with the password. */
  public String url(String database) {
    return "postgresql://%s:%s@%s:%d/%s".formatted(user, password, host, port, database);
  }
}
