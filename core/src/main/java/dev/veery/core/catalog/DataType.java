package dev.veery.core.catalog;

import java.util.List;
import java.util.Map;

/** Types that users make. Row types of tables and array types follow from what they belong to. */
public sealed interface DataType extends SchemaObject {

  /** An enum with its labels in order. */
  record Enumeration(ObjectId id, Attributes attributes, List<String> labels) implements DataType {
    public Enumeration {
      labels = List.copyOf(labels);
    }
  }

  /**
   * A domain; its checks are {@link Constraint.Check}s.
   *
   * @param collation empty where it is the base type's own
   * @param defaultExpression empty where there is none
   * @param notNull NULL is refused
   * @param notNullName the name of that constraint where it is not the one that PostgreSQL 17 and
   *     newer choose; else empty
   */
  record Domain(
      ObjectId id,
      Attributes attributes,
      String baseType,
      String collation,
      String defaultExpression,
      boolean notNull,
      String notNullName)
      implements DataType {}

  /** A stand-alone composite type. */
  record Composite(ObjectId id, Attributes attributes, List<Field> fields) implements DataType {
    public Composite {
      fields = List.copyOf(fields);
    }
  }

  /** One attribute of a composite type; collation and comment are empty where there is none. */
  record Field(String name, String type, String collation, String comment) {}

  /**
   * A range type and the multirange type that comes with it.
   *
   * @param operatorClass empty where it is the subtype's default
   * @param collation empty where it is the subtype's own
   * @param canonical a function, empty where there is none
   * @param difference a function, empty where there is none
   * @param multirange the name of the multirange type
   */
  record Range(
      ObjectId id,
      Attributes attributes,
      String subtype,
      String operatorClass,
      String collation,
      String canonical,
      String difference,
      String multirange)
      implements DataType {}

  /**
   * A base type made with {@code CREATE TYPE … (INPUT = …)}.
   *
   * @param parameters the words of that statement in lower case with their values as SQL; those
   *     that have their default are left out
   */
  record Base(ObjectId id, Attributes attributes, Map<String, String> parameters)
      implements DataType {
    public Base {
      parameters = SchemaObject.copy(parameters);
    }
  }

  /** A type that was announced and never defined. */
  record Shell(ObjectId id, Attributes attributes) implements DataType {}
}
