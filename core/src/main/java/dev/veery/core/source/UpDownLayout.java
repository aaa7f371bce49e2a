package dev.veery.core.source;

import dev.veery.core.migration.Migration.Header;
import dev.veery.core.migration.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code x.up.sql} and {@code x.down.sql}, as golang-migrate, bun, sqlx and many others have them;
 * {@code x-up.sql} and {@code x-down.sql}, as db-migrate keeps them in its folder {@code sqls}.
 * Files for other databases beside them ({@code x.mysql.up.sql}) are left alone.
 */
final class UpDownLayout implements Layout {

  @Override
  public String name() {
    return "up-down";
  }

  @Override
  public String description() {
    return "001_x.up.sql and 001_x.down.sql";
  }

  @Override
  public List<String> detect(Listing listing) {
    return Evidence.of(
        Evidence.files(
            listing, file -> file.direction() != SqlFile.Direction.NONE && file.id() != null),
        "says in its name that it is one direction",
        "files say in their names which direction they are");
  }

  @Override
  public void read(Listing listing, Assembly assembly) {
    List<SqlFile> files = Dialects.choose(listing.sql(), assembly);
    Map<String, SqlFile> downs = new HashMap<>();
    for (SqlFile file : files) {
      if (file.direction() == SqlFile.Direction.DOWN) {
        downs.put(file.stem(), file);
      }
    }
    for (SqlFile file : files) {
      if (file.direction() == SqlFile.Direction.DOWN) {
        continue;
      }
      FlywayName flyway = FlywayName.parse(file.stem());
      VersionedName id = file.id();
      if (flyway != null && flyway.kind() == FlywayName.Kind.REPEATABLE) {
        assembly.addRepeatable(flyway.name(), file.file());
      } else if (id == null) {
        SingleFiles.passOver(file, assembly, "its name does not begin with a version");
      } else if (file.direction() == SqlFile.Direction.NONE) {
        SingleFiles.passOver(file, assembly, "its name does not end in .up.sql or .down.sql");
      } else {
        SqlFile down = downs.remove(file.stem());
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
    for (SqlFile down : downs.values()) {
      if (down.id() == null) {
        SingleFiles.passOver(down, assembly, "its name does not begin with a version");
      } else {
        assembly.problem(PairedLayout.orphan(down.file(), down.stem() + ".up.sql"));
      }
    }
  }
}
