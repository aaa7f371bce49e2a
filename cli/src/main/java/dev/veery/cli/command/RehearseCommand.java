package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Arguments;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.lint.FailOn;
import dev.veery.cli.rehearse.RehearseFormat;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.RunFlow;
import dev.veery.cli.run.Targets;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Terminal;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.Severity;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.engine.Planning;
import dev.veery.engine.RehearsalOptions;
import dev.veery.engine.RehearsalReport;
import dev.veery.engine.RehearseSettings;
import dev.veery.engine.ScratchOptions;
import dev.veery.engine.Veery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery rehearse}. */
public final class RehearseCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.parameter(
            "VERSION", "0..*", "Only up to these migrations; everything pending by default."));
    spec.addOption(Options.flag("Everything that is pending, which is the default.", "--pending"));
    Targets.addUp(spec);
    ChangeOptions.addUp(spec);
    spec.addOption(
        Options.text(
            "N",
            "Rows to make for each table; 1000 by default, 0 for none, sample:N for rows of the target.",
            "--rows"));
    spec.addOption(
        Options.text(
            "COLUMNS",
            "Columns of a sample that are masked on the target: email,users.name.",
            "--mask"));
    spec.addOption(Options.text("N", "The same seed makes the same rows; 1 by default.", "--seed"));
    spec.addOption(
        Options.text(
            "WHAT",
            "Start from history (the default), target (its schema as it is now) or copy (the database"
                + " that --scratch names, with its rows).",
            "--from"));
    spec.addOption(
        Options.flag(
            "When a migration fails, keep the database as it is in front of it until Enter is"
                + " pressed.",
            "--keep"));
    spec.addOption(Options.text("FORMAT", "text, json, markdown or html.", "--format", "-f"));
    spec.addOption(Options.text("FILE", "Write it to FILE.", "--output", "-o"));
    spec.addOption(
        Options.text(
            "SEVERITY",
            "Exit with 1 from this severity on: error (the default), warning, note or never.",
            "--fail-on"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Runs the pending migrations on a throwaway PostgreSQL of the target's version and watches the"
            + " server: which locks each statement takes and how long they are held, what it rewrites and"
            + " reads in full, what that keeps waiting, and how long it will take on the target.",
        "The target is only read: its history, its roles, and how large its tables are.",
        "Exits with 1 when an error was found, or what --fail-on says.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery rehearse", "everything that is pending"),
        new Example("veery rehearse --to 20260901121000", "that one and what it needs"),
        new Example(
            "veery rehearse --format html -o rehearsal.html", "with the locks as a picture"),
        new Example(
            "veery rehearse --json -o rehearsal.json", "for veery up --plan rehearsal.json"));
  }

  @Override
  public int run(Call call) throws IOException {
    Arguments arguments = call.arguments();
    RehearseFormat format = RehearseFormat.of(arguments.text("--format"), call.json());
    Severity failOn = failOn(arguments);
    Targets.Typed<Target.Up> typed = target(call);
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      RunFlow flow = new RunFlow(call, veery);
      Target.Up target = typed.of(veery);
      PlanRequest.Options options = ChangeOptions.of(arguments);
      Planning planning = flow.plan(target, options);
      if (planning.result() instanceof Plan.Result.UpToDate && format == RehearseFormat.TEXT) {
        return flow.upToDate("nothing to rehearse");
      }
      ScratchOptions scratch = RehearseSettings.read(call.config(), given(arguments));
      RehearsalOptions.Kept kept =
          arguments.has("--keep") ? url -> keep(call, url) : RehearsalOptions.NOBODY;
      RehearsalReport report;
      try (LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
        line.show(() -> "rehearsing on a scratch server", Duration.ofMillis(300));
        boolean asPlan = format == RehearseFormat.JSON;
        report =
            veery.rehearse(planning, new RehearsalOptions(target, options, scratch, kept, asPlan));
      }
      boolean failed = failOn != null && report.reaches(failOn);
      write(call, call.secrets().mask(format.write(call, report, failed)), format);
      return failed ? ExitCode.FOUND : ExitCode.OK;
    }
  }

  private static Targets.Typed<Target.Up> target(Call call) {
    Arguments arguments = call.arguments();
    List<String> versions = arguments.parameters();
    if (versions.isEmpty()) {
      Targets.Typed<Target> typed = Targets.up(call);
      return veery -> upwards(typed.of(veery));
    }
    if (arguments.has("--pending")) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "--pending and " + versions.getFirst() + " contradict each other",
              "give one of them"));
    }
    return veery -> new Target.Up.To(last(veery, versions));
  }

  private static Target.Up upwards(Target target) {
    if (target instanceof Target.Up up) {
      return up;
    }
    throw new VeeryException(
        new Problem(
            ErrorCode.ARGUMENT_INVALID,
            "only what is to be applied can be rehearsed",
            "veery test proves the way back of every migration"));
  }

  private static Version last(Veery veery, List<String> versions) {
    List<Version> wanted = versions.stream().map(v -> veery.graph().resolve(v).version()).toList();
    Version last = wanted.getFirst();
    for (Migration migration : veery.graph().order()) {
      last = wanted.contains(migration.version()) ? migration.version() : last;
    }
    return last;
  }

  /** What goes before {@code [rehearse]} of the configuration. */
  private static Map<String, String> given(Arguments arguments) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String key : List.of("rows", "seed", "from", "mask")) {
      String value = arguments.text("--" + key);
      if (value != null) {
        given.put(key, value);
      }
    }
    return given;
  }

  /** The database of an embedded server lives as long as this process. */
  private static void keep(Call call, String url) {
    Terminal terminal = call.terminal();
    terminal.err().println("the database as it is: " + url);
    terminal.err().println("it is gone when you press Enter");
    terminal.flush();
    terminal.readLine();
  }

  private static @Nullable Severity failOn(Arguments arguments) {
    String word = arguments.text("--fail-on");
    return word == null ? Severity.ERROR : FailOn.read(word).orElse(null);
  }

  private static void write(Call call, String text, RehearseFormat format) throws IOException {
    String output = call.arguments().text("--output");
    if (output == null) {
      if (format != RehearseFormat.TEXT || !call.quiet()) {
        call.terminal().out().print(text);
      }
      return;
    }
    Path file = call.directory().resolve(output);
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE, "cannot write " + output + ": " + e.getMessage(), ""),
          e);
    }
    call.say(call.terminal().tick() + " " + output);
  }
}
