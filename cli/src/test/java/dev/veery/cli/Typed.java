package dev.veery.cli;

import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A command line as if typed, and what came of it. */
final class Typed {

  private final Path folder;
  private final Map<String, String> variables = new HashMap<>();
  private String input = "";
  private boolean interactive;
  private int width = 80;

  Typed(Path folder) {
    this.folder = folder;
  }

  Typed with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  /** Somebody sits at a terminal and types this. */
  Typed answering(String text) {
    input = text;
    interactive = true;
    return this;
  }

  /** How many columns the terminal has. */
  Typed wide(int columns) {
    width = columns;
    return this;
  }

  record Result(int code, String out, String err) {}

  Result run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            interactive,
            interactive,
            interactive,
            width,
            true,
            Paint.of(false));
    int code = new Cli(terminal, variables, folder).run(List.of(words));
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
