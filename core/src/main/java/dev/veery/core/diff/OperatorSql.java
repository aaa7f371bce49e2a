package dev.veery.core.diff;

import dev.veery.core.catalog.OperatorObject;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;

/** Operators, their classes and families, casts, transforms. */
final class OperatorSql {

  private OperatorSql() {}

  static List<String> create(OperatorObject object) {
    return switch (object) {
      case OperatorObject.Operator operator ->
          List.of(
              "CREATE OPERATOR "
                  + Identifiers.quote(operator.id().schema())
                  + '.'
                  + operator.symbol()
                  + Clauses.parameters(operator.parameters()));
      case OperatorObject.OperatorFamily family -> family(family);
      case OperatorObject.OperatorClass operatorClass -> List.of(operatorClass(operatorClass));
      case OperatorObject.Cast cast ->
          List.of(
              "CREATE CAST "
                  + cast.id().name()
                  + ' '
                  + cast.by()
                  + (cast.when().equals("EXPLICIT") ? "" : " AS " + cast.when()));
      case OperatorObject.Transform transform -> List.of(transform(transform));
    };
  }

  private static List<String> family(OperatorObject.OperatorFamily family) {
    String name = "OPERATOR FAMILY " + family.id().sqlName();
    return family.members().isEmpty()
        ? List.of("CREATE " + name)
        : List.of(
            "CREATE " + name,
            "ALTER " + name + " ADD\n    " + String.join(",\n    ", family.members()));
  }

  private static String operatorClass(OperatorObject.OperatorClass operatorClass) {
    var parts = new ArrayList<String>();
    Clauses.add(parts, "STORAGE", operatorClass.storage());
    parts.addAll(operatorClass.members());
    if (parts.isEmpty()) {
      // The grammar wants something; the type itself is what is stored anyway.
      parts.add("STORAGE " + operatorClass.type());
    }
    return "CREATE OPERATOR CLASS "
        + operatorClass.id().sqlNameAlone()
        + (operatorClass.isDefault() ? " DEFAULT" : "")
        + " FOR TYPE "
        + operatorClass.type()
        + " USING "
        + Identifiers.quote(operatorClass.method())
        + " FAMILY "
        + operatorClass.family()
        + " AS\n    "
        + String.join(",\n    ", parts);
  }

  private static String transform(OperatorObject.Transform transform) {
    var parts = new ArrayList<String>();
    Clauses.add(parts, "FROM SQL WITH FUNCTION", transform.fromSql());
    Clauses.add(parts, "TO SQL WITH FUNCTION", transform.toSql());
    return "CREATE TRANSFORM " + transform.id().name() + " (" + String.join(", ", parts) + ')';
  }
}
