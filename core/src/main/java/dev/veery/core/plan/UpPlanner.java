package dev.veery.core.plan;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet.Repeatable;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration.State;
import dev.veery.core.plan.Plan.Result;
import dev.veery.core.sql.SourcePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what an {@code up} runs. */
final class UpPlanner {

  private final PlanRequest request;
  private final MigrationGraph graph;
  private final History history;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> notes = new ArrayList<>();

  UpPlanner(PlanRequest request) {
    this.request = request;
    this.graph = request.graph();
    this.history = request.history();
  }

  /** The script that makes, in one go, what every migration up to its version makes; or null. */
  private @Nullable Migration shortcut;

  private List<Migration> chosen(Target.Up target, List<Migration> pending) {
    if (target instanceof Target.Up.Latest) {
      return latest(pending);
    }
    if (target instanceof Target.Up.To to) {
      return to(to.version());
    }
    if (target instanceof Target.Up.Steps steps) {
      return latest(pending).subList(0, Math.min(steps.count(), pending.size()));
    }
    return only(((Target.Up.Only) target).version());
  }

  /**
   * Applies what is taken back before it, all of it, and nothing else that is pending; to be asked
   * with the history that is left then.
   */
  Result again(List<PlannedMigration> taken) {
    checkHistory();
    List<Migration> chosen = untilForeign(files(taken));
    problems.addAll(notes); // what an up would stop before is in the way here
    notes.clear();
    if (!problems.isEmpty()) {
      return new Result.Blocked(problems);
    }
    List<PlannedMigration> planned = new ArrayList<>();
    finishReversal(planned);
    boolean all;
    try (ScriptsAhead ahead = new ScriptsAhead(chosen)) {
      all = addUntilOpenTable(chosen, planned, new MigrationPlanner(request, problems));
    }
    if (!all) {
      problems.addAll(notes);
    }
    return problems.isEmpty()
        ? new Result.Ready(new Plan(planned, false, history.head(), notes))
        : new Result.Blocked(problems);
  }

  /** The files of these, in the order in which an up would run them. */
  private List<Migration> files(List<PlannedMigration> taken) {
    Set<Version> wanted = new HashSet<>();
    for (PlannedMigration migration : taken) {
      wanted.add(migration.version());
      if (graph.find(migration.version()) == null) {
        problems.add(
            new Problem(
                ErrorCode.FILE_MISSING,
                migration.label()
                    + " could not be applied again: its file "
                    + migration.origin().path()
                    + " is gone",
                "bring the file back; or only take it back: veery down"));
      }
    }
    List<Migration> files = new ArrayList<>();
    for (Migration migration : graph.order()) {
      if (wanted.contains(migration.version())) {
        files.add(migration);
        refusePendingParents(migration, wanted);
      }
    }
    return files;
  }

  /** What a migration builds on has to be applied, or to be applied before it. */
  private void refusePendingParents(Migration migration, Set<Version> comeToo) {
    if (!graph.linear()) {
      for (Migration parent : pending(graph.ancestors(migration.version()))) {
        if (!comeToo.contains(parent.version())) {
          problems.add(
              new Problem(
                  ErrorCode.ANCESTOR_PENDING,
                  migration.label() + " builds on " + parent.label() + ", which is not applied",
                  SourcePosition.startOf(migration.path()),
                  "apply what it needs as well: veery up --to " + migration.version()));
        }
      }
    }
  }

  private void checkHistory() {
    problems.addAll(HistoryCheck.changed(request));
    problems.addAll(HistoryCheck.missing(request));
  }

  Result plan(Target.Up target) {
    shortcut = shortcut(target);
    checkHistory();
    List<Migration> pending = pending(graph.order());
    List<Migration> chosen = untilForeign(chosen(target, pending));
    refuseOutOfOrder(chosen, target);
    problems.addAll(OpenChanges.inTheWayOfUp(request, chosen));
    if (!problems.isEmpty()) {
      return new Result.Blocked(problems);
    }
    List<PlannedMigration> planned = new ArrayList<>();
    finishReversal(planned);
    MigrationPlanner planner = new MigrationPlanner(request, problems);
    if (shortcut != null) {
      planned.add(planner.baseline(shortcut));
    }
    boolean all;
    try (ScriptsAhead ahead = new ScriptsAhead(chosen)) {
      all = addUntilOpenTable(chosen, planned, planner);
    }
    if (all && target instanceof Target.Up.Latest && !stopsBeforeForeign(pending, chosen)) {
      addRepeatables(planned, planner);
    }
    if (!problems.isEmpty()) {
      return new Result.Blocked(problems);
    }
    return planned.isEmpty()
        ? new Result.UpToDate(notes)
        : new Result.Ready(new Plan(planned, false, history.head(), notes));
  }

