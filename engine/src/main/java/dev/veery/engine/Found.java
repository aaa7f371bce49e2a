package dev.veery.engine;

import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import org.jspecify.annotations.Nullable;

/** What a user has named. */
public sealed interface Found {

  /** Its identity; for a repeatable one {@code R:name}. */
  Version version();

  /**
   * A migration of the files.
   *
   * @param applied its record, or null
   * @param belowBaseline whether it has no record because it is below the baseline
   */
  record InFiles(Migration migration, @Nullable AppliedMigration applied, boolean belowBaseline)
      implements Found {
    @Override
    public Version version() {
      return migration.version();
    }
  }

  /**
   * A script that runs again whenever it changes.
   *
   * @param applied its record, or null
   * @param pending whether the next up runs it
   */
  record Repeatable(
      MigrationSet.Repeatable script, @Nullable AppliedMigration applied, boolean pending)
      implements Found {
    @Override
    public Version version() {
      return script.version();
    }
  }

  /** A migration that is recorded and in no file. */
  record OnlyRecorded(AppliedMigration applied) implements Found {
    @Override
    public Version version() {
      return applied.version();
    }
  }
}
