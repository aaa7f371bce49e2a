package dev.veery.bench;

/**
 * A database that a tool works on.
 *
 * @param host of the server, or of the counting proxy before it
 * @param port likewise
 * @param user a superuser
 * @param password of that user; letters and digits only
 * @param database its name
 */
record Target(String host, int port, String user, String password, String database) {

  /** Without TLS negotiation, which would cost some of the tools a round trip and others none. */
  String url() {
    return "postgresql://%s:%s@%s:%d/%s?sslmode=disable"
        .formatted(user, password, host, port, database);
  }

  String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s?sslmode=disable&user=%s&password=%s"
        .formatted(host, port, database, user, password);
  }

  Target on(String otherDatabase) {
    return new Target(host, port, user, password, otherDatabase);
  }

  Target through(int proxyPort) {
    return new Target("127.0.0.1", proxyPort, user, password, database);
  }
}
