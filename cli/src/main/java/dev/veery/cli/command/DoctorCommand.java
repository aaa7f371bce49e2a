package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.check.CheckAnswer;
import dev.veery.cli.check.DoctorRequest;
import dev.veery.cli.run.Targets;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Target;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckReport;
import dev.veery.engine.Doctor;
import dev.veery.engine.Veery;
import dev.veery.engine.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery doctor}. */
public final class DoctorCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(Options.text("VERSION", "Look at what up --to VERSION would run.", "--to"));
    spec.addOption(
        Options.text(
            "FILE", "The rehearsal (of veery rehearse --json) that the run is held to.", "--plan"));
    spec.addOption(
        Options.flag("Look at what up --allow-out-of-order would run.", "--allow-out-of-order"));
    spec.addOption(Options.flag("Count warnings as stops.", "--strict"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Looks at everything that can be known before a run, and says of each thing whether it is in"
            + " order, worth a thought (!), in the way, or not known (-), with what to do: settings and files,"
            + " the connection and the role with every privilege that pending statements need, the journal,"
            + " the rehearsal, the maintenance window, who is at work in the database, replicas, the tables"
            + " that will be touched, and what earlier work has left half done.",
        "Only reads, in a handful of questions that wait for no lock. A role with few rights gets few"
            + " answers: a line that cannot be known says why. veery up asks the doctor by itself in an"
            + " environment with production = true, and stops where something is in the way.",
        "The exit code is 1 when something is in the way, with --strict also for a warning.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery doctor --env production", "is it ready?"),
        new Example(
            "veery doctor --plan rehearsal.json", "with the rehearsal that up will be held to"),
        new Example("veery doctor --json", "for a pipeline"));
  }

  @Override
  public int run(Call call) {
    return CheckAnswer.give(call, report(call));
  }

  private static CheckReport report(Call call) {
    Config config;
    try {
      config = call.config();
    } catch (VeeryException e) {
      return CheckReport.of(settings(e.problems()));
    }
    try (Veery veery = Veery.open(config);
        LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      line.show(() -> "looking at " + config.database(), Duration.ofMillis(300));
      Target.Up target = new Target.Up.Latest();
      if (call.arguments().isGiven("--to")) {
        target = (Target.Up) Targets.up(call).of(veery);
      }
      return new Doctor(veery, DoctorRequest.of(call, target)).run();
    }
  }

  /** Settings that cannot be read are what a doctor is asked about. */
  private static List<CheckLine> settings(List<Problem> problems) {
    List<CheckLine> lines = new ArrayList<>();
    for (Problem problem : problems) {
      lines.add(
          CheckLine.stop(
                  "configuration",
                  "configuration",
                  (problem.position() == null ? "" : problem.position() + ": ") + problem.message(),
                  problem.remedy())
              .fact("error", problem.code().id()));
    }
    return lines;
  }
}
