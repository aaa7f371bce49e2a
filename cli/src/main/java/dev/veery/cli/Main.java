package dev.veery.cli;

import dev.veery.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The process. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    Map<String, String> variables = System.getenv();
    Terminal terminal = Terminal.ofProcess(variables);
    int code = new Cli(terminal, variables, Path.of("")).run(List.of(args));
    terminal.flush();
    // Not only for the code: a driver's or a server's thread must not keep a finished command
    // alive.
    System.exit(code);
  }
}
