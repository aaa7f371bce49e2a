package dev.veery.core.tenancy;

import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.Relation;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.tenancy.TenantTable.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Foreign keys, unique keys and indexes of tenants' tables. */
final class KeyCheck {

  private static final Set<String> COUNTED = Set.of("smallint", "integer", "bigint", "uuid");

  private final TenancyModel model;
  private final Findings findings;

  KeyCheck(TenancyModel model, Findings findings) {
    this.model = model;
    this.findings = findings;
  }

  void check() {
    for (TenantTable tenant : model.tenantTables()) {
      Relation.Table table = tenant.table();
      if (table.partitionOf().isPresent()) {
        continue;
      }
      if (isWritten(table)) {
        for (Constraint.ForeignKey key : model.foreignKeys(table)) {
          foreignKey(tenant, key);
        }
        keys(table).forEach(index -> unique(tenant, index));
      }
      if (tenant.owner() instanceof Owner.ByColumn by) {
        leading(tenant, by.column());
      }
    }
  }

  private boolean isWritten(Relation.Table table) {
    return model.applicationRoles().stream()
        .anyMatch(role -> model.may(role, table, "INSERT") || model.may(role, table, "UPDATE"));
  }

  private void foreignKey(TenantTable child, Constraint.ForeignKey key) {
    TenantTable parent = model.find(key.referenced()).orElse(null);
    if (parent == null || carries(child, key, parent)) {
      return;
    }
    if (PolicyCheck.asks(model, child.table(), parent.id().name())) {
      return;
    }
    String name = Identifiers.quote(key.id().name());
    findings.error(
        "fk-without-tenant",
        child.name(),
        "foreign key " + name + " of " + child.name() + " does not carry the tenant",
        "A row can refer to one of another tenant in "
            + parent.name()
            + ": checks of foreign keys pass policies over, and tell whether a key is taken."
            + (key.onDelete().equals("CASCADE") || key.onDelete().startsWith("SET")
                ? " Deleting the parent then changes rows of the other tenant."
                : ""),
        child.owner() instanceof Owner.ByColumn by
                && parent.owner() instanceof Owner.ByColumn parentBy
            ? "ALTER TABLE "
                + parent.name()
                + " ADD UNIQUE ("
                + Identifiers.quote(parentBy.column())
                + ", "
                + list(key.referencedColumns())
                + ");\nALTER TABLE "
                + child.name()
                + " DROP CONSTRAINT "
                + name
                + ", ADD CONSTRAINT "
                + name
                + " FOREIGN KEY ("
                + Identifiers.quote(by.column())
                + ", "
                + list(key.columns())
                + ") REFERENCES "
                + parent.name()
                + " ("
                + Identifiers.quote(parentBy.column())
                + ", "
                + list(key.referencedColumns())
                + ");"
            : "give both tables the tenant column and make it part of the key");
  }

  private static String list(List<String> columns) {
    return String.join(", ", columns.stream().map(Identifiers::quote).toList());
  }

  /** Whether child and parent cannot be of different tenants. */
  private static boolean carries(TenantTable child, Constraint.ForeignKey key, TenantTable parent) {
    // The key that says whose a row is cannot lead to another tenant: the row is that tenant's.
    if (child.owner() instanceof Owner.ByParent by) {
      return by.key().id().equals(key.id());
    }
    if (!(parent.owner() instanceof Owner.ByColumn parentBy)
        || !(child.owner() instanceof Owner.ByColumn childBy)) {
      return false;
    }
    for (int i = 0; i < key.columns().size(); i++) {
      if (key.columns().get(i).equals(childBy.column())
          && key.referencedColumns().get(i).equals(parentBy.column())) {
        return true;
      }
    }
    return false;
  }

  private List<Index> keys(Relation.Table table) {
    List<Index> keys = new ArrayList<>();
    for (Constraint.Key key : model.catalog().all(Constraint.Key.class)) {
      if (key.holder().equals(table.id())) {
        keys.add(key.index());
      }
    }
    for (Index index : model.catalog().all(Index.class)) {
      if (index.table().equals(table.id()) && index.unique()) {
        keys.add(index);
      }
    }
    return keys;
  }

  private void unique(TenantTable tenant, Index index) {
    List<String> columns = index.keys().stream().map(Index.Key::column).toList();
    // The registry's own key is the tenant; a child without the column is told apart by its parent.
    boolean carries =
        tenant.deciding().stream().anyMatch(columns::contains)
            || index.keys().stream()
                .anyMatch(key ->
                    tenant.deciding().stream()
                        .anyMatch(column -> Texts.mention(key.expression(), column)))
            || isSurrogate(tenant.table(), columns);
    if (!carries) {
      String list =
          String.join(
              ", ",
              index.keys().stream()
                  .map(key ->
                      key.column().isEmpty()
                          ? "(" + key.expression() + ")"
                          : Identifiers.quote(key.column()))
                  .toList());
      findings.warning(
          "unique-without-tenant",
          tenant.name(),
          "unique key "
              + Identifiers.quote(index.id().name())
              + " of "
              + tenant.name()
              + " does not carry the tenant",
          "A tenant learns from a refused value that another one has it, and takes it from it.",
          "make it UNIQUE (" + list(tenant.deciding()) + ", " + list + ")");
    }
  }

  /** A key that nobody chooses: what is refused tells nothing. */
  private static boolean isSurrogate(Relation.Table table, List<String> columns) {
    for (String name : columns) {
      Column column = TenancyModel.column(table, name).orElse(null);
      if (column == null || !COUNTED.contains(column.type())) {
        return false;
      }
    }
    return !columns.isEmpty();
  }

  private void leading(TenantTable tenant, String column) {
    Relation.Table table = tenant.table();
    boolean leads =
        table.partitionBy().toLowerCase(Locale.ROOT).startsWith("list (" + column + ")");
    for (Constraint.Key key : model.catalog().all(Constraint.Key.class)) {
      leads |= key.holder().equals(table.id()) && leads(key.index(), column);
    }
    for (Index index : model.catalog().all(Index.class)) {
      leads |=
          index.table().equals(table.id()) && index.predicate().isEmpty() && leads(index, column);
    }
    if (!leads) {
      findings.warning(
          "index-missing",
          tenant.name(),
          "no index of " + tenant.name() + " begins with " + column,
          "Every query reads the rows of all tenants to find those of one.",
          "CREATE INDEX CONCURRENTLY ON "
              + tenant.name()
              + " ("
              + Identifiers.quote(column)
              + ");");
    }
  }

  private static boolean leads(Index index, String column) {
    return index.keys().getFirst().column().equals(column);
  }
}
