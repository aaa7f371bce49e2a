package dev.veery.engine.fleet;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.AppliedMigration.Kind;
import dev.veery.core.plan.Plan;
import dev.veery.engine.fleet.FleetStatus.Level;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.fleet.FleetOverview.Group;
import dev.veery.postgres.fleet.FleetOverview.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts tenants by what they have and lack. */
final class FleetStatusReader {

  private final FleetPlans plans;
  private final FleetOverview overview;
  private final Map<String, Level> levels = new LinkedHashMap<>();
  private final List<String> absent = new ArrayList<>();
  private final Set<Problem> problems = new LinkedHashSet<>();
  private int absentCount;
  private int current;
  private int behind;
  private int blocked;
  private int half;

  FleetStatusReader(FleetPlans plans, FleetOverview overview) {
    this.plans = plans;
    this.overview = overview;
  }

  FleetStatus read() {
    overview.groups().forEach(this::group);
    List<Level> sorted = new ArrayList<>(levels.values());
    sorted.sort((a, b) -> {
      int byPending = Integer.compare(a.pending(), b.pending());
      return byPending != 0 ? byPending : Integer.compare(b.applied(), a.applied());
    });
    return new FleetStatus(
        overview.database(),
        overview.server(),
        overview.tenants(),
        current,
        behind,
        blocked,
        half,
        sorted,
        absent,
        absentCount,
        overview.unlisted(),
        overview.troubles(),
        List.copyOf(problems),
        List.of(),
        overview.run(),
        overview.nameless());
  }

  private void group(Group group) {
    if (group.absent()) {
      absentCount += group.count();
      absent.add(group.example());
      return;
    }
    int pending = 0;
    half += group.half() ? group.count() : 0;
    switch (plans.result(group.state())) {
      case Plan.Result.UpToDate none -> {
        if (!group.half()) {
          current += group.count();
        } else {
          behind += group.count();
        }
      }
      case Plan.Result.Blocked found -> {
        blocked += group.count();
        problems.addAll(found.problems());
      }
      case Plan.Result.Ready ready -> {
        behind += group.count();
        pending = ready.plan().migrations().size();
      }
    }
    level(group, pending);
  }

  private void level(Group group, int pending) {
    Script newest = null;
    int applied = 0;
    for (Script script : plans.scriptsOf(group.state())) {
      applied++;
      if (script.kind() != Kind.REPEATABLE) {
        newest = script;
      }
    }
    String label =
        newest == null
            ? ""
            : newest.name().isEmpty()
                ? newest.version().text()
                : newest.version().text() + "_" + newest.name();
    int failed = group.work().equals("failed") ? group.count() : 0;
    Level more =
        new Level(
            newest == null ? null : newest.version(),
            label,
            applied,
            pending,
            group.count(),
            failed,
            group.example());
    levels.merge(
        label + "/" + applied + "/" + pending,
        more,
        (a, b) ->
            new Level(
                a.newest(),
                a.label(),
                a.applied(),
                a.pending(),
                a.tenants() + b.tenants(),
                a.failed() + b.failed(),
                a.example().compareTo(b.example()) <= 0 ? a.example() : b.example()));
  }
}
