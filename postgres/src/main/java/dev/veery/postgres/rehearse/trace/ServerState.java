package dev.veery.postgres.rehearse.trace;

import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Relations and triggers at one instant, by oid.
 *
 * @param relations all, or those that matter
 * @param triggers of those
 */
record ServerState(Map<Long, Relation> relations, Map<Long, Trigger> triggers) {

  static final ServerState NOTHING = new ServerState(Map.of(), Map.of());

  /** Everything, as somebody sees it who is not inside the transaction. */
  static ServerState all(Session observing) throws SQLException {
    return read(observing, Relation.ALL + "; " + Trigger.ALL);
  }

  /** What the session holds locks on, as its own transaction sees it. */
  static ServerState held(Session running) throws SQLException {
    return read(running, Relation.HELD + "; " + Trigger.HELD);
  }

  /** What the session has counted and not handed in. */
  static ServerState counted(Session running) throws SQLException {
    return read(running, Relation.COUNTED);
  }

  /**
   * The same, behind a statement of the same transaction: a session hands nothing in before that
   * has ended.
   */
  static ServerState counted(Session running, String first, Session.RowReader reader)
      throws SQLException {
    Map<Long, Relation> relations = new HashMap<>();
    running.query(
        first + "; " + Relation.COUNTED,
        List.of(
            reader,
            row -> {
              Relation relation = Relation.read(row);
              relations.put(relation.oid(), relation);
            }));
    return new ServerState(relations, Map.of());
  }

  /** All relations without their sizes: asking for those takes locks. */
  static ServerState names(Session observing) throws SQLException {
    return read(observing, Relation.NAMES);
  }

  private static ServerState read(Session session, String sql) throws SQLException {
    Map<Long, Relation> relations = new HashMap<>();
    Map<Long, Trigger> triggers = new HashMap<>();
    session.query(
        sql,
        List.of(
            row -> {
              Relation relation = Relation.read(row);
              relations.put(relation.oid(), relation);
            },
            row -> {
              Trigger trigger = Trigger.read(row);
              triggers.put(trigger.oid(), trigger);
            }));
    return new ServerState(relations, triggers);
  }

  @Nullable Relation relation(long oid) {
    return relations.get(oid);
  }
}
