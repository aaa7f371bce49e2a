package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration.Header;
import dev.veery.core.migration.Version;
import dev.veery.core.sql.SourcePosition;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code 001_x.sql} and {@code 001_x_rollback.sql} beside it. {@code _down}, {@code _undo} and
 * {@code _revert} are read as well, and {@code 001_rollback.sql} where one file only has that
 * version.
 */
final class PairedLayout implements Layout {

  @Override
  public String name() {
    return "paired";
  }

  @Override
  public String description() {
    return "001_x.sql, and 001_x_rollback.sql that takes it back";
  }

  @Override
  public List<String> detect(Listing listing) {
    List<String> shown = new ArrayList<>();
    listing.rollbacks().values().forEach(file -> shown.add(file.file().shown()));
    shown.sort(null);
    return Evidence.of(
        shown,
        "takes back the file of the same name beside it",
        "files take back the file of the same name beside them");
  }

  @Override
  public void read(Listing listing, Assembly assembly) {
    for (SqlFile file : Dialects.choose(listing.sql(), assembly)) {
      VersionedName id = file.id();
      FlywayName flyway = FlywayName.parse(file.stem());
      String takesBack = Listing.withoutRollback(file.stem());
      if (flyway != null && flyway.kind() == FlywayName.Kind.REPEATABLE) {
        assembly.addRepeatable(flyway.name(), file.file());
      } else if (file.direction() == SqlFile.Direction.DOWN
          || file.direction() == SqlFile.Direction.NONE && takesBack != null && id != null) {
        String stem = takesBack == null ? file.stem() : takesBack;
        assembly.problem(orphan(file.file(), stem + ".sql"));
      } else if (id == null) {
        SingleFiles.passOver(file, assembly, "its name does not begin with a version");
      } else {
        SqlFile down = listing.rollbackOf(file.stem());
        assembly.addSeparate(
            new Version(id.version()),
            id.name(),
            file.file().shown(),
            Header.EMPTY,
            file.file(),
            down == null ? null : down.file(),
            null,
            true);
      }
    }
  }

  /** A file that takes back something that is not there. Run as an up it would destroy. */
  static Problem orphan(SourceFile file, String wanted) {
    return new Problem(
        ErrorCode.FILE_NAME_MALFORMED,
        file.shown() + " takes back " + wanted + ", which is not there",
        SourcePosition.startOf(file.shown()),
        "bring back " + wanted + ", or rename this file if it is no rollback");
  }
}
