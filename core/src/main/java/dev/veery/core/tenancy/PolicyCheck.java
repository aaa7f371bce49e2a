package dev.veery.core.tenancy;

import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Routine;
import dev.veery.core.catalog.TablePart.Policy;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the policies of tenants' tables say. */
final class PolicyCheck {

  private static final List<String> COMMANDS = List.of("SELECT", "INSERT", "UPDATE", "DELETE");

  private final TenancyModel model;
  private final Findings findings;
  private final Map<ObjectId, List<Policy>> policies = new HashMap<>();

  PolicyCheck(TenancyModel model, Findings findings) {
    this.model = model;
    this.findings = findings;
    for (Policy policy : model.catalog().all(Policy.class)) {
      policies.computeIfAbsent(policy.relation(), id -> new ArrayList<>()).add(policy);
    }
  }

  void check() {
    Set<Routine.Function> used = new LinkedHashSet<>();
    for (TenantTable tenant : model.tenantTables()) {
      if (!tenant.table().rowSecurity()) {
        continue;
      }
      List<Policy> own = policies.getOrDefault(tenant.id(), List.of());
      for (String role : model.applicationRoles()) {
        missing(tenant, role, own);
      }
      for (Policy policy : own) {
        if (model.applicationRoles().stream().anyMatch(role -> holdsFor(policy, role))) {
          if (policy.permissive()) {
            part(tenant, policy, own, policy.using(), "USING");
            part(tenant, policy, own, policy.check(), "WITH CHECK");
          }
          agree(tenant, policy);
          for (ObjectId needed : model.catalog().dependencies(policy.id())) {
            if (model.catalog().find(needed).orElse(null) instanceof Routine.Function function) {
              used.add(function);
            }
          }
        }
      }
    }
    used.forEach(this::function);
  }

  private void missing(TenantTable tenant, String role, List<Policy> own) {
    if (model.roles().find(role).isAbovePolicies()) {
      return;
    }
    List<String> commands =
        COMMANDS.stream()
            .filter(command -> model.may(role, tenant.table(), command))
            .filter(command ->
                own.stream()
                    .noneMatch(policy ->
                        policy.permissive() && isFor(policy, command) && holdsFor(policy, role)))
            .toList();
    if (!commands.isEmpty()) {
      findings.warning(
          "policy-missing",
          tenant.name(),
          role
              + " may "
              + String.join(", ", commands)
              + " on "
              + tenant.name()
              + ", and no policy lets that through",
          "It finds no row or is refused, its own tenant's rows included.",
          "CREATE POLICY … ON "
              + tenant.name()
              + " FOR "
              + commands.getFirst()
              + " TO "
              + Identifiers.quote(role)
              + " …, or revoke the right");
    }
  }

  private static boolean isFor(Policy policy, String command) {
    return policy.command().equals("ALL") || policy.command().equals(command);
  }

  private boolean holdsFor(Policy policy, String role) {
    Set<String> inherited = model.roles().inherited(role);
    return policy.roles().stream().anyMatch(r -> r.isEmpty() || inherited.contains(r));
  }

