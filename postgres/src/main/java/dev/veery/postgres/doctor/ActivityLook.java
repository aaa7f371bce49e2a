package dev.veery.postgres.doctor;

import dev.veery.core.verify.Amount;
import dev.veery.core.verify.CheckLine;
import dev.veery.postgres.session.Session.RowReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Who is at work in the database, and whom a change of the schema would have to wait for. */
final class ActivityLook implements Look {

  private final Limits limits;
  private final List<String> old = new ArrayList<>();
  private final List<String> idle = new ArrayList<>();
  private final List<String> blockers = new ArrayList<>();
  private final List<String> prepared = new ArrayList<>();
  private int sessions;
  private int hidden;
  private int waiting;
  private long oldest;
  private long oldestIdle;
  private int firstBlocker;
  private int firstOld;
  private int firstIdle;

  ActivityLook(Limits limits) {
    this.limits = limits;
  }

  @Override
  public String title() {
    return "Activity";
  }

  @Override
  public String code() {
    return "activity";
  }

  @Override
  public String sql() {
    return """
    WITH session AS (
      SELECT a.pid, a.usename, a.application_name, a.state, a.query, a.wait_event_type,
        (extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start) * 1000)::bigint AS age,
        CASE WHEN a.wait_event_type = 'Lock' THEN pg_catalog.pg_blocking_pids(a.pid) ELSE '{}' END AS blocked_by
      FROM pg_catalog.pg_stat_activity a
      WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid()
    )
    SELECT s.pid, coalesce(s.usename, ''), coalesce(s.application_name, ''), coalesce(s.state, ''),
      coalesce(s.age, -1),
      pg_catalog.left(pg_catalog.regexp_replace(pg_catalog.btrim(s.query), '\\s+', ' ', 'g'), 120),
      (SELECT count(*) FROM session w WHERE s.pid = ANY (w.blocked_by))::int,
      pg_catalog.cardinality(s.blocked_by) > 0,
      s.query = '<insufficient privilege>'
    FROM session s ORDER BY s.age DESC NULLS LAST, s.pid;
    SELECT p.gid, p.owner::text,
      (extract(epoch FROM pg_catalog.clock_timestamp() - p.prepared) * 1000)::bigint
    FROM pg_catalog.pg_prepared_xacts p WHERE p.database = pg_catalog.current_database() ORDER BY 3 DESC
    """;
  }

  @Override
  public List<RowReader> readers() {
    return List.of(
        this::session,
        row ->
            prepared.add(
                row.getString(1)
                    + " of "
                    + row.getString(2)
                    + ", prepared "
                    + Amount.age(Duration.ofMillis(row.getLong(3)))
                    + " ago"));
  }

  private void session(ResultSet row) throws SQLException {
    sessions++;
    if (row.getBoolean(9)) {
      hidden++;
      return;
    }
    int pid = row.getInt(1);
    String state = row.getString(4);
    long age = row.getLong(5);
    StringBuilder who = new StringBuilder("pid ").append(pid).append(" (").append(row.getString(2));
    if (!row.getString(3).isEmpty()) {
      who.append(", ").append(row.getString(3));
    }
    who.append(")");
    String query = row.getString(6);
    String shown = query == null || query.isEmpty() ? "" : ": " + query;
    String since = age < 0 ? "" : " for " + Amount.age(Duration.ofMillis(age));
    boolean isIdle = state.startsWith("idle in transaction");
    if (isIdle && age > limits.longTransaction().toMillis() / 6) {
      firstIdle = idle.isEmpty() ? pid : firstIdle;
      oldestIdle = Math.max(oldestIdle, age);
      idle.add(
          who
              + " has its transaction open"
              + since
              + " and does nothing; its last statement"
              + shown);
    } else if (!isIdle && age > limits.longTransaction().toMillis()) {
      firstOld = old.isEmpty() ? pid : firstOld;
      oldest = Math.max(oldest, age);
      old.add(who + " has been in its transaction" + since + shown);
    }
    waiting += row.getBoolean(8) ? 1 : 0;
    int behind = row.getInt(7);
    if (behind > 0 && !row.getBoolean(8)) {
      firstBlocker = blockers.isEmpty() ? pid : firstBlocker;
      blockers.add(who + " holds up " + behind + (behind == 1 ? " session" : " sessions") + shown);
    }
  }

  @Override
  public List<CheckLine> lines() {
    List<CheckLine> lines = new ArrayList<>();
    lines.add(
        line(
                "long-transactions",
                "long transactions",
                old,
                "none older than " + Amount.age(limits.longTransaction()),
                "wait for it to end, or end it: SELECT pg_terminate_backend(" + firstOld + ")")
            .fact("transactions", old.size())
            .fact("oldestMillis", oldest));
    lines.add(
        line(
                "idle-in-transaction",
                "idle in transaction",
                idle,
                "none",
                "end it: SELECT pg_terminate_backend("
                    + firstIdle
                    + "); and set"
                    + " idle_in_transaction_session_timeout")
            .fact("transactions", idle.size())
            .fact("oldestMillis", oldestIdle));
    lines.add(
        line(
                "blockers",
                "blockers",
                blockers,
                hidden > 0 ? "none that this role may see" : "nobody waits for a lock",
                "see veery locks; end it: SELECT pg_terminate_backend(" + firstBlocker + ")")
            .fact("waiting", waiting));
    lines.add(
        (prepared.isEmpty()
                ? CheckLine.tick("prepared-transactions", "prepared transactions", "none")
                : CheckLine.stop(
                        "prepared-transactions",
                        "prepared transactions",
                        "transaction "
                            + prepared.getFirst()
                            + " holds its locks until somebody ends it",
                        "COMMIT PREPARED or ROLLBACK PREPARED it")
                    .details(prepared.subList(1, prepared.size())))
            .fact("transactions", prepared.size()));
    return lines;
  }

  private CheckLine line(String code, String name, List<String> found, String fine, String remedy) {
    if (!found.isEmpty()) {
      return CheckLine.warning(code, name, found.getFirst(), remedy)
          .details(found.subList(1, Math.min(found.size(), 6)));
    }
    return hidden > 0
        ? CheckLine.skipped(
            code,
            name,
            "none of those that this role may see; "
                + hidden
                + " of "
                + sessions
                + " sessions are hidden from it: grant it pg_monitor")
        : CheckLine.tick(code, name, fine);
  }
}
