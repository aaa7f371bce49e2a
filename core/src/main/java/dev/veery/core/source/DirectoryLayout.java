package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration.Header;
import dev.veery.core.migration.Version;
import dev.veery.core.sql.SourcePosition;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory per migration: {@code 2017-09-23-182408_create_users/up.sql} and {@code down.sql} as
 * Diesel and Hasura have them, {@code verify.sql}, and beside them {@code metadata.yaml} or {@code
 * metadata.toml} with parents, a name and flags. Directories may be grouped in further ones.
 */
final class DirectoryLayout implements Layout {

  @Override
  public String name() {
    return "directory";
  }

  @Override
  public String description() {
    return "a directory per migration, with up.sql and down.sql";
  }

  @Override
  public List<String> detect(Listing listing) {
    List<String> shown = new ArrayList<>();
    for (Folder folder : migrations(listing.top())) {
      if (folder.file("up.sql") != null) {
        shown.add(folder.shown());
      }
    }
    return Evidence.of(shown, "holds up.sql", "directories hold up.sql");
  }

  @Override
  public void read(Listing listing, Assembly assembly) {
    for (Folder folder : migrations(listing.top())) {
      assembly.attempt(() -> read(folder, assembly));
    }
    for (SourceFile file : listing.top().files()) {
      if (file.hasExtension(".sql")) {
        SingleFiles.passOver(
            SqlFile.of(file), assembly, "in this layout a migration is a directory with up.sql");
      }
    }
  }

  /** The folders that are migrations: their names begin with a version, or there is SQL in them. */
  private static List<Folder> migrations(Folder top) {
    List<Folder> found = new ArrayList<>();
    for (Folder folder : top.folders()) {
      boolean versioned = VersionedName.parse(folder.name()) != null;
      if (versioned || folder.file("up.sql") != null || folder.file("down.sql") != null) {
        found.add(folder);
      } else {
        found.addAll(migrations(folder));
      }
    }
    return found;
  }

  private static void read(Folder folder, Assembly assembly) {
    VersionedName id = VersionedName.parse(folder.name());
    SourceFile up = folder.file("up.sql");
    if (id == null) {
      assembly.problem(
          problem(
              folder,
              folder.shown() + " holds a migration, but its name does not begin with a version",
              "rename it like 20260901121000_" + folder.name()));
    } else if (up != null) {
      Header metadata = metadata(folder);
      assembly.addSeparate(
          new Version(id.version()),
          id.name().isEmpty() ? named(metadata) : id.name(),
          folder.shown(),
          metadata,
          up,
          folder.file("down.sql"),
          folder.file("verify.sql"),
          true);
    } else if (folder.file("down.sql") != null) {
      assembly.problem(
          problem(
              folder,
              folder.shown() + " has a down.sql and no up.sql",
              "bring back " + folder.shown() + "/up.sql, or remove the directory"));
    } else {
      foreign(folder, id, assembly);
    }
  }

  private static void foreign(Folder folder, VersionedName id, Assembly assembly) {
    for (SourceFile file : folder.files()) {
      String what = CodeFile.language(file);
      if (what != null) {
        assembly.addForeign(id, file, what);
        return;
      }
    }
    assembly.problem(
        problem(
            folder,
            folder.shown() + " has no up.sql",
            "write it, or remove the directory; an up.sql of comments only is allowed"));
  }

  private static Header metadata(Folder folder) {
    Header header = Header.EMPTY;
    for (SourceFile file : folder.files()) {
      if (file.name().startsWith("metadata.") && Metadata.reads(file)) {
        header = Metadata.read(file);
      }
    }
    return header;
  }

  /** {@code Add ticket priority} as {@code add_ticket_priority}. */
  private static String named(Header metadata) {
    return NewMigration.slug(metadata.title());
  }

  static Problem problem(Folder folder, String message, String remedy) {
    return new Problem(
        ErrorCode.FILE_NAME_MALFORMED, message, SourcePosition.startOf(folder.shown()), remedy);
  }
}
