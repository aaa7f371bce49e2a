package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.expand.Phase;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.BaselineLine;
import dev.veery.core.plan.History;
import dev.veery.engine.ChangePlan.Begin;
import dev.veery.postgres.expand.Changes;
import dev.veery.postgres.journal.ChangeLog;
import dev.veery.postgres.journal.OpenChange;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunOptions;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.run.Runner;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes in two halves. Each command is decided first, as a value that can be shown, and then run:
 * it goes on where an interrupted one stopped.
 */
public final class ChangeWork {

  private final Veery veery;
  private final Changes changes;

  ChangeWork(Veery veery, RunOptions options, RunListener listener, Consumer<Runner> running) {
    this.veery = veery;
    this.changes =
        new Changes(veery.session(), veery.journal(), options, listener, veery::another, running);
  }

  static List<OpenChange> open(Session session, String schema) {
    try {
      return ChangeLog.open(session, schema);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the journal");
    }
  }

  /** Those that are not closed, oldest first. */
  public List<OpenChange> open() {
    try {
      return changes.open();
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the journal");
    }
  }

  /**
   * Old and new side by side.
   *
   * @param name of a pending migration, or null for the next one
   * @throws VeeryException with every reason why it cannot be
   */
  public ChangePlan expand(@Nullable String name) {
    History history = veery.load().history();
    Migration migration = pending(name, history);
    OpenChange change = find(migration.version());
    if (change == null) {
      Begin begin = new ChangeOpening(veery, open()).begin(migration);
      return new ChangePlan(migration.label(), List.of(Phase.EXPAND), "", null, begin, migration);
    }
    return switch (change.state()) {
      case "expanding" -> going(change, Phase.EXPAND);
      case "aborting", "reverting" ->
          throw open(
              change, "it is being taken back", "finish that: veery abort " + change.version());
      default -> nothing(change, "it is " + change.state() + " already");
    };
  }

