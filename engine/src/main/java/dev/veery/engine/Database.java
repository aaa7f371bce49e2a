package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The way to the database. Connecting is begun early and in the background: it takes as long as
 * reading the files does.
 */
final class Database implements AutoCloseable {

  private static final String APPLICATION = "veery";
  private static final String INVALID_CATALOG_NAME = "3D000";

  /** How long a refusal waits for a connection that is on its way, to be noted in the audit. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Config config;
  private @Nullable CompletableFuture<Connected> connecting;

  /** A session, and how to open another. */
  record Connected(Session session, Address address) {}

  Database(Config config) {
    this.config = config;
  }

  /** Begins to connect; does not wait. */
  synchronized void prepare() {
    if (connecting == null) {
      CompletableFuture<Connected> future = new CompletableFuture<>();
      connecting = future;
      Thread thread =
          new Thread(
              () -> {
                try {
                  future.complete(connect());
                } catch (Throwable e) {
                  future.completeExceptionally(e);
                }
              },
              "veery-connect");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * The session, connected.
   *
   * @throws VeeryException when the server cannot be reached or does not let us in
   */
  Connected connected() {
    prepare();
    CompletableFuture<Connected> future;
    synchronized (this) {
      future = connecting;
    }
    if (future == null) {
      throw new IllegalStateException("prepare() has begun to connect");
    }
    if (!future.isDone()
        && config.database() instanceof Config.Database.Server server
        && server.url().password() != null) {
      Session.prepareLogin(); // there is nothing else to do
    }
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof VeeryException known) {
        throw known;
      }
      throw e;
    }
  }

  /**
   * Whether there is a connection. One that is on its way is waited for a little, so that the
   * answer does not depend on who is faster.
   */
  boolean isConnected() {
    CompletableFuture<Connected> future;
    synchronized (this) {
      future = connecting;
    }
    if (future == null) {
      return false;
    }
    try {
      future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Connected connect() {
    Config.Database database = config.database();
    if (database instanceof Config.Database.Unknown unknown) {
      throw new VeeryException(unknown.missing());
    }
    return database instanceof Config.Database.Embedded embedded
        ? openEmbedded(embedded.database())
        : open(of(((Config.Database.Server) database).url()));
  }

  private static Connected open(Address address) {
    try {
      return new Connected(Session.open(address, APPLICATION), address);
    } catch (SQLException e) {
      throw SqlStates.connecting(address, e);
    }
  }

  /** The server is started if need be; the database is made when it turns out not to be there. */
  private Connected openEmbedded(String database) {
    EmbeddedPostgres server = EmbeddedDatabase.server(config).start();
    Address address =
        new Address(
            server.host(),
            server.port(),
            database,
            server.user(),
            server.password(),
            config.connectTimeout(),
            Map.of());
    try {
      return new Connected(Session.open(address, APPLICATION), address);
    } catch (SQLException e) {
      if (!INVALID_CATALOG_NAME.equals(e.getSQLState())) {
        throw SqlStates.connecting(address, e);
      }
    }
    server.createDatabaseIfAbsent(database);
    return open(address);
  }

  private Address of(DatabaseUrl url) {
    return address(config, url);
  }

  static Address address(Config config, DatabaseUrl url) {
    return new Address(
        url.host(),
        url.port(),
        url.database(),
        url.user(),
        url.password(),
        config.connectTimeout(),
        url.parameters());
  }

  /** Refuses servers that Veery does not know, and warns of newer ones. */
  static @Nullable Problem judge(int major, String version) {
    if (major < 14) {
      throw new VeeryException(
          new Problem(
              ErrorCode.SERVER_TOO_OLD,
              "the server is PostgreSQL " + version + "; Veery works with 14 and newer",
              "upgrade the server"));
    }
    if (major > NEWEST_KNOWN) {
      return new Problem(
          ErrorCode.SERVER_TOO_OLD,
          "PostgreSQL "
              + version
              + " is newer than this Veery, which knows versions up to "
              + NEWEST_KNOWN,
          "it will most likely work; look for a newer Veery");
    }
    return null;
  }

  /** What to say of a proxy that gives each transaction another server process. */
  static Problem pooled() {
    return new Problem(
        ErrorCode.POOLED_CONNECTION,
        "a proxy that shares server processes stands between Veery and the server",
        "it works; connect to the server itself to see what a statement waits for, and to have"
            + " lock-timeout hold for statements outside a transaction");
  }

  private static final int NEWEST_KNOWN = 18;

  @Override
  public synchronized void close() {
    if (connecting != null) {
      connecting.whenComplete((connected, failure) -> {
        if (connected != null) {
          connected.session().close();
        }
      });
    }
  }
}
