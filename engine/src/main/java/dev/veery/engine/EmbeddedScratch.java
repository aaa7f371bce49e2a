package dev.veery.engine;

import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.postgres.rehearse.GivenServer;
import dev.veery.postgres.rehearse.ScratchServer;
import dev.veery.postgres.session.Address;
import java.time.Duration;
import java.util.Map;

/** An embedded server for scratch databases, gone with this object or with the process. */
final class EmbeddedScratch implements ScratchServer {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final EmbeddedPostgres server;
  private final GivenServer databases;

  EmbeddedScratch(EmbeddedPostgres server) {
    this.server = server;
    this.databases =
        GivenServer.open(
            new Address(
                server.host(),
                server.port(),
                "postgres",
                server.user(),
                server.password(),
                CONNECT_TIMEOUT,
                Map.of()),
            true);
  }

  /** Starts one of the wanted major. */
  static EmbeddedScratch start(int major) {
    EmbeddedPostgres server = EmbeddedPostgres.builder().major(major).scratch();
    try {
      return new EmbeddedScratch(server);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  @Override
  public int major() {
    return databases.major();
  }

  @Override
  public String version() {
    return databases.version();
  }

  @Override
  public boolean isPrivate() {
    return true;
  }

  @Override
  public Address address(String database) {
    return databases.address(database);
  }

  @Override
  public String create(String purpose) {
    return databases.create(purpose);
  }

  @Override
  public String copy(String template, String purpose) {
    return databases.copy(template, purpose);
  }

  @Override
  public void drop(String database) {
    databases.drop(database);
  }

  @Override
  public void close() {
    databases.close();
    server.close();
  }

  @Override
  public String toString() {
    return "embedded PostgreSQL " + version();
  }
}
