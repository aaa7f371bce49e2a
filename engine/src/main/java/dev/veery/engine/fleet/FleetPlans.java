package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.AppliedMigration.Kind;
import dev.veery.core.plan.AppliedMigration.State;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.History;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Planner;
import dev.veery.core.plan.Target;
import dev.veery.core.sql.SourcePosition;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.fleet.FleetOverview.Script;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.fleet.HalfDone;
import dev.veery.postgres.journal.JournalWrites.MigrationRow;
import dev.veery.postgres.journal.TenantMoves;
import dev.veery.postgres.run.Records;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What has to run, by state: tenants that have the same have the same plan, so a fleet has a
 * handful of plans however many tenants it has, and each script is parsed once.
 */
final class FleetPlans {

  private static final Set<ErrorCode> NOT_ONE_TRANSACTION =
      Set.of(
          ErrorCode.ATOMIC_IMPOSSIBLE,
          ErrorCode.TRANSACTION_CONTROL_UNSUPPORTED,
          ErrorCode.TRANSACTION_CONTROL_UNBALANCED);

  private final MigrationSet set;
  private final MigrationGraph graph;
  private final PlanRequest.Options options;
  private final Goal goal;
  private final FleetBreaking breaking;
  private final Map<Long, List<Long>> states;
  private final Map<Long, Script> scripts;
  private final Map<Long, Plan.Result> results = new TreeMap<>();
  private final Map<Long, TenantPlan> ready = new HashMap<>();
  private final Map<Long, @Nullable String> downs = new HashMap<>();
  private UnaryOperator<String> restored = UnaryOperator.identity();

  /** How far to go from a state. */
  interface Goal {

    /**
     * The target for a tenant with this history.
     *
     * @param state what it has
     */
    Target target(long state, History history);

    /** The versions that a rollback takes back of a tenant that has this; empty for an up. */
    default Set<Long> batch(long state) {
      return Set.of();
    }

    /** Whether migrations are only recorded. */
    default boolean stamps() {
      return false;
    }
  }

  /**
   * A plan that may be run, and what it makes of a tenant.
   *
   * @param plan for any tenant in this state
   * @param moves the states that it leads through
   */
  record TenantPlan(Plan plan, TenantMoves moves) {}

  FleetPlans(
      MigrationSet set,
      MigrationGraph graph,
      PlanRequest.Options options,
      Goal goal,
      FleetBreaking breaking,
      FleetOverview overview) {
    this.set = set;
    this.graph = graph;
    this.options = options;
    this.goal = goal;
    this.breaking = breaking;
    this.states = new HashMap<>(overview.states());
    this.states.putIfAbsent(FleetOverview.EMPTY_STATE, List.of());
    this.scripts = new HashMap<>(overview.scripts());
  }

  /** The migrations of a state, in the order of application. */
  synchronized List<Script> scriptsOf(long state) {
    List<Script> found = new ArrayList<>();
    for (Long id : states.getOrDefault(state, List.of())) {
      Script script = scripts.get(id);
      if (script != null) {
        found.add(script);
      }
    }
    return found;
  }

  /** What has to run in tenants of this state. */
  synchronized Plan.Result result(long state) {
    Plan.Result known = results.get(state);
    if (known == null) {
      known = plan(state, history(state, null));
      results.put(state, known);
    }
    return known;
  }

  private Plan.Result plan(long state, History history) {
    PlanRequest request = new PlanRequest(set, graph, history, options, this::down);
    Target target = goal.target(state, history);
    Plan.Result result = Planner.plan(request, target);
    if (!(result instanceof Plan.Result.Ready piecewise)) {
      return result;
    }
    List<Problem> problems = new ArrayList<>(namesFixed(piecewise.plan()));
    boolean begun = history.all().stream().anyMatch(m -> m.state() != State.APPLIED);
    if (!begun && !goal.stamps()) {
      problems.addAll(breaking.of(state, piecewise.plan()));
    }
    if (!problems.isEmpty()) {
      return new Plan.Result.Blocked(problems);
    }
    PlanRequest.Options atomic =
        new PlanRequest.Options(
            options.allowOutOfOrder(),
            true,
            options.downFromJournal(),
            options.rerunUndecided(),
            options.skipUndecided());
    Plan.Result whole =
        Planner.plan(new PlanRequest(set, graph, history, atomic, this::down), target);
    boolean possible =
        !(whole instanceof Plan.Result.Blocked blocked)
            || !blocked.problems().stream().allMatch(p -> NOT_ONE_TRANSACTION.contains(p.code()));
    return possible && !begun ? whole : result;
  }

