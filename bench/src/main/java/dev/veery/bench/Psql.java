package dev.veery.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The floor: one session that does nothing but send the same statements. */
final class Psql implements Tool {

  private final String binary;

  private Psql(String binary) {
    this.binary = binary;
  }

  /** The binary itself: Debian's {@code psql} is a Perl script that costs twice as much. */
  static Optional<Psql> find() throws IOException {
    Optional<Path> found = Programs.find("psql");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (!found.get().toRealPath().endsWith("pg_wrapper")) {
      return Optional.of(new Psql(found.get().toString()));
    }
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .map(version -> version.resolve("bin").resolve("psql"))
          .filter(Files::isExecutable)
          .max(Comparator.naturalOrder())
          .map(path -> new Psql(path.toString()));
    }
  }

  @Override
  public String name() {
    return "psql";
  }

  @Override
  public String version() throws IOException, InterruptedException {
    return Programs.output(List.of(binary, "--version")).replaceAll("[^0-9.]*([0-9.]+).*", "$1");
  }

  @Override
  public String notes() {
    return "one session, one transaction per file (`BEGIN; \\i …; COMMIT`), no journal; "
        + "«nothing to do» and «status» are `SELECT 1`: the price of a connection";
  }

  @Override
  public void prepare(Workload workload, Path directory) throws IOException {
    var up = new StringBuilder("\\set ON_ERROR_STOP on\nSET client_min_messages = warning;\n");
    var down = new StringBuilder(up);
    for (Workload.Item item : workload.items()) {
      String file = "%04d_%s.sql".formatted(item.number(), item.name());
      Files.writeString(directory.resolve(file), item.up());
      Files.writeString(directory.resolve("down_" + file), item.down());
      up.append("BEGIN;\n\\ir ").append(file).append("\nCOMMIT;\n");
    }
    for (Workload.Item item : workload.items().reversed()) {
      String file = "down_%04d_%s.sql".formatted(item.number(), item.name());
      down.append("BEGIN;\n\\ir ").append(file).append("\nCOMMIT;\n");
    }
    Files.writeString(directory.resolve("up.psql"), up);
    Files.writeString(directory.resolve("down.psql"), down);
  }

  @Override
  public List<List<String>> commands(
      Operation operation, Workload workload, Path directory, Target target) {
    String url = target.url() + "&gssencmode=disable";
    return List.of(
        switch (operation) {
          case APPLY -> script(url, directory.resolve("up.psql"));
          case ROLLBACK -> script(url, directory.resolve("down.psql"));
          case NOOP, STATUS -> List.of(binary, "-X", "-q", "-d", url, "-c", "SELECT 1");
        });
  }

  private List<String> script(String url, Path file) {
    return List.of(binary, "-X", "-q", "-d", url, "-f", file.toString());
  }
}
