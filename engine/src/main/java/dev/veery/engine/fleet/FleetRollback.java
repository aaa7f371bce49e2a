package dev.veery.engine.fleet;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.History;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.postgres.fleet.FleetEnrolment.Selection;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.fleet.FleetPast;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.fleet.TenantList;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes back what a run over a fleet has applied. */
final class FleetRollback {

  private final Fleet fleet;
  private final FleetSettings settings;
  private final DatabaseFleet databases;
  private final FleetMigration migration;

  FleetRollback(
      Fleet fleet, FleetSettings settings, DatabaseFleet databases, FleetMigration migration) {
    this.fleet = fleet;
    this.settings = settings;
    this.databases = databases;
    this.migration = migration;
  }

  /**
   * Takes back what a run has applied, in every tenant that still has what it made of it.
   *
   * @param run its number; null for the newest up
   * @throws VeeryException when nothing is to take back, or a way back is missing
   */
  FleetResult run(@Nullable Long run, FleetOptions options, FleetListener listener) {
    long began = System.nanoTime();
    try {
      TenantList list = fleet.names();
      fleet.refuseUnknown(list, options.tenants());
      FleetOverview overview = fleet.overview(list);
      if (settings.model() == FleetSettings.Model.DATABASE) {
        return databasesBack(run, options, listener, list, overview, began);
      }
      FleetQueue queue = fleet.queue();
      Long newest = overview.exists() ? queue.past().newestUp() : null;
      Long chosen = run == null ? newest : run;
      Map<Long, List<Long>> before =
          chosen == null || !overview.exists() ? Map.of() : queue.past().before(chosen);
      if (chosen == null || before.isEmpty()) {
        return Fleet.nothing(overview, began);
      }
      Map<Long, FleetPlans> plans = new TreeMap<>();
      Map<Long, @Nullable String> downs = queue.scripts().downs();
      List<Problem> problems = new ArrayList<>();
      before.forEach((state, all) ->
          all.forEach(from -> {
            FleetPlans found =
                plans.computeIfAbsent(
                    from,
                    f -> fleet.plans(new Back(overview, f), PlanRequest.Options.DEFAULT, overview));
            found.keepDowns(downs, queue.scripts()::restored);
            if (found.result(state) instanceof Plan.Result.Blocked blocked) {
              blocked.problems().stream().filter(p -> !problems.contains(p)).forEach(problems::add);
            }
          }));
      if (!problems.isEmpty()) {
        throw new VeeryException(problems);
      }
      for (FleetPlans each : plans.values()) {
        each.prepare(queue);
      }
      var selection =
          new Selection(
              options.tenants().isEmpty() ? null : options.tenants(),
              options.onlyFailed(),
              before.keySet(),
              chosen);
      return migration.run(
          new FleetMigration.Work(
              "down",
              options,
              list,
              PlanSource.back(chosen, plans),
              null,
              null,
              selection,
              overview.tenants()),
          listener,
          began);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "taking the fleet back");
    }
  }

  private FleetResult databasesBack(
      @Nullable Long run,
      FleetOptions options,
      FleetListener listener,
      TenantList list,
      FleetOverview overview,
      long began)
      throws SQLException {
    FleetPast past = fleet.queue().past();
    DatabaseFleet.Way way =
        overview.exists()
            ? databases.back(
                fleet.places(list), past.marks(), run, chosen -> partakers(past, chosen), options)
            : null;
    if (way == null || way.tenants().isEmpty()) {
      return Fleet.nothing(overview, began);
    }
    var selection = new Selection(way.tenants(), options.onlyFailed(), List.of(), null);
    return migration.run(
        new FleetMigration.Work(
            "down", options, list, null, way.mark(), null, selection, way.tenants().size()),
        listener,
        began);
  }

  private static List<String> partakers(FleetPast past, long run) {
    try {
      return past.partakers(run);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading what a run has done");
    }
  }

  /** What is in a state and was not in the one before. */
  private record Back(FleetOverview overview, long from) implements FleetPlans.Goal {
    @Override
    public Target target(long state, History history) {
      return new Target.Down.LastBatch();
    }

    @Override
    public Set<Long> batch(long state) {
      Set<Long> added = new HashSet<>(overview.states().getOrDefault(state, List.of()));
      added.removeAll(overview.states().getOrDefault(from, List.of()));
      return added;
    }
  }
}
