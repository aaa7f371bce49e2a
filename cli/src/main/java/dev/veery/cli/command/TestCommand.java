package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Arguments;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.test.TestJson;
import dev.veery.cli.test.TestJunit;
import dev.veery.cli.test.TestText;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.TestOptions;
import dev.veery.engine.TestReport;
import dev.veery.engine.Veery;
import dev.veery.postgres.rehearse.rows.RowOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery test}. */
public final class TestCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.number("N", "Give each table N rows (20); 0 leaves all of them empty.", "--rows"));
    spec.addOption(Options.number("N", "Make other rows: the seed, 1 by default.", "--seed"));
    spec.addOption(Options.number("N", "Use N servers at once (2).", "--workers"));
    spec.addOption(
        Options.flag(
            "Count as a failure, too: a way back that loses something, none at all, and rows that a"
                + " migration refuses.",
            "--strict"));
    spec.addOption(Options.text("FILE", "Write JUnit XML to FILE.", "--junit"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Takes every migration up, down and up again, from an empty database on, and compares the schema"
            + " and every row before and after. All of it happens on throwaway servers; the database of"
            + " the project is not connected to.",
        "A way back is exact, lossy (something is not as before), fails, or is absent. Verify sections are"
            + " run. Tables hold awkward rows made up for them; a migration that these are in the way of is"
            + " tried again on empty tables. Where the graph has several heads, each two are built in both"
            + " orders.",
        "The exit code is 1 when something fails, with --strict also for all that is not exact.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery test", "can every migration be taken back?"),
        new Example("veery test --strict --junit target/migrations.xml", "in a pipeline"),
        new Example("veery test --rows 500 --embedded-major 16", "more rows, another server"));
  }

  @Override
  public int run(Call call) throws IOException {
    Arguments arguments = call.arguments();
    TestOptions options =
        new TestOptions(rows(arguments), Math.max(1, number(arguments, "--workers", 2)));
    TestReport report;
    try (Veery veery = Veery.open(call.config());
        LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      int all = veery.migrations().migrations().size();
      var done = new AtomicInteger();
      line.show(() -> "testing migrations: " + done.get() + " of " + all, Duration.ofMillis(300));
      report = veery.test(options, done::addAndGet);
    }
    boolean strict = arguments.has("--strict");
    String junit = arguments.text("--junit");
    if (junit != null) {
      write(call.directory().resolve(junit), TestJunit.of(report, strict));
    }
    if (call.json()) {
      TestJson.write(call, report);
    } else {
      TestText.write(call, report);
    }
    return fails(report, strict) ? ExitCode.FOUND : ExitCode.OK;
  }

  private static boolean fails(TestReport report, boolean strict) {
    boolean lossless = report.lossy() + report.absent() + report.refused() == 0;
    return report.failing() > 0 || !report.notReached().isEmpty() || (strict && !lossless);
  }

  private static @Nullable RowOptions rows(Arguments arguments) {
    int rows = number(arguments, "--rows", 20);
    return rows == 0 ? null : new RowOptions(rows, number(arguments, "--seed", 1));
  }

  private static int number(Arguments arguments, String option, int otherwise) {
    int number = Objects.requireNonNullElse(arguments.number(option), otherwise);
    if (number < 0) {
      throw new VeeryException(
          new Problem(ErrorCode.ARGUMENT_INVALID, option + " cannot be " + number, ""));
    }
    return number;
  }

  private static void write(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, text);
  }
}
