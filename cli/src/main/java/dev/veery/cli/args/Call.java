package dev.veery.cli.args;

import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.ProblemText;
import dev.veery.cli.terminal.SourceExcerpt;
import dev.veery.cli.terminal.Terminal;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import dev.veery.engine.config.Secrets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of a command: what was typed, where, and on which terminal. */
public final class Call {

  private final Verb verb;
  private final Arguments arguments;
  private final Terminal terminal;
  private final Map<String, String> variables;
  private final Path working;
  private final Path directory;
  private @Nullable Config config;

  /**
   * @param working the working directory of the process
   * @throws VeeryException when {@code -C} names no directory
   */
  public Call(
      Verb verb,
      Arguments arguments,
      Terminal terminal,
      Map<String, String> variables,
      Path working) {
    this.verb = verb;
    this.arguments = arguments;
    this.terminal = terminal;
    this.variables = variables;
    this.working = working;
    String chosen = arguments.text("-C");
    this.directory = chosen == null ? working : working.resolve(path("-C", chosen));
    if (chosen != null && !Files.isDirectory(directory)) {
      throw new VeeryException(
          new Problem(ErrorCode.ARGUMENT_INVALID, "-C: there is no directory " + chosen, ""));
    }
  }

  private static Path path(String option, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              option + ": '" + text + "' is no path: " + e.getReason(),
              ""),
          e);
    }
  }

  public Verb verb() {
    return verb;
  }

  public Arguments arguments() {
    return arguments;
  }

  public Terminal terminal() {
    return terminal;
  }

  public Map<String, String> variables() {
    return variables;
  }

  /** Where the command works; relative to the process's directory. */
  public Path directory() {
    return directory;
  }

  public boolean json() {
    return arguments.has("--json");
  }

  public boolean quiet() {
    return arguments.has("--quiet");
  }

  public boolean verbose() {
    return arguments.has("--verbose");
  }

  /** Whether a question may be asked. */
  public boolean mayAsk() {
    return !arguments.has("--no-input")
        && !json()
        && terminal.interactiveInput()
        && terminal.interactiveErrors();
  }

  /** The settings; read when first asked for. */
  public Config config() {
    Config read = config;
    if (read == null) {
      String file = arguments.text("--config");
      read =
          Config.read(
              new ConfigRequest(
                  directory,
                  file == null ? null : path("--config", file),
                  arguments.text("--env"),
                  arguments.settings(),
                  variables));
      config = read;
      read.warnings().forEach(this::warn);
    }
    return read;
  }

  /** Shows problems, with the lines of the files that they name. */
  public ProblemText problems() {
    return new ProblemText(terminal, folders(), secrets());
  }

  /** Shows places in files. */
  public SourceExcerpt excerpt() {
    return new SourceExcerpt(terminal, folders());
  }

  private List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    folders.add(working);
    folders.add(directory);
    Config read = config;
    if (read != null) {
      folders.add(read.directory());
      folders.add(read.migrations());
    }
    return folders;
  }

  /** A document for programs; to be closed. */
  public JsonOutput jsonOutput() {
    return new JsonOutput(terminal.out(), secrets());
  }

  /** Knows every secret that has been read so far. */
  public Secrets secrets() {
    Config read = config;
    return read == null ? new Secrets() : read.secrets();
  }

  /**
   * The settings when they have been read; null otherwise. For errors, which must not read them.
   */
  public @Nullable Config configIfRead() {
    return config;
  }

  /** A result, unless only errors are wanted. */
  public void say(String line) {
    if (!quiet() && !json()) {
      terminal.out().println(line);
    }
  }

  /** A remark, on the stream of errors. */
  public void warn(String line) {
    if (!quiet()) {
      terminal.err().println(terminal.paint().yellow("warning: ") + line);
    }
  }
}
