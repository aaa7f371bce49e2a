package dev.veery.postgres.expand;

import dev.veery.core.expand.Expander;
import dev.veery.core.expand.Phase;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One phase of a change in a process of its own, to be killed. */
final class ChangePhaseMain {

  private ChangePhaseMain() {}

  public static void main(String[] args) throws Exception {
    Address address =
        new Address(
            args[2],
            Integer.parseInt(args[3]),
            args[4],
            args[5],
            args[6],
            Duration.ofSeconds(10),
            Map.of());
    try (ChangeProject project = new ChangeProject(address, () -> {})) {
      project.options = ExpandFaultsTest.patient();
      Phase phase = Phase.valueOf(args[0]);
      RunResult result =
          phase == Phase.EXPAND && !project.begun()
              ? project.begin(
                  ((Expander.Result.Split) project.split(args[1], List.of(), "1 day")).expansion(),
                  "1 day")
              : project.run(phase);
      if (result instanceof RunResult.Failed failed) {
        System.out.println(failed.failure().problem());
        System.exit(1);
      }
    }
  }
}
