package dev.veery.core.backfill;

import dev.veery.core.migration.Directives;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind {@code -- veery: backfill}: how a statement is to be sliced.
 *
 * @param batch rows of the first batch; later ones grow and shrink towards {@code time}
 * @param time how long a batch is to take; without a word less below full speed; zero keeps every
 *     batch at {@code batch} rows
 * @param pause between two batches of one worker
 * @param parallel how many workers this process starts
 * @param speed per cent of its time that a worker works, 1 to 100; the rest it waits
 * @param key the columns to slice by, as the catalog writes them, or {@code ctid}; empty lets Veery
 *     choose
 * @param trigger whether a trigger may keep rows right that are written meanwhile
 */
public record BackfillOptions(
    int batch,
    Duration time,
    Duration pause,
    int parallel,
    int speed,
    List<String> key,
    boolean trigger) {

  /** Words that stand before the equals sign. */
  private static final List<String> WORDS =
      List.of("batch", "time", "pause", "parallel", "speed", "key", "trigger");

  public static final int MAX_BATCH = 1_000_000;
  public static final int MAX_PARALLEL = 64;

  /**
   * A tenth of a second is how long somebody waits at most who wants a row of the batch in work;
   * the cost of a commit, a few milliseconds, is small beside it.
   */
  public static final BackfillOptions DEFAULT =
      new BackfillOptions(1000, Duration.ofMillis(100), Duration.ZERO, 1, 100, List.of(), true);

  /**
   * Of a worker that is to go slowly. A commit of the application writes all of the log that is
   * there, ours included: the shorter a batch, the less there is of it.
   */
  private static final Duration GENTLE = Duration.ofMillis(5);

  /** How long a batch is to take where nothing is said, at a speed of so many per cent. */
  public static Duration timeAt(int speed) {
    return speed < 100 ? GENTLE : DEFAULT.time;
  }

  public BackfillOptions {
    Objects.requireNonNull(time);
    Objects.requireNonNull(pause);
    key = List.copyOf(key);
    if (batch < 1 || batch > MAX_BATCH) {
      throw new IllegalArgumentException("batch is 1 to " + MAX_BATCH + " rows");
    }
    if (parallel < 1 || parallel > MAX_PARALLEL) {
      throw new IllegalArgumentException("parallel is 1 to " + MAX_PARALLEL);
    }
    if (speed < 1 || speed > 100) {
      throw new IllegalArgumentException("speed is 1% to 100%");
    }
  }

  /** Completes "takes …" in messages. */
  public static final String DESCRIPTION =
      "options such as batch=5000 time=200ms pause=50ms parallel=2 speed=50% key=tenant_id,id"
          + " trigger=off, or none";

  /** The options as they are written, or null when they cannot be understood. */
  public static @Nullable BackfillOptions read(String text) {
    Map<String, String> values = words(text);
    if (values == null) {
      return null;
    }
    int batch = number(values.get("batch"), DEFAULT.batch);
    int parallel = number(values.get("parallel"), DEFAULT.parallel);
    int speed = number(percent(values.get("speed")), DEFAULT.speed);
    Duration time = duration(values.get("time"), timeAt(speed));
    Duration pause = duration(values.get("pause"), DEFAULT.pause);
    List<String> key = key(values.get("key"));
    Boolean trigger = onOrOff(values.get("trigger"));
    if (time == null || pause == null || key == null || trigger == null) {
      return null;
    }
    if (batch < 1
        || batch > MAX_BATCH
        || parallel < 1
        || parallel > MAX_PARALLEL
        || speed < 1
        || speed > 100) {
      return null;
    }
    return new BackfillOptions(batch, time, pause, parallel, speed, key, trigger);
  }

  /** Each word with its value, or null when something is not of that form. */
  private static @Nullable Map<String, String> words(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String part : parts(text, ' ')) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        return null;
      }
      String word = part.substring(0, equals).toLowerCase(Locale.ROOT);
      if (!WORDS.contains(word) || values.put(word, part.substring(equals + 1)) != null) {
        return null;
      }
    }
    return values;
  }

  /** Cut at a character that does not stand in double quotes; empty parts are left out. */
  private static List<String> parts(String text, char separator) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (!quoted && (c == separator || separator == ' ' && Character.isWhitespace(c))) {
        if (!part.isEmpty()) {
          parts.add(part.toString());
        }
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    if (!part.isEmpty()) {
      parts.add(part.toString());
    }
    return parts;
  }

  private static @Nullable List<String> key(@Nullable String text) {
    if (text == null) {
      return List.of();
    }
    List<String> columns = new ArrayList<>();
    for (String column : parts(text, ',')) {
      if (column.startsWith("\"")) {
        if (column.length() < 3 || !column.endsWith("\"")) {
          return null;
        }
        columns.add(column.substring(1, column.length() - 1).replace("\"\"", "\""));
      } else {
        columns.add(column.toLowerCase(Locale.ROOT));
      }
    }
    return columns.isEmpty() ? null : columns;
  }

  private static @Nullable String percent(@Nullable String text) {
    return text != null && text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
  }

  /** -1 for what is no number. */
  private static int number(@Nullable String text, int otherwise) {
    if (text == null) {
      return otherwise;
    }
    if (text.isEmpty() || text.length() > 7 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return Integer.parseInt(text);
  }

  private static @Nullable Duration duration(@Nullable String text, Duration otherwise) {
    return text == null ? otherwise : Directives.duration(text);
  }

  private static @Nullable Boolean onOrOff(@Nullable String text) {
    return text == null || text.equals("on") ? Boolean.TRUE : text.equals("off") ? false : null;
  }
}
