package dev.veery.core.expand;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the values of one column become those of another, and back.
 *
 * @param column the old column's name, as it stands in {@code forward}
 * @param from the old type as SQL
 * @param to the new type as SQL
 * @param forward an expression over the old column
 * @param freshName the new column's name as it stands in {@code backward}
 * @param backward an expression over the new column; empty where there is no way back
 * @param strict every value has a result, different ones have different results, and no setting of
 *     the session has a say in it
 */
record Conversion(
    String column,
    String from,
    String to,
    String forward,
    String freshName,
    String backward,
    boolean strict) {

  /** Types of which each holds every value of those before it. */
  private static final List<List<String>> WIDENING =
      List.of(
          List.of("smallint", "integer", "bigint", "numeric"),
          List.of("smallint", "real", "double precision"),
          List.of("smallint", "integer", "double precision"));

  /** What prints the same in every session, each value in its own way. */
  private static final Set<String> PLAIN_TEXT =
      Set.of("smallint", "integer", "bigint", "uuid", "boolean", "text", "character varying");

  /** The same values under another name. */
  static Conversion none(String column, String type, String freshName) {
    return new Conversion(column, type, type, q(column), freshName, q(freshName), true);
  }

  /** By the cast that {@code ALTER COLUMN … TYPE} uses when it is told nothing else. */
  static Conversion cast(String column, String from, String to, String freshName) {
    return new Conversion(
        column,
        from,
        to,
        q(column) + "::" + to,
        freshName,
        q(freshName) + "::" + from,
        isStrict(from, to));
  }

  private static String q(String name) {
    return dev.veery.core.sql.Identifiers.quote(name);
  }

  /** The new value of an old one. */
  String forward(String value) {
    return "(" + ColumnText.replaced(forward, Map.of(column, value)) + ")::" + to;
  }

  /** The old value of a new one. */
  String backward(String value) {
    return "(" + ColumnText.replaced(backward, Map.of(freshName, value)) + ")::" + from;
  }

  /** Whether old values can be made of new ones. */
  boolean isTwoWay() {
    return !backward.isEmpty();
  }

  /** Whether an old value always has a new one by itself: settings of the session do not count. */
  static boolean isStrict(String from, String to) {
    String source = base(from);
    String target = base(to);
    if (from.equals(to)) {
      return true;
    }
    boolean limited = to.indexOf('(') >= 0;
    if (target.equals("text") || target.equals("character varying") || target.equals("varchar")) {
      return !limited && PLAIN_TEXT.contains(source);
    }
    for (List<String> types : WIDENING) {
      int small = types.indexOf(source);
      if (small >= 0 && !limited && types.indexOf(target) > small) {
        return true;
      }
    }
    return false;
  }

  private static String base(String type) {
    int end = type.indexOf('(');
    String name = (end < 0 ? type : type.substring(0, end)).strip();
    return switch (name) {
      case "int2" -> "smallint";
      case "int", "int4" -> "integer";
      case "int8" -> "bigint";
      case "decimal" -> "numeric";
      case "float4" -> "real";
      case "float8" -> "double precision";
      case "bool" -> "boolean";
      default -> name;
    };
  }
}
