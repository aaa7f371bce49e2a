package dev.veery.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Flyway's command line as it is handed out: a launcher, its own JRE and a driver for every
 * database. The newest that is among the public artifacts, which is older than the library.
 */
final class FlywayCommandLine implements Tool {

  private static final String VERSION = "11.8.0";

  private final Path launcher;

  private FlywayCommandLine(Path launcher) {
    this.launcher = launcher;
  }

  /**
   * Fetches it into a directory, unless it is there.
   *
   * @return nothing where it cannot be fetched; it is made for Linux on x64 only
   */
  static Optional<FlywayCommandLine> install(Path directory, boolean download)
      throws IOException, InterruptedException {
    Path launcher = directory.resolve("flyway-" + VERSION).resolve("flyway");
    if (download && !Files.isExecutable(launcher) && Programs.find("mvn").isPresent()) {
      Files.createDirectories(directory);
      int exitCode =
          new ProcessBuilder(
                  "mvn",
                  "-q",
                  "-B",
                  "dependency:unpack",
                  "-Dartifact=org.flywaydb:flyway-commandline:" + VERSION + ":tar.gz:linux-x64",
                  "-DoutputDirectory=" + directory)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exitCode != 0) {
        return Optional.empty();
      }
    }
    return Optional.of(launcher).filter(Files::isExecutable).map(FlywayCommandLine::new);
  }

  @Override
  public String name() {
    return "Flyway_CLI";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public String notes() {
    return "the command line as it is handed out, with its own JRE and defaults; the newest of the public"
        + " artifacts";
  }

  @Override
  public void prepare(Workload workload, Path directory) throws IOException {
    new Flyway().prepare(workload, directory);
  }

  @Override
  public List<List<String>> commands(
      Operation operation, Workload workload, Path directory, Target target) {
    String verb = Flyway.verb(operation);
    return verb.isEmpty()
        ? List.of()
        : List.of(
            List.of(
                launcher.toString(),
                "-url=" + target.jdbcUrl(),
                "-locations=filesystem:" + directory,
                verb));
  }
}
