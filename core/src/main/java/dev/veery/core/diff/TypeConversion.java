package dev.veery.core.diff;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the values of a column get to another type, and what of them does not arrive.
 *
 * <p>Types are given as {@code format_type} prints them. Where PostgreSQL has an assignment cast it
 * is left to it, so that no rewrite happens that is not needed; everywhere else the value goes
 * through its text, which every type has.
 */
final class TypeConversion {

  /** Within each group every pair has an assignment cast ({@code pg_cast.dat}). */
  private static final List<Set<String>> FAMILIES =
      List.of(
          Set.of("smallint", "integer", "bigint", "numeric", "real", "double precision"),
          Set.of("text", "character varying", "character", "name"),
          Set.of("date", "timestamp without time zone", "timestamp with time zone"),
          Set.of("time without time zone", "time with time zone"),
          Set.of("json", "jsonb"),
          Set.of("inet", "cidr"),
          Set.of("bit", "bit varying"));

  /** Everything can be assigned to a string. */
  private static final Set<String> STRINGS = Set.of("text", "character varying", "character");

  /** Larger numbers hold every value of those before them. */
  private static final List<String> WHOLE = List.of("smallint", "integer", "bigint");

  private static final Pattern MODIFIER = Pattern.compile("\\((\\d+)(?:,(-?\\d+))?\\)");

  private TypeConversion() {}

  /** {@code USING …} with a space before it, or nothing. */
  static String using(String column, String from, String to, boolean swapped) {
    if (!swapped && isAssignable(from, to)) {
      return "";
    }
    if (!swapped
        && (from.equals("boolean") && to.equals("integer")
            || from.equals("integer") && to.equals("boolean"))) {
      return " USING " + column + "::" + to;
    }
    return " USING " + column + "::text::" + to;
  }

  private static boolean isAssignable(String from, String to) {
    String source = base(from);
    String target = base(to);
    if (source.equals(target)) {
      return true;
    }
    if (source.endsWith("[]") != target.endsWith("[]")) {
      return STRINGS.contains(target);
    }
    String element = source.replace("[]", "");
    String wanted = target.replace("[]", "");
    return STRINGS.contains(wanted) && !target.endsWith("[]")
        || FAMILIES.stream().anyMatch(f -> f.contains(element) && f.contains(wanted));
  }

  /** What of the values is lost; empty where every one arrives or the change fails. */
  static String loss(String column, String from, String to) {
    String source = base(from);
    String target = base(to);
    boolean lossy =
        switch (target) {
          case "smallint", "integer", "bigint" ->
              Set.of("numeric", "real", "double precision").contains(source);
          case "numeric" ->
              to.contains("(")
                  && (!source.equals("numeric") && !WHOLE.contains(source)
                      || source.equals("numeric") && scale(to) < scale(from));
          case "real" -> !source.equals("real") && !source.equals("smallint") && isNumber(source);
          case "double precision" -> source.equals("numeric") || source.equals("bigint");
          case "date" -> source.startsWith("timestamp");
          case "timestamp without time zone", "timestamp with time zone" ->
              source.startsWith("timestamp")
                  && (!source.equals(target) || precision(to) < precision(from));
          case "time without time zone" -> source.equals("time with time zone");
          case "character" -> !source.equals("character") && FAMILIES.get(1).contains(source);
          default -> false;
        };
    return lossy ? "what of the values of " + column + " does not fit into " + to : "";
  }

  private static boolean isNumber(String type) {
    return FAMILIES.getFirst().contains(type);
  }

  private static int scale(String type) {
    Matcher matcher = MODIFIER.matcher(type);
    if (!matcher.find()) {
      return Integer.MAX_VALUE;
    }
    return matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
  }

  private static int precision(String type) {
    Matcher matcher = MODIFIER.matcher(type);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
  }

  private static String base(String type) {
    return MODIFIER.matcher(type).replaceFirst("");
  }
}
