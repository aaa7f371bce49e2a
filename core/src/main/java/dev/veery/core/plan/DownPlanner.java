package dev.veery.core.plan;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration.Kind;
import dev.veery.core.plan.AppliedMigration.State;
import dev.veery.core.plan.Plan.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decides what a {@code down} or a {@code rollback} takes back. */
final class DownPlanner {

  private static final Comparator<AppliedMigration> NEWEST_FIRST =
      Comparator.comparingLong(AppliedMigration::order).reversed();

  private final PlanRequest request;
  private final History history;
  private final AppliedGraph graph;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> notes = new ArrayList<>();

  DownPlanner(PlanRequest request) {
    this.request = request;
    this.history = request.history();
    this.graph = new AppliedGraph(history.all());
  }

  Result plan(Target.Down target) {
    List<AppliedMigration> chosen =
        switch (target) {
          case Target.Down.LastBatch last -> lastBatch();
          case Target.Down.Batch batch -> existingBatch(batch.number());
          case Target.Down.To to -> after(to.version());
          case Target.Down.All all -> all();
          case Target.Down.Steps steps -> {
            List<AppliedMigration> newest = all();
            yield newest.subList(0, Math.min(steps.count(), newest.size()));
          }
          case Target.Down.Only only -> only(only.version(), only.descendants());
        };
    if (!(target instanceof Target.Down.Only only
        && only.descendants() == Target.Descendants.LEAVE)) {
      refuseDescendants(chosen);
    }
    refuseBaseline(chosen);
    problems.addAll(OpenChanges.inTheWayOfDown(history, chosen));
    if (!problems.isEmpty()) {
      return new Result.Blocked(problems);
    }
    MigrationPlanner planner = new MigrationPlanner(request, problems);
    List<PlannedMigration> planned = new ArrayList<>();
    try (ScriptsAhead ahead = new ScriptsAhead(files(chosen))) {
      for (AppliedMigration applied : chosen) {
        planned.add(planner.down(applied));
      }
    }
    if (!problems.isEmpty()) {
      return new Result.Blocked(problems);
    }
    return planned.isEmpty()
        ? new Result.UpToDate(notes)
        : new Result.Ready(new Plan(planned, false, history.head(), notes));
  }

  private List<Migration> files(List<AppliedMigration> chosen) {
    List<Migration> files = new ArrayList<>(chosen.size());
    for (AppliedMigration applied : chosen) {
      Migration file = request.graph().find(applied.version());
      if (file != null) {
        files.add(file);
      }
    }
    return files;
  }

  private List<AppliedMigration> batch(int number) {
    List<AppliedMigration> chosen = new ArrayList<>();
    for (AppliedMigration applied : history.all()) {
      boolean interrupted = applied.state() != State.APPLIED;
      if (number > 0 && applied.batch() != null && applied.batch() == number || interrupted) {
        chosen.add(applied);
      }
    }
    chosen.sort(NEWEST_FIRST);
    return chosen;
  }

  private List<AppliedMigration> lastBatch() {
    int number = history.lastBatch();
    List<AppliedMigration> chosen = batch(number);
    if (chosen.isEmpty()) {
      refuseRepeatables(number);
    }
    return chosen;
  }

  private List<AppliedMigration> existingBatch(int number) {
    if (history.batch(number).isEmpty()) {
      problems.add(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "there is no batch " + number + " that is still applied",
              "see veery history for the batches"));
      return List.of();
    }
    List<AppliedMigration> chosen = batch(number);
    if (chosen.isEmpty()) {
      refuseRepeatables(number);
    }
    return chosen;
  }

  /** A batch of nothing else cannot be taken back, and the one before it is another one. */
  private void refuseRepeatables(int number) {
    List<String> labels = new ArrayList<>();
    for (AppliedMigration repeatable : history.batch(number)) {
      labels.add(repeatable.label());
    }
    if (labels.isEmpty()) {
      return;
    }
    int before = history.lastVersionedBatch();
    problems.add(
        new Problem(
            ErrorCode.DOWN_ABSENT,
            "batch "
                + number
                + " has only "
                + String.join(", ", labels)
                + ", and a repeatable migration has no way back",
            "to have it as it was: put its file back as it was, then veery up"
                + (before == 0 || before == number
                    ? ""
                    : "; to take back the newest batch that has a way back: veery rollback --batch "
                        + before)));
  }

  private List<AppliedMigration> all() {
    List<AppliedMigration> chosen = new ArrayList<>();
    for (AppliedMigration applied : history.all()) {
      if (applied.kind() != Kind.BASELINE) {
        chosen.add(applied);
      }
    }
    chosen.sort(NEWEST_FIRST);
    return chosen;
  }

  private List<AppliedMigration> after(Version version) {
    if (history.find(version) == null) {
      notApplied(version);
      return List.of();
    }
    return graph.descendants(version);
  }

  private List<AppliedMigration> only(Version version, Target.Descendants descendants) {
    AppliedMigration applied = history.find(version);
    if (applied == null) {
      notApplied(version);
      return List.of();
    }
    List<AppliedMigration> chosen = new ArrayList<>();
    if (descendants == Target.Descendants.TAKE_BACK_TOO) {
      chosen.addAll(graph.descendants(version));
    }
    chosen.add(applied);
    return chosen;
  }

  private void notApplied(Version version) {
    List<String> known = new ArrayList<>();
    for (AppliedMigration applied : history.all()) {
      known.add(applied.version().text());
    }
    problems.add(
        new Problem(
            ErrorCode.NOT_APPLIED,
            "migration " + version + " is not applied to this database",
            NearMiss.remedy(version.text(), known, "see veery status for what is")));
  }

  /** What stays must not build on what goes. */
  private void refuseDescendants(List<AppliedMigration> chosen) {
    Set<Version> going = new HashSet<>();
    for (AppliedMigration applied : chosen) {
      going.add(applied.version());
    }
    for (AppliedMigration applied : chosen) {
      if (graph.areChildrenAmong(applied.version(), going)) {
        continue; // and what stays behind them is their own problem
      }
      List<String> staying = new ArrayList<>();
      for (AppliedMigration descendant : graph.descendants(applied.version())) {
        if (!going.contains(descendant.version())) {
          staying.add(descendant.label());
        }
      }
      if (!staying.isEmpty()) {
        problems.add(
            new Problem(
                ErrorCode.DESCENDANTS_APPLIED,
                applied.label()
                    + " cannot go alone: "
                    + staying.size()
                    + (staying.size() == 1
                        ? " applied migration builds"
                        : " applied migrations build")
                    + " on it: "
                    + String.join(", ", staying),
                "veery down --name "
                    + applied.version()
                    + " --with-descendants takes them back too; --alone leaves them"));
      }
    }
  }

  private void refuseBaseline(List<AppliedMigration> chosen) {
    for (AppliedMigration applied : chosen) {
      if (applied.kind() == Kind.BASELINE) {
        problems.add(
            new Problem(
                ErrorCode.DOWN_ABSENT,
                applied.label() + " is the baseline: what is below it was never run by Veery",
                "to forget the baseline: veery stamp --remove " + applied.version()));
      }
    }
  }
}
