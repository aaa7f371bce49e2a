package dev.veery.engine.fleet;

import dev.veery.engine.fleet.FleetResult.Ended;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.fleet.FleetProgress;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.fleet.TenantOutcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a run made of each tenant, as the journal has it: over all machines that took part. */
final class FleetReport {

  private final FleetQueue queue;
  private final long run;
  private final List<String> absent = new ArrayList<>();
  private final int absentCount;
  private final int nameless;

  /** Looks at the schemas of tenants and keeps their fingerprints. */
  @FunctionalInterface
  interface Comparing {
    void keep(List<String> tenants) throws SQLException;
  }

  /**
   * @param overview of the fleet, behind the run
   */
  FleetReport(FleetQueue queue, long run, FleetOverview overview) {
    this.queue = queue;
    this.run = run;
    this.absentCount = overview.absent(absent);
    this.nameless = overview.nameless();
  }

  FleetResult read(Ended ended, Comparing comparing, long beganNanos) throws SQLException {
    FleetProgress progress = queue.runs().progress(run);
    List<FleetResult.Failure> failed = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    List<String> notReached = new ArrayList<>();
    for (TenantOutcome outcome : queue.past().unfinished(run)) {
      switch (outcome.work()) {
        case "failed" ->
            failed.add(
                new FleetResult.Failure(
                    outcome.tenant(),
                    outcome.errorCode(),
                    outcome.error(),
                    outcome.version(),
                    outcome.half(),
                    outcome.millis()));
        case "gone" -> gone.add(outcome.tenant());
        default -> notReached.add(outcome.tenant());
      }
    }
    if (ended == Ended.GIVEN_UP) {
      queue.runs().close(run, "failed", progress.reason());
    }
    List<String> done = queue.past().done(run);
    List<FleetResult.Odd> odd = new ArrayList<>();
    if (!done.isEmpty()) {
      comparing.keep(done);
      queue
          .past()
          .differing(run)
          .forEach((tenant, alike) -> odd.add(new FleetResult.Odd(tenant, alike)));
    }
    return new FleetResult(
        run,
        ended,
        progress,
        failed,
        gone,
        notReached,
        absent,
        absentCount,
        odd,
        done.size(),
        Duration.ofNanos(System.nanoTime() - beganNanos),
        nameless);
  }
}
