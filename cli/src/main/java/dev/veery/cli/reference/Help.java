package dev.veery.cli.reference;

import dev.veery.cli.args.Arguments;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Command.Example;
import dev.veery.cli.args.Options;
import dev.veery.cli.args.Verb;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Terminal;
import dev.veery.engine.config.ConfigKey;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Help on the terminal, from the same descriptions as the pages under {@code docs/cli}. */
public final class Help {

  private Help() {}

  /** All verbs by group. */
  public static void overview(Terminal terminal, List<Verb> verbs) {
    PrintStream out = terminal.out();
    Paint paint = terminal.paint();
    out.println(
        paint.bold("veery") + " runs, explains and takes back migrations of PostgreSQL databases.");
    out.println();
    out.println("Usage: veery [-C DIR] [--env NAME] COMMAND [OPTIONS]");
    int width = 0;
    for (Verb verb : verbs) {
      width = Math.max(width, verb.name().length());
    }
    for (Verb.Group group : Verb.Group.values()) {
      boolean first = true;
      for (Verb verb : verbs) {
        if (verb.group() != group) {
          continue;
        }
        if (first) {
          out.println();
          out.println(paint.bold(group.title()));
          first = false;
        }
        String aliases =
            verb.aliases().isEmpty()
                ? ""
                : paint.dim(" (also " + String.join(", ", verb.aliases()) + ")");
        out.println(
            "  "
                + paint.cyan(verb.name())
                + " ".repeat(width - verb.name().length() + 2)
                + verb.summary()
                + aliases);
      }
    }
    out.println();
    out.println("veery help COMMAND explains one of them.");
  }

  /** One verb with its options. */
  public static void command(Terminal terminal, Verb verb, Command command) {
    PrintStream out = terminal.out();
    Paint paint = terminal.paint();
    CommandSpec spec = Arguments.spec(verb, command);
    out.println(paint.bold("veery " + verb.name()) + ": " + verb.summary());
    if (!verb.aliases().isEmpty()) {
      out.println(paint.dim("also: " + String.join(", ", verb.aliases())));
    }
    out.println();
    out.println("Usage: " + usage(verb, spec));
    for (String paragraph : command.description()) {
      out.println();
      wrap(paragraph, "", terminal.width()).forEach(out::println);
    }
    if (!spec.positionalParameters().isEmpty()) {
      List<String[]> rows = new ArrayList<>();
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        rows.add(new String[] {parameter.paramLabel(), parameter.description()[0]});
      }
      section(terminal, "Parameters", rows);
    }
    section(terminal, "Options", rows(ownOptions(spec)));
    section(terminal, "Options of every command", rows(Options.global()));
    if (command.readsConfig()) {
      List<OptionSpec> settings = new ArrayList<>();
      for (ConfigKey key : ConfigKey.values()) {
        settings.add(Options.of(key));
      }
      section(terminal, "Settings, also in veery.toml and as VEERY_… variables", rows(settings));
    }
    if (!command.examples().isEmpty()) {
      List<String[]> rows = new ArrayList<>();
      for (Example example : command.examples()) {
        rows.add(new String[] {example.command(), example.what()});
      }
      section(terminal, "Examples", rows);
    }
  }

  /** A verb as an element of a list. */
  public static void json(JsonOutput json, Verb verb) {
    json.object(() -> fields(json, verb));
  }

  /** A verb with its options, as the fields of a document. */
  public static void json(JsonOutput json, Verb verb, Command command) {
    CommandSpec spec = Arguments.spec(verb, command);
    fields(json, verb);
    json.field("usage", usage(verb, spec));
    json.texts("description", command.description());
    json.list(
        "options",
        () -> {
          for (OptionSpec option : spec.options()) {
            json.object(() -> {
              json.texts("names", List.of(option.names()));
              json.field("value", option.type() == boolean.class ? null : option.paramLabel());
              json.field("description", option.description()[0]);
            });
          }
        });
  }

  private static void fields(JsonOutput json, Verb verb) {
    json.field("name", verb.name());
    json.texts("aliases", verb.aliases());
    json.field("summary", verb.summary());
  }

  /** The options that only this command has. */
  static List<OptionSpec> ownOptions(CommandSpec spec) {
    List<OptionSpec> own = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      if (!Options.isShared(option.names()[0])) {
        own.add(option);
      }
    }
    return own;
  }

  static String usage(Verb verb, CommandSpec spec) {
    StringBuilder line = new StringBuilder("veery ").append(verb.name()).append(" [OPTIONS]");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      String label = parameter.paramLabel();
      boolean optional = parameter.arity().min() == 0;
      boolean many = parameter.arity().max() > 1;
      line.append(' ').append(optional ? "[" : "").append(label).append(many ? "…" : "");
      line.append(optional ? "]" : "");
    }
    return line.toString();
  }

  /** {@code -C, --directory DIR}. */
  static String names(OptionSpec option) {
    List<String> sorted = new ArrayList<>(List.of(option.names()));
    sorted.sort((a, b) -> Integer.compare(a.length(), b.length()));
    String label = option.type() == boolean.class ? "" : " " + option.paramLabel();
    return String.join(", ", sorted) + label;
  }

  private static List<String[]> rows(List<OptionSpec> options) {
    List<String[]> rows = new ArrayList<>();
    for (OptionSpec option : options) {
      rows.add(new String[] {names(option), option.description()[0]});
    }
    return rows;
  }

  private static void section(Terminal terminal, String title, List<String[]> rows) {
    if (rows.isEmpty()) {
      return;
    }
    PrintStream out = terminal.out();
    out.println();
    out.println(terminal.paint().bold(title));
    int column = 0;
    for (String[] row : rows) {
      column = Math.max(column, row[0].length());
    }
    column = Math.min(column, 34) + 4;
    for (String[] row : rows) {
      List<String> text = wrap(row[1], " ".repeat(column), terminal.width());
      boolean beside = row[0].length() + 4 <= column;
      String head = "  " + terminal.paint().cyan(row[0]);
      if (beside) {
        out.println(head + text.getFirst().substring(row[0].length() + 2));
      } else {
        out.println(head);
        out.println(text.getFirst());
      }
      text.subList(1, text.size()).forEach(out::println);
    }
  }

  /** Lines of at most {@code width} columns, each with the indent. */
  static List<String> wrap(String text, String indent, int width) {
    List<String> lines = new ArrayList<>();
    int room = Math.max(30, Math.min(width, 100) - indent.length());
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
        lines.add(indent + line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(indent + line);
    return lines;
  }
}
