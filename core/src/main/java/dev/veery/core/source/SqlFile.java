package dev.veery.core.source;

import org.jspecify.annotations.Nullable;

/**
 * A {@code .sql} file with its name taken apart.
 *
 * @param file the file
 * @param stem its name without {@code .sql}, direction and dialect
 * @param direction what its name says about the direction
 * @param dialect the database it names, or null
 * @param id version and name of the stem, or null where it has no version
 */
record SqlFile(
    SourceFile file,
    String stem,
    Direction direction,
    @Nullable String dialect,
    @Nullable VersionedName id) {

  /** What a file's name says about its direction. */
  enum Direction {
    NONE,
    /** {@code x.up.sql}. */
    UP,
    /** {@code x.down.sql}. */
    DOWN
  }

  static SqlFile of(SourceFile file) {
    String stem = file.stem();
    if (stem.indexOf('.') < 0) {
      return new SqlFile(file, stem, Direction.NONE, null, VersionedName.parse(stem));
    }
    Direction direction = Direction.NONE;
    String dialect = Dialects.of(stem);
    if (dialect != null) {
      stem = withoutLast(stem);
    }
    if (endsWith(stem, ".up")) {
      direction = Direction.UP;
    } else if (endsWith(stem, ".down")) {
      direction = Direction.DOWN;
    }
    if (direction != Direction.NONE) {
      stem = withoutLast(stem);
      if (dialect == null) {
        dialect = Dialects.of(stem);
        stem = dialect == null ? stem : withoutLast(stem);
      }
    }
    return new SqlFile(file, stem, direction, dialect, VersionedName.parse(stem));
  }

  /** Whether a name ends so, case ignored. */
  static boolean endsWith(String name, String end) {
    return name.regionMatches(true, name.length() - end.length(), end, 0, end.length());
  }

  SqlFile as(Direction other, String otherStem) {
    return new SqlFile(file, otherStem, other, dialect, VersionedName.parse(otherStem));
  }

  private static String withoutLast(String stem) {
    return stem.substring(0, stem.lastIndexOf('.'));
  }
}
