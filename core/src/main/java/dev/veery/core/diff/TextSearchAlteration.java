package dev.veery.core.diff;

import dev.veery.core.catalog.TextSearch;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes of text search objects that keep the object. */
final class TextSearchAlteration {

  // As serialize_deflist prints it in src/backend/commands/tsearchcmds.c.
  private static final Pattern OPTION =
      Pattern.compile("(\"(?:[^\"]|\"\")+\"|[a-z_][a-z0-9_$]*) = (E?'(?:[^']|'')*'|[^,]+)");

  private TextSearchAlteration() {}

  /** Adds what it takes; false where the object has to be made anew. */
  static boolean of(TextSearch before, TextSearch after, List<String> statements) {
    return switch (after) {
      case TextSearch.Dictionary dictionary ->
          dictionary((TextSearch.Dictionary) before, dictionary, statements);
      case TextSearch.Configuration configuration ->
          configuration((TextSearch.Configuration) before, configuration, statements);
      case TextSearch other -> AlterationEquality.of(before, other);
    };
  }

  private static boolean dictionary(
      TextSearch.Dictionary before, TextSearch.Dictionary after, List<String> statements) {
    if (!before.template().equals(after.template())) {
      return false;
    }
    Map<String, String> old = options(before.options());
    Map<String, String> options = options(after.options());
    var parts = new ArrayList<String>();
    options.forEach((name, value) -> {
      if (!value.equals(old.get(name))) {
        parts.add(name + " = " + value);
      }
    });
    old.keySet().stream().filter(name -> !options.containsKey(name)).forEach(parts::add);
    if (!parts.isEmpty()) {
      statements.add(
          "ALTER TEXT SEARCH DICTIONARY "
              + after.id().sqlName()
              + " ("
              + String.join(", ", parts)
              + ')');
    }
    return true;
  }

  /** The options of a dictionary by name. */
  static String sorted(String options) {
    return new java.util.TreeMap<>(options(options))
        .entrySet().stream()
            .map(option -> option.getKey() + " = " + option.getValue())
            .collect(java.util.stream.Collectors.joining(", "));
  }

  private static Map<String, String> options(String text) {
    Map<String, String> options = new LinkedHashMap<>();
    Matcher matcher = OPTION.matcher(text);
    while (matcher.find()) {
      options.put(matcher.group(1), matcher.group(2));
    }
    return options;
  }

  private static boolean configuration(
      TextSearch.Configuration before, TextSearch.Configuration after, List<String> statements) {
    if (!before.parser().equals(after.parser())) {
      return false;
    }
    String alter = "ALTER TEXT SEARCH CONFIGURATION " + after.id().sqlName();
    before.mappings().keySet().stream()
        .filter(token -> !after.mappings().containsKey(token))
        .forEach(token -> statements.add(alter + " DROP MAPPING FOR " + Identifiers.quote(token)));
    after
        .mappings()
        .forEach((token, dictionaries) -> {
          List<String> old = before.mappings().get(token);
          if (!dictionaries.equals(old)) {
            statements.add(
                alter
                    + (old == null ? " ADD" : " ALTER")
                    + " MAPPING FOR "
                    + Identifiers.quote(token)
                    + " WITH "
                    + String.join(", ", dictionaries));
          }
        });
    return true;
  }
}
