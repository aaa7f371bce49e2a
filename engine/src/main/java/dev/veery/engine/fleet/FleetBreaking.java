package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.expand.BreakingForm;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import dev.veery.core.online.OnlineScript;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.engine.config.BreakingMode;
import dev.veery.engine.config.Config;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.online.LiveFacts;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the running application would not survive, in plans for tenants that are schemas.
 *
 * <p>They share one plan, so it cannot be made in two halves there; where an {@code up} of a single
 * database would do that, it is refused here. What breaks is told from one tenant of each state:
 * tenants of one state have the same tables.
 */
final class FleetBreaking {

  private final Config config;
  private final FleetSettings settings;
  private final MigrationSet set;
  private final Supplier<Session> main;
  private final Map<Long, String> examples = new HashMap<>();

  FleetBreaking(
      Config config,
      FleetSettings settings,
      MigrationSet set,
      Supplier<Session> main,
      FleetOverview overview) {
    this.config = config;
    this.settings = settings;
    this.set = set;
    this.main = main;
    for (FleetOverview.Group group : overview.groups()) {
      if (!group.absent()) {
        examples.put(group.state(), group.example());
      }
    }
  }

  /** What is refused of a plan for tenants of a state; empty for nothing. */
  List<Problem> of(long state, Plan plan) {
    String tenant = examples.get(state);
    if (tenant == null
        || !config.online()
        || BreakingMode.of(config) == BreakingForm.Mode.AS_WRITTEN
        || plan.migrations().stream()
            .noneMatch(m -> {
              Migration.Scripts scripts = scripts(m);
              return scripts != null && BreakingForm.isPossible(scripts.up());
            })) {
      return List.of();
    }
    List<String> path = new ArrayList<>();
    for (String schema : settings.searchPath()) {
      path.add(schema.equals("{tenant}") ? settings.schemaOf(tenant) : schema);
    }
    try {
      return of(plan, new OnlineScript(LiveFacts.read(main.get(), path)));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the schema of tenant " + tenant);
    }
  }

  private List<Problem> of(Plan plan, OnlineScript online) {
    BreakingForm breaking =
        new BreakingForm(
            BreakingForm.Wishes.refusing(
                "write it as two migrations, one that puts the new beside the old, and one without"
                    + " the old for when no old application is left"));
    List<Problem> problems = new ArrayList<>();
    for (PlannedMigration migration : plan.migrations()) {
      Migration.Scripts scripts = scripts(migration);
      if (scripts == null) {
        continue;
      }
      Version version = migration.version();
      Directives file = scripts.sections().up().directives();
      try {
        breaking.of(version, scripts.up(), file, online.before(file));
      } catch (VeeryException e) {
        problems.addAll(e.problems());
      }
      online.pass(scripts.up(), file);
    }
    return problems;
  }

  private Migration.@Nullable Scripts scripts(PlannedMigration planned) {
    if (planned.direction() == Direction.UP) {
      for (Migration migration : set.migrations()) {
        if (migration.version().equals(planned.version())
            && migration.body() instanceof Migration.Body.Sql sql) {
          return sql.scripts().get();
        }
      }
    }
    return null;
  }

  /**
   * Refuses before anything has run what would fail in every tenant.
   *
   * @throws VeeryException for what {@link #of} has found
   */
  static void refuse(List<Plan.Result> results) {
    List<Problem> problems = new ArrayList<>();
    for (Plan.Result result : results) {
      if (result instanceof Plan.Result.Blocked blocked) {
        blocked.problems().stream()
            .filter(p -> p.code() == ErrorCode.CHANGE_BREAKS && !problems.contains(p))
            .forEach(problems::add);
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
  }
}
