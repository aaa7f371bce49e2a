package dev.veery.engine;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.lint.Severity;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.rehearse.RoundTrip.Verdict;
import dev.veery.core.tenancy.TenancyReport;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What testing all migrations gave.
 *
 * @param server where
 * @param trips one for each migration that was reached, in order
 * @param notReached labels of those behind a failure
 * @param branches each pair of heads, where there are several
 * @param repeatables what went wrong with the repeatable migrations; null where nothing did
 * @param tenancy whether tenants are kept apart when everything is applied; null where {@code
 *     [tenancy]} is not configured or not everything could be applied
 * @param duration of all of it
 */
public record TestReport(
    String server,
    List<RoundTrip> trips,
    List<String> notReached,
    List<Branches> branches,
    @Nullable Problem repeatables,
    @Nullable TenancyReport tenancy,
    Duration duration) {

  public TestReport {
    trips = List.copyOf(trips);
    notReached = List.copyOf(notReached);
    branches = List.copyOf(branches);
  }

  /**
   * Two heads, built in both orders.
   *
   * @param first label
   * @param second label
   * @param comparison of first-then-second with second-then-first; null where one did not run
   * @param problem why not
   */
  public record Branches(
      String first, String second, @Nullable Comparison comparison, @Nullable Problem problem) {

    /** Whether the order makes no difference, so that a merge needs no statement. */
    public boolean agree() {
      return comparison != null && comparison.isEmpty();
    }
  }

  /** Those that fail. */
  public long failing() {
    return trips.stream().filter(trip -> trip.verdict() instanceof Verdict.Fails).count()
        + (repeatables == null ? 0 : 1)
        + (tenancy != null && tenancy.reaches(Severity.ERROR) ? 1 : 0);
  }

  /** Those with a way back that loses something. */
  public long lossy() {
    return trips.stream().filter(trip -> trip.verdict() instanceof Verdict.Lossy).count();
  }

  /** Those without a way back. */
  public long absent() {
    return trips.stream().filter(trip -> trip.verdict() instanceof Verdict.Absent).count();
  }

  /** Those that rows were in the way of. */
  public long refused() {
    return trips.stream().filter(trip -> trip.refused() != null).count();
  }
}
