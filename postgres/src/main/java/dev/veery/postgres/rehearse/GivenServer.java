package dev.veery.postgres.rehearse;

import dev.veery.core.VeeryException;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A server that somebody runs and lends. Databases on it are called {@code veery_scratch_…}. Those
 * of a process that was killed are removed by the next one: while its maker lives, a session says
 * so by its application name, and a database whose maker has none is nobody's.
 */
public final class GivenServer implements ScratchServer {

  private static final String OBJECT_IN_USE = "55006";

  private static final String PREFIX = "veery_scratch_";

  /** PostgreSQL cuts names after 63 bytes; the rest of it is the prefix, the owner and a number. */
  private static final int PURPOSE_LENGTH = 24;

  private final Address admin;
  private final Session session;
  private final String version;
  private final int major;
  private final boolean isPrivate;

  /** The one without what somebody has put into template1; a server of ours has none. */
  private final boolean hasTemplate0;

  private final String owner;
  private final AtomicInteger made = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<String> databases = ConcurrentHashMap.newKeySet();
  private final List<String> atEnd = new ArrayList<>();
  private final Thread atExit = new Thread(this::removeAll, "veery-scratch-remove");

  private GivenServer(Address admin, Session session, String owner, boolean isPrivate)
      throws SQLException {
    this.admin = admin;
    this.session = session;
    this.owner = owner;
    this.isPrivate = isPrivate;
    this.version = Objects.requireNonNull(session.value("SHOW server_version")).split(" ", 2)[0];
    this.major =
        Integer.parseInt(Objects.requireNonNull(session.value("SHOW server_version_num"))) / 10_000;
    this.hasTemplate0 =
        session.value("SELECT 1 FROM pg_catalog.pg_database WHERE datname = 'template0'") != null;
  }

  /**
   * Connects to a server.
   *
   * @param admin a database on it, which is only connected to; the role may create databases
   * @param isPrivate whether nobody else uses it
   */
  public static GivenServer open(Address admin, boolean isPrivate) {
    String owner = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    Session session;
    try {
      session = Session.open(admin, PREFIX + owner);
    } catch (SQLException e) {
      throw SqlStates.connecting(admin, e);
    }
    try {
      var server = new GivenServer(admin, session, owner, isPrivate);
      if (!isPrivate) {
        server.sweep();
      }
      if (!isPrivate) {
        Runtime.getRuntime().addShutdownHook(server.atExit);
      }
      return server;
    } catch (SQLException e) {
      session.close();
      throw SqlStates.unexpected(e, "looking at the scratch server");
    }
  }

  @Override
  public int major() {
    return major;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public boolean isPrivate() {
    return isPrivate;
  }

  @Override
  public Address address(String database) {
    return admin.withDatabase(database);
  }

  @Override
  public String create(String purpose) {
    return make(purpose, hasTemplate0 ? " TEMPLATE template0" : "");
  }

  @Override
  public String copy(String template, String purpose) {
    String copy = make(purpose, " TEMPLATE " + Identifiers.quote(template) + strategy());
    lock.lock();
    try {
      Subscriptions.copy(
          session, template, copy, name -> Session.open(address(name), PREFIX + owner));
    } catch (SQLException e) {
      throw failure("copying subscriptions", e);
    } finally {
      lock.unlock();
    }
    return copy;
  }

  /** Copies files where nothing is made durable, and the log's pages elsewhere, as is usual. */
  private String strategy() {
    return isPrivate && major >= 15 ? " STRATEGY FILE_COPY" : "";
  }

  private String make(String purpose, String how) {
    String word = purpose.replaceAll("[^A-Za-z0-9]+", "_");
    String name =
        PREFIX
            + owner
            + "_"
            + made.incrementAndGet()
            + "_"
            + word.substring(0, Math.min(PURPOSE_LENGTH, word.length()));
    // Remembered first: what is cancelled in the middle may be there all the same.
    databases.add(name);
    try {
      execute("CREATE DATABASE " + Identifiers.quote(name) + how);
    } catch (SQLException e) {
      throw failure("making a scratch database", e);
    }
    return name;
  }

  /**
   * On a server of ours several copies are made at once, each by a session of its own. One that is
   * lent is not to be flooded, and what is being made on it must be known at the end.
   */
  private void execute(String sql) throws SQLException {
    if (isPrivate && !lock.tryLock()) {
      try (Session another = Session.open(admin, PREFIX + owner)) {
        another.execute(sql);
      }
      return;
    }
    if (!isPrivate) {
      lock.lock();
    }
    try {
      session.execute(sql);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void drop(String database) {
    lock.lock();
    try {
      dropWith(session, database);
      databases.remove(database);
    } catch (SQLException e) {
      throw failure("dropping a scratch database", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void atEnd(String statement) {
    lock.lock();
    try {
      atEnd.add(statement);
    } finally {
      lock.unlock();
    }
  }

  private static VeeryException failure(String doing, SQLException e) {
    return SqlStates.unexpected(e, doing);
  }

  /** Removes what processes that are dead have left behind. */
  private void sweep() throws SQLException {
    List<String> left = new ArrayList<>();
    session.query(
        """
        SELECT d.datname FROM pg_catalog.pg_database d
        WHERE d.datname ~ '^veery_scratch_[0-9a-f]{8}_'
          AND pg_catalog.pg_has_role(d.datdba, 'USAGE')
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a
                          WHERE a.application_name = left(d.datname, 22))
        """,
        row -> left.add(row.getString(1)));
    for (String database : left) {
      dropWith(session, database);
    }
  }

  private void dropWith(Session session, String database) throws SQLException {
    String drop = "DROP DATABASE IF EXISTS " + Identifiers.quote(database) + " WITH (FORCE)";
    try {
      session.execute(drop);
    } catch (SQLException e) {
      if (!OBJECT_IN_USE.equals(e.getSQLState())) {
        throw e;
      }
      try (Session inside = Session.open(address(database), PREFIX + owner)) {
        Subscriptions.drop(inside);
      }
      session.execute(drop);
    }
  }

  @Override
  public void close() {
    if (isPrivate) {
      // Its databases go with it.
      session.close();
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is ending and the hook does what follows here.
      return;
    }
    removeAll();
  }

  @Override
  public String toString() {
    return "PostgreSQL " + version + " at " + admin.host() + ":" + admin.port();
  }

  private void removeAll() {
    if (lock.isLocked()) {
      // A copy is being made, which may take long; it would keep the end of the process waiting.
      try {
        session.cancel();
      } catch (SQLException e) {
        // Then it is waited for.
      }
    }
    lock.lock();
    try {
      for (String database : List.copyOf(databases)) {
        dropWith(session, database);
        databases.remove(database);
      }
      for (String statement : atEnd) {
        runQuietly(statement);
      }
      atEnd.clear();
    } catch (SQLException e) {
      // The next process that uses the server removes what is left.
    } finally {
      lock.unlock();
      session.close();
    }
  }

  /** A role that somebody else has come to need meanwhile stays. */
  private void runQuietly(String statement) {
    try {
      session.execute(statement);
    } catch (SQLException e) {
      // It is theirs now.
    }
  }
}
