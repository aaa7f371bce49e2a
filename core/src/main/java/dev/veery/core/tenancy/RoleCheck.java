package dev.veery.core.tenancy;

import dev.veery.core.sql.Identifiers;
import java.util.Set;
import java.util.TreeSet;

/** What the application's roles are, and what they can turn into. */
final class RoleCheck {

  private final TenancyModel model;
  private final Findings findings;

  RoleCheck(TenancyModel model, Findings findings) {
    this.model = model;
    this.findings = findings;
  }

  void check() {
    if (model.applicationRoles().isEmpty()) {
      findings.error(
          "roles-unknown",
          "roles",
          "no role that the application could use has a right to a tenant's table",
          "Nothing can be said about a role that is not known.",
          "name the application's roles: roles = \"app\" in [tenancy]");
    }
    Set<String> owners = new TreeSet<>();
    model.tenantTables().stream()
        .filter(table -> !table.table().forceRowSecurity() && table.table().rowSecurity())
        .forEach(table -> owners.add(table.table().attributes().owner()));
    for (String name : model.applicationRoles()) {
      if (!model.roles().has(name)) {
        findings.error(
            "role-missing",
            name,
            "there is no role " + name,
            "Nothing is proven for a role that is not there.",
            "mend roles in [tenancy], or make the role");
        continue;
      }
      Roles.Role role = model.roles().find(name);
      if (role.isAbovePolicies()) {
        findings.error(
            "role-bypasses",
            name,
            "role " + name + (role.superuser() ? " is a superuser" : " has BYPASSRLS"),
            "Policies do not hold for it: the application sees the rows of all tenants.",
            "ALTER ROLE "
                + Identifiers.quote(name)
                + (role.superuser() ? " NOSUPERUSER" : " NOBYPASSRLS")
                + ";");
      }
      for (String other : model.roles().reachable(name)) {
        if (other.equals(name)) {
          continue;
        }
        boolean above = model.roles().find(other).isAbovePolicies();
        if (above || owners.contains(other)) {
          findings.error(
              "role-can-become",
              name,
              "role "
                  + name
                  + " can become "
                  + other
                  + (above
                      ? ", for which policies do not hold"
                      : ", which owns tables whose policies do not hold for their owner"),
              "One SET ROLE, and the application sees the rows of all tenants.",
              "REVOKE " + Identifiers.quote(other) + " FROM " + Identifiers.quote(name) + ";");
        }
      }
      for (String setting : role.config()) {
        if (setting
            .toLowerCase(java.util.Locale.ROOT)
            .startsWith(model.settings().setting().toLowerCase(java.util.Locale.ROOT) + "=")) {
          findings.warning(
              "setting-preset",
              name,
              "sessions of " + name + " begin with " + setting,
              "A session that forgets to say for whom it works, works for that tenant.",
              "ALTER ROLE "
                  + Identifiers.quote(name)
                  + " RESET "
                  + model.settings().setting()
                  + ";");
        }
      }
    }
  }
}
