package dev.veery.cli.reference;

import dev.veery.cli.Verbs;
import dev.veery.cli.args.Arguments;
import dev.veery.cli.args.Verb;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** Completion scripts: the words are written into them, so that completing starts no JVM. */
public final class Completion {

  /** Environment names are read from the file itself. */
  private static final String ENVIRONMENTS =
      "sed -n 's/^\\[env\\.\\([A-Za-z0-9_-]*\\).*/\\1/p' veery.toml 2>/dev/null";

  private Completion() {}

  public static String bash() {
    StringBuilder script = new StringBuilder("# Completion of veery for bash.\n_veery() {\n");
    script.append(
        "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} verb= i\n");
    script.append("  case $previous in\n");
    script.append("    --env|-e) COMPREPLY=($(compgen -W \"$(").append(ENVIRONMENTS);
    script.append(")\" -- \"$current\")); return ;;\n");
    script.append(
        "    -C|--directory|--migrations) COMPREPLY=($(compgen -d -- \"$current\")); return ;;\n");
    script.append("    --config|--file) COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n");
    script.append(
        "    --color) COMPREPLY=($(compgen -W 'auto always never' -- \"$current\")); return ;;\n");
    script.append("  esac\n");
    script.append("  for ((i = 1; i < COMP_CWORD; i++)); do\n");
    script.append("    case ${COMP_WORDS[i]} in\n");
    script.append("      -C|--directory|--config|--env|-e|--color) ((i++)) ;;\n");
    script.append("      -*) ;;\n");
    script.append("      *) verb=${COMP_WORDS[i]}; break ;;\n");
    script.append("    esac\n  done\n");
    script.append("  case $verb in\n");
    script.append("    '') COMPREPLY=($(compgen -W '").append(String.join(" ", firstWords()));
    script.append("' -- \"$current\")) ;;\n");
    for (String word : firstWords()) {
      script.append("    ").append(pattern(word)).append(") COMPREPLY=($(compgen -W '");
      script.append(String.join(" ", words(word))).append("' -- \"$current\")) ;;\n");
    }
    script.append("  esac\n}\ncomplete -o default -F _veery veery ./veery\n");
    return script.toString();
  }

  public static String zsh() {
    StringBuilder script =
        new StringBuilder("#compdef veery\n# Completion of veery for zsh.\n_veery() {\n");
    script.append("  local -a verbs options\n  verbs=(\n");
    for (Verb verb : Verbs.ALL) {
      if (!verb.name().contains(" ")) {
        script
            .append("    '")
            .append(verb.name())
            .append(':')
            .append(quoted(verb.summary()))
            .append("'\n");
      }
    }
    for (String word : firstWords()) {
      if (Verbs.find(word) == null) {
        List<String> actions = new ArrayList<>();
        Verbs.within(word).forEach(verb -> actions.add(verb.name().substring(word.length() + 1)));
        script
            .append("    '")
            .append(word)
            .append(':')
            .append(String.join(", ", actions))
            .append("'\n");
      }
    }
    script.append("  )\n");
    script
        .append("  if [[ $words[CURRENT-1] == (--env|-e) ]]; then\n    compadd -- $(")
        .append(ENVIRONMENTS);
    script.append(")\n    return\n  fi\n");
    script.append(
        "  if [[ $words[CURRENT-1] == (-C|--directory|--migrations) ]]; then\n    _files -/\n    return\n  fi\n");
    script.append("  local verb=${${words[2,CURRENT-1]:#-*}[1]}\n");
    script.append("  case $verb in\n    '') _describe -t commands command verbs ;;\n");
    for (String word : firstWords()) {
      script.append("    ").append(pattern(word)).append(")\n      options=(\n");
      for (String line : described(word)) {
        script.append("        '").append(line).append("'\n");
      }
      script.append("      )\n");
      if (!Verbs.within(word).isEmpty()) {
        script.append("      local -a actions=(\n");
        for (Verb verb : Verbs.within(word)) {
          script
              .append("        '")
              .append(verb.name().substring(word.length() + 1))
              .append(':')
              .append(quoted(verb.summary()))
              .append("'\n");
        }
        script.append("      )\n      _describe -t actions action actions\n");
      }
      script.append("      _describe -o -t options option options || _files ;;\n");
    }
    script.append("  esac\n}\ncompdef _veery veery\n");
    return script.toString();
  }

  public static String fish() {
    StringBuilder script =
        new StringBuilder("# Completion of veery for fish.\ncomplete -c veery -f\n");
    for (Verb verb : Verbs.ALL) {
      String[] names = verb.name().split(" ");
      String condition =
          names.length == 1 ? "__fish_use_subcommand" : "__fish_seen_subcommand_from " + names[0];
      script
          .append("complete -c veery -n '")
          .append(condition)
          .append("' -a ")
          .append(names[names.length - 1]);
      script.append(" -d '").append(quoted(verb.summary())).append("'\n");
      for (OptionSpec option : Arguments.spec(verb, Verbs.create(verb)).options()) {
        script.append("complete -c veery -n '__fish_seen_subcommand_from ");
        script
            .append(names.length > 1 ? names[0] : pattern(verb.name()).replace('|', ' '))
            .append("'");
        for (String name : option.names()) {
          script.append(
              name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.type() != boolean.class) {
          script.append(
              option.names()[0].equals("--env")
                  ? " -x -a '(" + ENVIRONMENTS.replace("'", "\"") + ")'"
                  : " -r");
        }
        script.append(" -d '").append(quoted(option.description()[0])).append("'\n");
      }
    }
    return script.toString();
  }

  /** What may be typed first: {@code db} once, not for each of its actions. */
  private static Set<String> firstWords() {
    Set<String> words = new LinkedHashSet<>();
    for (Verb verb : Verbs.ALL) {
      words.add(verb.name().split(" ")[0]);
    }
    return words;
  }

  private static String pattern(String word) {
    Verb verb = Verbs.find(word);
    if (verb == null || verb.aliases().isEmpty()) {
      return word;
    }
    return word + "|" + String.join("|", verb.aliases());
  }

  private static Set<String> words(String first) {
    Set<String> words = new LinkedHashSet<>();
    for (Verb verb : Verbs.ALL) {
      String[] names = verb.name().split(" ");
      if (names[0].equals(first)) {
        if (names.length > 1) {
          words.add(names[1]);
        }
        for (OptionSpec option : Arguments.spec(verb, Verbs.create(verb)).options()) {
          words.add(option.longestName());
        }
      }
    }
    if (first.equals("completion")) {
      words.addAll(List.of("bash", "zsh", "fish"));
    }
    if (first.equals("help")) {
      words.addAll(firstWords());
    }
    return words;
  }

  private static List<String> described(String first) {
    List<String> lines = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Verb verb : Verbs.ALL) {
      String[] names = verb.name().split(" ");
      if (!names[0].equals(first)) {
        continue;
      }
      for (OptionSpec option : Arguments.spec(verb, Verbs.create(verb)).options()) {
        if (seen.add(option.longestName())) {
          lines.add(option.longestName() + ":" + quoted(option.description()[0]));
        }
      }
    }
    return lines;
  }

  /** Text for between single quotes in any of the shells, on one line. */
  private static String quoted(String text) {
    String plain = text.replace("'", "’").replace(":", "\\:").replace("`", "");
    return plain.endsWith(".")
        ? plain.substring(0, plain.length() - 1).toLowerCase(Locale.ROOT).substring(0, 1)
            + plain.substring(1, plain.length() - 1)
        : plain;
  }
}
