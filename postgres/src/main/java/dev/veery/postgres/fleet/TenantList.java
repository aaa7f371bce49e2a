package dev.veery.postgres.fleet;

import dev.veery.postgres.session.Sql;
import java.util.List;

/**
 * Where the names of tenants come from, and what their schemas are called.
 *
 * @param names whose they are
 * @param prefix of a tenant's schema, before its name
 * @param suffix behind it
 */
public record TenantList(Names names, String prefix, String suffix) {

  /** Where the names come from. */
  public sealed interface Names {

    /** They are known: a list, or what a command has printed. */
    record Given(List<String> names) implements Names {
      public Given {
        names = List.copyOf(names);
      }
    }

    /**
     * Schemas whose name fits, prefix and suffix included.
     *
     * @param pattern of LIKE
     */
    record Matching(String pattern) implements Names {}

    /**
     * The first column of a query.
     *
     * @param sql without a semicolon at its end
     */
    record Query(String sql) implements Names {}
  }

  /** A query for the columns name and place, each name once. */
  String sql() {
    String place = Sql.literal(prefix) + " || l.name || " + Sql.literal(suffix);
    return "SELECT DISTINCT l.name, " + place + " AS place FROM (" + source() + ") AS l (name)";
  }

  private String source() {
    return switch (names) {
      case Names.Given given -> "SELECT unnest(" + Sql.array(given.names()) + ")";
      case Names.Matching matching ->
          "SELECT substr(nspname, "
              + (prefix.length() + 1)
              + ", length(nspname) - "
              + (prefix.length() + suffix.length())
              + ") FROM pg_catalog.pg_namespace WHERE nspname LIKE "
              + Sql.literal(matching.pattern())
              + " AND nspname LIKE "
              + Sql.literal(escaped(prefix) + "_%" + escaped(suffix))
              + " AND nspname !~ '^pg_' AND nspname <> 'information_schema'";
      case Names.Query query ->
          "SELECT q.name::text FROM (\n" + query.sql() + "\n) AS q (name) WHERE q.name IS NOT NULL";
    };
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%");
  }
}
