package dev.veery.engine.observe;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.engine.config.Secrets;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells endpoints how a run goes. */
final class Notifier implements RunListener {

  private final Delivery delivery;
  private final Observers.About about;
  private final Secrets secrets;
  private volatile long run;
  private Set<Version> halved = Set.of();

  Notifier(Delivery delivery, Observers.About about, Secrets secrets) {
    this.delivery = delivery;
    this.about = about;
    this.secrets = secrets;
  }

  @Override
  public void runOpened(long runId) {
    run = runId;
  }

  @Override
  public void runStarted(Plan plan) {
    halved =
        plan.migrations().stream()
            .filter(migration -> migration.split() != null)
            .map(PlannedMigration::version)
            .collect(Collectors.toSet());
    send("started", count(plan.migrations().size()) + " to run", 0, null);
  }

  @Override
  public void runFinished(RunResult result) {
    switch (result) {
      case RunResult.Succeeded succeeded ->
          send(
              "succeeded",
              count(succeeded.done().size()) + " in " + succeeded.duration().toMillis() + " ms",
              succeeded.done().size(),
              null);
      case RunResult.Failed failed ->
          send(
              "failed",
              where(failed.failure()) + failed.failure().problem().message(),
              failed.done().size(),
              failed.failure().problem());
      case RunResult.NothingLeft nothing -> {}
    }
    waiting(result);
  }

  /** What an online up has expanded; some of it also where the run has failed behind it. */
  private void waiting(RunResult result) {
    for (RunResult.Done done : result.done()) {
      if (halved.contains(done.version())) {
        send(
            NotifySettings.WAITING,
            done.label() + " waits for contract, when no old application is left",
            1,
            null);
      }
    }
  }

  /** The migration by its name; empty where it was about none. */
  private static String where(RunResult.Failure failure) {
    return failure.migration() == null ? "" : failure.migration().label() + ": ";
  }

  private static String count(int migrations) {
    return migrations + (migrations == 1 ? " migration" : " migrations");
  }

  private void send(String event, String text, int done, @Nullable Problem problem) {
    delivery.send(Message.of(event, run, about, text, done, problem, secrets));
  }
}
