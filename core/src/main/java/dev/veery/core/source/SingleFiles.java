package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import java.util.List;

/** Reads the layouts in which a migration is one file. */
final class SingleFiles {

  private SingleFiles() {}

  static void read(Listing listing, Assembly assembly, Markers markers, boolean withParents) {
    List<SqlFile> files = Dialects.choose(listing.sql(), assembly);
    for (SqlFile file : files) {
      FlywayName flyway = FlywayName.parse(file.stem());
      if (flyway != null && flyway.kind() == FlywayName.Kind.REPEATABLE) {
        assembly.addRepeatable(flyway.name(), file.file());
      } else if (file.direction() != SqlFile.Direction.NONE) {
        passOver(file, assembly, "its name says that it holds one direction only");
      } else if (file.id() == null) {
        passOver(file, assembly, "its name does not begin with a version");
      } else {
        assembly.addSectioned(file.id(), file.file(), markers, withParents);
      }
    }
  }

  static void passOver(SqlFile file, Assembly assembly, String why) {
    assembly.warn(
        ErrorCode.FILE_NAME_MALFORMED,
        file.file().shown() + " is not read: " + why,
        file.file(),
        "name it like 20260901121000_add_priority.sql if it is a migration");
  }
}
