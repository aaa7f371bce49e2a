package dev.veery.postgres.session;

import dev.veery.core.sql.Identifiers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values as SQL literals, for statements that are sent in a pipeline and so cannot carry
 * parameters. Everything that Veery itself writes into a pipeline goes through here.
 */
public final class Sql {

  private Sql() {}

  /**
   * A string literal, as {@link Identifiers#literal} writes it.
   *
   * @param value null gives {@code NULL}
   * @throws IllegalArgumentException for a NUL character, which PostgreSQL cannot store
   */
  public static String literal(@Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a text with a NUL character cannot be stored");
    }
    return Identifiers.literal(value);
  }

  /** A {@code text[]} literal; null gives {@code NULL}. */
  public static String array(@Nullable Iterable<String> values) {
    if (values == null) {
      return "NULL";
    }
    StringBuilder sql = new StringBuilder("ARRAY[");
    String separator = "";
    for (String value : values) {
      sql.append(separator).append(literal(value));
      separator = ",";
    }
    return sql.append("]::text[]").toString();
  }

  /** An expression of type {@code json}: an object of texts, in the order of the map. */
  public static String json(Map<String, String> values) {
    StringBuilder sql = new StringBuilder("pg_catalog.json_build_object(");
    String separator = "";
    for (Map.Entry<String, String> entry : values.entrySet()) {
      sql.append(separator).append(literal(entry.getKey())).append(", ");
      sql.append(literal(entry.getValue()));
      separator = ", ";
    }
    return sql.append(")").toString();
  }
}
