package dev.veery.core.tenancy;

import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;

/**
 * A table whose rows belong to tenants.
 *
 * @param table itself
 * @param owner how its rows say whose they are
 */
public record TenantTable(Relation.Table table, Owner owner) {

  /** How a row says whose it is. */
  public sealed interface Owner {

    /** By a column of its own. */
    record ByColumn(String column, String type) implements Owner {}

    /** By the row that a foreign key leads to. */
    record ByParent(Constraint.ForeignKey key, TenantTable parent) implements Owner {}
  }

  public ObjectId id() {
    return table.id();
  }

  /** Its qualified name as SQL. */
  public String name() {
    return Identifiers.qualify(table.id().schema(), table.id().name());
  }

  /** The column or columns of its own that decide whose a row is. */
  public List<String> deciding() {
    return switch (owner) {
      case Owner.ByColumn column -> List.of(column.column());
      case Owner.ByParent parent -> parent.key().columns();
    };
  }

  /**
   * Whose a row is, as SQL that gives text; NULL for nobody's.
   *
   * @param alias what the table is called in the query
   */
  public String tenantOf(String alias) {
    return tenantOf(alias, 0);
  }

  private String tenantOf(String alias, int depth) {
    return switch (owner) {
      case Owner.ByColumn column -> alias + "." + Identifiers.quote(column.column()) + "::text";
      case Owner.ByParent parent -> {
        String inner = "veery_p" + depth;
        List<String> joins = new ArrayList<>();
        for (int i = 0; i < parent.key().columns().size(); i++) {
          joins.add(
              inner
                  + "."
                  + Identifiers.quote(parent.key().referencedColumns().get(i))
                  + " = "
                  + alias
                  + "."
                  + Identifiers.quote(parent.key().columns().get(i)));
        }
        yield "(SELECT "
            + parent.parent().tenantOf(inner, depth + 1)
            + " FROM "
            + parent.parent().name()
            + " "
            + inner
            + " WHERE "
            + String.join(" AND ", joins)
            + ")";
      }
    };
  }
}
