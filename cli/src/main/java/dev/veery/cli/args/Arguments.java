package dev.veery.cli.args;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.ConfigKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What was typed behind the verb, understood by that verb's options. */
public final class Arguments {

  private static final String DIRECTORY = "-C";

  /** Null where no option is given, or only the directory. */
  private final @Nullable ParseResult result;

  private final @Nullable String directory;

  private Arguments(ParseResult result) {
    this.result = result;
    this.directory = null;
  }

  private Arguments(@Nullable String directory) {
    this.result = null;
    this.directory = directory;
  }

  /** The options of a command, those that all share included. */
  public static CommandSpec spec(Verb verb, Command command) {
    CommandSpec spec = CommandSpec.create().name("veery " + verb.name());
    // A ${name} in a description is meant as it stands.
    spec.interpolateVariables(false);
    command.describe(spec);
    Options.addShared(spec, command.readsConfig());
    return spec;
  }

  /**
   * @throws VeeryException for what the command does not understand, with a suggestion
   */
  public static Arguments parse(Verb verb, Command command, List<String> words) {
    if (command.isStartedOften()) {
      // As it is started most often: all that the options may be need not be known.
      if (words.isEmpty()) {
        return new Arguments((String) null);
      }
      if (words.size() == 2
          && words.get(0).equals(DIRECTORY)
          && !words.get(1).isEmpty()
          && !words.get(1).startsWith("-")) {
        return new Arguments(words.get(1));
      }
    }
    CommandSpec spec = spec(verb, command);
    CommandLine line = new CommandLine(spec);
    if (words.contains("--help") || words.contains("-h")) {
      return new Arguments(line.parseArgs("--help"));
    }
    try {
      return new Arguments(line.parseArgs(words.toArray(new String[0])));
    } catch (CommandLine.UnmatchedArgumentException e) {
      String first = e.getUnmatched().getFirst();
      throw unmatched(verb, spec, first);
    } catch (CommandLine.MissingParameterException e) {
      List<String> missing = new ArrayList<>();
      for (ArgSpec argument : e.getMissing()) {
        missing.add(
            argument instanceof OptionSpec option
                ? option.longestName() + " " + option.paramLabel()
                : argument.paramLabel());
      }
      throw invalid(
          missing.isEmpty()
              ? lowered(e.getMessage())
              : "veery " + verb.name() + " needs " + String.join(" and ", missing),
          "see veery help " + verb.name(),
          e);
    } catch (CommandLine.ParameterException e) {
      throw invalid(lowered(e.getMessage()), "see veery help " + verb.name(), e);
    }
  }

  private static VeeryException unmatched(Verb verb, CommandSpec spec, String word) {
    if (!word.startsWith("-")) {
      return invalid(
          "veery " + verb.name() + " does not understand '" + word + "'",
          "see veery help " + verb.name(),
          null);
    }
    String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
    List<String> known = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      known.addAll(List.of(option.names()));
    }
    return invalid(
        "veery " + verb.name() + " has no option " + name,
        NearMiss.remedy(name, known, "see veery help " + verb.name()),
        null);
  }

  private static VeeryException invalid(String message, String remedy, @Nullable Exception cause) {
    return new VeeryException(new Problem(ErrorCode.ARGUMENT_INVALID, message, remedy), cause);
  }

  private static String lowered(@Nullable String message) {
    String text = message == null || message.isEmpty() ? "the arguments are wrong" : message;
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }

  /** Whether a flag is set; false for one that the command does not have. */
  public boolean has(String option) {
    return result != null && result.matchedOptionValue(option, false);
  }

  /** Whether the option stands on the command line, whatever its value. */
  public boolean isGiven(String option) {
    return result == null
        ? directory != null && option.equals(DIRECTORY)
        : result.hasMatchedOption(option);
  }

  /** Null where the option is not given. */
  public @Nullable String text(String option) {
    if (result == null) {
      return option.equals(DIRECTORY) ? directory : null;
    }
    return result.matchedOptionValue(option, (String) null);
  }

  /** Null where the option is not given. */
  public @Nullable Integer number(String option) {
    return result == null ? null : result.matchedOptionValue(option, (Integer) null);
  }

  /** Empty where the option is not given. */
  public List<String> texts(String option) {
    List<String> values =
        result == null ? null : result.matchedOptionValue(option, (List<String>) null);
    return values == null ? List.of() : List.copyOf(values);
  }

  /** The first word without dashes, or null. */
  public @Nullable String parameter() {
    return result == null ? null : result.matchedPositionalValue(0, (String) null);
  }

  /** All words without dashes. */
  public List<String> parameters() {
    List<String> words = new ArrayList<>();
    if (result == null) {
      return words;
    }
    for (ArgSpec argument : result.matchedPositionals()) {
      words.addAll(argument.originalStringValues());
    }
    return words;
  }

  /** What the command line says about the configuration. */
  Map<ConfigKey, List<String>> settings() {
    Map<ConfigKey, List<String>> settings = new EnumMap<>(ConfigKey.class);
    if (result == null) {
      return settings;
    }
    for (ConfigKey key : ConfigKey.values()) {
      if (result.hasMatchedOption(key.flag())) {
        settings.put(
            key,
            key.kind() == ConfigKey.Kind.TABLE
                ? texts(key.flag())
                : List.of(String.valueOf(text(key.flag()))));
      }
    }
    if (has("--no-online")) {
      settings.put(ConfigKey.ONLINE, List.of("false"));
    }
    return settings;
  }

  /**
   * The command's own options and words as they were typed: for the journal. Settings are left out,
   * as they may be secrets, and so is what only decides how the terminal looks.
   */
  public String typed() {
    if (result == null) {
      return "";
    }
    StringBuilder line = new StringBuilder();
    for (OptionSpec option : result.matchedOptions()) {
      String name = option.longestName();
      if (Options.isShared(name)) {
        continue;
      }
      line.append(' ').append(name);
      if (option.type() != boolean.class) {
        line.append(' ').append(String.join(" ", option.originalStringValues()));
      }
    }
    for (String word : parameters()) {
      line.append(' ').append(word);
    }
    return line.toString();
  }
}
