package dev.veery.embedded;

/**
 * A database of one's own on a server that others use too.
 *
 * @param server where it is
 * @param name of the database
 */
public record ScratchDatabase(EmbeddedPostgres server, String name) implements AutoCloseable {

  /** A URL for pgjdbc, with user and password in it. */
  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /** A URL for psql and everything else on libpq, with user and password in it. */
  public String url() {
    return server.url(name);
  }

  /** Drops the database, whoever is connected to it. */
  @Override
  public void close() {
    server.dropDatabase(name);
  }
}
