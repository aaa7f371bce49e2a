package dev.veery.bench;

/**
 * A database that a tool works on.
 *
 * @param host of the server, or of the counting proxy before it
 * @param port likewise
 * @param user a superuser whose local connections are trusted
 * @param database its name
 */
record Target(String host, int port, String user, String database) {

  /** Without TLS and GSSAPI negotiation, which would cost each tool a round trip more or less. */
  String url() {
    return "postgresql://" + user + "@" + host + ":" + port + "/" + database + "?sslmode=disable";
  }

  String jdbcUrl() {
    return "jdbc:postgresql://"
        + host
        + ":"
        + port
        + "/"
        + database
        + "?sslmode=disable&user="
        + user;
  }

  Target on(String otherDatabase) {
    return new Target(host, port, user, otherDatabase);
  }

  Target through(int proxyPort) {
    return new Target("127.0.0.1", proxyPort, user, database);
  }
}
