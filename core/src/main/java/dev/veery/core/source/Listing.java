package dev.veery.core.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A directory of migrations with its files sorted into kinds by their names. */
final class Listing {

  /** How people end the name of a file that takes another one back. */
  private static final List<String> ROLLBACKS = List.of("rollback", "down", "undo", "revert");

  private final Folder top;
  private final List<SqlFile> everySql = new ArrayList<>();
  private final List<SqlFile> sql;
  private final List<CodeFile> code = new ArrayList<>();

  /** Stem of each up file that has a rollback file beside it, and that file. */
  private final Map<String, SqlFile> rollbacks = new HashMap<>();

  Listing(Folder top) {
    this.top = top;
    for (SourceFile file : top.allFiles()) {
      if (file.hasExtension(".sql")) {
        everySql.add(SqlFile.of(file));
      } else {
        CodeFile migration = CodeFile.of(file);
        if (migration != null) {
          code.add(migration);
        }
      }
    }
    sql = new ArrayList<>(everySql);
    findDirectionsWithoutDot();
    findRollbacks();
  }

  Folder top() {
    return top;
  }

  /** Every {@code .sql} file. */
  List<SqlFile> everySql() {
    return everySql;
  }

  /** Every {@code .sql} file, rollback files left out. */
  List<SqlFile> sql() {
    return sql;
  }

  /** Every program whose name begins with a version. */
  List<CodeFile> code() {
    return code;
  }

  /** The file that takes back the one with this stem, or null. */
  @Nullable SqlFile rollbackOf(String stem) {
    return rollbacks.get(stem);
  }

  /** Rollback files by the stem of what they take back. */
  Map<String, SqlFile> rollbacks() {
    return rollbacks;
  }

  /** {@code x-up.sql} and {@code x_down.sql}: a direction where both are there. */
  private void findDirectionsWithoutDot() {
    Set<String> stems = new HashSet<>();
    for (SqlFile file : sql) {
      stems.add(file.stem().toLowerCase(Locale.ROOT));
    }
    for (int i = 0; i < sql.size(); i++) {
      SqlFile file = sql.get(i);
      String lower = file.stem().toLowerCase(Locale.ROOT);
      for (String separator : List.of("-", "_")) {
        if (lower.endsWith(separator + "up")
            && stems.contains(lower.substring(0, lower.length() - 2) + "down")) {
          String stem = file.stem().substring(0, lower.length() - 3);
          sql.set(i, file.as(SqlFile.Direction.UP, stem));
        } else if (lower.endsWith(separator + "down")
            && stems.contains(lower.substring(0, lower.length() - 4) + "up")) {
          String stem = file.stem().substring(0, lower.length() - 5);
          sql.set(i, file.as(SqlFile.Direction.DOWN, stem));
        }
      }
    }
  }

  private void findRollbacks() {
    Map<String, SqlFile> byStem = new HashMap<>();
    Map<String, List<SqlFile>> byVersion = new HashMap<>();
    Set<String> withUp = new HashSet<>();
    for (SqlFile file : sql) {
      if (file.direction() == SqlFile.Direction.NONE) {
        byStem.putIfAbsent(file.stem(), file);
        if (file.id() != null) {
          byVersion.computeIfAbsent(file.id().version(), v -> new ArrayList<>()).add(file);
        }
      } else if (file.direction() == SqlFile.Direction.UP) {
        withUp.add(file.stem());
      }
    }
    sql.removeIf(file -> {
      String stem =
          switch (file.direction()) {
            case UP -> null;
            case DOWN -> withUp.contains(file.stem()) ? null : file.stem();
            case NONE -> takenBack(file, byVersion);
          };
      boolean found = stem != null && byStem.containsKey(stem);
      if (found) {
        rollbacks.put(stem, file);
      }
      return found;
    });
  }

  /** The stem of what a file takes back: {@code 001_x_rollback}, or {@code 001_rollback}. */
  private static @Nullable String takenBack(SqlFile file, Map<String, List<SqlFile>> byVersion) {
    String stem = withoutRollback(file.stem());
    if (stem == null) {
      return null;
    }
    VersionedName id = VersionedName.parse(stem);
    if (id != null && id.name().isEmpty()) {
      List<SqlFile> same = byVersion.getOrDefault(id.version(), List.of());
      if (same.size() == 2) {
        return same.get(same.get(0) == file ? 1 : 0).stem();
      }
    }
    return stem;
  }

  /** {@code 001_x} for {@code 001_x_rollback}; null where the name does not end so. */
  static @Nullable String withoutRollback(String stem) {
    String lower = stem.toLowerCase(Locale.ROOT);
    for (String word : ROLLBACKS) {
      int at = lower.length() - word.length() - 1;
      if (at > 0 && lower.endsWith(word) && "_-.".indexOf(lower.charAt(at)) >= 0) {
        return stem.substring(0, at);
      }
    }
    return null;
  }
}
