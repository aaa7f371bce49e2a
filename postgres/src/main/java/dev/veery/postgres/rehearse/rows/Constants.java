package dev.veery.postgres.rehearse.rows;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a condition compares with. Values around the constants of a check are the ones that most
 * likely pass it: {@code status = ANY (ARRAY['new', 'paid'])}, {@code price > 0}, {@code
 * length(name) <= 20}, {@code created_at >= '2024-01-01'}.
 */
final class Constants {

  private static final Pattern TOKEN =
      Pattern.compile("'((?:[^']|'')*)'|\"((?:[^\"]|\"\")*)\"|([A-Za-z_]\\w*)|(\\d+(?:\\.\\d+)?)");

  private static final Pattern ISO_DAY =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\d).*", Pattern.DOTALL);
  private static final int LONGEST = 10_000;

  private final List<String> strings = new ArrayList<>();
  private final TreeSet<BigDecimal> numbers = new TreeSet<>();
  private final Set<String> names = new LinkedHashSet<>();

  private Constants() {}

  static Constants of(String expression) {
    var found = new Constants();
    Matcher token = TOKEN.matcher(expression);
    while (token.find()) {
      if (token.group(1) != null) {
        found.strings.add(token.group(1).replace("''", "'"));
      } else if (token.group(2) != null) {
        found.names.add(token.group(2).replace("\"\"", "\""));
      } else if (token.group(3) != null) {
        found.names.add(token.group(3));
      } else {
        found.numbers.add(new BigDecimal(token.group(4)));
      }
    }
    return found;
  }

  /** Every word that may be a column. */
  Set<String> names() {
    return Set.copyOf(names);
  }

  /** Whether the condition may be about a column. */
  boolean mention(String column) {
    return names.contains(column);
  }

  /** Texts that it names, and texts as long as the numbers that it names. */
  List<String> texts() {
    List<String> texts = new ArrayList<>(strings);
    for (BigDecimal number : numbers) {
      int length = number.intValue();
      if (length >= 0 && length <= LONGEST) {
        texts.add("x".repeat(length));
        texts.add("x".repeat(length + 1));
        texts.add("7".repeat(Math.max(0, length - 1)));
      }
    }
    return texts;
  }

  /** Numbers that it names, their neighbours, and what lies between. */
  List<String> numbers(int scale) {
    TreeSet<BigDecimal> all = new TreeSet<>(numbers);
    for (String text : strings) {
      try {
        all.add(new BigDecimal(text.strip()));
      } catch (NumberFormatException e) {
        // A text.
      }
    }
    Set<String> values = new LinkedHashSet<>();
    BigDecimal before = null;
    for (BigDecimal number : all) {
      values.add(shown(number, scale));
      values.add(shown(number.add(BigDecimal.ONE), scale));
      values.add(shown(number.subtract(BigDecimal.ONE), scale));
      values.add(shown(number.negate(), scale));
      if (before != null) {
        values.add(shown(before.add(number).divide(BigDecimal.TWO, 4, RoundingMode.FLOOR), scale));
      }
      before = number;
    }
    return List.copyOf(values);
  }

  private static String shown(BigDecimal number, int scale) {
    return number.setScale(scale, RoundingMode.FLOOR).toPlainString();
  }

  /** Days that it names, their neighbours, and what lies between. */
  List<String> days() {
    TreeSet<LocalDate> days = new TreeSet<>();
    Set<String> itself = new LinkedHashSet<>();
    for (String text : strings) {
      Matcher matcher = ISO_DAY.matcher(text);
      if (matcher.matches()) {
        try {
          days.add(LocalDate.parse(matcher.group(1)));
          itself.add(text);
        } catch (DateTimeException e) {
          // The server knows better; the text itself is tried.
        }
      }
    }
    Set<String> values = new LinkedHashSet<>();
    LocalDate before = null;
    for (LocalDate day : days) {
      for (int offset : new int[] {-400, -1, 0, 1, 13, 400}) {
        values.add(day.plusDays(offset).toString());
      }
      if (before != null) {
        values.add(before.plusDays((day.toEpochDay() - before.toEpochDay()) / 2).toString());
      }
      before = day;
    }
    values.addAll(itself);
    if (before != null) {
      // A few hundred in a row, for what has to be distinct.
      LocalDate first = days.first();
      for (int i = 2; i < 400; i++) {
        values.add(first.plusDays(i).toString());
      }
    }
    return List.copyOf(values);
  }

  /**
   * Values of a type around them; empty where constants say nothing about it.
   *
   * @param type as SQL
   */
  List<String> likely(String type) {
    TypeName name = TypeName.of(type);
    if (name.array()) {
      return List.of();
    }
    return switch (name.bare()) {
      case "smallint", "integer", "bigint", "oid" -> numbers(0);
      case "numeric" -> numbers(name.modifier().length == 0 ? 2 : name.modifier(1, 0));
      case "real", "double precision", "money" -> numbers(2);
      case "date", "timestamp without time zone", "timestamp with time zone" -> days();
      case "text", "character varying", "character", "citext", "name" -> {
        int most = name.bare().equals("character") ? name.modifier(0, 1) : name.modifier(0, 0);
        yield texts().stream().filter(text -> most == 0 || text.length() <= most).toList();
      }
      default -> List.of();
    };
  }
}
