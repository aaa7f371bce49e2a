package dev.veery.postgres.run;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.postgres.session.ServerError;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a run ended. */
public sealed interface RunResult {

  /** What is committed, in the order in which it was. */
  List<Done> done();

  /** From the first statement to the last. */
  Duration duration();

  /**
   * All of it is done.
   *
   * @param batch null for a run that makes none
   */
  record Succeeded(List<Done> done, @Nullable Integer batch, Duration duration)
      implements RunResult {
    public Succeeded {
      done = List.copyOf(done);
    }
  }

  /**
   * It stopped. What is committed stays; the next run goes on from there.
   *
   * @param failure what went wrong
   * @param undone what had run before it in the same transaction, and was rolled back with it
   * @param pending what was not reached
   */
  record Failed(
      List<Done> done,
      Failure failure,
      List<PlannedMigration> undone,
      List<PlannedMigration> pending,
      Duration duration)
      implements RunResult {
    public Failed {
      done = List.copyOf(done);
      undone = List.copyOf(undone);
      pending = List.copyOf(pending);
    }
  }

  /** Another runner did it all while this one waited. */
  record NothingLeft(Duration duration) implements RunResult {
    @Override
    public List<Done> done() {
      return List.of();
    }
  }

  /**
   * One migration that is whole.
   *
   * @param label how messages name it
   */
  record Done(Version version, String name, String label, Direction direction, Duration duration) {
    static Done of(PlannedMigration migration, Duration duration) {
      return new Done(
          migration.version(),
          migration.name(),
          migration.label(),
          migration.direction(),
          duration);
    }
  }

  /**
   * Where and why it stopped.
   *
   * @param problem what to tell the user
   * @param migration null when it was not about one
   * @param step null when it was not about one
   * @param statement the text that was sent, or empty
   * @param error what the server said; null when it said nothing
   * @param committed steps of the migration that are committed and stay
   * @param rolledBack steps of the migration that ran and were undone
   * @param left steps of the migration that did not run, the failed one not counted
   */
  record Failure(
      Problem problem,
      @Nullable PlannedMigration migration,
      @Nullable Step step,
      String statement,
      @Nullable ServerError error,
      int committed,
      int rolledBack,
      int left) {

    /** The same with another reason. */
    Failure because(Problem reason) {
      return new Failure(reason, migration, step, statement, error, committed, rolledBack, left);
    }
  }
}
