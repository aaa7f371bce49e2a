package dev.veery.core.verify;

import dev.veery.core.sql.Identifiers;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a migration must leave as it is: {@code count(orders)}, {@code sum(orders.total)}, {@code
 * rows(customers: id, email)} or a query that gives one value; and how to ask for it afterwards,
 * where that is another question: {@code count(orders) becomes count(purchases)}.
 *
 * @param text as written
 * @param before the query for its value, of one row and one column
 * @param after the same when the migration is done
 */
public record Invariant(String text, String before, String after) {

  private static final String BECOMES = " becomes ";

  /** Null for what is none. */
  public static @Nullable Invariant parse(String text) {
    String one = text.strip();
    int becomes = one.toLowerCase(Locale.ROOT).indexOf(BECOMES);
    String first = becomes < 0 ? one : one.substring(0, becomes).strip();
    String second = becomes < 0 ? one : one.substring(becomes + BECOMES.length()).strip();
    String before = query(first);
    String after = query(second);
    return before == null || after == null ? null : new Invariant(one, before, after);
  }

  /**
   * The same question about rows that are marked as deleted, and whether it can be asked.
   *
   * @param marked of count and rows how many are marked, of sum the sum of those
   * @param canBefore a query that gives a row where the table has the column
   * @param canAfter the same when the migration is done
   */
  public record OfDeleted(Invariant marked, String canBefore, String canAfter) {}

  /**
   * What is to stay as it is about rows that are marked as deleted, counted by themselves: a row
   * that is marked, or no longer is, keeps the number of all rows and is a change all the same.
   *
   * @param column that marks them, not quoted
   * @return null where the text is a query, which says itself what it counts
   */
  public @Nullable OfDeleted ofDeleted(String column) {
    int becomes = text.toLowerCase(Locale.ROOT).indexOf(BECOMES);
    String first = becomes < 0 ? text : text.substring(0, becomes).strip();
    String second = becomes < 0 ? text : text.substring(becomes + BECOMES.length()).strip();
    String here = table(first);
    String there = table(second);
    if (here == null || there == null) {
      return null;
    }
    String shown = text + " of rows marked in " + column;
    return new OfDeleted(
        new Invariant(shown, marked(first, here, column), marked(second, there, column)),
        has(here, column),
        has(there, column));
  }

  private static String marked(String text, String table, String column) {
    String all = String.valueOf(query(text));
    String marked = " WHERE " + Identifiers.quote(column) + " IS NOT NULL";
    return text.toLowerCase(Locale.ROOT).startsWith("rows")
        ? "SELECT pg_catalog.count(*)::text FROM " + table + marked
        : all + marked;
  }

  private static String has(String table, String column) {
    return "SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass("
        + Identifiers.literal(table)
        + ") AND attname = "
        + Identifiers.literal(column)
        + " AND NOT attisdropped";
  }

  /** The table of count, sum or rows; null for a query. */
  private static @Nullable String table(String text) {
    int open = text.indexOf('(');
    if (open < 0 || !text.endsWith(")")) {
      return null;
    }
    String what = text.substring(open + 1, text.length() - 1).strip();
    return switch (text.substring(0, open).strip().toLowerCase(Locale.ROOT)) {
      case "count" -> what;
      case "sum" -> what.substring(0, lastDot(what));
      case "rows" -> what.substring(0, what.indexOf(':')).strip();
      default -> null;
    };
  }

  private static @Nullable String query(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("select ") || lower.startsWith("with ")) {
      String query = text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
      return "SELECT (" + query + ")::text";
    }
    int open = text.indexOf('(');
    if (open < 0 || !text.endsWith(")")) {
      return null;
    }
    String what = text.substring(open + 1, text.length() - 1).strip();
    return switch (lower.substring(0, open).strip()) {
      case "count" -> isName(what) ? "SELECT pg_catalog.count(*)::text FROM " + what : null;
      case "sum" -> {
        int dot = lastDot(what);
        yield dot <= 0 || !isName(what)
            ? null
            : "SELECT coalesce(pg_catalog.sum("
                + what.substring(dot + 1)
                + ")::text, '0') FROM "
                + what.substring(0, dot);
      }
      case "rows" -> rows(what);
      default -> null;
    };
  }

  /** The number of rows and the sum of their hashes: their order does not matter. */
  private static @Nullable String rows(String what) {
    int colon = what.indexOf(':');
    if (colon <= 0) {
      return null;
    }
    String table = what.substring(0, colon).strip();
    List<String> columns = List.of(what.substring(colon + 1).strip().split("\\s*,\\s*"));
    for (String column : columns) {
      if (!isName(column)) {
        return null;
      }
    }
    return isName(table)
        ? "SELECT pg_catalog.count(*) || ' rows, hash ' || coalesce(pg_catalog.sum(pg_catalog.hashtextextended(ROW("
            + String.join(", ", columns)
            + ")::text, 0)::numeric), 0) FROM "
            + table
        : null;
  }

  private static int lastDot(String name) {
    boolean quoted = false;
    int last = -1;
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) == '"') {
        quoted = !quoted;
      } else if (name.charAt(i) == '.' && !quoted) {
        last = i;
      }
    }
    return last;
  }

  /**
   * A name with or without a schema, in quotes or plain: nothing that could be more than a name.
   */
  private static boolean isName(String text) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && !(Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '.')) {
        return false;
      }
    }
    return !quoted && !text.isEmpty() && !text.startsWith(".") && !text.endsWith(".");
  }

  /** Whether two values are the same; numbers are, however many zeros they end in. */
  public static boolean same(@Nullable String before, @Nullable String after) {
    if (before == null || after == null) {
      return before == null && after == null;
    }
    if (before.equals(after)) {
      return true;
    }
    try {
      return new BigDecimal(before).compareTo(new BigDecimal(after)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
