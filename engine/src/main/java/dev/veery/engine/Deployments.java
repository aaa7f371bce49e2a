package dev.veery.engine;

import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.verify.Need.Relation;
import dev.veery.core.verify.PlanNeeds;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.monitor.DeploymentLog;
import dev.veery.postgres.monitor.DeploymentLog.Beginning;
import dev.veery.postgres.monitor.DeploymentLog.Past;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The record of a deployment, so that a second one waits its turn and a failed one can go on. */
public final class Deployments {

  private final Veery veery;
  private final DeploymentLog log;

  private Deployments(Veery veery, DeploymentLog log) {
    this.veery = veery;
    this.log = log;
  }

  /**
   * The newest deployment that did not end well, of which nothing but what is pending is left to
   * do; null where there is none. One that was killed counts as failed.
   */
  public static @Nullable Past unfinished(Veery veery, Planning planning) {
    if (!planning.loaded().history().journalExists()) {
      return null;
    }
    try {
      Past past = log(veery).newest();
      return past != null
              && past.state().equals("failed")
              && past.environment().equals(veery.config().environment())
              && new HashSet<>(past.pending()).containsAll(pending(planning))
          ? past
          : null;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the journal");
    }
  }

  /**
   * Begins one; makes the journal where there is none.
   *
   * @param goesOn the attempt that this one continues; null for a new one
   * @param holder who, for others to read
   * @throws dev.veery.core.VeeryException when another one is under way
   */
  public static Deployments begin(
      Veery veery, Planning planning, @Nullable Past goesOn, String holder) {
    try {
      if (!planning.loaded().history().journalExists()) {
        new Journal(veery.session(), veery.config().journalSchema()).createOrUpgrade();
      }
      DeploymentLog log = log(veery);
      Beginning beginning =
          goesOn == null
              ? new Beginning(
                  veery.config().environment(), pending(planning), List.of(), tables(planning))
              : new Beginning(
                  goesOn.environment(), goesOn.pending(), goesOn.steps(), goesOn.tables());
      log.begin(beginning, holder, planning.loaded().facts().pooled());
      return new Deployments(veery, log);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "writing the journal");
    }
  }

  private static DeploymentLog log(Veery veery) {
    return new DeploymentLog(veery.session(), Identifiers.quote(veery.config().journalSchema()));
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

  /** Every table that the pending migrations name. */
  public static List<String> tables(Planning planning) {
    return planning.result() instanceof Plan.Result.Ready ready
        ? PlanNeeds.of(ready.plan()).tables().stream().map(Relation::toString).toList()
        : List.of();
  }

  /** Its number in the journal. */
  public long id() {
    return log.id();
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

  /**
   * Notes in the audit how the deployment went.
   *
   * @param command as typed
   * @param steps each with how it went
   */
  public void audited(String command, String state, Map<String, String> steps) {
    Map<String, String> detail = new LinkedHashMap<>(veery.audit().who());
    detail.put("state", state);
    detail.put("command", command);
    detail.putAll(steps);
    detail.putAll(RunEvidence.of(veery.config(), command, null));
    veery.audit().event("deploy", "deployment " + id(), detail);
  }
}
