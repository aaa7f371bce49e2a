package dev.veery.engine;

import dev.veery.core.VeeryException;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.engine.config.Config;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes once more, on a scratch server, what the applied migrations make. */
final class DriftReplay {

  private final Veery veery;
  private final @Nullable ClassLoader application;

  DriftReplay(Veery veery, @Nullable ClassLoader application) {
    this.veery = veery;
    this.application = application;
  }

  /** Holds the live schema against it. */
  Drift against(Project files, IgnoreList ignored) {
    Config config = veery.config();
    Loaded loaded = veery.load();
    Project applied = Replay.applied(files, loaded.history());
    OpenInDrift open = new OpenInDrift(veery.changes("drift", new RunListener() {}, false).open());
    Catalog live = veery.catalog();
    Catalog actual = OpenInDrift.withoutBackfills(live);
    int major = loaded.facts().major();
    EmbeddedPostgres server = EmbeddedPostgres.builder().major(major).scratch();
    try {
      String searchPath =
          Objects.requireNonNullElse(
              veery.session().value("SELECT current_setting('search_path')"), "");
      Config scratch =
          Replay.prepare(server, config, applied, actual, loaded.facts().user(), searchPath);
      try (Veery replay = Veery.over(scratch, application, applied).inForms(open)) {
        Planning planning = replay.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
        switch (planning.result()) {
          case Plan.Result.Blocked blocked -> throw new VeeryException(blocked.problems());
          case Plan.Result.UpToDate ignoredResult -> {}
          case Plan.Result.Ready ready -> {
            RunResult result = replay.run(planning, "drift", new RunListener() {}, false, null);
            if (result instanceof RunResult.Failed failed) {
              throw new VeeryException(failed.failure().problem());
            }
          }
        }
        open.contract(replay);
        Catalog expected = replay.catalog();
        return new Drift(
            expected,
            actual,
            Comparison.of(expected, actual, ignored),
            applied.set().migrations().size(),
            open.notes(live));
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the schema");
    } finally {
      server.release();
    }
  }
}
