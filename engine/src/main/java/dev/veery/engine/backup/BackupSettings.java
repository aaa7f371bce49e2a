package dev.veery.engine.backup;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.config.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What {@code backup} and {@code [backups]} say.
 *
 * @param need what a run asks for
 * @param directory where backups lie, absolute
 * @param jobs sessions at a time
 * @param keep how many of each kind stay in any case
 * @param keepFor how long they stay besides
 * @param maxAge how old a backup may be that a run relies on
 * @param program the path of pg_dump, or its name; pg_restore is looked for beside it
 * @param upload a command, word by word; empty for none
 * @param download likewise
 */
record BackupSettings(
    Need need,
    Path directory,
    int jobs,
    int keep,
    Duration keepFor,
    Duration maxAge,
    String program,
    List<String> upload,
    List<String> download) {

  /** What a run needs before it begins. */
  enum Need {
    REQUIRED,
    TARGETED,
    OFF
  }

  private static final List<String> KEYS =
      List.of("directory", "jobs", "keep", "keep-for", "max-age", "pg-dump", "upload", "download");

  static BackupSettings of(Config config) {
    List<Problem> problems = new ArrayList<>();
    Map<String, String> table = config.values().table(ConfigKey.BACKUPS);
    for (String key : table.keySet()) {
      if (!KEYS.contains(key)) {
        problems.add(
            new Problem(
                ErrorCode.CONFIG_UNKNOWN_KEY,
                "unknown key 'backups." + key + "'",
                NearMiss.remedy(key, KEYS, "the keys are " + String.join(", ", KEYS))));
      }
    }
    BackupSettings settings =
        new BackupSettings(
            need(config, problems),
            config
                .directory()
                .resolve(table.getOrDefault("directory", ".veery/backups"))
                .normalize(),
            number(table, "jobs", 4, problems),
            number(table, "keep", 5, problems),
            duration(table, "keep-for", "0", problems),
            duration(table, "max-age", "24h", problems),
            program(config, table.getOrDefault("pg-dump", "pg_dump")),
            words(table, "upload"),
            words(table, "download"));
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return settings;
  }

  /** A name is looked up in the PATH; a path is relative to the project. */
  private static String program(Config config, String text) {
    return text.contains("/") ? config.directory().resolve(text).normalize().toString() : text;
  }

  private static Need need(Config config, List<Problem> problems) {
    String text = Objects.requireNonNullElse(config.values().text(ConfigKey.BACKUP), "off").strip();
    return switch (text) {
      case "required" -> Need.REQUIRED;
      case "targeted" -> Need.TARGETED;
      case "off", "" -> Need.OFF;
      default -> {
        problems.add(
            new Problem(
                ErrorCode.CONFIG_MALFORMED,
                "backup is expected to be required, targeted or off, not '" + text + "'",
                "such as backup = \"targeted\""));
        yield Need.OFF;
      }
    };
  }

  private static int number(
      Map<String, String> table, String key, int standard, List<Problem> problems) {
    String text = table.get(key);
    if (text == null) {
      return standard;
    }
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    problems.add(
        new Problem(
            ErrorCode.CONFIG_MALFORMED,
            "backups." + key + " is expected to be a number from 1 on, not '" + text + "'",
            ""));
    return standard;
  }

  private static Duration duration(
      Map<String, String> table, String key, String standard, List<Problem> problems) {
    String text = table.getOrDefault(key, standard);
    Duration duration = Durations.parse(text);
    if (duration == null) {
      problems.add(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "backups." + key + " is expected to be a duration, not '" + text + "'",
              "write the unit: 30min, 24h"));
      return Duration.ZERO;
    }
    return duration;
  }

  /** A list of the file; a single text is one word: it is never given to a shell. */
  private static List<String> words(Map<String, String> table, String key) {
    String text = table.get(key);
    return text == null || text.isEmpty() ? List.of() : List.of(text.split("\u001f", -1));
  }
}
