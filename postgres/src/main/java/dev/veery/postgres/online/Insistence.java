package dev.veery.postgres.online;

import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * When sessions that are in the way of a change are made to go. By default never: whose work it is
 * that would be lost, only a person knows.
 *
 * @param cancelAfter how long to have tried before their statements are cancelled; null for never
 * @param terminateAfter how long to have tried before their sessions are ended; null for never
 * @param spared roles whose sessions are left alone whatever happens
 */
public record Insistence(
    @Nullable Duration cancelAfter, @Nullable Duration terminateAfter, List<String> spared) {

  /** Everybody is waited for. */
  public static final Insistence NONE = new Insistence(null, null, List.of());

  /**
   * A session that is asked to go.
   *
   * @param who in words
   * @param terminated whether the session is ended and not only its statement
   */
  public record Removed(String who, boolean terminated) {}

  public Insistence {
    spared = List.copyOf(spared);
  }

  /**
   * Asks those to go who are in the way of a server process, if it has waited long enough.
   *
   * <p>A session that does nothing inside its transaction has no statement to cancel; it goes only
   * when its session may be ended.
   *
   * @param session one that does not wait itself
   * @param pid the process that waits
   * @param tried since the first attempt
   * @param told hears of each just before
   * @throws SQLException when this role may not do that to one of them
   */
  public void apply(Session session, int pid, Duration tried, Consumer<Removed> told)
      throws SQLException {
    boolean terminate = terminateAfter != null && tried.compareTo(terminateAfter) >= 0;
    boolean cancel = cancelAfter != null && tried.compareTo(cancelAfter) >= 0;
    if (!terminate && !cancel) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (String role : spared) {
      names.add(Sql.literal(role));
    }
    record Found(int pid, String who) {}
    List<Found> found = new ArrayList<>();
    session.query(
        "SELECT b.pid, pg_catalog.format('pid %s (%s%s, %s)', b.pid, b.usename, CASE WHEN"
            + " b.application_name <> '' THEN ', ' || b.application_name ELSE '' END, b.state) FROM"
            + " pg_catalog.pg_stat_activity b WHERE b.pid = ANY (pg_catalog.pg_blocking_pids("
            + pid
            + ")) AND b.backend_type IN ('client backend', 'autovacuum worker') AND"
            + " coalesce(b.usename, '') <> ALL (ARRAY["
            + String.join(", ", names)
            + "]::name[])"
            + (terminate ? "" : " AND b.state = 'active'"),
        row -> found.add(new Found(row.getInt(1), row.getString(2))));
    for (Found one : found) {
      // Said before: once the way is free, the other session is faster than any message.
      told.accept(new Removed(one.who(), terminate));
      // By number and in a statement of its own: in the condition of a query the planner may well
      // call the function first, and so for everybody.
      session.value(
          "SELECT pg_catalog."
              + (terminate ? "pg_terminate_backend(" : "pg_cancel_backend(")
              + one.pid()
              + ")");
    }
  }
}
