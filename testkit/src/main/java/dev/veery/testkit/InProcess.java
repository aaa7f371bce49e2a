package dev.veery.testkit;

import dev.veery.cli.Cli;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Veery's command line in this process: a thousandth of the cost of a process of its own.
 *
 * <p>Output goes to no terminal: no colours, one line per event. Somebody is there to answer
 * questions when there is an input.
 */
public final class InProcess implements CommandLine {

  private static final int WIDTH = 100;

  @Override
  public Result run(
      List<String> args, String stdin, Map<String, String> environment, Path directory) {
    var in = new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8));
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            in,
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            !stdin.isEmpty(),
            false,
            !stdin.isEmpty(),
            WIDTH,
            true,
            Paint.of(false));
    int exitCode = new Cli(terminal, environment, directory).run(args);
    terminal.flush();
    return new Result(
        out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), exitCode);
  }
}
