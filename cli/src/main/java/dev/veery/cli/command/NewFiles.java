package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.source.NewFile;
import dev.veery.engine.config.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Writes the files of new migrations. */
final class NewFiles {

  private NewFiles() {}

  /** The folder of the migrations as users see it. */
  static String shownFolder(Config config) {
    Path migrations = config.migrations();
    Path shown =
        migrations.startsWith(config.directory())
            ? config.directory().relativize(migrations)
            : migrations;
    return shown.toString().replace('\\', '/');
  }

  /** The first migration of a project makes its folder, too. */
  static void makeFolder(Config config) {
    try {
      Files.createDirectories(config.migrations());
    } catch (IOException e) {
      throw cannotWrite(config.migrations().toString(), e);
    }
  }

  /** What {@code --author} says, or git, or nobody. */
  static String author(Call call) {
    String given = call.arguments().text("--author");
    if (given != null) {
      return given;
    }
    String name = git(call, "user.name");
    String address = git(call, "user.email");
    return name.isEmpty() || address.isEmpty() ? name : name + " <" + address + ">";
  }

  private static String git(Call call, String key) {
    try {
      Process git =
          new ProcessBuilder("git", "config", "--get", key)
              .directory(call.directory().toAbsolutePath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor(2, TimeUnit.SECONDS) && git.exitValue() == 0 ? text : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Never over a file that is there. */
  static void write(Call call, List<NewFile> files) {
    Path project = call.config().directory();
    for (NewFile file : files) {
      if (!file.append() && Files.exists(project.resolve(file.path()))) {
        throw new VeeryException(
            new Problem(
                ErrorCode.ARGUMENT_INVALID,
                file.path() + " exists already",
                "choose another name"));
      }
    }
    for (NewFile file : files) {
      Path path = project.resolve(file.path());
      try {
        Path folder = path.getParent();
        if (folder != null) {
          Files.createDirectories(folder);
        }
        String existing = Files.exists(path) ? Files.readString(path) : "";
        Files.writeString(path, file.appliedTo(existing));
      } catch (IOException e) {
        throw cannotWrite(file.path(), e);
      }
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list("written", () -> files.forEach(file -> json.text(file.path())));
      }
    } else {
      for (NewFile file : files) {
        call.say(call.terminal().tick() + " " + file.path());
      }
    }
  }

  private static VeeryException cannotWrite(String path, IOException e) {
    return new VeeryException(
        new Problem(ErrorCode.FILE_UNREADABLE, "cannot write " + path + ": " + e.getMessage(), ""),
        e);
  }
}