  /**
   * A tenant's migration that says where its names are would find another tenant's, or nobody's.
   */
  private static List<Problem> namesFixed(Plan plan) {
    List<Problem> problems = new ArrayList<>();
    for (PlannedMigration migration : plan.migrations()) {
      if (migration.searchPath() != null) {
        problems.add(
            new Problem(
                ErrorCode.TENANT_NAMES_FIXED,
                migration.label()
                    + " is for each tenant, and its search-path directive says that its names are those"
                    + " of "
                    + migration.searchPath(),
                SourcePosition.startOf(migration.origin().path()),
                "take the directive away, or mark the file -- veery: shared"));
      }
    }
    return problems;
  }

  private @Nullable String down(Version version) {
    for (Map.Entry<Long, @Nullable String> entry : downs.entrySet()) {
      Script script = scripts.get(entry.getKey());
      if (script != null && script.version().equals(version)) {
        String kept = entry.getValue();
        return kept == null ? null : restored.apply(kept);
      }
    }
    return null;
  }

  /**
   * Down scripts that the journal keeps, for plans that take back.
   *
   * @param restoring makes of one what is to be run; asked for those that are needed
   */
  synchronized void keepDowns(Map<Long, @Nullable String> kept, UnaryOperator<String> restoring) {
    downs.putAll(kept);
    restored = restoring;
  }

  /**
   * The history of tenants of this state.
   *
   * @param half a migration that is half done in the tenant; null for none
   */
  synchronized History history(long state, @Nullable HalfDone half) {
    Map<Version, AppliedMigration> applied = new LinkedHashMap<>();
    Map<String, AppliedMigration> repeatables = new LinkedHashMap<>();
    Set<Long> batch = goal.batch(state);
    List<Script> all = new ArrayList<>(scriptsOf(state));
    Script open = half == null ? null : scripts.get(half.script());
    if (open != null && !all.contains(open)) {
      all.add(open);
    }
    long order = 0;
    for (Script script : all) {
      State stands =
          half == null || script.id() != half.script()
              ? State.APPLIED
              : half.direction() == Direction.UP ? State.APPLYING : State.REVERTING;
      AppliedMigration row =
          new AppliedMigration(
              script.version(),
              script.name(),
              script.kind(),
              stands,
              ++order,
              batch.contains(script.id()) ? 1 : null,
              0,
              script.parents(),
              script.checksum(),
              script.rawHash(),
              script.hasDown(),
              false,
              Instant.EPOCH,
              "",
              null,
              script.path());
      if (script.kind() == Kind.REPEATABLE) {
        repeatables.put(script.name(), row);
      } else {
        applied.put(script.version(), row);
      }
    }
    List<History.RecordedStep> steps =
        half == null || open == null ? List.of() : half.steps(open.version());
    return new History(true, 0, applied, repeatables, steps);
  }

  /** What was found for each state so far. */
  synchronized List<Plan.Result> results() {
    return List.copyOf(results.values());
  }

  /** Numbers the states that the plans lead to; to be called before any of them runs. */
  synchronized void prepare(FleetQueue queue) throws SQLException {
    Map<Long, Plan> plans = new TreeMap<>();
    results.forEach((state, result) -> {
      if (result instanceof Plan.Result.Ready found && !ready.containsKey(state)) {
        plans.put(state, found.plan());
      }
    });
    number(queue, plans).forEach(ready::put);
  }

  /**
   * The plan for one state, as it may be run; null when there is nothing to do.
   *
   * @throws VeeryException when something is in the way
   */
  synchronized @Nullable TenantPlan ready(FleetQueue queue, long state) throws SQLException {
    TenantPlan known = ready.get(state);
    if (known == null) {
      if (!states.containsKey(state)) {
        queue.scripts().read(state, states, scripts);
      }
      Plan plan = runnable(result(state));
      if (plan == null) {
        return null;
      }
      known = number(queue, Map.of(state, plan)).get(state);
      ready.put(state, known);
    }
    return known;
  }