  /** Up to the first one that has to wait for the second half of a change; false for not all. */
  private boolean addUntilOpenTable(
      List<Migration> chosen, List<PlannedMigration> planned, MigrationPlanner planner) {
    OpenTables open = new OpenTables(history);
    for (Migration migration : chosen) {
      Problem waits = open.inTheWayOf(migration);
      PlannedMigration next = waits == null ? planner.up(migration) : null;
      if (next != null && next.later() != null) {
        waits =
            new Problem(
                ErrorCode.CHANGE_LATER,
                migration.label()
                    + " is made in two halves on what the migrations before it leave of "
                    + next.later().table(),
                SourcePosition.startOf(migration.path()),
                "it follows in a run of its own; by itself: veery up");
      }
      Halves.Split split = next == null ? null : next.split();
      if (next != null && split != null && waits == null) {
        waits = open.inTheWayOf(next, split);
      }
      if (next == null || waits != null) {
        (planned.isEmpty() ? problems : notes).add(Objects.requireNonNull(waits));
        return false;
      }
      if (split != null) {
        open.add(next.version(), split.tables());
      }
      planned.add(next);
    }
    return true;
  }

  /** The newest baseline script that a database without a history can begin with. */
  private @Nullable Migration shortcut(Target.Up target) {
    if (!history.applied().isEmpty() || target instanceof Target.Up.Only) {
      return null;
    }
    Migration newest = null;
    for (Migration baseline : request.set().baselines()) {
      boolean within =
          !(target instanceof Target.Up.To to) || baseline.version().compareTo(to.version()) <= 0;
      if (within && (newest == null || baseline.version().compareTo(newest.version()) > 0)) {
        newest = baseline;
      }
    }
    return newest;
  }

  private List<Migration> pending(List<Migration> order) {
    BaselineLine line =
        BaselineLine.of(graph, shortcut == null ? history.baseline() : shortcut.version());
    List<Migration> pending = new ArrayList<>();
    for (Migration migration : order) {
      AppliedMigration applied = history.find(migration.version());
      if (applied == null ? !line.covers(migration.version()) : applied.state() != State.APPLIED) {
        pending.add(migration);
      }
    }
    return pending;
  }

  private List<Migration> latest(List<Migration> pending) {
    List<Migration> heads = graph.heads();
    if (heads.size() > 1 && !pending.isEmpty()) {
      List<String> labels = new ArrayList<>();
      for (Migration head : heads) {
        labels.add(head.label());
      }
      problems.add(
          new Problem(
              ErrorCode.HEADS_SEVERAL,
              "there are " + heads.size() + " heads: " + String.join(", ", labels),
              "join them with veery merge, or go to one of them with veery up --to VERSION"));
    }
    return pending;
  }

  private List<Migration> to(Version version) {
    Set<Version> wanted = new HashSet<>();
    wanted.add(version);
    for (Migration ancestor : graph.ancestors(version)) {
      wanted.add(ancestor.version());
    }
    List<Migration> chosen = new ArrayList<>();
    for (Migration migration : pending(graph.order())) {
      if (wanted.contains(migration.version())) {
        chosen.add(migration);
      }
    }
    return chosen;
  }

  private List<Migration> only(Version version) {
    AppliedMigration applied = history.find(version);
    if (applied != null && applied.state() == State.APPLIED) {
      problems.add(
          new Problem(
              ErrorCode.ALREADY_APPLIED,
              applied.label() + " is applied already, since " + applied.appliedAt(),
              "to run it again: veery redo --name " + version));
      return List.of();
    }
    Migration migration = graph.find(version);
    if (migration == null) {
      problems.add(
          new Problem(
              ErrorCode.VERSION_UNKNOWN, "there is no migration " + version, "see veery list"));
      return List.of();
    }
    Version baseline = history.baseline();
    if (applied == null
        && !request.options().allowOutOfOrder()
        && BaselineLine.of(graph, baseline).covers(version)) {
      problems.add(
          new Problem(
              ErrorCode.VERSION_OUT_OF_ORDER,
              migration.label() + " is below the baseline " + baseline + ", and so is not run",
              SourcePosition.startOf(migration.path()),
              "run it all the same: veery up --name "
                  + version
                  + " --allow-out-of-order; or record it as done: veery stamp "
                  + version));
      return List.of();
    }
    refusePendingParents(migration, Set.of());
    return List.of(migration);
  }

