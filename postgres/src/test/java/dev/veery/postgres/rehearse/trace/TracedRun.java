package dev.veery.postgres.rehearse.trace;

import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Planner;
import dev.veery.core.plan.Target;
import dev.veery.core.rehearse.TracedMigration;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.run.Runner;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.List;

/**
 * A run with a tracer beside it.
 *
 * @param result how it ended
 * @param migrations what was seen
 */
record TracedRun(RunResult result, List<TracedMigration> migrations) {

  static TracedRun of(TestProject project, Target target) throws SQLException {
    try (Session session = project.session();
        Tracer tracer = new Tracer(session, project::session, "veery")) {
      Journal journal = new Journal(session, "veery");
      MigrationSet set = project.read();
      Loaded loaded = journal.load();
      PlanRequest request =
          new PlanRequest(
              set,
              MigrationGraph.of(set),
              loaded.history(),
              PlanRequest.Options.DEFAULT,
              version -> null);
      Plan plan = ((Plan.Result.Ready) Planner.plan(request, target)).plan();
      RunResult result =
          new Runner(
                  session,
                  journal,
                  TestProject.options(),
                  new RunListener() {},
                  name -> {
                    throw new IllegalStateException(name);
                  },
                  project::session)
              .observedBy(tracer)
              .run(plan, loaded, again -> Planner.plan(request, target), true);
      return new TracedRun(result, tracer.migrations());
    }
  }
}
