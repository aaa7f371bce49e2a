package dev.veery.postgres.online;

import dev.veery.core.expand.BreakingForm;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Planner;
import dev.veery.core.plan.Target;
import dev.veery.core.source.MigrationSource;
import dev.veery.core.sql.Splitter;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.run.Runner;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One {@code up --online} in a process of its own, to be killed. */
final class OnlineRunMain {

  private OnlineRunMain() {}

  public static void main(String[] args) throws Exception {
    var address =
        new Address(
            args[1],
            Integer.parseInt(args[2]),
            args[3],
            args[4],
            args[5],
            Duration.ofSeconds(10),
            Map.of());
    try (Session session = Session.open(address, "process")) {
      var journal = new Journal(session, "veery");
      MigrationSet set =
          new MigrationSource(
                  Path.of(args[0]),
                  "migrations",
                  null,
                  (text, directives) -> Splitter.split(text),
                  List.of())
              .read();
      Target target = new Target.Up.Latest();
      Function<Loaded, Plan.Result> planner =
          loaded ->
              Planner.plan(
                  new PlanRequest(
                      set,
                      MigrationGraph.of(set),
                      loaded.history(),
                      PlanRequest.Options.DEFAULT,
                      version -> null,
                      new OnlineRewriting(
                          session, journal, "veery", true, BreakingForm.Wishes.NONE)),
                  target);
      Loaded loaded = journal.load();
      if (planner.apply(loaded) instanceof Plan.Result.Ready ready) {
        RunResult result =
            new Runner(
                    session,
                    journal,
                    OnlineFaultsTest.patient(),
                    new RunListener() {},
                    name -> {
                      throw new IllegalStateException(name);
                    },
                    () -> Session.open(address, "process"))
                .run(ready.plan(), loaded, planner, true);
        if (result instanceof RunResult.Failed failed) {
          System.out.println(failed.failure().problem());
          System.exit(1);
        }
      }
    }
  }
}
