package dev.veery.postgres.rehearse.trace;

import dev.veery.postgres.rehearse.trace.Relation.Counters;
import java.util.HashMap;
import java.util.Map;

/**
 * What relations were like before the open transaction touched them. It is read once and then kept
 * up to date by what is seen: to ask a server for the size of a table means to lock it, and the
 * transaction may hold a lock that does not allow that.
 */
final class Committed {

  private ServerState state;
  private ServerState open = ServerState.NOTHING;

  Committed(ServerState state) {
    this.state = state;
  }

  ServerState state() {
    return state;
  }

  /**
   * All that was there before a statement.
   *
   * @param touched what the transaction had touched by then
   * @param counted what the session had counted of anything when the transaction began
   */
  ServerState under(ServerState touched, ServerState counted) {
    Map<Long, Relation> relations = new HashMap<>();
    for (Relation relation : state.relations().values()) {
      Relation begun = counted.relation(relation.oid());
      relations.put(
          relation.oid(), relation.with(begun == null ? Counters.ZERO : begun.counters()));
    }
    relations.putAll(touched.relations());
    Map<Long, Trigger> triggers = new HashMap<>(state.triggers());
    triggers.putAll(touched.triggers());
    return new ServerState(relations, triggers);
  }

  /** Seen inside the transaction; so it will be when that commits. */
  void note(ServerState seen) {
    open = seen;
  }

  /** Seen while no transaction was open. */
  void replace(ServerState seen) {
    state = seen;
  }

  void transactionEnded(boolean successfully) {
    if (successfully && open != ServerState.NOTHING) {
      Map<Long, Relation> relations = new HashMap<>(state.relations());
      relations.putAll(open.relations());
      Map<Long, Trigger> triggers = new HashMap<>(state.triggers());
      triggers.putAll(open.triggers());
      state = new ServerState(relations, triggers);
    }
    open = ServerState.NOTHING;
  }
}
