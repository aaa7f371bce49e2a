package dev.veery.engine;

import dev.veery.core.diff.SqlStep;
import dev.veery.core.migration.Migration;
import java.util.List;

/**
 * One migration in the place of many, proven to make what they make: the same schema, the same
 * rows, the same places of sequences.
 *
 * @param last the newest of those that it stands for; it takes over the version of this one
 * @param replaced those that it stands for, oldest first, the last included
 * @param up what makes it
 * @param down what takes it back: everything goes
 * @param rows how many rows the migrations had put into tables
 */
public record Squashed(
    Migration last, List<Migration> replaced, List<SqlStep> up, List<SqlStep> down, long rows) {

  /** Before the versions that a file stands for, in a comment of it. */
  public static final String MARK = "-- Squashes: ";

  public Squashed {
    replaced = List.copyOf(replaced);
    up = List.copyOf(up);
    down = List.copyOf(down);
  }

  /** The way there as the text of a script, with the versions that it stands for. */
  public String upScript() {
    return Generation.script(up);
  }

  /** The comment that names the versions that it stands for. */
  public String mark() {
    return MARK + String.join(", ", replaced.stream().map(m -> m.version().text()).toList());
  }

  /** Whether the header of one of some migrations says that it stands for a version. */
  static boolean standsFor(List<Migration> migrations, String version) {
    String words = MARK.substring("-- ".length());
    return migrations.stream()
        .flatMap(migration -> migration.header().documentation().stream())
        .filter(line -> line.startsWith(words))
        .anyMatch(line -> List.of(line.substring(words.length()).split(",\\s*")).contains(version));
  }

  /** The way back as the text of a script. */
  public String downScript() {
    return Generation.script(down);
  }
}