  private void part(
      TenantTable tenant, Policy policy, List<Policy> all, String expression, String clause) {
    if (expression.isEmpty()) {
      return;
    }
    String name = "policy " + Identifiers.quote(policy.id().name()) + " on " + tenant.name();
    String remedy =
        "ALTER POLICY "
            + Identifiers.quote(policy.id().name())
            + " ON "
            + tenant.name()
            + " "
            + clause
            + " (… the tenant column compared with current_setting('"
            + model.settings().setting()
            + "') …);";
    if (!mentions(expression, tenant)) {
      boolean covered =
          all.stream()
              .anyMatch(other ->
                  !other.permissive()
                      && (other.command().equals("ALL") || other.command().equals(policy.command()))
                      && other.roles().containsAll(policy.roles())
                      && mentions(
                          clause.equals("USING") || other.check().isEmpty()
                              ? other.using()
                              : other.check(),
                          tenant));
      if (!covered) {
        findings.error(
            "policy-open",
            tenant.name(),
            name + " does not ask for the tenant in " + clause,
            clause.equals("USING")
                ? "Policies are joined by OR: it shows rows of all tenants."
                : "A session can write rows for any tenant.",
            remedy);
      }
      return;
    }
    for (String branch : Branches.of(expression)) {
      if (!mentions(branch, tenant)) {
        findings.warning(
            "policy-or",
            tenant.name(),
            name + " lets rows of every tenant through where " + branch,
            "One side of an OR is enough.",
            remedy);
      }
    }
    String flat = expression.replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    if (flat.matches(".*coalesce\\([^,]*(current_setting|\\(current_setting|nullif).*")
        && tenant.deciding().stream()
            .anyMatch(column ->
                flat.matches(".*coalesce\\(.*, *[\\w.(]*" + column + "\\)*(::\\w+)?\\).*"))) {
      findings.error(
          "policy-unset-open",
          tenant.name(),
          name + " takes the row's own tenant where the setting is missing",
          "A session that never says for whom it works sees the rows of all tenants.",
          remedy);
    }
    if (flat.contains("current_setting(")
        && !flat.contains("'" + model.settings().setting().toLowerCase(Locale.ROOT) + "'")) {
      findings.warning(
          "policy-other-setting",
          tenant.name(),
          name + " reads another setting than " + model.settings().setting(),
          "The application sets one parameter and the policy asks another.",
          remedy);
    }
  }

  /** Whether a condition is about the columns that say whose a row is. */
  private static boolean mentions(String expression, TenantTable tenant) {
    return tenant.deciding().stream().anyMatch(column -> Texts.mention(expression, column));
  }

  private void agree(TenantTable tenant, Policy policy) {
    String setting = "'" + model.settings().setting() + "'";
    boolean disagree =
        !policy.check().isEmpty()
            && !policy.using().isEmpty()
            && policy.using().contains(setting) != policy.check().contains(setting)
            && mentions(policy.check(), tenant)
            && mentions(policy.using(), tenant);
    if (disagree) {
      findings.warning(
          "policy-disagrees",
          tenant.name(),
          "USING and WITH CHECK of policy "
              + Identifiers.quote(policy.id().name())
              + " on "
              + tenant.name()
              + " ask for the tenant in different ways",
          "Rows can be written that are not seen, or the other way round.",
          "leave WITH CHECK away: USING holds for it then");
    }
  }

  private void function(Routine.Function function) {
    String name = function.id().sqlName();
    String body = Texts.body(function);
    if (function.volatility().equals("IMMUTABLE")) {
      findings.error(
          "policy-function-immutable",
          name,
          "function " + name + ", which policies use, is IMMUTABLE",
          "Its value is computed once when a query is planned, and stays when the session changes"
              + " its tenant.",
          "ALTER FUNCTION " + name + " STABLE;");
    }
    if (function.language().equals("plpgsql")
        && body.matches("(?is).*\\braise\\s+(?!exception).*")) {
      findings.warning(
          "policy-function-talks",
          name,
          "function " + name + ", which policies use, tells the client about rows",
          "A RAISE is sent for rows that the policy then hides.",
          "take the RAISE out of " + name);
    }
    if (!function.leakproof()
        && model.reachableRoles().stream()
            .anyMatch(role -> model.roles().owns(role, function.attributes()))
        && model.applicationRoles().stream()
            .noneMatch(role -> model.roles().find(role).superuser())) {
      findings.error(
          "policy-function-owned",
          name,
          "the application owns function " + name + ", which policies use",
          "It can be replaced by one that lets every row through.",
          "ALTER FUNCTION " + name + " OWNER TO a role that the application cannot become");
    }
  }

  /** Whether what a table's policies ask of a new row has to do with another table. */
  static boolean asks(TenancyModel model, Relation.Table table, String parent) {
    for (Policy policy : model.catalog().all(Policy.class)) {
      String check = policy.check().isEmpty() ? policy.using() : policy.check();
      if (policy.relation().equals(table.id()) && Texts.mention(check, parent)) {
        return true;
      }
    }
    return false;
  }
}
