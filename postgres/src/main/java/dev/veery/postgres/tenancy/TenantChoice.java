package dev.veery.postgres.tenancy;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.Relation;
import dev.veery.core.tenancy.TenancyModel;
import dev.veery.core.tenancy.TenantTable;
import dev.veery.core.tenancy.TenantTable.Owner;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes up tenants that the schema takes: those of the configuration, those that partitions and
 * checks name, or some of the column's type.
 */
final class TenantChoice {

  private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*)'");

  private static final List<String> UUIDS =
      List.of("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222");

  /** The second one ends like the first: a comparison by prefix does not tell them apart. */
  private static final List<String> TEXTS = List.of("ta", "ta2");

  private TenantChoice() {}

  /** At least two. */
  static List<String> of(TenancyModel model) {
    if (!model.settings().examples().isEmpty()) {
      return model.settings().examples();
    }
    Set<String> named = new LinkedHashSet<>();
    List<String> types = new ArrayList<>();
    for (TenantTable tenant : model.tenantTables()) {
      if (tenant.owner() instanceof Owner.ByColumn by) {
        types.add(base(model.catalog(), by.type()));
        named.addAll(named(model, tenant, by.column()));
      }
    }
    if (named.size() >= 2) {
      return List.copyOf(named).subList(0, 2);
    }
    for (DataType.Enumeration type : model.catalog().all(DataType.Enumeration.class)) {
      if (types.contains(type.id().sqlName()) && type.labels().size() >= 2) {
        return type.labels().subList(0, 2);
      }
    }
    if (types.contains("uuid")) {
      return UUIDS;
    }
    boolean counts =
        types.stream().anyMatch(type -> type.matches("smallint|integer|bigint|numeric.*"));
    return counts ? List.of("1001", "1002") : TEXTS;
  }

  private static String base(Catalog catalog, String type) {
    for (DataType.Domain domain : catalog.all(DataType.Domain.class)) {
      if (domain.id().sqlName().equals(type) || domain.id().name().equals(type)) {
        return base(catalog, domain.baseType());
      }
    }
    return type;
  }

  /** What partitions by tenant and checks on the column allow. */
  private static Set<String> named(TenancyModel model, TenantTable tenant, String column) {
    Set<String> named = new LinkedHashSet<>();
    Relation.Table table = tenant.table();
    if (table.partitionOf().isPresent()
        && model.catalog().find(table.partitionOf().get().parent()).orElse(null)
            instanceof Relation.Table parent
        && parent.partitionBy().toLowerCase(Locale.ROOT).equals("list (" + column + ")")) {
      literals(table.partitionOf().get().bound(), named);
    }
    for (Constraint.Check check : model.catalog().all(Constraint.Check.class)) {
      if (check.holder().equals(table.id())
          && Pattern.compile("(?<!\\w)" + Pattern.quote(column) + "(?!\\w)")
              .matcher(check.expression())
              .find()
          && check.expression().contains("ANY (ARRAY[")) {
        literals(check.expression(), named);
      }
    }
    return named;
  }

  private static void literals(String text, Set<String> into) {
    Matcher literal = LITERAL.matcher(text);
    while (literal.find()) {
      into.add(literal.group(1).replace("''", "'"));
    }
  }
}
