package dev.veery.testkit;

import dev.veery.testkit.Scenario.Entry;
import dev.veery.testkit.Scenario.Output;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * A directory of scenario files as JUnit tests.
 *
 * <p>{@code -Dveery.update=true} rewrites the expectations in the files instead of comparing;
 * {@code -Dveery.scenario=GLOB} runs only the files whose path below the directory matches.
 */
public final class Scenarios {

  private static final String SUFFIX = ".txtar";

  private final Path directory;
  private final Function<String, TestServer> servers;
  private final CommandLine inProcess;
  private final CommandLine process;

  /**
   * @param directory of the scenario files; searched deeply
   * @param servers a server by PostgreSQL major, or by {@code "newest"}
   * @param inProcess runs {@code veery} in this process
   * @param process runs {@code veery} as a process, for scenarios marked {@code #! process}
   */
  public Scenarios(
      Path directory,
      Function<String, TestServer> servers,
      CommandLine inProcess,
      CommandLine process) {
    this.directory = directory;
    this.servers = servers;
    this.inProcess = inProcess;
    this.process = process;
  }

  /** One test per file and, where the file names several, per server version. */
  public Stream<DynamicNode> tests() throws IOException {
    String glob = System.getProperty("veery.scenario", "**");
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    List<Path> files;
    try (Stream<Path> tree = Files.walk(directory)) {
      files =
          tree.filter(file -> file.toString().endsWith(SUFFIX))
              .filter(file -> matcher.matches(Path.of(nameOf(file))))
              .sorted()
              .toList();
    }
    if (files.isEmpty()) {
      throw new IllegalStateException("no scenario matches " + glob + " in " + directory);
    }
    var tests = new ArrayList<DynamicNode>();
    for (Path file : files) {
      Scenario scenario = ScenarioFile.read(file);
      String name = nameOf(file);
      List<String> versions =
          scenario.has("servers") ? scenario.words("servers") : List.of("newest");
      for (String version : versions) {
        String shown = versions.size() == 1 ? name : name + " on " + version;
        tests.add(
            DynamicTest.dynamicTest(
                shown, file.toUri(), () -> test(scenario, version, versions.getLast())));
      }
    }
    return tests.stream();
  }

  private String nameOf(Path file) {
    return directory.relativize(file).toString().replace(SUFFIX, "");
  }

  private void test(Scenario scenario, String version, String lastVersion) throws Exception {
    if (!Boolean.getBoolean("veery.update")) {
      run(scenario, version);
    } else if (version.equals(lastVersion)) {
      // All versions must agree, so one of them is enough to write the expectations.
      update(scenario, version);
    }
  }

  /** Executes a scenario and compares. */
  void run(Scenario scenario, String version) throws Exception {
    check(scenario, outcomes(scenario, version));
  }

  /** Executes a scenario and writes what it really printed into its file. */
  void update(Scenario scenario, String version) throws Exception {
    List<Output> outputs =
        outcomes(scenario, version).stream().map(ScenarioRunner.Outcome::updated).toList();
    String text = ScenarioFile.print(scenario, outputs);
    if (!text.equals(Files.readString(scenario.path()))) {
      Files.writeString(scenario.path(), text);
    }
  }

  private List<ScenarioRunner.Outcome> outcomes(Scenario scenario, String version)
      throws Exception {
    for (String program : scenario.words("requires")) {
      Assumptions.assumeTrue(onPath(program), program + " is not on the PATH");
    }
    CommandLine veery = scenario.has("process") ? process : inProcess;
    if (veery instanceof Distribution distribution) {
      Assumptions.assumeTrue(distribution.isBuilt(), "the distribution is not built");
    }
    Path work = Files.createTempDirectory("veery-scenario").toRealPath();
    try (var database = TestDatabase.create(servers.apply(version));
        var runner = new ScenarioRunner(database, work, veery)) {
      return runner.run(scenario);
    } finally {
      Shell.delete(work);
    }
  }

  private static void check(Scenario scenario, List<ScenarioRunner.Outcome> outcomes) {
    var report = new StringBuilder();
    for (ScenarioRunner.Outcome outcome : outcomes) {
      if (!outcome.passed()) {
        Entry.Step step = outcome.step();
        report
            .append('\n')
            .append(scenario.path())
            .append(':')
            .append(step.line())
            .append("\n  $ ")
            .append(step.command())
            .append('\n');
        LineDiff.of(step.expected().toLines(), outcome.actual().toLines())
            .forEach(line -> report.append("    ").append(line).append('\n'));
      }
    }
    if (!report.isEmpty()) {
      throw new AssertionError(
          "not as expected (- expected, + actual; -Dveery.update=true accepts):\n" + report);
    }
  }

  private static boolean onPath(String program) {
    String path = System.getenv("PATH");
    return path != null
        && Stream.of(path.split(java.io.File.pathSeparator))
            .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
  }
}
