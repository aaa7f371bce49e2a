package dev.veery.cli.reference;

import dev.veery.cli.Verbs;
import dev.veery.cli.args.Arguments;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.args.Verb;
import dev.veery.engine.config.ConfigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The pages under {@code docs/cli}, made from the commands' own descriptions. A test compares them
 * with what is there; {@link #main} writes them.
 */
public final class Pages {

  private static final String NOTE =
      "<!-- Made from the command's own description; ./check says how to renew it. -->\n\n";

  private Pages() {}

  /**
   * Writes all pages.
   *
   * @param args the folder
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Files.createDirectories(folder);
    for (Map.Entry<String, String> page : all().entrySet()) {
      Files.writeString(folder.resolve(page.getKey()), page.getValue());
    }
  }

  /** Every page by its file name. */
  public static Map<String, String> all() {
    Map<String, String> pages = new TreeMap<>();
    pages.put("README.md", overview());
    pages.put("settings.md", settings());
    for (Verb verb : Verbs.ALL) {
      pages.put(file(verb), page(verb));
    }
    return pages;
  }

  private static String file(Verb verb) {
    return verb.name().replace(' ', '-') + ".md";
  }

  private static String overview() {
    StringBuilder page = new StringBuilder("# Commands\n\n").append(NOTE);
    page.append(
        "`veery [-C DIR] [--env NAME] COMMAND [OPTIONS]`; `veery help COMMAND` says what is here.\n");
    for (Verb.Group group : Verb.Group.values()) {
      page.append("\n## ")
          .append(group.title())
          .append("\n\n| command | what it does | also |\n|---|---|---|\n");
      for (Verb verb : Verbs.ALL) {
        if (verb.group() == group) {
          page.append("| [`").append(verb.name()).append("`](").append(file(verb)).append(") | ");
          page.append(verb.summary()).append(" | ");
          page.append(String.join(", ", verb.aliases())).append(" |\n");
        }
      }
    }
    page.append("\n## Options of every command\n\n");
    options(page, Options.global());
    page.append(
        "\nCommands that read `veery.toml` also take each of its keys as an option: [settings](settings.md).\n"
            + "\nSee also: [exit codes](exit-codes.md), [JSON](json.md).\n");
    return page.toString();
  }

  private static String page(Verb verb) {
    Command command = Verbs.create(verb);
    CommandSpec spec = Arguments.spec(verb, command);
    StringBuilder page =
        new StringBuilder("# veery ").append(verb.name()).append("\n\n").append(NOTE);
    page.append("*").append(verb.summary()).append("*");
    if (!verb.aliases().isEmpty()) {
      page.append(" (also `").append(String.join("`, `", verb.aliases())).append("`)");
    }
    page.append("\n\n```\n").append(Help.usage(verb, spec)).append("\n```\n");
    for (String paragraph : command.description()) {
      page.append('\n').append(paragraph).append('\n');
    }
    if (!spec.positionalParameters().isEmpty()) {
      page.append("\n| parameter | |\n|---|---|\n");
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        page.append("| `").append(parameter.paramLabel()).append("` | ");
        page.append(cell(parameter.description()[0])).append(" |\n");
      }
    }
    List<OptionSpec> own = Help.ownOptions(spec);
    if (!own.isEmpty()) {
      page.append('\n');
      options(page, own);
    }
    page.append("\nAnd the [options of every command](README.md#options-of-every-command)");
    page.append(command.readsConfig() ? " and [settings](settings.md).\n" : ".\n");
    if (!command.examples().isEmpty()) {
      page.append("\n## Examples\n\n```sh\n");
      int width = 0;
      for (Command.Example example : command.examples()) {
        width = Math.max(width, example.command().length());
      }
      for (Command.Example example : command.examples()) {
        page.append(example.command()).append(" ".repeat(width - example.command().length()));
        page.append("  # ").append(example.what()).append('\n');
      }
      page.append("```\n");
    }
    return page.toString();
  }

  private static String settings() {
    StringBuilder page = new StringBuilder("# Settings\n\n").append(NOTE);
    page.append(
        "Each is a key of `veery.toml`, an option and an environment variable. The option beats the variable,"
            + " which beats `[env.NAME]`, which beats the top of the file. [config.md](../config.md) explains the"
            + " file.\n\n| key | option | variable | value | default | |\n|---|---|---|---|---|---|\n");
    for (ConfigKey key : ConfigKey.values()) {
      page.append("| `").append(key.key()).append("` | `").append(key.flag()).append("` | `");
      page.append(key.variable()).append("` | ").append(value(key)).append(" | ");
      page.append(key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`").append(" | ");
      page.append(cell(key.description())).append(" |\n");
    }
    return page.toString();
  }

  private static String value(ConfigKey key) {
    return switch (key.kind()) {
      case TEXT -> "text";
      case SECRET -> "text, never shown";
      case PATH -> "path";
      case PATHS -> "list of paths";
      case BOOLEAN -> "`true` or `false`";
      case INTEGER -> "number";
      case DURATION -> "`500ms`, `2s`, `5min`, `1h` or `0`";
      case TABLE -> "table; as an option `name=text`";
    };
  }

  private static void options(StringBuilder page, List<OptionSpec> options) {
    page.append("| option | |\n|---|---|\n");
    for (OptionSpec option : options) {
      page.append("| `").append(Help.names(option)).append("` | ");
      page.append(cell(option.description()[0])).append(" |\n");
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
