package dev.veery.core.tenancy;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.Relation;
import dev.veery.core.lint.Severity;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.tenancy.TenantTable.Owner;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the schema says about tenants, without trying anything: a function of the catalog, the roles
 * and the configuration.
 */
public final class CatalogCheck {

  private final TenancyModel model;
  private final Findings findings = new Findings();

  private CatalogCheck(TenancyModel model) {
    this.model = model;
  }

  /** Every finding, worst first, accepted ones among them. */
  public static List<TenancyFinding> check(TenancyModel model) {
    return new CatalogCheck(model).check();
  }

  private List<TenancyFinding> check() {
    new RoleCheck(model, findings).check();
    for (TenantTable table : model.tenantTables()) {
      check(table);
    }
    model.unclassified().forEach(this::unclassified);
    model.shared().forEach(this::shared);
    new PolicyCheck(model, findings).check();
    new KeyCheck(model, findings).check();
    new PassageCheck(model, findings).check();
    model.catalog().all(DatabaseObject.DefaultPrivileges.class).forEach(this::defaultPrivileges);
    return findings.all().stream().distinct().sorted().toList();
  }

  /** Whether the configuration says that a finding is known and wanted. */
  public static boolean isAccepted(TenancySettings settings, TenancyFinding finding) {
    return TenancySettings.matches(settings.accepted(), finding.code())
        || TenancySettings.matches(settings.accepted(), finding.identity());
  }

  private void check(TenantTable tenant) {
    Relation.Table table = tenant.table();
    String name = tenant.name();
    List<String> reaching =
        model.reachableRoles().stream().filter(role -> model.mayTouch(role, table)).toList();
    if (reaching.isEmpty()) {
      return;
    }
    String who = String.join(", ", reaching);
    if (table.foreign().isPresent()) {
      findings.error(
          "foreign-table",
          name,
          who + " can reach foreign table " + name + ", which cannot have policies",
          "Whoever reads it reads the rows of all tenants that the other server gives.",
          "REVOKE ALL ON " + name + " FROM " + who + ";");
    } else if (!table.rowSecurity()) {
      boolean isPartition = table.partitionOf().isPresent();
      findings.error(
          isPartition ? "partition-exposed" : "rls-off",
          name,
          (isPartition ? "partition " : "table ")
              + name
              + " has no row-level security, and "
              + who
              + " can reach it"
              + (isPartition ? " directly" : ""),
          isPartition
              ? "The policies of the partitioned table hold only for queries that name that table."
              : "Every query sees the rows of all tenants.",
          isPartition
              ? "REVOKE ALL ON " + name + " FROM " + who + ";"
              : "ALTER TABLE "
                  + name
                  + " ENABLE ROW LEVEL SECURITY;\nALTER TABLE "
                  + name
                  + " FORCE ROW LEVEL SECURITY;");
    } else if (!table.forceRowSecurity()) {
      String owner = table.attributes().owner();
      boolean reachable = model.reachableRoles().contains(owner);
      findings.add(
          reachable ? Severity.ERROR : Severity.WARNING,
          "rls-not-forced",
          name,
          "row-level security of " + name + " does not hold for its owner " + owner,
          reachable
              ? "The application is, or can become, that owner, and sees the rows of all tenants."
              : "Views and SECURITY DEFINER functions of that owner see the rows of all tenants.",
          "ALTER TABLE " + name + " FORCE ROW LEVEL SECURITY;");
    }
    for (String role : model.applicationRoles()) {
      if (model.may(role, table, "TRUNCATE")) {
        findings.error(
            "truncate-granted",
            name,
            role + " may truncate " + name,
            "TRUNCATE empties the table for all tenants; policies do not hold for it.",
            "REVOKE TRUNCATE ON " + name + " FROM " + Identifiers.quote(role) + ";");
      }
      if (model.may(role, table, "TRIGGER")) {
        findings.warning(
            "trigger-granted",
            name,
            role + " may make triggers on " + name,
            "A trigger of its own sees what the sessions of all tenants write.",
            "REVOKE TRIGGER ON " + name + " FROM " + Identifiers.quote(role) + ";");
      }
    }
    if (tenant.owner() instanceof Owner.ByColumn by) {
      TenancyModel.column(table, by.column()).ifPresent(column -> column(tenant, column));
    }
  }

