package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.core.rehearse.Compatibility;
import dev.veery.core.rehearse.Compatibility.Break;
import dev.veery.core.rehearse.Compatibility.Broken;
import dev.veery.core.rehearse.Compatibility.Query;
import dev.veery.core.rehearse.Compatibility.Skipped;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.SplitOptions;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.engine.config.Config;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.proof.BreakWatch;
import dev.veery.postgres.rehearse.proof.PlanCosts;
import dev.veery.postgres.rehearse.proof.PlanCosts.PlanCost;
import dev.veery.postgres.rehearse.proof.Prepared;
import dev.veery.postgres.rehearse.proof.Prepared.Outcome;
import dev.veery.postgres.rehearse.proof.QuerySource;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.run.StepObserver;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Whether the queries of the release that is running can still be prepared after pending
 * migrations, with the same result columns. They are prepared before and after; those that break
 * are prepared once more, on another copy, after each statement of the run.
 */
final class CompatibilityCheck {

  private static final String QUERIES = "queries";

  private final Veery target;
  private final ScratchState state;
  private final Target.Up goal;
  private final PlanRequest.Options options;

  CompatibilityCheck(
      Veery target, ScratchState state, Target.Up goal, PlanRequest.Options options) {
    this.target = target;
    this.state = state;
    this.goal = goal;
    this.options = options;
  }

  /** Whether the configuration names queries. */
  static boolean isWanted(Config config) {
    return !config.compatibility().isEmpty();
  }

  /**
   * Checks those that {@code [compatibility]} names.
   *
   * @throws VeeryException when they cannot be read
   */
  Compatibility check() {
    List<Query> queries = queries();
    String database = state.freshFilled("compatibility");
    try {
      Map<Query, Outcome> before = Prepared.all(state.address(database), queries);
      List<Skipped> skipped = new ArrayList<>();
      List<Query> good = new ArrayList<>();
      before.forEach((query, outcome) -> {
        switch (outcome) {
          case Outcome.Columns columns -> good.add(query);
          case Outcome.Refused refused -> skipped.add(new Skipped(query, refused.message()));
        }
      });
      Map<Query, PlanCost> plansBefore = plans(database, good);
      run(database, session -> StepObserver.NONE);
      Map<Query, Outcome> after = Prepared.all(state.address(database), good);
      List<Broken> broken = broken(before, after);
      return new Compatibility(
          good.size(),
          skipped,
          broken.isEmpty() ? broken : attributed(broken, before),
          PlanCosts.worse(plansBefore, plans(database, good)));
    } finally {
      state.server().drop(database);
    }
  }

  /** Only where the rows are real; those that are made up say nothing about plans. */
  private Map<Query, PlanCost> plans(String database, List<Query> queries) {
    if (!state.hasRealRows()) {
      return Map.of();
    }
    try (Session session = state.connect(database, "veery (plans)")) {
      return PlanCosts.of(session, queries);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "planning queries");
    }
  }

  private void run(String database, Function<Session, StepObserver> observer) {
    try (Veery scratch = target.on(state.address(database))) {
      Planning planning = scratch.plan(goal, options);
      if (planning.result() instanceof Plan.Result.Ready) {
        RunResult result =
            scratch.run(
                planning,
                "compatibility",
                new RunListener() {},
                false,
                null,
                observer.apply(scratch.session()));
        if (result instanceof RunResult.Failed failed) {
          throw new VeeryException(failed.failure().problem());
        }
      }
    }
  }

  private static List<Broken> broken(Map<Query, Outcome> before, Map<Query, Outcome> after) {
    List<Broken> broken = new ArrayList<>();
    after.forEach((query, outcome) -> {
      switch (outcome) {
        case Outcome.Refused refused ->
            broken.add(new Broken(query, Break.FAILS, refused.message(), "", ""));
        case Outcome.Columns now -> {
          List<String> was =
              before.get(query) instanceof Outcome.Columns columns ? columns.columns() : List.of();
          List<String> is = now.columns();
          if (!was.equals(is)) {
            boolean added = is.size() > was.size() && is.subList(0, was.size()).equals(was);
            broken.add(
                new Broken(
                    query,
                    added ? Break.COLUMNS_ADDED : Break.COLUMNS_DIFFER,
                    added
                        ? "it gives "
                            + String.join(", ", is.subList(was.size(), is.size()))
                            + ", too"
                        : "it gave "
                            + String.join(", ", was)
                            + "; it gives "
                            + String.join(", ", is),
                    "",
                    ""));
          }
        }
      }
    });
    return broken;
  }

  /** Says which statement did it, or which migration. */
  private List<Broken> attributed(List<Broken> broken, Map<Query, Outcome> before) {
    List<Query> failing =
        broken.stream().filter(b -> b.how() == Break.FAILS).map(Broken::query).toList();
    Map<Query, Outcome> differing = new LinkedHashMap<>();
    for (Broken one : broken) {
      Outcome was = before.get(one.query());
      if (one.how() != Break.FAILS && was != null) {
        differing.put(one.query(), was);
      }
    }
    String database = state.freshFilled("compatibility");
    BreakWatch[] watch = new BreakWatch[1];
    try {
      run(
          database,
          session -> {
            watch[0] =
                new BreakWatch(session, failing)
                    .columns(differing, queries -> Prepared.all(state.address(database), queries));
            return watch[0];
          });
    } finally {
      state.server().drop(database);
    }
    List<Broken> attributed = new ArrayList<>();
    for (Broken one : broken) {
      BreakWatch.Culprit culprit = watch[0].culprits().get(one.query());
      attributed.add(
          culprit == null
              ? one
              : new Broken(
                  one.query(),
                  one.how(),
                  one.explanation(),
                  culprit.migration(),
                  culprit.statement()));
    }
    return attributed;
  }

  private List<Query> queries() {
    Config config = target.config();
    Map<String, String> entries = config.compatibility();
    List<Problem> problems = new ArrayList<>();
    for (String key : entries.keySet()) {
      if (!key.equals(QUERIES)) {
        problems.add(
            new Problem(
                ErrorCode.CONFIG_UNKNOWN_KEY,
                "[compatibility] has no key '" + key + "'",
                NearMiss.remedy(key, List.of(QUERIES), "the only key is queries")));
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    Map<String, Query> distinct = new LinkedHashMap<>();
    for (String source : entries.getOrDefault(QUERIES, "").split(",")) {
      String name = source.strip();
      if (name.isEmpty()) {
        continue;
      }
      List<Query> found =
          name.equals(QuerySource.STATISTICS)
              ? QuerySource.statistics(target.session(), config.journalSchema())
              : QuerySource.files(config.directory(), name, this::split);
      found.forEach(query -> distinct.putIfAbsent(query.text(), query));
    }
    return List.copyOf(distinct.values());
  }

  private List<Query> split(String shown, Path file) {
    Script script = Splitter.split(SqlSource.file(shown, file), SplitOptions.NONE);
    List<Query> queries = new ArrayList<>();
    for (ScriptItem item : script.items()) {
      if (item instanceof ScriptItem.Statement statement) {
        String text = statement.text().strip();
        queries.add(
            new Query(
                text.endsWith(";") ? text.substring(0, text.length() - 1) : text,
                shown + ":" + statement.position().line()));
      }
    }
    return queries;
  }
}
