package dev.veery.core.catalog;

import dev.veery.core.sql.Identifiers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What names an object, the same in every database that has it.
 *
 * @param kind what it is; functions, procedures and aggregates differ in kind
 * @param schema empty for objects that no schema holds, such as extensions and casts
 * @param on for a part (constraint, trigger, rule, policy, column) the relation or domain it hangs
 *     on; empty otherwise
 * @param name as stored; for routines with the types of the input arguments, {@code f(integer,
 *     text)}; for operators {@code +(integer, integer)}; for operator classes and families {@code
 *     name USING method}; for casts {@code (source AS target)}; for grants and security labels what
 *     stands behind those words, {@code ON FUNCTION public.crypt(text, text)}
 */
public record ObjectId(ObjectKind kind, String schema, String on, String name)
    implements Comparable<ObjectId> {

  public ObjectId {
    Objects.requireNonNull(kind);
    if (kind.isPart() == on.isEmpty()) {
      throw new IllegalArgumentException(kind + " " + name + " on '" + on + "'");
    }
  }

  public ObjectId(ObjectKind kind, String schema, String name) {
    this(kind, schema, "", name);
  }

  /** A column of a relation; it is named only where something else refers to it. */
  public static ObjectId column(ObjectId relation, String name) {
    return new ObjectId(ObjectKind.COLUMN, relation.schema(), relation.name(), name);
  }

  @Override
  public int compareTo(ObjectId other) {
    // By hand: a catalog of tens of thousands of objects asks this a million times.
    int byKind = kind.compareTo(other.kind);
    if (byKind != 0) {
      return byKind;
    }
    int bySchema = schema.compareTo(other.schema);
    if (bySchema != 0) {
      return bySchema;
    }
    int byOn = on.compareTo(other.on);
    return byOn != 0 ? byOn : name.compareTo(other.name);
  }

  // What the compiler makes of a record asks in the order of its components, through method
  // handles,
  // and most names differ in the last. A catalog's maps ask this a million times, too.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof ObjectId id
            && kind == id.kind
            && name.equals(id.name)
            && on.equals(id.on)
            && schema.equals(id.schema);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * name.hashCode() + on.hashCode()) + schema.hashCode()) + kind.ordinal();
  }

  /** The name as SQL, with its schema, quoted where needed; for a part the bare name. */
  public String sqlName() {
    return switch (kind) {
      case CONSTRAINT, TRIGGER, RULE, POLICY, COLUMN -> Identifiers.quote(name);
      // The argument list is already SQL; only the name before it may need quotes.
      case FUNCTION, PROCEDURE, AGGREGATE ->
          Identifiers.qualify(schema, beforeArguments()) + arguments();
      case OPERATOR -> Identifiers.quote(schema) + '.' + name;
      case OPERATOR_CLASS, OPERATOR_FAMILY ->
          Identifiers.qualify(schema, name.substring(0, name.lastIndexOf(" USING ")))
              + " USING "
              + Identifiers.quote(name.substring(name.lastIndexOf(" USING ") + 7));
      case CAST, TRANSFORM, USER_MAPPING, DEFAULT_PRIVILEGES, GRANT, SECURITY_LABEL -> name;
      default -> Identifiers.qualify(schema, name);
    };
  }

  /** For routines, operator classes and families: the name alone, as SQL, with its schema. */
  public String sqlNameAlone() {
    return switch (kind) {
      case FUNCTION, PROCEDURE, AGGREGATE -> Identifiers.qualify(schema, beforeArguments());
      case OPERATOR_CLASS, OPERATOR_FAMILY ->
          Identifiers.qualify(schema, name.substring(0, name.lastIndexOf(" USING ")));
      default -> sqlName();
    };
  }

  /** The relation or domain that a part hangs on, as SQL. */
  public String sqlOn() {
    return Identifiers.qualify(schema, on);
  }

  private String beforeArguments() {
    return name.substring(0, argumentsStart());
  }

  private String arguments() {
    return name.substring(argumentsStart());
  }

  // A type name may hold a parenthesis, and so may a routine's own name when it is quoted in SQL;
  // the argument list is the group that the last parenthesis closes.
  private int argumentsStart() {
    int depth = 0;
    boolean quoted = false;
    for (int i = name.length() - 1; i >= 0; i--) {
      char c = name.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ')' && !quoted) {
        depth++;
      } else if (c == '(' && !quoted && --depth == 0) {
        return i;
      }
    }
    throw new IllegalStateException("no argument list in " + name);
  }

  /** {@code table shop.orders}, {@code constraint orders_total_check on shop.orders}. */
  @Override
  public String toString() {
    return switch (kind) {
      case COLUMN -> "column " + sqlOn() + '.' + sqlName();
      case CONSTRAINT, TRIGGER, RULE, POLICY -> kind.word() + ' ' + sqlName() + " on " + sqlOn();
      default -> kind.word() + ' ' + sqlName();
    };
  }
}
