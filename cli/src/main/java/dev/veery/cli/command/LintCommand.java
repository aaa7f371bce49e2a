package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Arguments;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.lint.FailOn;
import dev.veery.cli.lint.LintFormat;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.Baseline;
import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport;
import dev.veery.core.lint.Severity;
import dev.veery.engine.LintFix;
import dev.veery.engine.LintScope;
import dev.veery.engine.Veery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery lint}. */
public final class LintCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.parameter(
            "FILE", "0..*", "Only these files or folders; every migration by default."));
    spec.addOption(Options.flag("Only what the database has not got yet.", "--pending"));
    spec.addOption(
        Options.text("REF", "Only what is new or changed since this commit of git.", "--since"));
    spec.addOption(
        Options.text("FORMAT", "text, json, sarif, junit, github or markdown.", "--format", "-f"));
    spec.addOption(Options.text("FILE", "Write it to FILE.", "--output", "-o"));
    spec.addOption(
        Options.text(
            "SEVERITY",
            "Exit with 1 from this severity on: error, warning, note or never.",
            "--fail-on"));
    spec.addOption(
        Options.flag(
            "Write the online forms of statements into the files that are named, then lint them.",
            "--fix"));
    spec.addOption(
        Options.flag(
            "Write the baseline file: what is found now is shown but does not count from now on.",
            "--write-baseline"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Says what the migrations will lock, rewrite, lose or break, and what to write instead. Reads"
            + " every migration, as later ones build on earlier ones, and reaches no database but for"
            + " --pending.",
        "A finding is accepted by a comment above its statement or at the head of the file: -- veery:"
            + " allow CODE because \"…\". How bad a rule's findings are, and whether it is applied, is"
            + " said in [lint] of veery.toml; veery rules lists the rules.",
        "Exits with 1 when there is an error among the findings, or what --fail-on says.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery lint", "every migration"),
        new Example("veery lint --since main --format github", "in a pull request"),
        new Example("veery lint --pending --env production", "before a deployment"),
        new Example("veery lint --fix --pending", "write the statements that keep nobody waiting"),
        new Example("veery lint --write-baseline", "accept what is there already"));
  }

  @Override
  public int run(Call call) throws IOException {
    Arguments arguments = call.arguments();
    LintFormat format = LintFormat.of(arguments.text("--format"), call.json());
    if (arguments.has("--fix")) {
      fix(call);
    }
    try (Veery veery = Veery.open(call.config())) {
      Severity failOn = failOn(call, veery);
      LintReport report = veery.lint(scope(call));
      if (arguments.has("--write-baseline")) {
        return writeBaseline(call, veery, report);
      }
      boolean failed = failOn != null && report.reaches(failOn);
      write(call, format.write(call, report, failed), format);
      if (!report.problems().isEmpty()) {
        if (format == LintFormat.JSON) {
          return report.problems().getFirst().code().category().exitCode();
        }
        throw new VeeryException(report.problems());
      }
      return failed ? ExitCode.FOUND : ExitCode.OK;
    }
  }

  /** Changes only what is named: files that are applied elsewhere must stay as they are. */
  private static void fix(Call call) {
    LintScope scope = scope(call);
    if (scope instanceof LintScope.All) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "--fix changes files, and does not say which",
              "name the files, or say --pending or --since REF"));
    }
    try (Veery veery = Veery.open(call.config())) {
      List<LintFix.Fixed> fixed = veery.lintFix(scope);
      for (LintFix.Fixed one : fixed) {
        call.say(
            call.terminal().tick()
                + " "
                + one.path()
                + ": "
                + Words.count(one.statements(), "statement")
                + " in online form");
      }
      if (fixed.isEmpty()) {
        call.say("nothing to fix");
      }
    }
  }

  private static LintScope scope(Call call) {
    Arguments arguments = call.arguments();
    List<String> files = arguments.parameters();
    String since = arguments.text("--since");
    int given =
        (files.isEmpty() ? 0 : 1) + (since == null ? 0 : 1) + (arguments.has("--pending") ? 1 : 0);
    if (given > 1) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "files, --pending and --since exclude each other",
              "give one of them"));
    }
    if (!files.isEmpty()) {
      // As somebody types them: from where the command works.
      return new LintScope.Files(
          files.stream()
              .map(f -> call.directory().resolve(f).toAbsolutePath().normalize().toString())
              .toList());
    }
    if (since != null) {
      return new LintScope.Since(since);
    }
    return arguments.has("--pending") ? new LintScope.Pending() : new LintScope.All();
  }

  private static @Nullable Severity failOn(Call call, Veery veery) {
    String word = call.arguments().text("--fail-on");
    if (word == null) {
      return veery.lintSettings().failOn();
    }
    return FailOn.read(word).orElse(null);
  }

  private static int writeBaseline(Call call, Veery veery, LintReport report) throws IOException {
    Path file = veery.lintBaseline();
    writeFile(file, Baseline.write(report));
    long count =
        report.findings().stream()
            .filter(f -> !(f.pardon() instanceof Finding.Pardon.Allowed))
            .count();
    call.say(call.terminal().tick() + " " + Words.count(count, "finding") + " in " + file);
    return ExitCode.OK;
  }

  private static void write(Call call, String text, LintFormat format) throws IOException {
    String output = call.arguments().text("--output");
    if (output != null) {
      writeFile(call.directory().resolve(Objects.requireNonNull(output)), text);
      call.say(call.terminal().tick() + " " + output);
    } else if (format != LintFormat.TEXT || !call.quiet()) {
      call.terminal().out().print(text);
    }
  }

  private static void writeFile(Path file, String text) throws IOException {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE, "cannot write " + file + ": " + e.getMessage(), ""),
          e);
    }
  }
}
