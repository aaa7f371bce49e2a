package dev.veery.core.source;

import dev.veery.core.VeeryException;
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

  private @Nullable List<HeadLine> headLines;

  /** A line of the comments at the head of a file. */
  record HeadLine(SourceFile file, String text) {}

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

  /**
   * The comments at the heads of all {@code .sql} files that may be markers of sections, by their
   * first character. Every file is read for this, once for all layouts.
   */
  List<HeadLine> headLines() {
    List<HeadLine> lines = headLines;
    if (lines == null) {
      lines = new ArrayList<>();
      for (SqlFile file : sql) {
        addHeadLines(file.file(), lines);
      }
      headLines = lines;
    }
    return lines;
  }

  private static void addHeadLines(SourceFile file, List<HeadLine> lines) {
    Head head;
    try {
      head = file.content().head();
    } catch (VeeryException e) {
      // Reported when the layout reads the file.
      return;
    }
    for (Head.Comment comment : head.comments()) {
      String text = comment.text();
      if (!text.isEmpty() && "uUdDmM+-=*#".indexOf(text.charAt(0)) >= 0) {
        lines.add(new HeadLine(file, text));
      }
    }
  }

  /** {@code x-up.sql} and {@code x_down.sql}: a direction where both are there. */
  private void findDirectionsWithoutDot() {
    Set<String> stems = new HashSet<>();
    for (SqlFile file : sql) {
      if (SqlFile.endsWith(file.stem(), "up") || SqlFile.endsWith(file.stem(), "down")) {
        stems.add(file.stem().toLowerCase(Locale.ROOT));
      }
    }
    if (stems.isEmpty()) {
      return;
    }
    for (int i = 0; i < sql.size(); i++) {
      SqlFile file = sql.get(i);
      String lower = file.stem().toLowerCase(Locale.ROOT);
      if (isDirection(lower, "up", "down", stems)) {
        sql.set(i, file.as(SqlFile.Direction.UP, file.stem().substring(0, lower.length() - 3)));
      } else if (isDirection(lower, "down", "up", stems)) {
        sql.set(i, file.as(SqlFile.Direction.DOWN, file.stem().substring(0, lower.length() - 5)));
      }
    }
  }

  private static boolean isDirection(String stem, String word, String other, Set<String> stems) {
    int at = stem.length() - word.length();
    return at > 1
        && stem.endsWith(word)
        && "-_".indexOf(stem.charAt(at - 1)) >= 0
        && stems.contains(stem.substring(0, at) + other);
  }

  private void findRollbacks() {
    boolean any = false;
    for (SqlFile file : sql) {
      any |= file.direction() == SqlFile.Direction.DOWN || withoutRollback(file.stem()) != null;
    }
    if (!any) {
      return;
    }
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
    for (String word : ROLLBACKS) {
      int at = stem.length() - word.length() - 1;
      if (at > 0 && "_-.".indexOf(stem.charAt(at)) >= 0 && SqlFile.endsWith(stem, word)) {
        return stem.substring(0, at);
      }
    }
    return null;
  }
}
