package dev.veery.core.diff;

import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.sql.Identifiers;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Types. */
final class TypeSql {

  private TypeSql() {}

  /**
   * @param checks of a domain, those that stand in its definition
   */
  static String create(DataType type, List<Constraint.Check> checks) {
    String create = "CREATE TYPE " + type.id().sqlName();
    return switch (type) {
      case DataType.Enumeration enumeration ->
          create
              + enumeration.labels().stream()
                  .map(Identifiers::literal)
                  .collect(Collectors.joining(", ", " AS ENUM (", ")"));
      case DataType.Domain domain -> domain(domain, checks);
      case DataType.Composite composite ->
          composite.fields().isEmpty()
              ? create + " AS ()"
              : create
                  + composite.fields().stream()
                      .map(TypeSql::field)
                      .collect(Collectors.joining(",\n    ", " AS (\n    ", "\n)"));
      case DataType.Range range -> create + " AS RANGE" + range(range);
      case DataType.Base base -> create + Clauses.parameters(base.parameters());
      case DataType.Shell shell -> shell(shell);
    };
  }

  /** Announces a type that its own functions need. */
  static String shell(DataType type) {
    return "CREATE TYPE " + type.id().sqlName();
  }

  private static String domain(DataType.Domain domain, List<Constraint.Check> checks) {
    var text =
        new StringBuilder("CREATE DOMAIN ")
            .append(domain.id().sqlName())
            .append(" AS ")
            .append(domain.baseType());
    if (!domain.collation().isEmpty()) {
      text.append(" COLLATE ").append(domain.collation());
    }
    if (!domain.defaultExpression().isEmpty()) {
      text.append(" DEFAULT ").append(domain.defaultExpression());
    }
    if (domain.notNull()) {
      text.append(
          domain.notNullName().isEmpty()
              ? " NOT NULL"
              : " CONSTRAINT " + Identifiers.quote(domain.notNullName()) + " NOT NULL");
    }
    for (Constraint.Check check : checks) {
      text.append("\n    ").append(ConstraintSql.clause(check));
    }
    return text.toString();
  }

  static String field(DataType.Field field) {
    return Identifiers.quote(field.name())
        + ' '
        + field.type()
        + (field.collation().isEmpty() ? "" : " COLLATE " + field.collation());
  }

  private static String range(DataType.Range range) {
    var parameters = new TreeMap<String, String>();
    parameters.put("subtype", range.subtype());
    put(parameters, "subtype_opclass", range.operatorClass());
    put(parameters, "collation", range.collation());
    put(parameters, "canonical", range.canonical());
    put(parameters, "subtype_diff", range.difference());
    parameters.put(
        "multirange_type_name", Identifiers.qualify(range.id().schema(), range.multirange()));
    return Clauses.parameters(parameters);
  }

  private static void put(TreeMap<String, String> parameters, String word, String value) {
    if (!value.isEmpty()) {
      parameters.put(word, value);
    }
  }
}
