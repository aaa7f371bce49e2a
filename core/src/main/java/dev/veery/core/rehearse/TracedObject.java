package dev.veery.core.rehearse;

import dev.veery.core.sql.Identifiers;
import java.util.Objects;

/**
 * Something that a statement touched, as it was called before the statement.
 *
 * @param kind what it is
 * @param schema empty for what no schema holds
 * @param name as stored; for what is no relation the server's description of it
 */
public record TracedObject(Kind kind, String schema, String name)
    implements Comparable<TracedObject> {

  public TracedObject {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(schema);
    Objects.requireNonNull(name);
  }

  /** What can be locked. */
  public enum Kind {
    TABLE("table"),
    INDEX("index"),
    SEQUENCE("sequence"),
    VIEW("view"),
    MATERIALIZED_VIEW("materialized view"),
    FOREIGN_TABLE("foreign table"),
    COMPOSITE_TYPE("type"),
    /** A type, a schema, a function: locked as a whole, without rows. */
    OTHER("object");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    /** What {@code pg_class.relkind} says. */
    public static Kind ofRelation(String relkind) {
      return switch (relkind) {
        case "i", "I" -> INDEX;
        case "S" -> SEQUENCE;
        case "v" -> VIEW;
        case "m" -> MATERIALIZED_VIEW;
        case "f" -> FOREIGN_TABLE;
        case "c" -> COMPOSITE_TYPE;
        default -> TABLE;
      };
    }

    /** The kind with this word. */
    public static Kind of(String word) {
      for (Kind kind : values()) {
        if (kind.word.equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of object: " + word);
    }
  }

  /** Whether it holds rows that others may want to read. */
  public boolean hasRows() {
    return kind == Kind.TABLE || kind == Kind.MATERIALIZED_VIEW;
  }

  /** The name as SQL; {@code public} is left out, as everybody does. */
  public String shown() {
    if (kind == Kind.OTHER) {
      return name;
    }
    return schema.equals("public") || schema.isEmpty()
        ? Identifiers.quote(name)
        : Identifiers.qualify(schema, name);
  }

  @Override
  public int compareTo(TracedObject other) {
    int byKind = kind.compareTo(other.kind);
    if (byKind != 0) {
      return byKind;
    }
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : name.compareTo(other.name);
  }

  /** {@code table shop.orders}. */
  @Override
  public String toString() {
    return kind == Kind.OTHER ? name : kind.word + " " + shown();
  }
}