  private void column(TenantTable tenant, Column column) {
    String name = tenant.name();
    if (column.notNull() instanceof Column.NotNull.Nullable) {
      findings.warning(
          "tenant-nullable",
          name,
          "column " + column.name() + " of " + name + " may be NULL",
          "A row without a tenant belongs to nobody, or to everybody.",
          "ALTER TABLE "
              + name
              + " ALTER COLUMN "
              + Identifiers.quote(column.name())
              + " SET NOT NULL;");
    }
    if (column.value() instanceof Column.Value.Default value
        && value.expression().matches("'?[\\w-]+'?(::[\\w ()]+)?")
        && !value.expression().toLowerCase(java.util.Locale.ROOT).startsWith("current_")) {
      findings.warning(
          "tenant-default",
          name,
          "column "
              + column.name()
              + " of "
              + name
              + " has the constant default "
              + value.expression(),
          "A row that names no tenant becomes one of that tenant.",
          "ALTER TABLE "
              + name
              + " ALTER COLUMN "
              + Identifiers.quote(column.name())
              + " DROP DEFAULT;");
    }
  }

  private void unclassified(Relation.Table table) {
    String name = table.id().sqlName();
    List<String> roles =
        model.applicationRoles().stream().filter(role -> model.mayTouch(role, table)).toList();
    if (!roles.isEmpty()) {
      findings.error(
          "table-unprotected",
          name,
          "table "
              + name
              + " has no tenant column, is not named in shared, and "
              + String.join(", ", roles)
              + " can reach it",
          "Whatever is in it is seen by all tenants.",
          "give it the tenant column and policies, or add it to shared in [tenancy]");
    }
  }

  private void shared(Relation.Table table) {
    String name = table.id().sqlName();
    for (String role : model.applicationRoles()) {
      List<String> may =
          List.of("INSERT", "UPDATE", "DELETE", "TRUNCATE").stream()
              .filter(privilege -> model.may(role, table, privilege))
              .toList();
      if (!may.isEmpty() && !table.rowSecurity()) {
        findings.warning(
            "shared-writable",
            name,
            role + " may " + String.join(", ", may) + " in " + name + ", which all tenants share",
            "What one tenant's session writes there, all other tenants get.",
            "REVOKE "
                + String.join(", ", may)
                + " ON "
                + name
                + " FROM "
                + Identifiers.quote(role)
                + ";");
      }
    }
  }

  private void defaultPrivileges(DatabaseObject.DefaultPrivileges privileges) {
    if (!privileges.objects().equals("TABLES")) {
      return;
    }
    Set<String> open =
        privileges.grants().stream()
            .filter(grant ->
                grant.grantee().isEmpty()
                    || model.applicationRoles().stream()
                        .anyMatch(r -> model.roles().inherited(r).contains(grant.grantee())))
            .filter(grant -> !grant.grantee().equals(privileges.role()))
            .map(Attributes.Grant::grantee)
            .collect(Collectors.toSet());
    for (String grantee : open) {
      String who = grantee.isEmpty() ? "PUBLIC" : grantee;
      findings.add(
          grantee.isEmpty() ? Severity.ERROR : Severity.WARNING,
          "default-privileges",
          privileges.schema().isEmpty() ? "tables" : privileges.schema() + ".*",
          "new tables of "
              + privileges.role()
              + (privileges.schema().isEmpty() ? "" : " in " + privileges.schema())
              + " are open to "
              + who
              + " from the start",
          "A table that a migration adds can be read by all tenants until somebody protects it.",
          "ALTER DEFAULT PRIVILEGES FOR ROLE "
              + Identifiers.quote(privileges.role())
              + (privileges.schema().isEmpty()
                  ? ""
                  : " IN SCHEMA " + Identifiers.quote(privileges.schema()))
              + " REVOKE ALL ON TABLES FROM "
              + (grantee.isEmpty() ? who : Identifiers.quote(who))
              + ";");
    }
  }
}