  /** The one that is named, or the first that is not applied; it must be the next one. */
  private Migration pending(@Nullable String name, History history) {
    Migration first = null;
    BaselineLine line = BaselineLine.of(veery.graph(), history.baseline());
    for (Migration migration : veery.graph().order()) {
      AppliedMigration applied = history.find(migration.version());
      if (first == null && applied == null && !line.covers(migration.version())) {
        first = migration;
      }
    }
    Migration named = name == null ? null : veery.graph().find(veery.resolve(name, history));
    if (named != null && history.changes().containsKey(named.version())) {
      return named;
    }
    if (named != null && history.find(named.version()) != null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ALREADY_APPLIED,
              named.label() + " is applied already",
              "only what is pending can be expanded; see veery status"));
    }
    if (first == null || named != null && !named.version().equals(first.version())) {
      throw new VeeryException(
          new Problem(
              ErrorCode.CHANGE_UNKNOWN,
              first == null
                  ? "nothing is pending that could be expanded"
                  : first.label() + " comes before " + (named == null ? "it" : named.label()),
              first == null
                  ? "see veery status"
                  : "apply what comes before: veery up, veery expand"));
    }
    return first;
  }

  /**
   * The new alone.
   *
   * @param name of a migration, or null for the only one that waits for it
   */
  public ChangePlan contract(@Nullable String name) {
    OpenChange change = one(name, List.of("expanded", "contracting", "contracted"), "contract");
    return switch (change.state()) {
      case "expanded", "contracting" ->
          going(
              change,
              change.keeps() || change.script(Phase.PURGE.word()).isEmpty()
                  ? new Phase[] {Phase.CONTRACT}
                  : new Phase[] {Phase.CONTRACT, Phase.PURGE});
      case "contracted" ->
          change.keeps()
              ? nothing(change, "it is contracted already; veery purge removes what is kept")
              : going(change, Phase.PURGE);
      case "purging" -> going(change, Phase.PURGE);
      case "expanding" ->
          throw open(change, "it is not whole yet", "finish it: veery expand " + change.version());
      default ->
          throw open(
              change, "it is being taken back", "finish that: veery abort " + change.version());
    };
  }

  /**
   * Back to the old state, with what was written since.
   *
   * @param name of a migration, or null for the only one that is open
   */
  public ChangePlan abort(@Nullable String name) {
    OpenChange change =
        one(
            name,
            List.of("expanding", "expanded", "contracting", "aborting", "reverting"),
            "abort");
    return switch (change.state()) {
      case "contracted", "reverting" -> {
        if (change.script(Phase.REVERT.word()).isEmpty()) {
          throw new VeeryException(
              new Problem(
                  ErrorCode.CHANGE_NO_WAY_BACK,
                  change.label()
                      + " is contracted, and nothing says how new values become old ones",
                  "veery purge "
                      + change.version()
                      + ", then veery down, which may lose something"));
        }
        List<String> later =
            change.state().equals("contracted")
                ? LaterChanges.over(change, veery.load().history(), veery.graph())
                : List.of();
        if (!later.isEmpty()) {
          throw open(
              change,
              "applied behind it, and built on it: " + String.join(", ", later),
              "take that back first: veery down; then veery abort " + change.version());
        }
        yield going(change, Phase.REVERT, Phase.ABORT);
      }
      case "purging" ->
          throw new VeeryException(
              new Problem(
                  ErrorCode.CHANGE_NO_WAY_BACK,
                  "what was kept of the old state of " + change.label() + " is being removed",
                  "finish it: veery purge " + change.version()));
      default -> going(change, Phase.ABORT);
    };
  }

  /**
   * Removes what is kept of the old.
   *
   * @param name of a migration, or null for everything whose time is over
   */
  public List<ChangePlan> purge(@Nullable String name) {
    if (name != null) {
      OpenChange change = one(name, List.of(), "purge");
      if (!List.of("contracted", "purging").contains(change.state())) {
        throw open(change, "it is " + change.state(), "veery contract " + change.version());
      }
      return List.of(going(change, Phase.PURGE));
    }
    List<ChangePlan> due = new ArrayList<>();
    for (OpenChange change : open()) {
      boolean over = change.keepUntil() != null && change.keepUntil().isBefore(Instant.now());
      if (change.state().equals("purging") || change.state().equals("contracted") && over) {
        due.add(going(change, Phase.PURGE));
      }
    }
    return due;
  }

  private ChangePlan going(OpenChange change, Phase... phases) {
    return new ChangePlan(change.label(), List.of(phases), "", change, null, file(change));
  }

  private ChangePlan nothing(OpenChange change, String why) {
    return new ChangePlan(change.label(), List.of(), why, change, null, file(change));
  }

  private @Nullable Migration file(OpenChange change) {
    return veery.graph().find(new Version(change.version()));
  }

  private static VeeryException open(OpenChange change, String why, String remedy) {
    return new VeeryException(
        new Problem(ErrorCode.CHANGE_OPEN, change.label() + ": " + why, remedy));
  }

  private @Nullable OpenChange find(Version version) {
    for (OpenChange change : open()) {
      if (change.version().equals(version.text())) {
        return change;
      }
    }
    return null;
  }

  /** The one that is named, or the only one in one of some states. */
  private OpenChange one(@Nullable String name, List<String> states, String command) {
    List<OpenChange> fit = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (OpenChange change : open()) {
      boolean named =
          name != null
              && (change.version().equals(name)
                  || change.label().equals(name)
                  || change.name().equals(name));
      if (named || name == null && states.contains(change.state())) {
        fit.add(change);
      }
      labels.add(change.label());
    }
    if (fit.size() == 1) {
      return fit.getFirst();
    }
    List<String> several = fit.stream().map(OpenChange::label).toList();
    throw new VeeryException(
        fit.isEmpty()
            ? new Problem(
                ErrorCode.CHANGE_UNKNOWN,
                name == null
                    ? "there is no change that veery " + command + " could go on with"
                    : "there is no open change " + name,
                labels.isEmpty()
                    ? "veery expand begins one"
                    : "open are " + String.join(", ", labels) + "; see veery status")
            : new Problem(
                ErrorCode.CHANGE_UNKNOWN,
                "several changes are open: " + String.join(", ", several),
                "name one of them: veery " + command + " " + fit.getFirst().version()));
  }

  /**
   * Runs what was decided, phase after phase, to the first failure.
   *
   * @param plan with at least one phase
   */
  public RunResult run(ChangePlan plan) {
    try {
      RunResult result = null;
      List<RunResult.Done> done = new ArrayList<>();
      for (Phase phase : plan.phases()) {
        result = run(plan, phase);
        if (!(result instanceof RunResult.Succeeded succeeded)) {
          return result;
        }
        done.addAll(succeeded.done());
      }
      if (result == null) {
        throw new IllegalArgumentException("there is nothing to run");
      }
      Duration whole =
          done.stream().map(RunResult.Done::duration).reduce(Duration.ZERO, Duration::plus);
      return new RunResult.Succeeded(done, null, whole);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "writing the journal");
    }
  }

  private RunResult run(ChangePlan plan, Phase phase) throws SQLException {
    Begin begins = plan.begins();
    if (begins != null) {
      return changes.begin(begins.of(), begins.expansion(), begins.keep());
    }
    OpenChange change = plan.change();
    if (change == null) {
      throw new IllegalArgumentException("neither a change that is open nor one that begins");
    }
    Migration file = plan.file();
    if (phase == Phase.CONTRACT && file != null) {
      changes.provenBy(Proofs.verifying(file));
    }
    return changes.run(change, phase, file);
  }
}
