package dev.veery.cli;

import dev.veery.cli.args.Command;
import dev.veery.cli.args.Verb;
import dev.veery.cli.args.Verb.Group;
import dev.veery.cli.command.CompletionCommand;
import dev.veery.cli.command.HelpCommand;
import dev.veery.cli.command.InitCommand;
import dev.veery.cli.command.VersionCommand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of verbs. */
public final class Verbs {

  public static final List<Verb> ALL =
      List.of(
          verb("init", Group.START, "write a veery.toml and a folder for migrations"),
          verb("version", Group.OTHER, "the version of Veery and of the Java it runs on"),
          verb("completion", Group.OTHER, "a completion script for bash, zsh or fish"),
          verb("help", Group.OTHER, "help for a command"));

  private Verbs() {}

  private static Verb verb(String name, Group group, String summary, String... aliases) {
    return new Verb(name, List.of(aliases), group, summary);
  }

  /** By name or alias; null for what is none. */
  public static @Nullable Verb find(String word) {
    for (Verb verb : ALL) {
      if (verb.name().equals(word) || verb.aliases().contains(word)) {
        return verb;
      }
    }
    return null;
  }

  /** Everything that may be typed as a verb, for suggestions. */
  public static List<String> words() {
    List<String> words = new ArrayList<>();
    for (Verb verb : ALL) {
      words.add(verb.name());
      words.addAll(verb.aliases());
    }
    return words;
  }

  /** Loads the one class that is needed. */
  public static Command create(Verb verb) {
    return switch (verb.name()) {
      case "init" -> new InitCommand();
      case "version" -> new VersionCommand();
      case "completion" -> new CompletionCommand();
      case "help" -> new HelpCommand();
      default -> throw new IllegalStateException("verb " + verb.name() + " has no command");
    };
  }
}