  /** Up to the first migration that only another tool can run. */
  private List<Migration> untilForeign(List<Migration> chosen) {
    for (int i = 0; i < chosen.size(); i++) {
      Migration migration = chosen.get(i);
      if (migration.body() instanceof Migration.Body.Foreign foreign) {
        Problem problem =
            new Problem(
                ErrorCode.CODE_MIGRATION_FOREIGN,
                (i == 0 ? "the next migration, " : "the run stops before ")
                    + migration.label()
                    + (i == 0 ? ", is " : ": it is ")
                    + foreign.what()
                    + ", which Veery does not run",
                SourcePosition.startOf(migration.path()),
                "do what it does by other means, then record it: veery stamp "
                    + migration.version());
        if (i == 0) {
          problems.add(problem);
        } else {
          notes.add(problem);
        }
        return chosen.subList(0, i);
      }
    }
    return chosen;
  }

  private static boolean stopsBeforeForeign(List<Migration> pending, List<Migration> chosen) {
    return chosen.size() < pending.size();
  }

  private void refuseOutOfOrder(List<Migration> chosen, Target.Up target) {
    if (request.options().allowOutOfOrder() || target instanceof Target.Up.Only) {
      return;
    }
    if (graph.linear()) {
      refuseOlderThanApplied(chosen);
    } else {
      refusePendingAncestors(chosen);
    }
  }

  private void refuseOlderThanApplied(List<Migration> chosen) {
    AppliedMigration newest = null;
    for (AppliedMigration applied : history.all()) {
      if (applied.state() == State.APPLIED
          && (newest == null || applied.version().compareTo(newest.version()) > 0)) {
        newest = applied;
      }
    }
    if (newest == null) {
      return;
    }
    for (Migration migration : chosen) {
      boolean interrupted = history.find(migration.version()) != null;
      if (!interrupted && migration.version().compareTo(newest.version()) < 0) {
        problems.add(outOfOrder(ErrorCode.VERSION_OUT_OF_ORDER, migration, newest.label()));
      }
    }
  }

  /** From the leaves to the roots, so that each migration is looked at once. */
  private void refusePendingAncestors(List<Migration> chosen) {
    Map<Version, AppliedMigration> appliedAbove = new HashMap<>();
    for (Migration migration : graph.order().reversed()) {
      for (Migration child : graph.children(migration.version())) {
        AppliedMigration applied = history.find(child.version());
        if (applied == null || applied.state() != State.APPLIED) {
          applied = appliedAbove.get(child.version());
        }
        if (applied != null) {
          appliedAbove.put(migration.version(), applied);
          break;
        }
      }
    }
    for (Migration migration : chosen) {
      AppliedMigration applied = appliedAbove.get(migration.version());
      if (applied != null) {
        problems.add(outOfOrder(ErrorCode.ANCESTOR_PENDING, migration, applied.label()));
      }
    }
  }

  private static Problem outOfOrder(ErrorCode code, Migration migration, String newer) {
    return new Problem(
        code,
        migration.label() + " is not applied, but " + newer + ", which comes after it, is",
        SourcePosition.startOf(migration.path()),
        "apply it all the same: veery up --allow-out-of-order; or record it as done: veery stamp "
            + migration.version());
  }

  /** A down that was interrupted is finished before anything is applied. */
  private void finishReversal(List<PlannedMigration> planned) {
    for (AppliedMigration applied : history.all()) {
      if (applied.state() == State.REVERTING) {
        planned.add(new MigrationPlanner(request, problems).down(applied));
      }
    }
  }

  private void addRepeatables(List<PlannedMigration> planned, MigrationPlanner planner) {
    for (Repeatable repeatable : request.set().repeatables()) {
      if (HistoryCheck.isPending(history, repeatable)) {
        planned.add(planner.repeatable(repeatable));
      }
    }
  }
}
