package dev.veery.cli;

import dev.veery.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The process. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    int code = run(args);
    // A thread of a driver or a server must not keep a finished command alive. Where there is none
    // the end of this one is the end of the process, without the logger that exit() asks first.
    if (code != 0 || isAnybodyElseAtWork()) {
      System.exit(code);
    }
  }

  private static boolean isAnybodyElseAtWork() {
    Thread[] threads = new Thread[64];
    int count = Thread.currentThread().getThreadGroup().enumerate(threads);
    for (int i = 0; i < count; i++) {
      if (!threads[i].isDaemon() && threads[i] != Thread.currentThread()) {
        return true;
      }
    }
    return count == threads.length;
  }

  static int run(String... args) {
    Map<String, String> variables = System.getenv();
    Terminal terminal = Terminal.ofProcess(variables);
    int code = new Cli(terminal, variables, Path.of("")).run(List.of(args));
    terminal.flush();
    return code;
  }
}