  /** The same for a tenant in which a migration is half done. */
  synchronized @Nullable TenantPlan half(FleetQueue queue, long state, HalfDone half)
      throws SQLException {
    if (!states.containsKey(state) || !scripts.containsKey(half.script())) {
      queue.scripts().read(state, states, scripts);
    }
    Plan plan = runnable(plan(state, history(state, half)));
    return plan == null ? null : number(queue, Map.of(state, plan)).get(state);
  }

  private static @Nullable Plan runnable(Plan.Result result) {
    return switch (result) {
      case Plan.Result.UpToDate none -> null;
      case Plan.Result.Blocked blocked -> throw new VeeryException(blocked.problems());
      case Plan.Result.Ready found -> found.plan();
    };
  }

  private Map<Long, TenantPlan> number(FleetQueue queue, Map<Long, Plan> plans)
      throws SQLException {
    if (plans.isEmpty()) {
      return Map.of();
    }
    Map<String, MigrationRow> rows = new LinkedHashMap<>();
    for (Plan plan : plans.values()) {
      for (PlannedMigration migration : plan.migrations()) {
        if (migration.direction() == Direction.UP) {
          MigrationRow row = Records.row(migration);
          rows.put(migration.version().text(), goal.stamps() ? row.as(Kind.STAMPED) : row);
        }
      }
    }
    Map<String, Long> ids = queue.scripts().keep(rows.values());
    Map<Long, List<List<Long>>> after = new TreeMap<>();
    Set<List<Long>> lists = new LinkedHashSet<>();
    plans.forEach((state, plan) -> {
      List<List<Long>> found = after(state, plan, ids);
      after.put(state, found);
      lists.addAll(found);
    });
    Map<List<Long>, Long> numbers = queue.scripts().states(lists);
    Map<Long, TenantPlan> result = new HashMap<>();
    plans.forEach((state, plan) -> {
      List<TenantMoves.Move> moves = new ArrayList<>();
      for (int i = 0; i < plan.migrations().size(); i++) {
        PlannedMigration migration = plan.migrations().get(i);
        String version = migration.version().text();
        Long number = numbers.get(after.getOrDefault(state, List.of()).get(i));
        if (number == null) {
          throw new IllegalStateException("a state has no number");
        }
        moves.add(new TenantMoves.Move(version, scriptId(migration, state, ids), number));
      }
      result.put(state, new TenantPlan(plan, new TenantMoves(state, moves, plan.atomic())));
    });
    return result;
  }

  private long scriptId(PlannedMigration migration, long state, Map<String, Long> ids) {
    if (migration.direction() == Direction.UP) {
      Long id = ids.get(migration.version().text());
      return id == null ? 0 : id;
    }
    for (Script script : scripts.values()) {
      if (script.version().equals(migration.version())
          && states.getOrDefault(state, List.of()).contains(script.id())) {
        return script.id();
      }
    }
    return 0;
  }

  /** The lists of scripts behind each migration of a plan. */
  private List<List<Long>> after(long state, Plan plan, Map<String, Long> ids) {
    List<Long> now = new ArrayList<>(states.getOrDefault(state, List.of()));
    List<List<Long>> lists = new ArrayList<>();
    for (PlannedMigration migration : plan.migrations()) {
      boolean down = migration.direction() == Direction.DOWN;
      // What repeatable migrations made may have gone with it: the next up runs them again.
      now.removeIf(id -> {
        Script script = scripts.get(id);
        return script != null
            && (script.version().equals(migration.version())
                || (down && script.kind() == Kind.REPEATABLE));
      });
      Long id = ids.get(migration.version().text());
      if (!down && id != null) {
        now.add(id);
      }
      lists.add(List.copyOf(now));
    }
    return lists;
  }

  /** What a state becomes, for all that have been prepared. */
  synchronized Map<Long, Long> goals() {
    Map<Long, Long> goals = new TreeMap<>();
    ready.forEach((state, plan) -> goals.put(state, plan.moves().to()));
    return goals;
  }

  /** States whose tenants have something to do, or cannot be planned for. */
  synchronized List<Long> behind() {
    List<Long> behind = new ArrayList<>();
    results.forEach((state, result) -> {
      if (!(result instanceof Plan.Result.UpToDate)) {
        behind.add(state);
      }
    });
    return behind;
  }
}
