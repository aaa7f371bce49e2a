package dev.veery.core.sql;

import java.util.Set;

/**
 * Names and strings as SQL text. This is the one place in Veery that quotes an identifier: quotes
 * stand only where PostgreSQL requires them, so that what Veery prints is what people would write.
 */
public final class Identifiers {

  /**
   * Every word that {@code pg_get_keywords()} of PostgreSQL 14 to 18 reports in a category other
   * than unreserved, the union of the majors: a word that only a newer server reserves is quoted
   * for an older one too, which is never wrong.
   */
  private static final Set<String> KEYWORDS =
      Set.of(
          """
          all analyse analyze and any array as asc asymmetric authorization between bigint binary bit
          boolean both case cast char character check coalesce collate collation column concurrently
          constraint create cross current_catalog current_date current_role current_schema current_time
          current_timestamp current_user dec decimal default deferrable desc distinct do else end except
          exists extract false fetch float for foreign freeze from full grant greatest group grouping
          having ilike in initially inner inout int integer intersect interval into is isnull join json
          json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar
          json_serialize json_table json_value lateral leading least left like limit localtime
          localtimestamp merge_action national natural nchar none normalize not notnull null nullif
          numeric offset on only or order out outer overlaps overlay placing position precision primary
          real references returning right row select session_user setof similar smallint some substring
          symmetric system_user table tablesample then time timestamp to trailing treat trim true union
          unique user using values varchar variadic verbose when where window with xmlattributes
          xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize
          xmltable
          """
              .strip()
              .split("\\s+"));

  private Identifiers() {}

  /**
   * A name as it is written in SQL, by the rule of PostgreSQL's {@code quote_ident}: bare when it
   * is made of lower-case ASCII letters, digits and underscores, does not start with a digit and is
   * no keyword; in double quotes otherwise.
   *
   * @param name as the catalog stores it
   */
  public static String quote(String name) {
    return isBare(name) ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * A name with its schema: {@code shop.orders}.
   *
   * @param schema may be empty; the name then stands alone
   */
  public static String qualify(String schema, String name) {
    return schema.isEmpty() ? quote(name) : quote(schema) + '.' + quote(name);
  }

  /**
   * A name in its parts, such as schema and table, joined with dots.
   *
   * @param parts as the catalog stores them
   */
  public static String qualified(Iterable<String> parts) {
    StringBuilder name = new StringBuilder();
    for (String part : parts) {
      name.append(name.isEmpty() ? "" : ".").append(quote(part));
    }
    return name.toString();
  }

  /**
   * A string constant that reads the same whatever {@code standard_conforming_strings} says, as
   * PostgreSQL's {@code quote_literal} writes it.
   */
  public static String literal(String text) {
    String quoted = '\'' + text.replace("'", "''") + '\'';
    return text.indexOf('\\') < 0 ? quoted : 'E' + quoted.replace("\\", "\\\\");
  }

  /**
   * A string constant between dollar signs, for the body of a function: nothing in it is escaped.
   * The tag is the shortest that does not occur in the text.
   */
  public static String dollarQuoted(String text) {
    String tag = "";
    // A text that ends in "$" would merge with the closing delimiter "$$".
    while (text.contains('$' + tag + '$') || text.endsWith('$' + tag)) {
      tag = tag.isEmpty() ? "_" : tag + "_";
    }
    return '$' + tag + '$' + text + '$' + tag + '$';
  }

  private static boolean isBare(String name) {
    if (name.isEmpty() || isDigit(name.charAt(0))) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c == '_' || isDigit(c))) {
        return false;
      }
    }
    return !KEYWORDS.contains(name);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
