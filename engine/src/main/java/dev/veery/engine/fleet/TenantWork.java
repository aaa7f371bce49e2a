package dev.veery.engine.fleet;

import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.journal.TenantClaim;
import dev.veery.postgres.run.RunResult;
import org.jspecify.annotations.Nullable;

/** Migrates tenants, one at a time. */
interface TenantWork extends AutoCloseable {

  /** Brings one tenant to the goal, as far as it goes. */
  Ending work(TenantClaim claim);

  /** Asks the server to stop what it is doing; from any thread. */
  void cancel();

  @Override
  void close();

  /** How it ended with a tenant. */
  sealed interface Ending {

    /**
     * It has reached the goal.
     *
     * @param recorded whether the journal says so already
     */
    record Done(boolean recorded) implements Ending {}

    /**
     * It has not.
     *
     * @param version the migration that failed; null for none
     */
    record Failed(Problem problem, @Nullable String version) implements Ending {}

    /** Something in it is locked. */
    record Locked(Problem problem, @Nullable String version) implements Ending {}

    /** Its schema or database is not there any more. */
    record Gone() implements Ending {}

    /**
     * The server is gone, or somebody else has the tenant now; what became of it is in the journal.
     */
    record Lost(Problem problem) implements Ending {}
  }

  /** Understands how a run ended. */
  static Ending of(RunResult result, boolean recorded) {
    if (!(result instanceof RunResult.Failed failed)) {
      return new Ending.Done(recorded);
    }
    RunResult.Failure failure = failed.failure();
    String version = failure.migration() == null ? null : failure.migration().version().text();
    if (failure.error() == null) {
      return new Ending.Failed(failure.problem(), version);
    }
    if (failure.error().connectionIsGone()) {
      return new Ending.Lost(failure.problem());
    }
    return switch (failure.error().sqlState()) {
      case "55P03", "40P01" -> new Ending.Locked(failure.problem(), version);
      case "VE004" -> new Ending.Gone();
      case "VE001" -> new Ending.Lost(failure.problem());
      default -> new Ending.Failed(failure.problem(), version);
    };
  }
}
