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
 * @param migrations in version order
 * @param repeatables in name order; run after the versioned ones whenever their checksum changes
 * @param warnings what is odd but not in the way, such as a file that no layout claims
 */
public record MigrationSet(
    String layout,
    List<String> explanation,
    List<Migration> migrations,
    List<Repeatable> repeatables,
    List<Problem> warnings) {
  public MigrationSet {
    explanation = List.copyOf(explanation);
    migrations = List.copyOf(migrations);
    repeatables = List.copyOf(repeatables);
    warnings = List.copyOf(warnings);
  }

  /**
   * A script that runs again whenever it changes, such as a view.
   *
   * @param name its identity
   * @param path as shown to the user
   * @param script parsed when first asked for
   * @param rawHash SHA-256 over its bytes, in hex
   */
  public record Repeatable(String name, String path, Supplier<Script> script, String rawHash) {}
}
