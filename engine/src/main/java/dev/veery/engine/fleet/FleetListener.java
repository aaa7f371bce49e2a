package dev.veery.engine.fleet;

import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.fleet.FleetProgress;
import java.time.Duration;

/** What happens over a fleet, as it happens. Calls come from several threads. */
public interface FleetListener {

  /**
   * The run begins, or this process has joined it.
   *
   * @param id its number
   * @param joined whether another process had opened it
   * @param total tenants that are part of it
   */
  default void started(long id, boolean joined, int total) {}

  /** How far it is; several times a second. */
  default void progress(FleetProgress progress) {}

  /** A tenant has reached the goal. */
  default void done(String tenant, Duration duration) {}

  /** A tenant has not; it is as it was before, or half done if the problem says so. */
  default void failed(String tenant, Problem problem) {}

  /** Something in a tenant was locked; it is tried again later. */
  default void putBack(String tenant, Problem problem) {}

  /** A tenant was dropped before its turn. */
  default void gone(String tenant) {}

  /** A wave is over and the next is about to begin. */
  default void wave(int wave, int waves) {}

  /** Something odd that does not stop the run. */
  default void warning(Problem problem) {}
}
