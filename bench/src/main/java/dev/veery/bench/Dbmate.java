package dev.veery.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** dbmate, from the npm registry: a native program. */
final class Dbmate implements Tool {

  private static final String VERSION = "2.36.0";

  private final Path binary;

  private Dbmate(Path binary) {
    this.binary = binary;
  }

  /**
   * Fetches it into a directory, unless it is there.
   *
   * @return nothing where npm is missing or cannot fetch it
   */
  static Optional<Dbmate> install(Path directory, boolean download)
      throws IOException, InterruptedException {
    Path home = directory.resolve("dbmate-" + VERSION);
    Optional<Path> binary = find(home);
    if (download && binary.isEmpty() && Programs.find("npm").isPresent()) {
      Files.createDirectories(home);
      int exitCode =
          new ProcessBuilder(
                  "npm",
                  "install",
                  "--prefix",
                  home.toString(),
                  "--no-audit",
                  "--no-fund",
                  "--silent",
                  "dbmate@" + VERSION)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exitCode == 0) {
        binary = find(home);
      }
    }
    return binary.map(Dbmate::new);
  }

  /** The binary of this platform; the package's own entry is a Node script that would start it. */
  private static Optional<Path> find(Path home) throws IOException {
    Path scope = home.resolve("node_modules").resolve("@dbmate");
    if (!Files.isDirectory(scope)) {
      return Optional.empty();
    }
    try (Stream<Path> packages = Files.list(scope)) {
      return packages
          .map(each -> each.resolve("bin").resolve("dbmate"))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }

  @Override
  public String name() {
    return "dbmate";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public String notes() {
    return "`--no-dump-schema` (else it runs pg_dump after every command); "
        + "it takes back one migration per process, so «take all back» is as many processes";
  }

  @Override
  public void prepare(Workload workload, Path directory) throws IOException {
    for (Workload.Item item : workload.items()) {
      Files.writeString(
          directory.resolve("%s_%s.sql".formatted(Programs.timestamp(item), item.name())),
          "-- migrate:up\n" + item.up() + "\n-- migrate:down\n" + item.down());
    }
  }

  @Override
  public List<List<String>> commands(
      Operation operation, Workload workload, Path directory, Target target) {
    var command = new ArrayList<String>();
    command.add(binary.toString());
    command.addAll(List.of("--url", target.url(), "--migrations-dir", directory.toString()));
    command.add("--no-dump-schema");
    command.add(
        switch (operation) {
          case APPLY, NOOP -> "migrate";
          case STATUS -> "status";
          case ROLLBACK -> "rollback";
        });
    return operation == Operation.ROLLBACK
        ? Collections.nCopies(workload.size(), command)
        : List.of(command);
  }
}
