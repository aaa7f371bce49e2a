package dev.veery.postgres.fleet;

import dev.veery.postgres.session.Sql;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the names of tenants come from, and what their schemas are called.
 *
 * @param names whose they are
 * @param prefix of a tenant's schema, before its name
 * @param suffix behind it
 * @param place what a tenant's place is
 * @param there the places that are {@link Place#ELSEWHERE}; null where nobody knows
 */
public record TenantList(
    Names names, String prefix, String suffix, Place place, @Nullable List<String> there) {

  public TenantList {
    there = there == null ? null : List.copyOf(there);
  }

  /** Tenants of which this server knows whether they are there. */
  public TenantList(Names names, String prefix, String suffix, Place place) {
    this(names, prefix, suffix, place, null);
  }

  /** A relation with the columns oid and place of the places that are there, joined to l. */
  String join() {
    return there == null
        ? place.join()
        : "(SELECT 1::oid AS oid, x.place FROM unnest("
            + Sql.array(there)
            + ") AS x (place)) n ON n.place = l.place";
  }

  /** What a tenant's place is. */
  public enum Place {
    /** A schema of this database. */
    SCHEMA,
    /** A database of this server. */
    DATABASE,
    /** A database of some other server, of which nothing is known here. */
    ELSEWHERE;

    private String join() {
      return switch (this) {
        case SCHEMA ->
            "(SELECT oid, nspname AS place FROM pg_catalog.pg_namespace) n ON n.place = l.place";
        case DATABASE ->
            "(SELECT oid, datname AS place FROM pg_catalog.pg_database) n ON n.place = l.place";
        case ELSEWHERE -> "(SELECT 1::oid AS oid) n ON true";
      };
    }

    private String names() {
      return switch (this) {
        case SCHEMA -> "(SELECT nspname FROM pg_catalog.pg_namespace) AS x (place)";
        case DATABASE, ELSEWHERE ->
            "(SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate) AS x (place)";
      };
    }
  }

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
    String named = Sql.literal(prefix) + " || l.name || " + Sql.literal(suffix);
    return "SELECT DISTINCT l.name, " + named + " AS place FROM (" + source() + ") AS l (name)";
  }

  /** A query for the number of rows that name nobody; null where there can be none. */
  @Nullable String nameless() {
    return names instanceof Names.Query query
        ? "SELECT count(*) FROM (\n"
            + query.sql()
            + "\n) AS q (name) WHERE coalesce(q.name::text, '') = ''"
        : null;
  }

  private String source() {
    return switch (names) {
      case Names.Given given -> "SELECT unnest(" + Sql.array(given.names()) + ")";
      case Names.Matching matching ->
          "SELECT substr(x.place, "
              + (prefix.length() + 1)
              + ", length(x.place) - "
              + (prefix.length() + suffix.length())
              + ") FROM "
              + (there == null
                  ? place.names()
                  : "(SELECT unnest(" + Sql.array(there) + ")) AS x (place)")
              + " WHERE x.place LIKE "
              + Sql.literal(matching.pattern())
              + " AND x.place LIKE "
              + Sql.literal(escaped(prefix) + "_%" + escaped(suffix))
              + " AND x.place !~ '^pg_' AND x.place <> 'information_schema'";
      case Names.Query query ->
          "SELECT q.name::text FROM (\n" + query.sql() + "\n) AS q (name) WHERE q.name::text <> ''";
    };
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%");
  }
}
