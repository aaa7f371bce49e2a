package dev.veery.cli;

import dev.veery.cli.args.Arguments;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Verb;
import dev.veery.cli.reference.Help;
import dev.veery.cli.terminal.Terminal;
import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.ConfigKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the verb, lets it work, and turns what happened into an exit code. */
public final class Cli {

  private final Terminal terminal;
  private final Map<String, String> variables;
  private final Path working;

  /**
   * @param variables the environment of the process
   * @param working its directory
   */
  public Cli(Terminal terminal, Map<String, String> variables, Path working) {
    this.terminal = terminal;
    this.variables = variables;
    this.working = working;
  }

  /** The exit code. Everything that goes wrong has been shown. */
  public int run(List<String> words) {
    Terminal shown = terminal;
    Call call = null;
    try {
      shown = colours(words);
      if (isGroupHelp(words)) {
        Help.overview(shown, Verbs.within(words.getFirst()));
        return ExitCode.OK;
      }
      Split split = split(words);
      if (split.verb() == null) {
        if (words.contains("--version")) {
          return run(List.of("version"));
        }
        Help.overview(shown, Verbs.ALL);
        return words.isEmpty() || words.contains("--help") || words.contains("-h")
            ? ExitCode.OK
            : ErrorCode.ARGUMENT_INVALID.category().exitCode();
      }
      Verb verb = split.verb();
      Command command = Verbs.create(verb);
      Arguments arguments = Arguments.parse(verb, command, split.rest());
      if (arguments.has("--help")) {
        Help.command(shown, verb, command);
        return ExitCode.OK;
      }
      call = new Call(verb, arguments, shown, variables, working);
      return command.run(call);
    } catch (VeeryException e) {
      Failures.show(shown, call, words, working, e);
      return e.code().category().exitCode();
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      Failures.showDefect(shown, call, words, e);
      return ErrorCode.INTERNAL.category().exitCode();
    } finally {
      shown.flush();
    }
  }

  /** {@code veery db --help}: of all that begin with this word. */
  private static boolean isGroupHelp(List<String> words) {
    return words.size() == 2
        && (words.get(1).equals("--help") || words.get(1).equals("-h"))
        && Verbs.find(words.getFirst()) == null
        && !Verbs.within(words.getFirst()).isEmpty();
  }

  /** Needed before anything else is understood, as errors are in colour, too. */
  private Terminal colours(List<String> words) {
    String wanted = null;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith("--color=")) {
        wanted = word.substring("--color=".length());
      } else if (word.equals("--color") && i + 1 < words.size()) {
        wanted = words.get(i + 1);
      }
    }
    if (wanted == null) {
      return terminal;
    }
    return switch (wanted) {
      case "auto" -> terminal;
      case "always" -> terminal.withColour(true);
      case "never" -> terminal.withColour(false);
      default ->
          throw new VeeryException(
              new Problem(
                  ErrorCode.ARGUMENT_INVALID,
                  "--color does not understand '" + wanted + "'",
                  "it is auto, always or never"));
    };
  }

  /** The verb may stand behind options that every command has: {@code veery -C shop up}. */
  private static Split split(List<String> words) {
    List<String> rest = new ArrayList<>();
    int i = 0;
    while (i < words.size() && words.get(i).startsWith("-")) {
      String word = words.get(i);
      rest.add(word);
      i++;
      if (takesValue(word) && i < words.size()) {
        rest.add(words.get(i));
        i++;
      }
    }
    if (i == words.size()) {
      return new Split(null, rest);
    }
    String word = words.get(i);
    Verb verb = i + 1 < words.size() ? Verbs.find(word + " " + words.get(i + 1)) : null;
    int used = verb == null ? 1 : 2;
    if (verb == null) {
      verb = Verbs.find(word);
    }
    if (verb == null) {
      throw unknown(word, i + 1 < words.size() ? words.get(i + 1) : "");
    }
    rest.addAll(words.subList(i + used, words.size()));
    return new Split(verb, rest);
  }

  private static VeeryException unknown(String word, String next) {
    List<String> names = new ArrayList<>();
    Verbs.within(word).forEach(verb -> names.add(verb.name()));
    if (names.isEmpty()) {
      return new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "there is no command '" + word + "'",
              NearMiss.remedy(word, Verbs.words(), "veery help lists the commands")));
    }
    boolean named = !next.isEmpty() && !next.startsWith("-");
    return new VeeryException(
        new Problem(
            ErrorCode.ARGUMENT_INVALID,
            named
                ? "there is no command '" + word + " " + next + "'"
                : "veery " + word + " needs to know what to do",
            "it is one of: veery " + String.join(", veery ", names)));
  }

  private static boolean takesValue(String word) {
    switch (word) {
      case "-C", "--directory", "--config", "--env", "-e", "--color" -> {
        return true;
      }
      default -> {
        for (ConfigKey key : ConfigKey.values()) {
          if (key.flag().equals(word)) {
            return true;
          }
        }
        return false;
      }
    }
  }

  /**
   * @param verb null when none was typed
   * @param rest everything else, in order
   */
  private record Split(@Nullable Verb verb, List<String> rest) {}
}
