package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Terminal;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code veery init}. */
public final class InitCommand extends Command {

  private static final String CONFIG =
      """
      # Settings of Veery; every key is explained in docs/config.md.

      # A PostgreSQL of Veery's own, under .veery/, with nothing to install.
      # For a server: url = "${DATABASE_URL}" or "postgres://user@host:5432/database".
      url = "embedded"
      migrations = "migrations"

      # One table for each environment; chosen with --env NAME. What it does not say is taken from above.
      #
      # [env.production]
      # url = "${DATABASE_URL}"
      # production = true          # asks for the name before anything is changed
      # lock-timeout = "2s"
      """;

  @Override
  public List<String> description() {
    return List.of(
        "Writes a veery.toml, a folder for migrations and a .gitignore entry for .veery/. Nothing that"
            + " exists is overwritten.");
  }

  @Override
  public boolean readsConfig() {
    return false;
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery init", "in the working directory"),
        new Example("veery -C shop init", "in another one, which exists"));
  }

  @Override
  public int run(Call call) throws IOException {
    Terminal terminal = call.terminal();
    Path folder = call.directory();
    Path config = folder.resolve("veery.toml");
    if (Files.exists(config)) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              config + " exists already",
              "nothing is to be done: go on with veery new, or veery status"));
    }
    List<String> written = new ArrayList<>();
    try {
      Files.writeString(config, CONFIG);
      written.add("veery.toml");
      Path migrations = folder.resolve("migrations");
      if (!Files.isDirectory(migrations)) {
        Files.createDirectories(migrations);
        written.add("migrations/");
      }
      if (ignore(folder.resolve(".gitignore"))) {
        written.add(".gitignore");
      }
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE, "cannot write to " + folder + ": " + e.getMessage(), ""),
          e);
    }
    if (call.json()) {
      try (JsonOutput json = new JsonOutput(terminal.out(), new Secrets())) {
        json.field("ok", true);
        json.texts("written", written);
      }
      return ExitCode.OK;
    }
    for (String name : written) {
      call.say(terminal.tick() + " " + name);
    }
    call.say("");
    call.say(
        "Next: "
            + terminal.paint().cyan("veery new create_users")
            + ", then "
            + terminal.paint().cyan("veery up"));
    return ExitCode.OK;
  }

  /** The embedded database's files are nobody else's business. */
  private static boolean ignore(Path file) throws IOException {
    String present = Files.exists(file) ? Files.readString(file) : "";
    if (present
        .lines()
        .anyMatch(line -> line.strip().equals(".veery/") || line.strip().equals(".veery"))) {
      return false;
    }
    String separator = present.isEmpty() || present.endsWith("\n") ? "" : "\n";
    Files.writeString(file, present + separator + ".veery/\n");
    return true;
  }
}
