package dev.veery.postgres.rehearse.proof;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.rehearse.Compatibility.Query;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the queries of the release that is running are found. */
public final class QuerySource {

  /** Names the statistics of the target. */
  public static final String STATISTICS = "pg_stat_statements";

  private static final int MOST = 2_000;

  private static final Pattern QUERY =
      Pattern.compile(
          "\\s*(?:/\\*.*?\\*/\\s*)*(select|insert|update|delete|with|merge|values|table|\\().*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private QuerySource() {}

  /**
   * What the server of the target has counted, the most frequent first.
   *
   * @throws VeeryException when the extension is not there
   */
  public static List<Query> statistics(Session target, String journalSchema) {
    try {
      String schema =
          target.value(
              "SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n"
                  + " ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'");
      if (schema == null) {
        throw new VeeryException(
            new Problem(
                ErrorCode.EXTENSION_MISSING,
                "the queries are to come from pg_stat_statements, which the target does not have",
                "CREATE EXTENSION pg_stat_statements, with the library of that name in"
                    + " shared_preload_libraries; or name files: compatibility.queries ="
                    + " \"queries/*.sql\""));
      }
      List<Query> queries = new ArrayList<>();
      target.query(
          """
          SELECT query, sum(calls) FROM %s.pg_stat_statements
          WHERE dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
          GROUP BY query ORDER BY 2 DESC LIMIT %d
          """
              .formatted(Identifiers.quote(schema), MOST),
          row -> {
            String text = row.getString(1);
            if (text != null
                && QUERY.matcher(text).matches()
                && !text.contains(journalSchema + ".")
                && !text.contains("pg_catalog.")) {
              queries.add(new Query(text, STATISTICS + ", " + row.getString(2) + " calls"));
            }
          });
      return queries;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading pg_stat_statements");
    }
  }

  /**
   * The statements of files.
   *
   * @param project the folder that the pattern is relative to
   * @param pattern with {@code *} and {@code **}
   * @param split takes a file's name as shown to users, and the file, and gives its statements
   * @throws VeeryException when no file fits
   */
  public static List<Query> files(
      Path project, String pattern, BiFunction<String, Path, List<Query>> split) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    List<Query> queries = new ArrayList<>();
    boolean found = false;
    try (Stream<Path> paths = Files.walk(project)) {
      for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
        Path relative = project.relativize(path);
        if (matcher.matches(relative) && Files.isRegularFile(path)) {
          found = true;
          queries.addAll(split.apply(relative.toString().replace('\\', '/'), path));
        }
      }
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(ErrorCode.FILE_UNREADABLE, "queries cannot be read: " + e.getMessage(), ""),
          e);
    }
    if (!found) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "no file fits compatibility.queries = \"" + pattern + "\"",
              "the pattern is relative to "
                  + project
                  + "; write \"queries/*.sql\", \"**/*.sql\" or"
                  + " \"pg_stat_statements\""));
    }
    return queries;
  }
}
