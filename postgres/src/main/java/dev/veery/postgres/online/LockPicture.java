package dev.veery.postgres.online;

import dev.veery.postgres.session.Session;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom in one database, at one moment.
 *
 * <p>Sessions are in it for one of three reasons: they wait for a lock, somebody waits for them, or
 * their transaction is old enough that the next change of the schema will wait for it. The server
 * tells who blocks whom ({@code pg_blocking_pids}, which knows queues and parallel workers as well
 * as locks); the modes are those of {@code pg_locks}.
 *
 * @param sessions in the order of their process numbers
 */
public record LockPicture(List<Holder> sessions) {

  private static final String QUERY =
      """
      WITH session AS (
        SELECT a.*, pg_catalog.pg_blocking_pids(a.pid) AS blocked_by
        FROM pg_catalog.pg_stat_activity a
        WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid()
      ), held AS (
        SELECT l.pid,
          pg_catalog.array_agg(DISTINCT l.mode || ' on ' || l.relation::pg_catalog.regclass::text)
            FILTER (WHERE l.granted AND c.relkind IN ('r', 'p', 'm', 'v', 'f', 'S')) AS locks,
          pg_catalog.string_agg(l.mode || ' on ' || l.relation::pg_catalog.regclass::text, ', ')
            FILTER (WHERE NOT l.granted) AS wanted
        FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
        WHERE l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
          AND c.relnamespace <> 'pg_catalog'::pg_catalog.regnamespace
        GROUP BY l.pid
      )
      SELECT s.pid, coalesce(s.usename, ''), coalesce(s.application_name, ''),
        coalesce(pg_catalog.host(s.client_addr), ''), coalesce(s.state, ''),
        (extract(epoch FROM pg_catalog.clock_timestamp() - s.xact_start) * 1000)::bigint,
        (extract(epoch FROM pg_catalog.clock_timestamp() - s.query_start) * 1000)::bigint,
        pg_catalog.left(pg_catalog.regexp_replace(pg_catalog.btrim(s.query), '\\s+', ' ', 'g'), 300),
        s.blocked_by, coalesce(h.locks, '{}'), coalesce(h.wanted, CASE WHEN s.wait_event_type = 'Lock' THEN s.wait_event ELSE '' END)
      FROM session s LEFT JOIN held h ON h.pid = s.pid
      WHERE pg_catalog.cardinality(s.blocked_by) > 0
        OR EXISTS (SELECT FROM session w WHERE s.pid = ANY (w.blocked_by))
        OR pg_catalog.clock_timestamp() - s.xact_start > pg_catalog.make_interval(secs => %s)
      ORDER BY s.pid
      """;

  public LockPicture {
    sessions = List.copyOf(sessions);
  }

  /**
   * One session.
   *
   * @param pid of its server process
   * @param user the role it logged in as
   * @param application its {@code application_name}
   * @param client its address; empty on a local socket
   * @param state as the server names it, such as {@code idle in transaction}
   * @param transaction since its transaction began; null outside one
   * @param statement since its statement began; null where there was none
   * @param query its present or last statement, on one line and cut
   * @param blockedBy the processes that it waits for; empty while it does not
   * @param holds its locks on tables, such as {@code AccessShareLock on orders}
   * @param waitsFor the lock that it waits for; empty while it does not
   */
  public record Holder(
      int pid,
      String user,
      String application,
      String client,
      String state,
      @Nullable Duration transaction,
      @Nullable Duration statement,
      String query,
      List<Integer> blockedBy,
      List<String> holds,
      String waitsFor) {
    public Holder {
      blockedBy = List.copyOf(blockedBy);
      holds = List.copyOf(holds);
    }
  }

  /**
   * Looks.
   *
   * @param old transactions from this age on are in the picture although nobody waits
   */
  public static LockPicture of(Session session, Duration old) throws SQLException {
    List<Holder> sessions = new ArrayList<>();
    session.query(
        QUERY.formatted(old.toMillis() / 1000.0),
        List.of(row ->
            sessions.add(
                new Holder(
                    row.getInt(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    millis(row.getString(6)),
                    millis(row.getString(7)),
                    row.getString(8),
                    numbers(row.getArray(9)),
                    texts(row.getArray(10)),
                    row.getString(11)))));
    return new LockPicture(sessions);
  }

  /** How many sessions wait for this one. */
  public int behind(Holder holder) {
    int count = 0;
    for (Holder other : sessions) {
      count += other.blockedBy().contains(holder.pid()) ? 1 : 0;
    }
    return count;
  }

  /** Those that wait for nobody themselves: the heads of queues, and what is merely old. */
  public List<Holder> roots() {
    List<Holder> roots = new ArrayList<>();
    for (Holder holder : sessions) {
      if (holder.blockedBy().isEmpty()) {
        roots.add(holder);
      }
    }
    return roots;
  }

  /** Those that wait for this one. */
  public List<Holder> waitingFor(Holder holder) {
    List<Holder> waiting = new ArrayList<>();
    for (Holder other : sessions) {
      if (other.blockedBy().contains(holder.pid())) {
        waiting.add(other);
      }
    }
    return waiting;
  }

  private static @Nullable Duration millis(@Nullable String text) {
    return text == null ? null : Duration.ofMillis(Math.max(0, Long.parseLong(text)));
  }

  private static List<Integer> numbers(Array array) throws SQLException {
    return List.of((Integer[]) array.getArray());
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
