package dev.veery.core.diff;

import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Routine;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Functions, procedures, aggregates. */
final class RoutineSql {

  /**
   * Parameters that hold a list of quoted names ({@code GUC_LIST_QUOTE} in {@code
   * src/backend/utils/misc/guc_tables.c}): each element is a value of its own.
   */
  private static final Set<String> NAME_LISTS =
      Set.of(
          "local_preload_libraries",
          "search_path",
          "session_preload_libraries",
          "shared_preload_libraries",
          "temp_tablespaces",
          "unix_socket_directories");

  private RoutineSql() {}

  static String create(Routine routine) {
    return switch (routine) {
      case Routine.Function function -> function(function);
      case Routine.Aggregate aggregate ->
          "CREATE AGGREGATE "
              + aggregate.id().sqlNameAlone()
              + '('
              + (aggregate.arguments().isEmpty() ? "*" : aggregate.arguments())
              + ')'
              + Clauses.parameters(aggregate.parameters());
    };
  }

  private static String function(Routine.Function function) {
    boolean procedure = function.id().kind() == ObjectKind.PROCEDURE;
    var text = new StringBuilder("CREATE ").append(function.id().kind().sql()).append(' ');
    text.append(function.id().sqlNameAlone()).append('(').append(function.arguments()).append(')');
    if (!procedure) {
      text.append(" RETURNS ").append(function.result());
    }
    for (String clause : clauses(function)) {
      text.append("\n    ").append(clause);
    }
    switch (function.body()) {
      case Routine.Body.Source source ->
          text.append("\n    AS ").append(Identifiers.dollarQuoted(source.text()));
      case Routine.Body.Library library ->
          text.append("\n    AS ")
              .append(Identifiers.literal(library.file()))
              .append(", ")
              .append(Identifiers.literal(library.symbol()));
      case Routine.Body.Sql sql -> text.append("\n    ").append(sql.text());
    }
    return text.toString();
  }

  private static List<String> clauses(Routine.Function function) {
    var clauses = new ArrayList<String>();
    var first = new StringBuilder("LANGUAGE ").append(Identifiers.quote(function.language()));
    if (function.window()) {
      first.append(" WINDOW");
    }
    if (!function.volatility().equals("VOLATILE")) {
      first.append(' ').append(function.volatility());
    }
    if (function.strict()) {
      first.append(" STRICT");
    }
    if (function.securityDefiner()) {
      first.append(" SECURITY DEFINER");
    }
    if (function.leakproof()) {
      first.append(" LEAKPROOF");
    }
    if (!function.parallel().equals("UNSAFE")) {
      first.append(" PARALLEL ").append(function.parallel());
    }
    clauses.add(first.toString());
    if (!function.transforms().isEmpty()) {
      clauses.add(
          function.transforms().stream()
              .map(type -> "FOR TYPE " + type)
              .collect(Collectors.joining(", ", "TRANSFORM ", "")));
    }
    Clauses.add(clauses, "COST", function.cost());
    Clauses.add(clauses, "ROWS", function.rows());
    Clauses.add(clauses, "SUPPORT", function.support());
    function
        .settings()
        .forEach(
            (name, value) -> clauses.add("SET " + setting(name) + " TO " + value(name, value)));
    return clauses;
  }

  // The name of an extension's parameter has a dot between two names.
  private static String setting(String name) {
    return java.util.Arrays.stream(name.split("\\.", -1))
        .map(Identifiers::quote)
        .collect(Collectors.joining("."));
  }

  private static String value(String name, String value) {
    if (!NAME_LISTS.contains(name)) {
      return Identifiers.literal(value);
    }
    List<String> elements = elements(value);
    return elements.isEmpty()
        ? "''"
        : elements.stream().map(Identifiers::literal).collect(Collectors.joining(", "));
  }

  /** Splits {@code shop, "Odd ""Schema"""} as {@code SplitIdentifierString} does. */
  static List<String> elements(String list) {
    var elements = new ArrayList<String>();
    int i = 0;
    while (i < list.length()) {
      char c = list.charAt(i);
      if (c == ',' || Character.isWhitespace(c)) {
        i++;
      } else if (c == '"') {
        var name = new StringBuilder();
        for (i++; i < list.length(); i++) {
          if (list.charAt(i) != '"') {
            name.append(list.charAt(i));
          } else if (i + 1 < list.length() && list.charAt(i + 1) == '"') {
            name.append('"');
            i++;
          } else {
            break;
          }
        }
        i++;
        elements.add(name.toString());
      } else {
        int end = list.indexOf(',', i);
        end = end < 0 ? list.length() : end;
        elements.add(list.substring(i, end).strip());
        i = end;
      }
    }
    return elements;
  }
}
