package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration.Header;
import dev.veery.core.migration.Version;
import dev.veery.core.sql.SourcePosition;
import java.util.ArrayList;
import java.util.List;

/**
 * Prisma: {@code 20260901121000_name/migration.sql}. Prisma itself knows no down; a {@code
 * down.sql} that somebody put beside it is read as one.
 */
final class PrismaLayout implements Layout {

  private static final String LOCK = "migration_lock.toml";

  @Override
  public String name() {
    return "prisma";
  }

  @Override
  public String description() {
    return "20260901121000_x/migration.sql";
  }

  @Override
  public List<String> detect(Listing listing) {
    List<String> shown = new ArrayList<>();
    for (Folder folder : listing.top().folders()) {
      if (folder.file("migration.sql") != null) {
        shown.add(folder.shown());
      }
    }
    return Evidence.of(shown, "holds migration.sql", "directories hold migration.sql");
  }

  @Override
  public void read(Listing listing, Assembly assembly) {
    SourceFile lock = listing.top().file(LOCK);
    if (lock != null) {
      assembly.attempt(() -> checkProvider(lock, assembly));
    }
    for (Folder folder : listing.top().folders()) {
      VersionedName id = VersionedName.parse(folder.name());
      SourceFile up = folder.file("migration.sql");
      if (up == null) {
        if (id != null) {
          assembly.problem(
              DirectoryLayout.problem(
                  folder,
                  folder.shown() + " has no migration.sql",
                  "bring it back, or remove the directory"));
        }
      } else if (id == null) {
        assembly.problem(
            DirectoryLayout.problem(
                folder,
                folder.shown() + " holds a migration, but its name does not begin with a version",
                "rename it like 20260901121000_" + folder.name()));
      } else {
        assembly.addSeparate(
            new Version(id.version()),
            id.name(),
            folder.shown(),
            Header.EMPTY,
            up,
            folder.file("down.sql"),
            folder.file("verify.sql"),
            false);
      }
    }
  }

  /** The lock file has one line that matters: {@code provider = "postgresql"}. */
  private static void checkProvider(SourceFile lock, Assembly assembly) {
    for (String line : lock.text().split("\n", -1)) {
      String text = line.strip();
      int equals = text.indexOf('=');
      if (text.startsWith("provider") && equals > 0) {
        String provider = text.substring(equals + 1).replace('"', ' ').replace('\'', ' ').strip();
        if (!provider.startsWith("postgres")) {
          assembly.problem(
              new Problem(
                  ErrorCode.METADATA_MALFORMED,
                  "these migrations are for " + provider,
                  SourcePosition.startOf(lock.shown()),
                  "Veery runs migrations for PostgreSQL"));
        }
      }
    }
  }
}
