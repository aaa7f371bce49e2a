package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.engine.config.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/** {@code veery version}. */
public final class VersionCommand extends Command {

  @Override
  public List<String> description() {
    return List.of("Shows the version of Veery, of the Java that it runs on, and the platform.");
  }

  @Override
  public boolean readsConfig() {
    return false;
  }

  @Override
  public int run(Call call) {
    String java = Runtime.version().toString();
    String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (call.json()) {
      try (JsonOutput json = new JsonOutput(call.terminal().out(), new Secrets())) {
        json.field("ok", true);
        json.field("version", version());
        json.field("java", java);
        json.field("platform", platform);
      }
    } else {
      call.terminal()
          .out()
          .println("veery " + version() + " (Java " + java + ", " + platform + ")");
    }
    return ExitCode.OK;
  }

  /** The version that the build has written. */
  public static String version() {
    try (InputStream in =
        VersionCommand.class.getResourceAsStream("/dev/veery/cli/build.properties")) {
      Properties properties = new Properties();
      properties.load(Objects.requireNonNull(in));
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
