package dev.veery.core.verify;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * When risky work is welcome, such as {@code Sun 02:00-04:00 UTC} or {@code Mon-Fri 22:00-04:00
 * Europe/Berlin; Sat,Sun 00:00-24:00 Europe/Berlin}.
 *
 * @param text as written
 * @param openings at least one
 */
public record MaintenanceWindow(String text, List<Opening> openings) {

  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  public MaintenanceWindow {
    openings = List.copyOf(openings);
    if (openings.isEmpty()) {
      throw new IllegalArgumentException("a window that never opens");
    }
  }

  /**
   * One opening a day.
   *
   * @param days on which it begins
   * @param from inclusive
   * @param length more than nothing, at most a day; it may go on after midnight
   * @param zone in which days and times are meant
   */
  public record Opening(Set<DayOfWeek> days, LocalTime from, Duration length, ZoneId zone) {
    public Opening {
      days = Set.copyOf(days);
    }
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException with what is wrong, for something else
   */
  public static MaintenanceWindow parse(String text) {
    List<Opening> openings = new ArrayList<>();
    for (String part : text.split(";")) {
      if (!part.isBlank()) {
        openings.add(opening(part.strip()));
      }
    }
    if (openings.isEmpty()) {
      throw new IllegalArgumentException("no time is given");
    }
    return new MaintenanceWindow(text.strip(), openings);
  }

  private static Opening opening(String text) {
    String[] words = text.split("\\s+");
    int at = 0;
    Set<DayOfWeek> days = EnumSet.allOf(DayOfWeek.class);
    if (!Character.isDigit(words[0].charAt(0))) {
      days = days(words[at++]);
    }
    if (at >= words.length) {
      throw new IllegalArgumentException("'" + text + "' has no times");
    }
    String[] times = words[at++].split("-", -1);
    if (times.length != 2) {
      throw new IllegalArgumentException("'" + words[at - 1] + "' is no pair of times");
    }
    int from = minute(times[0]);
    int to = minute(times[1]);
    ZoneId zone = at < words.length ? zone(words[at++]) : ZoneOffset.UTC;
    if (at < words.length) {
      throw new IllegalArgumentException("'" + words[at] + "' is one word too many");
    }
    int length = to > from ? to - from : to + 24 * 60 - from;
    if (from == 24 * 60 || length > 24 * 60) {
      throw new IllegalArgumentException("a day begins at 00:00");
    }
    return new Opening(days, LocalTime.ofSecondOfDay(from * 60L), Duration.ofMinutes(length), zone);
  }

  private static Set<DayOfWeek> days(String text) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.split(",")) {
      String[] ends = part.split("-", -1);
      int first = day(ends[0]);
      int last = ends.length == 2 ? day(ends[1]) : first;
      if (ends.length > 2) {
        throw new IllegalArgumentException("'" + part + "' is no range of days");
      }
      for (int day = first; ; day = (day + 1) % 7) {
        days.add(DayOfWeek.of(day + 1));
        if (day == last) {
          break;
        }
      }
    }
    return days;
  }

  private static int day(String word) {
    int day = DAYS.indexOf(word.toLowerCase(Locale.ROOT));
    if (day < 0) {
      throw new IllegalArgumentException(
          "'" + word + "' is no day; write Mon, Tue, Wed, Thu, Fri, Sat or Sun");
    }
    return day;
  }

  private static int minute(String text) {
    if (text.equals("24:00")) {
      return 24 * 60;
    }
    try {
      return LocalTime.parse(text.length() == 4 ? "0" + text : text).toSecondOfDay() / 60;
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "' is no time; write it as 02:00", e);
    }
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no time zone; write UTC or one such as Europe/Berlin", e);
    }
  }

  public boolean isOpen(Instant now) {
    for (Opening opening : openings) {
      ZonedDateTime local = now.atZone(opening.zone());
      // It may have begun yesterday.
      for (int back = 0; back <= 1; back++) {
        ZonedDateTime begin = local.minusDays(back).with(opening.from());
        if (opening.days().contains(begin.getDayOfWeek())
            && !local.isBefore(begin)
            && local.isBefore(begin.plus(opening.length()))) {
          return true;
        }
      }
    }
    return false;
  }

  /** When it opens next; now where it is open. */
  public Instant next(Instant now) {
    if (isOpen(now)) {
      return now;
    }
    Instant next = Instant.MAX;
    for (Opening opening : openings) {
      ZonedDateTime local = now.atZone(opening.zone());
      for (int ahead = 0; ahead <= 7; ahead++) {
        ZonedDateTime begin = local.plusDays(ahead).with(opening.from());
        if (opening.days().contains(begin.getDayOfWeek()) && begin.isAfter(local)) {
          Instant instant = begin.toInstant();
          next = instant.isBefore(next) ? instant : next;
          break;
        }
      }
    }
    return next;
  }
}
