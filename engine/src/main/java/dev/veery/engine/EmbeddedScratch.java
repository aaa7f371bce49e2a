package dev.veery.engine;

import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.postgres.rehearse.GivenServer;
import dev.veery.postgres.rehearse.ScratchServer;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An embedded server for scratch databases, gone with this object or with the process. */
final class EmbeddedScratch implements ScratchServer {

  /** What the database that a rehearsal starts from is made for. */
  static final String STATE = "state";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private static final int LEFT_TO_THE_END = 4;

  private final EmbeddedPostgres server;
  private final GivenServer databases;
  private final Deque<String> dropped = new ArrayDeque<>();

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

  /**
   * Starts one of the wanted major.
   *
   * @param major 0 for the newest
   */
  static EmbeddedScratch start(int major) {
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
    return of((major == 0 ? builder : builder.major(major)).scratch());
  }

  /** Starts one with what another one held; empty where nothing is kept under that key. */
  static Optional<EmbeddedScratch> startFrom(String key, int major) {
    return EmbeddedPostgres.builder().major(major).scratchFrom(key).map(EmbeddedScratch::of);
  }

  private static EmbeddedScratch of(EmbeddedPostgres server) {
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
    if (template.endsWith("_" + STATE)) {
      server.complete();
    }
    return databases.copy(template, purpose);
  }

  /** The last ones go with the server: that is faster than dropping them one by one. */
  @Override
  public void drop(String database) {
    String oldest;
    synchronized (dropped) {
      dropped.add(database);
      oldest = dropped.size() > LEFT_TO_THE_END ? dropped.removeFirst() : null;
    }
    if (oldest != null) {
      databases.drop(oldest);
    }
  }

  @Override
  public Optional<String> recall(String name, Duration maxAge) {
    return server.recall(name, maxAge);
  }

  @Override
  public void remember(String name, String text) {
    server.remember(name, text);
  }

  /** The keys under which something is kept. */
  static Set<String> kept(int major) {
    return EmbeddedPostgres.builder().major(major).kept();
  }

  /** The database of a kept server that was made for a purpose; null where there is none. */
  @Nullable String find(String purpose) {
    return ask("datname", purpose);
  }

  private @Nullable String ask(String column, String purpose) {
    try (Session session = Session.open(databases.address("postgres"), "veery (scratch)")) {
      return session.value(
          "SELECT "
              + column
              + " FROM pg_catalog.pg_database WHERE datname LIKE '%\\_"
              + purpose
              + "'");
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "looking for the kept database");
    }
  }

  @Override
  public void atEnd(String statement) {}

  /**
   * Keeps what the server holds in the cache, and closes it. Beside a database with rows the one
   * without is only needed when a migration fails: half of the files wait until then.
   *
   * @param key letters, digits and hyphens
   */
  void keep(String key) {
    synchronized (dropped) {
      dropped.forEach(databases::drop);
      dropped.clear();
    }
    List<Long> later = find(Filling.PURPOSE) == null ? List.of() : List.of(number(STATE));
    databases.close();
    server.keep(key, later);
  }

  private long number(String purpose) {
    return Long.parseLong(
        Objects.requireNonNull(ask("oid", purpose), () -> "there is no database for " + purpose));
  }

  /** Nobody waits for the end of a server: the supervisor stops it and takes its files away. */
  @Override
  public void close() {
    databases.close();
    server.release();
  }

  @Override
  public String toString() {
    return "embedded PostgreSQL " + version();
  }
}
