package dev.veery.core.catalog;

import java.util.List;
import java.util.Map;

/** Operators, what groups them for indexes, casts and transforms. */
public sealed interface OperatorObject extends SchemaObject {

  /**
   * An operator.
   *
   * @param symbol such as {@code +}
   * @param parameters the words of {@code CREATE OPERATOR} in lower case with their values as SQL
   */
  record Operator(ObjectId id, Attributes attributes, String symbol, Map<String, String> parameters)
      implements OperatorObject {
    public Operator {
      parameters = SchemaObject.copy(parameters);
    }
  }

  /**
   * An operator family.
   *
   * @param members those that belong to no class, as {@code ALTER OPERATOR FAMILY … ADD} takes them
   */
  record OperatorFamily(ObjectId id, Attributes attributes, String method, List<String> members)
      implements OperatorObject {
    public OperatorFamily {
      members = members.stream().sorted().toList();
    }
  }

  /**
   * An operator class.
   *
   * @param type what it indexes
   * @param family qualified SQL name
   * @param storage the type stored in the index where it is another, else empty
   * @param members as {@code CREATE OPERATOR CLASS} takes them
   */
  record OperatorClass(
      ObjectId id,
      Attributes attributes,
      boolean isDefault,
      String type,
      String method,
      String family,
      String storage,
      List<String> members)
      implements OperatorObject {
    public OperatorClass {
      members = members.stream().sorted().toList();
    }
  }

  /**
   * A cast.
   *
   * @param by {@code WITH FUNCTION f(…)}, {@code WITHOUT FUNCTION} or {@code WITH INOUT}
   * @param when {@code EXPLICIT}, {@code ASSIGNMENT} or {@code IMPLICIT}
   */
  record Cast(ObjectId id, Attributes attributes, String by, String when)
      implements OperatorObject {}

  /**
   * A transform between a type and a procedural language.
   *
   * @param fromSql a function, empty where there is none
   * @param toSql a function, empty where there is none
   */
  record Transform(ObjectId id, Attributes attributes, String fromSql, String toSql)
      implements OperatorObject {}
}
