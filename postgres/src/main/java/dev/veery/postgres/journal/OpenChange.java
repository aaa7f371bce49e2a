package dev.veery.postgres.journal;

import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.ChangePlanner;
import dev.veery.core.plan.PlannedMigration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change in two halves, as the journal has it.
 *
 * @param version of the migration
 * @param name of the migration
 * @param state as the journal writes it, such as {@code expanded}
 * @param tables that it concerns
 * @param changes what it does, in words
 * @param keeps whether the old is to be kept behind the contract phase
 * @param checksum over the tokens of the up script that it was made from
 * @param rawHash of its bytes
 * @param downScript how to take it back when it is closed, or null
 * @param path the file that it came from
 * @param scripts by the name of their phase; empty where there is nothing to do
 * @param openedAt when it began
 * @param openedBy the operating system's user and the host
 * @param expandedAt since when both work; null before
 * @param contractedAt since when only the new is in use; null before
 * @param keepUntil how long the old is kept; null where nothing is
 */
public record OpenChange(
    String version,
    String name,
    String state,
    List<String> tables,
    List<String> changes,
    boolean keeps,
    String checksum,
    String rawHash,
    @Nullable String downScript,
    String path,
    Map<String, String> scripts,
    Instant openedAt,
    String openedBy,
    @Nullable Instant expandedAt,
    @Nullable Instant contractedAt,
    @Nullable Instant keepUntil) {

  public OpenChange {
    tables = List.copyOf(tables);
    changes = List.copyOf(changes);
    scripts = Map.copyOf(scripts);
  }

  /** {@code 20260901121000_rename_total}: how messages name it. */
  public String label() {
    return name.isEmpty() ? version : version + "_" + name;
  }

  /**
   * The migration as it was when the change began.
   *
   * @param file the migration, where its file is still there: its header goes to the journal
   */
  public ChangePlanner.Of migration(@Nullable Migration file) {
    return new ChangePlanner.Of(
        new Version(version),
        name,
        new PlannedMigration.Origin(
            path, rawHash, file == null ? Migration.Header.EMPTY : file.header()),
        checksum,
        downScript);
  }

  /** The script of a phase; empty where there is nothing to do. */
  public String script(String phase) {
    return scripts.getOrDefault(phase, "");
  }
}
