package dev.veery.core.diff;

import dev.veery.core.catalog.ConstraintNames;
import dev.veery.core.catalog.DataType;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;

/** Changes of types that keep the type. */
final class TypeAlteration {

  private TypeAlteration() {}

  /** Adds what it takes; false where the type has to be made anew. */
  static boolean of(DataType before, DataType after, List<String> statements) {
    return switch (after) {
      case DataType.Enumeration enumeration ->
          enumeration((DataType.Enumeration) before, enumeration, statements);
      case DataType.Domain domain -> domain((DataType.Domain) before, domain, statements);
      case DataType.Composite composite ->
          composite((DataType.Composite) before, composite, statements);
      case DataType.Range range -> AlterationEquality.of(before, range);
      case DataType.Base base -> AlterationEquality.of(before, base);
      case DataType.Shell ignored -> true;
    };
  }

  /** Labels can be added anywhere and never be taken away. */
  private static boolean enumeration(
      DataType.Enumeration before, DataType.Enumeration after, List<String> statements) {
    var kept = new ArrayList<>(after.labels());
    kept.retainAll(before.labels());
    if (!kept.equals(before.labels())) {
      return false;
    }
    String alter = "ALTER TYPE " + after.id().sqlName() + " ADD VALUE ";
    String previous = "";
    for (int i = 0; i < after.labels().size(); i++) {
      String label = after.labels().get(i);
      if (!before.labels().contains(label)) {
        boolean isLast =
            after.labels().subList(i, after.labels().size()).stream()
                .noneMatch(before.labels()::contains);
        String place =
            isLast
                ? ""
                : i == 0
                    ? " BEFORE " + Identifiers.literal(before.labels().getFirst())
                    : " AFTER " + Identifiers.literal(previous);
        statements.add(alter + Identifiers.literal(label) + place);
      }
      previous = label;
    }
    return true;
  }

  private static boolean domain(
      DataType.Domain before, DataType.Domain after, List<String> statements) {
    if (!before.baseType().equals(after.baseType())
        || !before.collation().equals(after.collation())) {
      return false;
    }
    String alter = "ALTER DOMAIN " + after.id().sqlName();
    if (!before.defaultExpression().equals(after.defaultExpression())) {
      statements.add(
          alter
              + (after.defaultExpression().isEmpty()
                  ? " DROP DEFAULT"
                  : " SET DEFAULT " + after.defaultExpression()));
    }
    if (before.notNull() && !after.notNull()) {
      statements.add(alter + " DROP NOT NULL");
    } else if (!before.notNull() && after.notNull()) {
      statements.add(
          after.notNullName().isEmpty()
              ? alter + " SET NOT NULL"
              : alter + " ADD CONSTRAINT " + Identifiers.quote(after.notNullName()) + " NOT NULL");
    } else if (!before.notNullName().equals(after.notNullName())) {
      statements.add(
          alter
              + " RENAME CONSTRAINT "
              + Identifiers.quote(notNullName(before))
              + " TO "
              + Identifiers.quote(notNullName(after)));
    }
    return true;
  }

  private static String notNullName(DataType.Domain domain) {
    return domain.notNullName().isEmpty()
        ? ConstraintNames.choose(domain.id().name(), "", "not_null")
        : domain.notNullName();
  }

  /** Fields come and go; one that changes its type would change what tables hold. */
  private static boolean composite(
      DataType.Composite before, DataType.Composite after, List<String> statements) {
    var kept = new ArrayList<String>();
    for (DataType.Field field : before.fields()) {
      for (DataType.Field other : after.fields()) {
        if (other.name().equals(field.name())) {
          if (!other.type().equals(field.type()) || !other.collation().equals(field.collation())) {
            return false;
          }
          kept.add(field.name());
        }
      }
    }
    List<String> first =
        after.fields().stream().map(DataType.Field::name).limit(kept.size()).toList();
    if (!first.equals(kept)) {
      return false;
    }
    String alter = "ALTER TYPE " + after.id().sqlName();
    for (DataType.Field field : before.fields()) {
      if (!kept.contains(field.name())) {
        statements.add(alter + " DROP ATTRIBUTE " + Identifiers.quote(field.name()) + " CASCADE");
      }
    }
    for (DataType.Field field : after.fields()) {
      if (!kept.contains(field.name())) {
        statements.add(alter + " ADD ATTRIBUTE " + TypeSql.field(field) + " CASCADE");
      }
    }
    return true;
  }
}
