package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The databases that people name in a file's name: {@code 004_x.mysql.up.sql}. */
final class Dialects {

  private static final Set<String> POSTGRES = Set.of("postgres", "postgresql", "pgsql", "pg");

  private static final Set<String> OTHERS =
      Set.of(
          "mysql",
          "mariadb",
          "sqlite",
          "sqlite3",
          "mssql",
          "sqlserver",
          "oracle",
          "db2",
          "h2",
          "hsqldb",
          "derby",
          "cockroach",
          "cockroachdb",
          "crdb",
          "redshift",
          "clickhouse",
          "snowflake",
          "bigquery",
          "spanner",
          "duckdb",
          "cassandra",
          "tidb",
          "vertica");

  private Dialects() {}

  /** The dialect that is the last part of a name behind a dot, in lower case, or null. */
  static @Nullable String of(String stem) {
    int dot = stem.lastIndexOf('.');
    if (dot <= 0) {
      return null;
    }
    String last = stem.substring(dot + 1).toLowerCase(Locale.ROOT);
    return POSTGRES.contains(last) || OTHERS.contains(last) ? last : null;
  }

  /**
   * Of the files that differ only in the database they name, the one for PostgreSQL; without one,
   * the one that names none. What is left out is said.
   */
  static List<SqlFile> choose(List<SqlFile> files, Assembly assembly) {
    boolean any = false;
    for (SqlFile file : files) {
      any |= file.dialect() != null;
    }
    if (!any) {
      return files;
    }
    Map<String, List<SqlFile>> groups = new LinkedHashMap<>();
    for (SqlFile file : files) {
      groups
          .computeIfAbsent(file.stem() + " " + file.direction(), k -> new ArrayList<>())
          .add(file);
    }
    List<SqlFile> chosen = new ArrayList<>();
    Set<String> ignored = new TreeSet<>();
    int count = 0;
    for (List<SqlFile> group : groups.values()) {
      List<SqlFile> taken = having(group, Dialects::isPostgres);
      if (taken.isEmpty()) {
        taken = having(group, Objects::isNull);
      }
      if (taken.isEmpty()) {
        SqlFile first = group.getFirst();
        assembly.warn(
            ErrorCode.FILE_NAME_MALFORMED,
            first.file().shown()
                + " is for "
                + first.dialect()
                + ", and there is none for PostgreSQL",
            first.file(),
            "add " + first.stem() + ".postgres beside it if PostgreSQL needs this change too");
      }
      chosen.addAll(taken);
      for (SqlFile file : group) {
        if (!taken.contains(file)) {
          ignored.add(file.dialect() == null ? "no database in particular" : file.dialect());
          count++;
        }
      }
    }
    if (count > 0) {
      assembly.note(
          count
              + (count == 1 ? " file is" : " files are")
              + " for "
              + String.join(", ", ignored)
              + " and left alone");
    }
    return chosen;
  }

  private static List<SqlFile> having(List<SqlFile> group, Predicate<@Nullable String> wanted) {
    List<SqlFile> found = new ArrayList<>();
    for (SqlFile file : group) {
      if (wanted.test(file.dialect())) {
        found.add(file);
      }
    }
    return found;
  }

  private static boolean isPostgres(@Nullable String dialect) {
    return dialect != null && POSTGRES.contains(dialect);
  }
}
