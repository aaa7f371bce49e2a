package dev.veery.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Something that runs {@code veery} with arguments: in this process, or as one of its own. */
@FunctionalInterface
public interface CommandLine {

  /**
   * Runs the command to its end.
   *
   * @param args without the command's own name
   * @param stdin what it reads; empty when nothing
   * @param environment all of its environment variables
   * @param directory its working directory
   */
  Result run(List<String> args, String stdin, Map<String, String> environment, Path directory)
      throws Exception;

  /** What it printed, and its exit code. */
  record Result(String stdout, String stderr, int exitCode) {}
}
