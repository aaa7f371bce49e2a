package dev.veery.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Liquibase by its own command-line main, which {@code liquibase-core} carries. */
final class Liquibase implements Tool {

  private static final List<String> JARS =
      List.of(
          "liquibase-core-",
          "snakeyaml-",
          "commons-collections4-",
          "commons-io-",
          "commons-lang3-",
          "commons-text-",
          "opencsv-",
          "jaxb-api-",
          "picocli-",
          "postgresql-");

  @Override
  public String name() {
    return "Liquibase";
  }

  @Override
  public String version() {
    return Programs.jarVersion("liquibase-core-");
  }

  @Override
  public String notes() {
    return "its own command-line main on JVM defaults, as its script starts it; formatted SQL"
        + " changelogs by `includeAll`; log level off, no banner, no analytics";
  }

  @Override
  public void prepare(Workload workload, Path directory) throws IOException {
    Path changes = Files.createDirectories(directory.resolve("changes"));
    for (Workload.Item item : workload.items()) {
      Files.writeString(
          changes.resolve("%04d_%s.sql".formatted(item.number(), item.name())),
          "--liquibase formatted sql\n\n--changeset bench:%d\n%s--rollback %s"
              .formatted(item.number(), item.up(), item.down()));
    }
    Files.writeString(
        directory.resolve("changelog.yaml"),
        """
        databaseChangeLog:
          - includeAll:
              path: changes
              relativeToChangelogFile: true
        """);
  }

  @Override
  public List<List<String>> commands(
      Operation operation, Workload workload, Path directory, Target target) {
    var args = new ArrayList<String>();
    // Global options stand before the command.
    args.add("--search-path=" + directory);
    args.add("--log-level=off");
    args.add("--show-banner=false");
    args.add("--analytics-enabled=false");
    args.addAll(
        switch (operation) {
          case APPLY, NOOP -> List.of("update");
          case STATUS -> List.of("status");
          case ROLLBACK -> List.of("rollback-count", "--count=" + workload.size());
        });
    args.add("--url=" + target.jdbcUrl());
    args.add("--changelog-file=changelog.yaml");
    return List.of(
        Programs.java(JARS, "liquibase.integration.commandline.LiquibaseCommandLine", args));
  }
}
