package dev.veery.engine;

import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.monitor.RunMonitor;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.session.Session;

/** Puts a guard beside a run. */
final class Guarding {

  private Guarding() {}

  /** To be closed when the run is over. */
  static RunMonitor of(
      Veery veery, Database.Connected connected, Planning planning, RunListener listener) {
    return new RunMonitor(
        () -> Session.open(connected.address(), "veery (monitor)"),
        connected.session(),
        planning.loaded().facts().backendPid(),
        Identifiers.quote(veery.config().journalSchema()),
        GuardSettings.read(veery.config()),
        listener);
  }
}
