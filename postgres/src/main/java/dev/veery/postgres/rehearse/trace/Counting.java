package dev.veery.postgres.rehearse.trace;

import dev.veery.postgres.rehearse.trace.Relation.Counters;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What a server has counted before and after a statement that is outside a transaction.
 *
 * <p>A session counts for itself and hands its counts in when it is idle. Since PostgreSQL 15 it
 * can be asked to, and everybody sees them at once. Until 14 it does so at most every half second,
 * to a collector that writes them to a file, which readers accept when it is no older than that
 * ({@code PGSTAT_STAT_INTERVAL} in pgstat.c). To wait for both, before and after, takes two seconds
 * for each statement. So there the session itself is asked what it has counted and not handed in:
 * for a statement of less than half a second that is all there is to know. Whether it has handed in
 * anything since, a table tells that nobody but us reads: its count is then gone. Only then the
 * file is waited for, once; it holds nothing else, because everything that was handed in before was
 * cleared away, in the order in which a collector gets its messages.
 */
final class Counting {

  private static final int FIRST_WITH_FLUSH = 15;
  private static final Duration FILE_AGE = Duration.ofMillis(520);
  private static final String PERMISSION_DENIED = "42501";

  /** Empty where nobody makes large objects; in any case nothing but us scans it. */
  private static final String MARK = "pg_catalog.pg_largeobject_metadata";

  private static final String MARKED =
      "SELECT pg_catalog.pg_stat_get_xact_numscans('" + MARK + "'::regclass)";

  private final Session running;
  private final Session observing;
  private final boolean flushes;
  private boolean clears = true;

  /**
   * @param running the session that works
   * @param observing one beside it, which may clear counters where the server is older than 15
   */
  Counting(Session running, Session observing, int major) {
    this.running = running;
    this.observing = observing;
    this.flushes = major >= FIRST_WITH_FLUSH;
  }

  /** Everything as it is, with counters to hold those of {@link #after} against. */
  ServerState before() throws SQLException {
    if (flushes) {
      return handedIn();
    }
    clear();
    if (!clears) {
      return waitedFor();
    }
    ServerState all = ServerState.all(observing);
    ServerState counted = ServerState.counted(running, "SELECT count(*) FROM " + MARK, row -> {});
    return with(all, counted, ServerState.NOTHING);
  }

  /** Everything as it is after the statement. */
  ServerState after() throws SQLException {
    if (flushes) {
      return handedIn();
    }
    if (!clears) {
      return waitedFor();
    }
    long[] marked = new long[1];
    ServerState counted = ServerState.counted(running, MARKED, row -> marked[0] = row.getLong(1));
    if (marked[0] > 0) {
      return with(ServerState.all(observing), counted, ServerState.NOTHING);
    }
    pause();
    // In this order: with the end of the next query the session hands in what that shows.
    ServerState all = ServerState.all(observing);
    return with(all, all, ServerState.counted(running));
  }

  private ServerState handedIn() throws SQLException {
    running.execute("SELECT pg_catalog.pg_stat_force_next_flush()");
    return ServerState.all(observing);
  }

  /** On a lent server whose role may not clear counters. */
  private ServerState waitedFor() throws SQLException {
    pause();
    running.execute("SELECT 1");
    pause();
    return ServerState.all(observing);
  }

  private void clear() throws SQLException {
    if (!clears) {
      return;
    }
    try {
      observing.execute("SELECT pg_catalog.pg_stat_reset()");
    } catch (SQLException e) {
      if (!PERMISSION_DENIED.equals(e.getSQLState())) {
        throw e;
      }
      clears = false;
    }
  }

  /** The relations of a state with the counters of two others added up. */
  private static ServerState with(ServerState all, ServerState one, ServerState other) {
    Map<Long, Relation> relations = new HashMap<>();
    all.relations()
        .forEach((oid, relation) ->
            relations.put(oid, relation.with(counters(one, oid).plus(counters(other, oid)))));
    return new ServerState(relations, all.triggers());
  }

  private static Counters counters(ServerState state, long oid) {
    Relation relation = state.relation(oid);
    return relation == null ? Counters.ZERO : relation.counters();
  }

  private static void pause() {
    try {
      Thread.sleep(FILE_AGE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
