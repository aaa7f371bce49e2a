package dev.veery.postgres.run;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.postgres.backfill.Guard;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lets a run go on, or does not: a guard who watches how the database fares meanwhile. */
public interface RunGate extends Guard {

  /** Always open. */
  RunGate OPEN =
      new RunGate() {
        @Override
        public void began(long runId) {}

        @Override
        public void pass(PlannedMigration migration) {}

        @Override
        public String excess() {
          return "";
        }

        @Override
        public void held(Duration time) {}

        @Override
        public @Nullable Problem stopped() {
          return null;
        }

        @Override
        public void ended() {}
      };

  /** A run has begun, with this number in the journal. */
  void began(long runId);

  /**
   * Asked where the run holds nothing: before each transaction and each statement outside one. May
   * take its time.
   *
   * @throws dev.veery.core.VeeryException to stop here
   */
  void pass(PlannedMigration migration);

  /** Why what was under way has been cancelled; null where it has not been. */
  @Nullable Problem stopped();

  /** The last statement is done. */
  void ended();
}
