package dev.veery.core.plan;

import dev.veery.core.migration.Migration;
import org.jspecify.annotations.Nullable;

/**
 * What the journal keeps of a migration's scripts.
 *
 * @param checksum over the tokens of the up script; empty where it is not SQL
 * @param down how to take it back; null where there is no way
 */
public record ScriptRows(String checksum, @Nullable String down) {

  /**
   * Parses a migration's scripts.
   *
   * @throws dev.veery.core.VeeryException when they cannot be understood
   */
  public static ScriptRows of(Migration migration) {
    return switch (migration.body()) {
      case Migration.Body.Sql sql -> {
        Migration.Scripts scripts = sql.scripts().get();
        yield new ScriptRows(scripts.up().checksum(), DownText.of(scripts));
      }
      case Migration.Body.Java java -> new ScriptRows("", "");
      case Migration.Body.Foreign foreign -> new ScriptRows("", null);
    };
  }
}
