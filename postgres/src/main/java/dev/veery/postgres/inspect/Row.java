package dev.veery.postgres.inspect;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The row a query stands on. An absent text is the empty string. */
final class Row {

  private final ResultSet results;
  private final Map<String, String> interned = new HashMap<>();

  /** The names of the columns that were asked for, and where each is: they are constants. */
  private final @Nullable String[] names = new String[32];

  private final int[] numbers = new int[names.length];

  Row(ResultSet results) {
    this.results = results;
  }

  boolean next() throws SQLException {
    return results.next();
  }

  /** As the driver finds it, by the identity of the name instead of its letters. */
  private int at(String column) throws SQLException {
    int i = 0;
    while (i < names.length && names[i] != null) {
      if (isSame(names[i], column)) {
        return numbers[i];
      }
      i++;
    }
    int number = results.findColumn(column);
    if (i < names.length) {
      names[i] = column;
      numbers[i] = number;
    }
    return number;
  }

  @SuppressWarnings("ReferenceEquality") // Another instance of the same name is only found later.
  private static boolean isSame(@Nullable String known, String column) {
    return known == column;
  }

  boolean has(String column) throws SQLException {
    // Looks at the bytes and makes nothing of them.
    return results.getBytes(at(column)) != null;
  }

  String text(String column) throws SQLException {
    String text = results.getString(at(column));
    return text == null ? "" : text;
  }

  /** An expression or a statement as the server prints it. */
  String printed(String column) throws SQLException {
    return Printed.settled(text(column));
  }

  /** A text that many rows share: one copy of it is kept. */
  String shared(String column) throws SQLException {
    String text = text(column);
    String known = interned.putIfAbsent(text, text);
    return known == null ? text : known;
  }

  char letter(String column) throws SQLException {
    String text = text(column);
    return text.isEmpty() ? ' ' : text.charAt(0);
  }

  boolean flag(String column) throws SQLException {
    return results.getBoolean(at(column));
  }

  int number(String column) throws SQLException {
    return results.getInt(at(column));
  }

  long bigNumber(String column) throws SQLException {
    return results.getLong(at(column));
  }

  /**
   * An array of text; NULL is the empty list, and so is each element that is NULL the empty text.
   */
  List<String> list(String column) throws SQLException {
    if (!has(column)) {
      return List.of();
    }
    Array array = results.getArray(at(column));
    String[] elements = (String[]) array.getArray();
    return Arrays.stream(elements).map(e -> e == null ? "" : e).toList();
  }

  /** An array or vector of numbers, {@code {1,2}} or {@code 1 2}. */
  long[] numbers(String column) throws SQLException {
    String text = text(column);
    if (text.length() > 1 && text.charAt(0) == '{') {
      text = text.substring(1, text.length() - 1);
    }
    if (text.isEmpty()) {
      return new long[0];
    }
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      if (isSeparator(text.charAt(i))) {
        count++;
      }
    }
    long[] numbers = new long[count];
    int start = 0;
    for (int i = 0; i < count; i++) {
      int end = start;
      while (end < text.length() && !isSeparator(text.charAt(end))) {
        end++;
      }
      numbers[i] = Long.parseLong(text, start, end, 10);
      start = end + 1;
    }
    return numbers;
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c == ',';
  }

  /** {@code name=value} elements as a map, in their order. */
  Map<String, String> options(String column) throws SQLException {
    return has(column) ? options("", list(column)) : Map.of();
  }

  static Map<String, String> options(String prefix, List<String> elements) {
    var options = new LinkedHashMap<String, String>();
    for (String element : elements) {
      int equals = element.indexOf('=');
      options.put(prefix + element.substring(0, equals), element.substring(equals + 1));
    }
    return options;
  }

  /** Two arrays of the same length as pairs. */
  List<Map.Entry<String, String>> pairs(String keys, String values) throws SQLException {
    List<String> left = list(keys);
    List<String> right = list(values);
    var pairs = new ArrayList<Map.Entry<String, String>>();
    for (int i = 0; i < left.size(); i++) {
      pairs.add(Map.entry(left.get(i), right.get(i)));
    }
    return pairs;
  }
}
