package dev.veery.engine;

import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.monitor.DeploymentLog;
import dev.veery.postgres.monitor.DeploymentLog.Past;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The record of a deployment, so that a second one waits its turn and a failed one can go on. */
public final class Deployments {

  private final Veery veery;
  private final DeploymentLog log;

  private Deployments(Veery veery, DeploymentLog log) {
    this.veery = veery;
    this.log = log;
  }

  /**
   * Begins one; makes the journal where there is none.
   *
   * @param resume whether to go on behind what a failed one has done, where nothing else is pending
   * @param holder who, for others to read
   * @return with the steps that need not be done again
   * @throws dev.veery.core.VeeryException when another one is under way
   */
  public static Begun begin(Veery veery, Planning planning, boolean resume, String holder) {
    try {
      String schema = veery.config().journalSchema();
      if (!planning.loaded().history().journalExists()) {
        new Journal(veery.session(), schema).createOrUpgrade();
      }
      DeploymentLog log = new DeploymentLog(veery.session(), Identifiers.quote(schema));
      List<String> pending = pending(planning);
      List<String> done = List.of();
      Past past = resume ? log.newest() : null;
      if (past != null
          && past.state().equals("failed")
          && new HashSet<>(past.pending()).containsAll(pending)) {
        done = past.steps();
      }
      log.begin(
          veery.config().environment(), pending, done, holder, planning.loaded().facts().pooled());
      return new Begun(new Deployments(veery, log), done);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "writing the journal");
    }
  }

  /**
   * One that has begun.
   *
   * @param done steps that an earlier attempt at the same has done
   */
  public record Begun(Deployments deployment, List<String> done) {
    public Begun {
      done = List.copyOf(done);
    }
  }

  private static List<String> pending(Planning planning) {
    List<String> pending = new ArrayList<>();
    if (planning.result() instanceof Plan.Result.Ready ready) {
      for (PlannedMigration migration : ready.plan().migrations()) {
        pending.add(
            migration.version().text().replace(' ', '_')
                + "="
                + migration.checksum().replace(' ', '_'));
      }
    }
    return pending;
  }

  /** A step is done, and need not be again when the deployment goes on later. */
  public void did(String step) {
    try {
      log.did(step);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "writing the journal");
    }
  }

  /**
   * It is over.
   *
   * @param state {@code succeeded}, {@code failed} or {@code rolled back}
   */
  public void end(String state, String message) {
    try {
      log.end(state, veery.config().secrets().mask(message));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "writing the journal");
    }
  }
}
