package dev.veery.core.catalog;

/**
 * What a schema is made of. The order is the one in which an export lists objects that do not
 * depend on each other.
 */
public enum ObjectKind {
  SCHEMA("SCHEMA"),
  EXTENSION("EXTENSION"),
  LANGUAGE("LANGUAGE"),
  ACCESS_METHOD("ACCESS METHOD"),
  FOREIGN_DATA_WRAPPER("FOREIGN DATA WRAPPER"),
  SERVER("SERVER"),
  USER_MAPPING("USER MAPPING"),
  COLLATION("COLLATION"),
  CONVERSION("CONVERSION"),
  TYPE("TYPE"),
  DOMAIN("DOMAIN"),
  FUNCTION("FUNCTION"),
  PROCEDURE("PROCEDURE"),
  AGGREGATE("AGGREGATE"),
  OPERATOR("OPERATOR"),
  OPERATOR_FAMILY("OPERATOR FAMILY"),
  OPERATOR_CLASS("OPERATOR CLASS"),
  CAST("CAST"),
  TRANSFORM("TRANSFORM"),
  TEXT_SEARCH_PARSER("TEXT SEARCH PARSER"),
  TEXT_SEARCH_TEMPLATE("TEXT SEARCH TEMPLATE"),
  TEXT_SEARCH_DICTIONARY("TEXT SEARCH DICTIONARY"),
  TEXT_SEARCH_CONFIGURATION("TEXT SEARCH CONFIGURATION"),
  SEQUENCE("SEQUENCE"),
  TABLE("TABLE"),
  FOREIGN_TABLE("FOREIGN TABLE"),
  COLUMN("COLUMN"),
  VIEW("VIEW"),
  MATERIALIZED_VIEW("MATERIALIZED VIEW"),
  CONSTRAINT("CONSTRAINT"),
  INDEX("INDEX"),
  STATISTICS("STATISTICS"),
  TRIGGER("TRIGGER"),
  RULE("RULE"),
  POLICY("POLICY"),
  PUBLICATION("PUBLICATION"),
  SUBSCRIPTION("SUBSCRIPTION"),
  EVENT_TRIGGER("EVENT TRIGGER"),
  DEFAULT_PRIVILEGES("DEFAULT PRIVILEGES"),
  /** Rights on an object that the schema does not make. */
  GRANT("GRANT"),
  SECURITY_LABEL("SECURITY LABEL");

  private final String sql;

  ObjectKind(String sql) {
    this.sql = sql;
  }

  /** The words that name this kind in {@code ALTER}, {@code DROP} and {@code COMMENT ON}. */
  public String sql() {
    return sql;
  }

  /** How a sentence names it, such as {@code materialized view}. */
  public String word() {
    return sql.toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether objects of this kind hang on a relation or a domain and are named only within it. */
  public boolean isPart() {
    return this == CONSTRAINT
        || this == TRIGGER
        || this == RULE
        || this == POLICY
        || this == COLUMN;
  }
}
