package dev.veery.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Veery by its launcher and the distribution, as a user runs it. */
final class Veery implements Tool {

  private final Path launcher;

  Veery(Path launcher) {
    this.launcher = launcher;
  }

  @Override
  public String name() {
    return "Veery";
  }

  @Override
  public String version() throws IOException, InterruptedException {
    return Programs.output(List.of(launcher.toString(), "--version"))
        .lines()
        .findFirst()
        .orElse("?")
        .replaceAll("[^0-9]*([0-9][^ ]*).*", "$1");
  }

  @Override
  public String notes() {
    return "the distribution's launcher, defaults; its ahead-of-time cache, which the first start"
        + " after an installation makes, is there";
  }

  @Override
  public void prepare(Workload workload, Path directory) throws IOException {
    Path migrations = Files.createDirectories(directory.resolve("migrations"));
    for (Workload.Item item : workload.items()) {
      Files.writeString(
          migrations.resolve("%s_%s.sql".formatted(Programs.timestamp(item), item.name())),
          "-- Up Migration\n" + item.up() + "\n-- Down Migration\n" + item.down());
    }
    Files.writeString(directory.resolve("veery.toml"), "url = \"${DATABASE_URL}\"\n");
  }

  @Override
  public List<List<String>> commands(
      Operation operation, Workload workload, Path directory, Target target) throws IOException {
    var command = new ArrayList<String>();
    command.add(launcher.toString());
    command.addAll(List.of("-C", directory.toString()));
    command.addAll(
        switch (operation) {
          case APPLY, NOOP -> List.of("up");
          case STATUS -> List.of("status");
          case ROLLBACK -> List.of("rollback");
        });
    return List.of(command);
  }
}
