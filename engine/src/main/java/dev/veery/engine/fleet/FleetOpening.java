package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.fleet.FleetOverview.OpenRun;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.fleet.FleetRuns;
import dev.veery.postgres.fleet.TenantList;
import java.sql.SQLException;
import java.util.List;

/**
 * A run that was opened, or joined because it wants the same.
 *
 * @param run its number
 * @param joined whether somebody else had opened it
 */
record FleetOpening(long run, boolean joined) {

  /** Runs of others may end between two questions. */
  private static final int ATTEMPTS = 5;

  /**
   * @param lineUp what is to be said in the transaction that opens it
   * @throws VeeryException when a run is open that wants something else and somebody is at work on
   *     it, or that is paused
   */
  static FleetOpening of(
      FleetQueue queue, TenantList list, FleetRuns.Opening opening, List<String> lineUp)
      throws SQLException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Long own = queue.runs().open(opening, lineUp);
      if (own != null) {
        return new FleetOpening(own, false);
      }
      OpenRun open = queue.overview(list).run();
      if (open == null) {
        continue;
      }
      if (open.goal().equals(opening.goal())) {
        return new FleetOpening(open.id(), true);
      }
      if (!open.workers().isEmpty() || open.paused()) {
        throw new VeeryException(
            new Problem(
                ErrorCode.FLEET_BUSY,
                "run "
                    + open.id()
                    + " ("
                    + open.command()
                    + ") wants something else and is "
                    + (open.paused()
                        ? "paused"
                        : "under way on " + String.join(", ", open.workers())),
                open.paused()
                    ? "veery fleet resume --abandon ends it"
                    : "run the same command again when it is done; veery fleet status tells"));
      }
      // Nobody is there to go on with it, and its files are not ours.
      queue.runs().close(open.id(), "interrupted", "nobody was at work on it any more");
    }
    throw new VeeryException(
        new Problem(ErrorCode.FLEET_BUSY, "other runs come and go", "run the same command again"));
  }
}
