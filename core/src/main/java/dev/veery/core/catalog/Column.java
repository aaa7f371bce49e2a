package dev.veery.core.catalog;

import java.util.Map;

/**
 * A column of a table.
 *
 * @param type as {@code format_type} prints it, with its modifier
 * @param notNull whether and how NULL is kept out
 * @param collation qualified SQL name, empty where it is the type's own
 * @param value what a row gets that names no value
 * @param storage {@code PLAIN}, {@code EXTERNAL}, {@code EXTENDED} or {@code MAIN} where it is not
 *     the type's own, else empty
 * @param compression {@code pglz} or {@code lz4} where it is set, else empty
 * @param statistics the statistics target, -1 where it is the server's default
 * @param options such as {@code n_distinct}
 * @param foreignOptions of a column of a foreign table
 * @param local whether the table itself defines the column; false where it only inherits it
 * @param comment empty where there is none
 * @param privileges column privileges
 */
public record Column(
    String name,
    String type,
    NotNull notNull,
    String collation,
    Value value,
    String storage,
    String compression,
    int statistics,
    Map<String, String> options,
    Map<String, String> foreignOptions,
    boolean local,
    String comment,
    Attributes.Privileges privileges) {

  public Column {
    options = SchemaObject.copy(options);
    foreignOptions = SchemaObject.copy(foreignOptions);
  }

  /** Whether a column takes NULL. */
  public sealed interface NotNull {

    /** NULL is allowed. */
    record Nullable() implements NotNull {}

    /**
     * {@code NOT NULL}. Since PostgreSQL 18 it is a constraint with a name.
     *
     * @param name empty where it is the one that PostgreSQL chooses, or before 18
     * @param validated false after {@code ADD CONSTRAINT … NOT NULL … NOT VALID}
     * @param inheritable false for {@code NO INHERIT}
     * @param local false where it comes from a parent only
     * @param comment on the constraint
     */
    record Required(
        String name, boolean validated, boolean inheritable, boolean local, String comment)
        implements NotNull {}

    NotNull NULLABLE = new Nullable();
    NotNull REQUIRED = new Required("", true, true, true, "");
  }

  /** What a row gets that names no value for the column. */
  public sealed interface Value {

    /** NULL, or what the type's domain says. */
    record None() implements Value {}

    /** A default expression. */
    record Default(String expression) implements Value {}

    /** {@code GENERATED ALWAYS AS (…)}; virtual since PostgreSQL 18. */
    record Generated(String expression, boolean stored) implements Value {}

    /**
     * {@code GENERATED … AS IDENTITY}.
     *
     * @param always false for {@code BY DEFAULT}
     * @param sequence the sequence behind it, an object of its own in the catalog
     */
    record Identity(boolean always, ObjectId sequence) implements Value {}

    /** A partition's share in the identity column of its parent, since PostgreSQL 17. */
    record InheritedIdentity(boolean always) implements Value {}

    Value NONE = new None();
  }
}
