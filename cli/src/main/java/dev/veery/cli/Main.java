package dev.veery.cli;

import dev.veery.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The process. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    // Not only for the code: a thread of a driver or a server must not keep a finished command
    // alive.
    System.exit(run(args));
  }

  static int run(String... args) {
    Map<String, String> variables = System.getenv();
    Terminal terminal = Terminal.ofProcess(variables);
    int code = new Cli(terminal, variables, Path.of("")).run(List.of(args));
    terminal.flush();
    return code;
  }
}
