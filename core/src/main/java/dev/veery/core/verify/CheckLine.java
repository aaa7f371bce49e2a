package dev.veery.core.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The answer to one question about a project or a database.
 *
 * @param code stable, such as {@code connection-headroom}; what programs look for
 * @param level how good the answer is
 * @param name what was looked at, in a word or three: a label
 * @param what what was found, naming the object: one sentence, no full stop
 * @param details more of the same, a line each, such as rows that violate a constraint; may be
 *     empty
 * @param remedy what to do, as a command or a sentence; empty where nothing has to be done
 * @param facts the numbers and names behind it, for programs: texts, whole numbers, fractions and
 *     truth values, in the order in which they are shown
 */
public record CheckLine(
    String code,
    Level level,
    String name,
    String what,
    List<String> details,
    String remedy,
    Map<String, Object> facts) {

  public CheckLine {
    Objects.requireNonNull(code);
    Objects.requireNonNull(level);
    Objects.requireNonNull(what);
    details = List.copyOf(details);
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    facts.forEach((key, value) -> {
      if (!(value instanceof String
          || value instanceof Long
          || value instanceof Double
          || value instanceof Boolean)) {
        throw new IllegalArgumentException("fact " + key + " of " + code + " is a " + value);
      }
    });
  }

  /** How good an answer is, best first. */
  public enum Level {
    /** As it should be. */
    TICK,
    /** Nobody knows: it does not apply, or the role may not look. Says why. */
    SKIPPED,
    /** May go wrong, or will later. */
    WARNING,
    /** Not before this is mended. */
    STOP;

    /** {@code warning}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static CheckLine tick(String code, String name, String what) {
    return new CheckLine(code, Level.TICK, name, what, List.of(), "", Map.of());
  }

  /**
   * @param why a sentence that says why the question has no answer
   */
  public static CheckLine skipped(String code, String name, String why) {
    return new CheckLine(code, Level.SKIPPED, name, why, List.of(), "", Map.of());
  }

  public static CheckLine warning(String code, String name, String what, String remedy) {
    return new CheckLine(code, Level.WARNING, name, what, List.of(), remedy, Map.of());
  }

  public static CheckLine stop(String code, String name, String what, String remedy) {
    return new CheckLine(code, Level.STOP, name, what, List.of(), remedy, Map.of());
  }

  /** The same with one more line of details. */
  public CheckLine detail(String detail) {
    List<String> more = new ArrayList<>(details);
    more.add(detail);
    return details(more);
  }

  /** The same with these details. */
  public CheckLine details(List<String> lines) {
    return new CheckLine(code, level, name, what, lines, remedy, facts);
  }

  /** The same with one more fact. */
  public CheckLine fact(String key, String text) {
    return with(key, text);
  }

  /** The same with one more fact. */
  public CheckLine fact(String key, long number) {
    return with(key, number);
  }

  /** The same with one more fact. */
  public CheckLine fact(String key, double number) {
    return with(key, number);
  }

  /** The same with one more fact. */
  public CheckLine fact(String key, boolean value) {
    return with(key, value);
  }

  private CheckLine with(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(facts);
    more.put(key, value);
    return new CheckLine(code, level, name, what, details, remedy, more);
  }

  @Override
  public String toString() {
    return level.word()
        + " "
        + code
        + ": "
        + what
        + (details.isEmpty() ? "" : " " + details)
        + (remedy.isEmpty() ? "" : " (" + remedy + ")");
  }
}
