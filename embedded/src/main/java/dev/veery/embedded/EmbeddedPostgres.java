package dev.veery.embedded;

import dev.veery.embedded.internal.Admin;
import dev.veery.embedded.internal.CacheDirectory;
import dev.veery.embedded.internal.Credentials;
import dev.veery.embedded.internal.Installation;
import dev.veery.embedded.internal.Locator;
import dev.veery.embedded.internal.ScratchServer;
import dev.veery.embedded.internal.ServerAccount;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A running PostgreSQL server that needs no installation.
 *
 * <p>A <em>scratch</em> server is thrown away at {@link #close()}, and also when this process dies
 * without closing it. It keeps its promises to nobody: {@code fsync} and all else that guards
 * against a crash is off.
 *
 * <p>Everything here throws {@link dev.veery.core.VeeryException} with {@code EMBEDDED_FAILED} and
 * the end of the server's log where there is one. Instances may be used by several threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private final Installation installation;
  private final int port;
  private final String password;
  private final Admin admin;
  private final Runnable stop;

  private EmbeddedPostgres(Installation installation, int port, String password, Runnable stop) {
    this.installation = installation;
    this.port = port;
    this.password = password;
    this.admin = new Admin(port, password, installation.major());
    this.stop = stop;
  }

  /** Starts a throwaway server of the newest major at hand. */
  public static EmbeddedPostgres scratch() {
    return builder().scratch();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Always a loopback address. */
  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  /** The superuser. */
  public String user() {
    return Credentials.USER;
  }

  public String password() {
    return password;
  }

  /** The major version, 14 to 18. */
  public int major() {
    return installation.major();
  }

  /** The full version, such as {@code 18.6}. */
  public String version() {
    return installation.version();
  }

  /** A URL for pgjdbc, with user and password in it. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
        .formatted(host(), port, encode(database), user(), password);
  }

  /** A URL for psql and everything else on libpq, with user and password in it. */
  public String url(String database) {
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(user(), password, host(), port, encode(database));
  }

  private static String encode(String database) {
    // In a path a plus sign is a plus sign.
    return URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Creates an empty database. */
  public void createDatabase(String name) {
    admin.create(name);
  }

  /**
   * Copies a database with all that is in it, file by file.
   *
   * @param from nobody may be connected to it
   */
  public void cloneDatabase(String from, String to) {
    admin.clone(from, to);
  }

  /** Drops a database, whoever is connected to it; it need not exist. */
  public void dropDatabase(String name) {
    admin.drop(name);
  }

  public boolean databaseExists(String name) {
    return admin.exists(name);
  }

  /** Stops a scratch server and removes its files. Closing twice is harmless. */
  @Override
  public void close() {
    admin.close();
    stop.run();
  }

  @Override
  public String toString() {
    return "PostgreSQL " + version() + " on " + host() + ":" + port;
  }

  /** What can be chosen about a server. */
  public static final class Builder {

    private int major;
    private @Nullable Path cacheDirectory;
    private @Nullable Path scratchDirectory;
    private Duration startTimeout = Duration.ofSeconds(60);
    private final Map<String, String> settings = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Asks for a major version. Without this it is the newest that comes as a jar, else the newest
     * that is installed.
     */
    public Builder major(int major) {
      if (major < 14) {
        throw new IllegalArgumentException("PostgreSQL " + major + " is older than 14");
      }
      this.major = major;
      return this;
    }

    /**
     * Where binaries are unpacked and data directories prepared, in place of {@code
     * VEERY_CACHE_DIR} or the user's cache directory.
     */
    public Builder cacheDirectory(Path directory) {
      this.cacheDirectory = Objects.requireNonNull(directory);
      return this;
    }

    /**
     * An existing directory for the files of a scratch server, in place of {@code /dev/shm} when
     * that has a gigabyte of room, or else the temporary directory.
     */
    public Builder scratchDirectory(Path directory) {
      this.scratchDirectory = Objects.requireNonNull(directory);
      return this;
    }

    /** A setting of {@code postgresql.conf}, such as {@code wal_level}. */
    public Builder setting(String name, String value) {
      settings.put(Objects.requireNonNull(name), Objects.requireNonNull(value));
      return this;
    }

    /** How long a start may take until it is given up; a minute unless told otherwise. */
    public Builder startTimeout(Duration timeout) {
      this.startTimeout = Objects.requireNonNull(timeout);
      return this;
    }

    /** Starts a throwaway server and returns when it accepts connections. */
    public EmbeddedPostgres scratch() {
      ServerAccount account = ServerAccount.current();
      CacheDirectory cache = CacheDirectory.open(cacheDirectory, account);
      Installation installation = Locator.locate(major, cache, account);
      ScratchServer server =
          ScratchServer.start(
              installation, cache, account, scratchDirectory, settings, startTimeout);
      return new EmbeddedPostgres(installation, server.port(), server.password(), server::close);
    }
  }
}
