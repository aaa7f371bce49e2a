package dev.veery.core.migration;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.Script;
import java.util.List;
import java.util.function.Supplier;

/**
 * Everything that a directory of migrations holds.
 *
 * @param layout the name of the layout it was read with, such as {@code veery} or {@code flyway}
 * @param explanation why that layout, a sentence per observation
 * @param migrations in version order, or in the order of the plan where the layout has one
 * @param repeatables in name order; run after the versioned ones whenever their checksum changes
 * @param baselines scripts that make, in one go, what all migrations up to their version make; for
 *     a database without a history
 * @param warnings what is odd but not in the way, such as a file that no layout claims
 * @param selfContained whether nothing but the files of the directory decides what is in it: false
 *     where a script may bring in others
 */
public record MigrationSet(
    String layout,
    List<String> explanation,
    List<Migration> migrations,
    List<Repeatable> repeatables,
    List<Migration> baselines,
    List<Problem> warnings,
    boolean selfContained) {
  public MigrationSet {
    explanation = List.copyOf(explanation);
    migrations = List.copyOf(migrations);
    repeatables = List.copyOf(repeatables);
    baselines = List.copyOf(baselines);
    warnings = List.copyOf(warnings);
  }

  public MigrationSet(
      String layout,
      List<String> explanation,
      List<Migration> migrations,
      List<Repeatable> repeatables,
      List<Problem> warnings) {
    this(layout, explanation, migrations, repeatables, List.of(), warnings);
  }

  public MigrationSet(
      String layout,
      List<String> explanation,
      List<Migration> migrations,
      List<Repeatable> repeatables,
      List<Migration> baselines,
      List<Problem> warnings) {
    this(layout, explanation, migrations, repeatables, baselines, warnings, false);
  }

  /**
   * A script that runs again whenever it changes, such as a view.
   *
   * @param name its identity
   * @param path as shown to the user
   * @param script parsed when first asked for
   * @param rawHash SHA-256 over its bytes, in hex
   * @param directives of the file
   */
  public record Repeatable(
      String name, String path, Supplier<Script> script, String rawHash, Directives directives) {

    /** {@code R:name}: what the journal records it as, and how messages name it. */
    public Version version() {
      return new Version("R:" + name);
    }
  }
}
