package dev.veery.core.source;

import dev.veery.core.Sha256;
import dev.veery.core.migration.Version;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The version of the next migration, in the style of those that are there. All times are UTC. */
final class NextVersion {

  private static final List<String> STYLES =
      List.of("uuuuMMddHHmmss", "uuuu-MM-dd-HHmmss", "uuuu_MM_dd_HHmmss", "uuuuMMddHHmm");

  private NextVersion() {}

  /**
   * The version that follows the highest one.
   *
   * @param last the highest version as it stands in its file's name, or null for the first one
   * @param first what the first version of this layout is; empty for a timestamp
   */
  static String after(@Nullable String last, String first, Instant now) {
    if (last == null || last.isEmpty()) {
      return first.isEmpty() ? format(STYLES.getFirst(), now) : first;
    }
    for (String style : STYLES) {
      LocalDateTime time = parse(style, last);
      if (time != null) {
        return timestamp(style, time, now);
      }
    }
    BigInteger number = isDigits(last) ? new BigInteger(last) : null;
    if (number != null && last.length() == 10 && last.startsWith("1")) {
      return later(number, BigInteger.valueOf(now.getEpochSecond()));
    }
    if (number != null && last.length() == 13 && last.startsWith("1")) {
      return later(number, BigInteger.valueOf(now.toEpochMilli()));
    }
    if (number != null && last.length() == 19 && last.startsWith("1")) {
      return later(number, BigInteger.valueOf(now.toEpochMilli()).multiply(BigInteger.TEN.pow(6)));
    }
    return new Version(last).isNumeric() ? counted(last) : hash(last, now);
  }

  private static String timestamp(String style, LocalDateTime last, Instant now) {
    String candidate = format(style, now);
    LocalDateTime time = parse(style, candidate);
    boolean minutes = style.endsWith("mm");
    return time != null && time.isAfter(last)
        ? candidate
        : DateTimeFormatter.ofPattern(style, Locale.ROOT)
            .format(minutes ? last.plusMinutes(1) : last.plusSeconds(1));
  }

  private static String later(BigInteger last, BigInteger now) {
    return now.max(last.add(BigInteger.ONE)).toString();
  }

  /**
   * {@code 008} after {@code 007}, {@code 1.0.7} after {@code 1.0.6}, {@code 1_11} after {@code
   * 1_10}.
   */
  private static String counted(String last) {
    int start = last.length();
    while (start > 0 && VersionedName.isDigit(last.charAt(start - 1))) {
      start--;
    }
    String digits = last.substring(start);
    if (digits.isEmpty()) {
      return last + "1";
    }
    String next = new BigInteger(digits).add(BigInteger.ONE).toString();
    return last.substring(0, start)
        + "0".repeat(Math.max(0, digits.length() - next.length()))
        + next;
  }

  /** Twelve hexadecimal digits, as Alembic has them; at least one of them a figure. */
  private static String hash(String last, Instant now) {
    return "0" + Sha256.hex(last + " " + now).substring(0, 11);
  }

  private static String format(String style, Instant time) {
    return DateTimeFormatter.ofPattern(style, Locale.ROOT)
        .format(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
  }

  private static @Nullable LocalDateTime parse(String style, String text) {
    if (text.length() != style.length() || !text.startsWith("20") && !text.startsWith("19")) {
      return null;
    }
    try {
      return LocalDateTime.parse(text, DateTimeFormatter.ofPattern(style, Locale.ROOT));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!VersionedName.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
