package dev.veery.postgres.run;

import dev.veery.core.migration.Version;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.postgres.journal.JournalWrites.MigrationRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the journal keeps of a planned migration. */
public final class Records {

  private Records() {}

  /** The row of a migration. */
  public static MigrationRow row(PlannedMigration migration) {
    var header = migration.origin().header();
    return new MigrationRow(
        migration.version().text(),
        migration.name(),
        migration.kind(),
        texts(header.parents()),
        migration.checksum(),
        migration.origin().rawHash(),
        migration.downText(),
        migration.origin().path(),
        header.title(),
        header.description(),
        header.author(),
        header.date(),
        String.join("\n", header.documentation()));
  }

  /** Versions as the journal writes them; null stays null. */
  public static @Nullable List<String> texts(@Nullable List<Version> versions) {
    if (versions == null) {
      return null;
    }
    List<String> texts = new ArrayList<>(versions.size());
    for (Version version : versions) {
      texts.add(version.text());
    }
    return texts;
  }
}
