package dev.veery.embedded;

import dev.veery.embedded.internal.Admin;
import dev.veery.embedded.internal.CacheDirectory;
import dev.veery.embedded.internal.Credentials;
import dev.veery.embedded.internal.Installation;
import dev.veery.embedded.internal.KeptStates;
import dev.veery.embedded.internal.LocalServer;
import dev.veery.embedded.internal.Locator;
import dev.veery.embedded.internal.Remarks;
import dev.veery.embedded.internal.ScratchServer;
import dev.veery.embedded.internal.ServerAccount;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A running PostgreSQL server that needs no installation.
 *
 * <p>A <em>scratch</em> server is thrown away at {@link #close()}, and also when this process dies
 * without closing it. It keeps its promises to nobody: {@code fsync} and all else that guards
 * against a crash is off.
 *
 * <p>A <em>local</em> server is durable and belongs to a project; see {@link LocalPostgres}.
 *
 * <p>Everything here throws {@link dev.veery.core.VeeryException} with {@code EMBEDDED_FAILED} and
 * the end of the server's log where there is one. Instances may be used by several threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private final String version;
  private final int port;
  private final String password;
  private final Admin admin;
  private final Runnable stop;
  private final Runnable release;
  private final BiConsumer<String, List<Long>> keep;
  private final Runnable complete;
  private final @Nullable Remarks remarks;

  private EmbeddedPostgres(
      String version,
      int port,
      String password,
      boolean throwaway,
      Runnable stop,
      Runnable release,
      BiConsumer<String, List<Long>> keep,
      Runnable complete,
      @Nullable Remarks remarks) {
    this.keep = keep;
    this.complete = complete;
    this.remarks = remarks;
    this.version = version;
    this.port = port;
    this.password = password;
    this.admin = new Admin(port, password, Installation.majorOf(version), throwaway);
    this.stop = stop;
    this.release = release;
  }

  static EmbeddedPostgres of(LocalServer.Running running) {
    return new EmbeddedPostgres(
        running.version(),
        running.pidFile().port(),
        running.password(),
        false,
        () -> {},
        () -> {},
        (key, later) -> {
          throw new IllegalStateException("a local server keeps its data by itself");
        },
        () -> {},
        null);
  }

  /** Starts a throwaway server of the newest major at hand. */
  public static EmbeddedPostgres scratch() {
    return builder().scratch();
  }

  /**
   * Makes sure that the durable server of a project runs; {@link #close()} leaves it running.
   *
   * @see LocalPostgres
   */
  public static EmbeddedPostgres local(Path projectDirectory) {
    return builder().local(projectDirectory);
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
    return Installation.majorOf(version);
  }

  /** The full version, such as {@code 18.6}. */
  public String version() {
    return version;
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

  /** Creates a database unless it is there; several processes may do so at once. */
  public void createDatabaseIfAbsent(String name) {
    admin.createIfAbsent(name);
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

  /**
   * Shuts a scratch server down in good order and keeps all that it holds in the cache, for {@link
   * Builder#scratchFrom}. The server is closed afterwards. The cache is bounded: what is kept may
   * be gone tomorrow. On Windows nothing is kept.
   *
   * @param key letters, digits and hyphens
   */
  public void keep(String key) {
    keep(key, List.of());
  }

  /**
   * As {@link #keep(String)}. Databases of many files that are hardly ever needed are left out of a
   * server that starts from this, until somebody calls {@link #complete}.
   *
   * @param later their numbers (oid)
   */
  public void keep(String key, List<Long> later) {
    if (!key.matches("[A-Za-z0-9-]{1,100}")) {
      throw new IllegalArgumentException("not a key: " + key);
    }
    try {
      admin.close();
      keep.accept(key, List.copyOf(later));
    } finally {
      close();
    }
  }

  /**
   * Brings the databases that were left out of a server that was started from what was kept. Until
   * then nobody can connect to them or copy them.
   */
  public void complete() {
    complete.run();
  }

  /**
   * What was remembered of scratch servers of this installation, by this process or another one.
   *
   * @param name a word
   * @param maxAge what is older is forgotten
   */
  public Optional<String> recall(String name, Duration maxAge) {
    return remarks == null ? Optional.empty() : remarks.recall(name, maxAge);
  }

  /** Remembers a short text in the cache, in place of an earlier one of that name. */
  public void remember(String name, String text) {
    if (remarks != null) {
      remarks.remember(name, text);
    }
  }

  /**
   * Stops a scratch server and removes its files; leaves a local server running. Closing twice is
   * harmless.
   */
  @Override
  public void close() {
    admin.close();
    stop.run();
  }

  /**
   * As {@link #close()}, and does not wait: the server is stopped and its files are removed in the
   * background, also when this process ends meanwhile.
   */
  public void release() {
    admin.close();
    release.run();
  }

  @Override
  public String toString() {
    return "PostgreSQL " + version() + " on " + host() + ":" + port;
  }

  /** What can be chosen about a server. */
  public static final class Builder {

    private int major;
    private int port;
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

    /**
     * The port of a local server. Without this it is one that follows from the directory, the same
     * at each start unless somebody has taken it. A scratch server takes any that is free.
     */
    public Builder port(int port) {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("not a port: " + port);
      }
      this.port = port;
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
      return of(server, installation, cache, account);
    }

    private static EmbeddedPostgres of(
        ScratchServer server,
        Installation installation,
        CacheDirectory cache,
        ServerAccount account) {
      return new EmbeddedPostgres(
          installation.version(),
          server.port(),
          server.password(),
          true,
          server::close,
          server::release,
          (key, later) -> server.keep(key, installation, cache, account, later),
          server::complete,
          new Remarks(cache, installation));
    }

    /**
     * Starts a throwaway server with all that another one held when it was {@linkplain
     * EmbeddedPostgres#keep kept}.
     *
     * @return empty where nothing is kept under that key for this version of PostgreSQL
     */
    public Optional<EmbeddedPostgres> scratchFrom(String key) {
      ServerAccount account = ServerAccount.current();
      CacheDirectory cache = CacheDirectory.open(cacheDirectory, account);
      Installation installation = Locator.locate(major, cache, account);
      return ScratchServer.startKept(
              key, installation, cache, account, scratchDirectory, settings, startTimeout)
          .map(server -> of(server, installation, cache, account));
    }

    /** The keys under which something is kept for this version of PostgreSQL. */
    public Set<String> kept() {
      ServerAccount account = ServerAccount.current();
      CacheDirectory cache = CacheDirectory.open(cacheDirectory, account);
      return KeptStates.keys(cache, Locator.locate(major, cache, account));
    }

    /**
     * The durable server of a project, started or not. Without {@link #major} it is of the newest
     * major that the project has, and for a project without any of the newest at hand.
     */
    public LocalPostgres in(Path projectDirectory) {
      Path directory = real(projectDirectory);
      int wanted =
          major != 0 ? major : LocalServer.newestMajorIn(directory.resolve(".veery/postgres"));
      int chosen = wanted != 0 ? wanted : Locator.newest();
      return new LocalPostgres(
          directory,
          chosen,
          () -> {
            ServerAccount account = ServerAccount.current();
            CacheDirectory cache = CacheDirectory.open(cacheDirectory, account);
            return new LocalServer.Programs(Locator.locate(chosen, cache, account), cache, account);
          },
          port,
          Map.copyOf(settings),
          startTimeout);
    }

    /** One server, by whatever links one gets to it. */
    private static Path real(Path directory) {
      try {
        return directory.toRealPath();
      } catch (IOException e) {
        return directory.toAbsolutePath().normalize();
      }
    }

    /** Makes sure that the durable server of a project runs; see {@link LocalPostgres#start}. */
    public EmbeddedPostgres local(Path projectDirectory) {
      return in(projectDirectory).start();
    }
  }
}
