package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.postgres.rehearse.rows.RowOptions;
import dev.veery.postgres.rehearse.rows.SampleOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code [rehearse]} of the configuration says, or the command line over it. */
public final class RehearseSettings {

  private static final List<String> KEYS = List.of("rows", "seed", "from", "mask");

  /** Of one table: what is made up is held in memory, column by column. */
  private static final int MOST_ROWS = 1_000_000;

  private final List<Problem> problems = new ArrayList<>();
  private int rows = RowOptions.DEFAULT.perTable();
  private long seed = RowOptions.DEFAULT.seed();
  private int sample;
  private final Set<String> mask = new LinkedHashSet<>();
  private ScratchOptions.From from = ScratchOptions.From.HISTORY;

  private RehearseSettings() {}

  /**
   * Reads them.
   *
   * @param given entries that go before those of the configuration
   * @throws VeeryException with everything that is not understood
   */
  public static ScratchOptions read(Config config, Map<String, String> given) {
    Map<String, String> entries = new LinkedHashMap<>(config.rehearse());
    entries.putAll(given);
    RehearseSettings settings = new RehearseSettings();
    entries.forEach(settings::entry);
    if (!settings.problems.isEmpty()) {
      throw new VeeryException(settings.problems);
    }
    ScratchOptions options =
        new ScratchOptions(settings.from, ScratchOptions.DEFAULT.keepAfter(), null);
    if (settings.sample > 0) {
      return options.with(
          new SampleOptions(settings.sample, settings.seed, Set.copyOf(settings.mask)));
    }
    if (!settings.mask.isEmpty()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "rehearse.mask is for rows of the target, and these are made up",
              "take a sample, as in rows = \"sample:100\", or leave mask away"));
    }
    return settings.rows == 0
        ? options
        : options.with(new RowOptions(settings.rows, settings.seed));
  }

  private void entry(String key, String value) {
    switch (key) {
      case "rows" -> {
        if (value.startsWith("sample:")) {
          Long size = number(key, value.substring("sample:".length()));
          if (size != null && size == 0) {
            wrong(key, "takes a sample of at least 1 row a table");
          }
          if (size != null && size > MOST_ROWS) {
            wrong(key, "takes a sample of at most " + MOST_ROWS + " rows a table, not " + size);
          }
          sample = size == null ? sample : (int) Math.min(size, MOST_ROWS);
          return;
        }
        Long number = number(key, value);
        if (number != null && number > MOST_ROWS) {
          wrong(key, "makes at most " + MOST_ROWS + " rows a table, not " + number);
        }
        rows = number == null ? rows : (int) Math.min(number, MOST_ROWS);
      }
      case "seed" -> {
        Long number = number(key, value);
        seed = number == null ? seed : number;
      }
      case "from" -> {
        switch (value) {
          case "history" -> from = ScratchOptions.From.HISTORY;
          case "target" -> from = ScratchOptions.From.TARGET;
          case "copy" -> from = ScratchOptions.From.COPY;
          default -> wrong(key, "is history, target or copy, not '" + value + "'");
        }
      }
      case "mask" -> {
        for (String column : value.split(",")) {
          if (!column.isBlank()) {
            mask.add(column.strip().toLowerCase(Locale.ROOT));
          }
        }
      }
      default ->
          problems.add(
              new Problem(
                  ErrorCode.CONFIG_UNKNOWN_KEY,
                  "rehearse." + key + " is no setting",
                  NearMiss.remedy(key, KEYS, "it is " + String.join(", ", KEYS))));
    }
  }

  private @Nullable Long number(String key, String value) {
    if (value.matches("[0-9]{1,18}")) {
      return Long.parseLong(value);
    }
    wrong(
        key,
        "is a number"
            + (key.equals("rows") ? " or a sample such as sample:100" : "")
            + ", not '"
            + value
            + "'");
    return null;
  }

  private void wrong(String key, String what) {
    problems.add(new Problem(ErrorCode.CONFIG_MALFORMED, "rehearse." + key + " " + what, ""));
  }
}
