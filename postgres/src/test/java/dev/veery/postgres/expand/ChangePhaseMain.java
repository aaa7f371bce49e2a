package dev.veery.postgres.expand;

import dev.veery.core.expand.Expander;
import dev.veery.core.expand.Phase;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** One phase of a change of every kind, each in a database of its own, to be killed. */
final class ChangePhaseMain {

  private static final String KEEP = "1 day";

  private ChangePhaseMain() {}

  /**
   * @param args the phase, the migration of each kind, and where: host, port, a database that does
   *     not matter, user, password
   */
  public static void main(String[] args) throws Exception {
    Phase phase = Phase.valueOf(args[0]);
    List<String> databases = ExpandFaultsTest.databases();
    int place = 1 + databases.size();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < databases.size(); i++) {
      String migration = args[1 + i];
      Address address =
          new Address(
              args[place],
              Integer.parseInt(args[place + 1]),
              databases.get(i),
              args[place + 3],
              args[place + 4],
              Duration.ofSeconds(10),
              Map.of());
      threads.add(
          new Thread(() -> {
            try (ChangeProject project = new ChangeProject(address, () -> {})) {
              project.options = ExpandFaultsTest.patient();
              run(project, phase, migration);
            } catch (Throwable e) {
              failures.add(e);
            }
          }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    failures.forEach(Throwable::printStackTrace);
    System.exit(failures.size());
  }

  private static void run(ChangeProject project, Phase phase, String migration) throws Exception {
    RunResult result;
    if (phase == Phase.EXPAND && !project.begun()) {
      if (project.over()) {
        return; // it was on to the new, and kept nothing
      }
      Expander.Result split = project.split(migration, List.of(), KEEP);
      result = project.begin(((Expander.Result.Split) split).expansion(), KEEP);
    } else if (!project.begun() || isDone(project, phase)) {
      return;
    } else {
      result = project.run(phase);
    }
    if (result instanceof RunResult.Failed failed) {
      throw new IllegalStateException(failed.failure().problem().toString());
    }
  }

  /** Whether an earlier process has brought this phase to its end. */
  private static boolean isDone(ChangeProject project, Phase phase) throws Exception {
    // Nothing is to be had between the two ways back.
    String after = phase == Phase.REVERT ? Phase.ABORT.during() : phase.after();
    return project.state().equals(after);
  }
}
