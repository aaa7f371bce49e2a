package dev.veery.postgres.fleet;

/**
 * How far a run is, over all machines that are at work on it.
 *
 * @param wave the one that may be taken from
 * @param waves how many there are
 * @param paused whether nobody takes another tenant
 * @param reason why it is paused or has ended; empty where nobody said
 * @param open whether it goes on
 * @param waiting tenants not yet begun, of all waves
 * @param running tenants that somebody is at work on
 * @param done tenants that have reached the goal
 * @param failed tenants that have not
 * @param gone tenants that were dropped before their turn
 * @param leftInWave of those that may be taken now, how many are waiting or running
 * @param locked waiting because something in them was locked
 */
public record FleetProgress(
    int wave,
    int waves,
    boolean paused,
    String reason,
    boolean open,
    int waiting,
    int running,
    int done,
    int failed,
    int gone,
    int leftInWave,
    int locked) {

  /** Every tenant of the run. */
  public int total() {
    return waiting + running + done + failed + gone;
  }
}
