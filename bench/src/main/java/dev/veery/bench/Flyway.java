package dev.veery.bench;

import dev.veery.bench.peer.FlywayMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Flyway's library in a JVM of its own. */
final class Flyway implements Tool {

  @Override
  public String name() {
    return "Flyway";
  }

  @Override
  public String version() {
    return Programs.jarVersion("flyway-core-");
  }

  @Override
  public String notes() {
    return "`flyway-core` and `flyway-database-postgresql` behind a main of a few lines, JVM"
        + " defaults, class path scanning off (`skipDefaultCallbacks`, a `filesystem:` location);"
        + " taking back is not in the free edition";
  }

  @Override
  public void prepare(Workload workload, Path directory) throws IOException {
    for (Workload.Item item : workload.items()) {
      Files.writeString(
          directory.resolve("V%d__%s.sql".formatted(item.number(), item.name())), item.up());
    }
  }

  @Override
  public List<List<String>> commands(
      Operation operation, Workload workload, Path directory, Target target) {
    String verb = verb(operation);
    return verb.isEmpty()
        ? List.of()
        : List.of(
            Programs.java(
                List.of("classes", "veery-bench-", "flyway-", "postgresql-"),
                FlywayMain.class.getName(),
                List.of(verb, target.jdbcUrl(), directory.toString())));
  }

  /** What does the operation; empty where nothing does. */
  static String verb(Operation operation) {
    return switch (operation) {
      case APPLY, NOOP -> "migrate";
      case STATUS -> "info";
      case ROLLBACK -> "";
    };
  }
}
