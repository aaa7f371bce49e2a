package dev.veery.core.tenancy;

import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Routine;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What leads past the policies of a table: views, materialized views, functions, triggers, rules.
 */
final class PassageCheck {

  private static final Pattern TRIGGER_FUNCTION =
      Pattern.compile("EXECUTE (?:FUNCTION|PROCEDURE) (.+?)\\(");

  private static final Pattern WRITES =
      Pattern.compile("\\b(insert\\s+into|update|delete\\s+from|merge\\s+into|truncate)\\b");

  private final TenancyModel model;
  private final Findings findings;

  PassageCheck(TenancyModel model, Findings findings) {
    this.model = model;
    this.findings = findings;
  }

  void check() {
    model.catalog().all(Relation.View.class).forEach(this::view);
    model.catalog().all(Relation.MaterializedView.class).forEach(this::materialized);
    model.catalog().all(Routine.Function.class).forEach(this::function);
    model.catalog().all(TablePart.Trigger.class).forEach(this::trigger);
    model.catalog().all(TablePart.Rule.class).forEach(this::rule);
  }

  private List<TenantTable> tenantsOf(ObjectId object) {
    List<TenantTable> found = new ArrayList<>();
    for (ObjectId id : model.reads(object)) {
      model.find(id).ifPresent(found::add);
    }
    return found;
  }

  private boolean anyRoleMay(Relation relation) {
    return model.applicationRoles().stream().anyMatch(role -> model.mayTouch(role, relation));
  }

  /** Whether whoever works as this owner gets past the policies of a table. */
  private boolean passes(String owner, TenantTable table) {
    Set<String> inherited = model.roles().inherited(owner);
    boolean owns = inherited.contains(table.table().attributes().owner());
    return model.roles().find(owner).isAbovePolicies()
        || !table.table().rowSecurity()
        || owns && !table.table().forceRowSecurity();
  }

  private void view(Relation.View view) {
    if (Texts.isOn(view.options().get("security_invoker")) || !anyRoleMay(view)) {
      return;
    }
    String name = view.id().sqlName();
    String owner = view.attributes().owner();
    for (TenantTable table : tenantsOf(view.id())) {
      if (!passes(owner, table)) {
        continue;
      }
      boolean filters =
          table.deciding().stream().anyMatch(column -> Texts.mention(view.query(), column))
              && asksForSession(view.query(), model.catalog().dependencies(view.id()));
      if (!filters) {
        findings.error(
            "view-bypasses",
            name,
            "view " + name + " reads " + table.name() + " as its owner " + owner,
            "The policies of the table do not hold for " + owner + ": the view shows all tenants.",
            model.catalog().major() >= 15
                ? "ALTER VIEW " + name + " SET (security_invoker = true);"
                : "ALTER VIEW " + name + " OWNER TO a role for which the policies hold");
        return;
      }
      if (!Texts.isOn(view.options().get("security_barrier"))) {
        findings.warning(
            "view-no-barrier",
            name,
            "view " + name + " keeps tenants apart and is no security barrier",
            "A condition of the caller can be run on a row before the view has hidden it.",
            "ALTER VIEW " + name + " SET (security_barrier = true);");
        return;
      }
    }
  }

  /** Whether SQL asks for whom the session works: by the setting, its user, or a function. */
  private boolean asksForSession(String sql, Set<ObjectId> needed) {
    String lower = sql.toLowerCase(Locale.ROOT);
    return lower.contains("'" + model.settings().setting().toLowerCase(Locale.ROOT) + "'")
        || lower.contains("current_user")
        || lower.contains("session_user")
        || needed.stream().anyMatch(this::readsSetting)
        || settingFunctions().stream().anyMatch(name -> Texts.mention(sql, name));
  }

  private boolean readsSetting(ObjectId id) {
    return model.catalog().find(id).orElse(null) instanceof Routine.Function function
        && readsSetting(function);
  }

  private boolean readsSetting(Routine.Function function) {
    return Texts.body(function)
        .toLowerCase(Locale.ROOT)
        .contains("'" + model.settings().setting().toLowerCase(Locale.ROOT) + "'");
  }

  private List<String> settingFunctions() {
    return model.catalog().all(Routine.Function.class).stream()
        .filter(this::readsSetting)
        .map(function -> function.id().name().substring(0, function.id().name().indexOf('(')))
        .toList();
  }

  private void materialized(Relation.MaterializedView view) {
    List<TenantTable> tables = tenantsOf(view.id());
    if (!tables.isEmpty() && anyRoleMay(view)) {
      findings.error(
          "matview-exposed",
          view.id().sqlName(),
          "materialized view "
              + view.id().sqlName()
              + " holds rows of "
              + tables.getFirst().name()
              + ", and the application can read it",
          "A materialized view has no policies: it shows all tenants to whoever may read it.",
          "REVOKE ALL ON "
              + view.id().sqlName()
              + " FROM the application; give it a view that filters by tenant instead");
    }
  }

  private void function(Routine.Function function) {
    String name = function.id().sqlName();
    if (function.leakproof()) {
      findings.error(
          "function-leakproof",
          name,
          "function " + name + " is marked LEAKPROOF",
          "PostgreSQL runs it on rows before policies have hidden them.",
          "ALTER FUNCTION " + name + " NOT LEAKPROOF;");
    }
    boolean callable =
        !function.result().equals("trigger")
            && !function.result().equals("event_trigger")
            && model.applicationRoles().stream()
                .anyMatch(role ->
                    model.mayUse(role, function.id().schema())
                        && model
                            .roles()
                            .may(role, function.attributes(), List.of("EXECUTE"), true));
    if (!function.securityDefiner() || !callable) {
      return;
    }
    if (function.settings().keySet().stream().noneMatch("search_path"::equalsIgnoreCase)) {
      findings.warning(
          "definer-search-path",
          name,
          "SECURITY DEFINER function " + name + " does not set its search_path",
          "The caller decides which tables and functions its owner uses.",
          "ALTER FUNCTION " + name + " SET search_path = pg_catalog, pg_temp;");
    }
    TenantTable passed = passedBy(function);
    String body = Texts.body(function);
    if (passed != null
        && !(passed.deciding().stream().anyMatch(column -> Texts.mention(body, column))
            && asksForSession(body, model.catalog().dependencies(function.id())))) {
      findings.error(
          "definer-function",
          name,
          "function "
              + name
              + " reaches "
              + passed.name()
              + " as its owner "
              + function.attributes().owner()
              + ", and the application may call it",
          "The policies of the table do not hold for its owner.",
          "ALTER FUNCTION " + name + " SECURITY INVOKER;");
    }
  }

  /** A tenant's table that a function names, and whose policies do not hold for its owner. */
  private @org.jspecify.annotations.Nullable TenantTable passedBy(Routine.Function function) {
    String body = Texts.body(function);
    boolean isDynamic =
        Pattern.compile("(?i)\\bexecute\\b").matcher(body).find()
            && function.language().equals("plpgsql");
    for (TenantTable table : model.tenantTables()) {
      boolean named =
          Texts.mention(body, table.id().name())
              || isDynamic && body.contains(table.id().name())
              || model.reads(function.id()).contains(table.id());
      if (named && passes(function.attributes().owner(), table)) {
        return table;
      }
    }
    return null;
  }

  private void trigger(TablePart.Trigger trigger) {
    TenantTable on = model.find(trigger.relation()).orElse(null);
    Matcher named = TRIGGER_FUNCTION.matcher(trigger.definition());
    if (on == null || !named.find() || trigger.enabled() == TablePart.Enabled.DISABLED) {
      return;
    }
    Routine.Function function = find(named.group(1));
    if (function == null || !function.securityDefiner()) {
      return;
    }
    String body = Texts.body(function);
    TenantTable passed = passedBy(function);
    if (passed != null
        && WRITES.matcher(body.toLowerCase(Locale.ROOT)).find()
        && passed.deciding().stream().noneMatch(column -> Texts.mention(body, column))) {
      findings.warning(
          "trigger-crosses",
          on.name(),
          "trigger "
              + Identifiers.quote(trigger.id().name())
              + " on "
              + on.name()
              + " writes to "
              + passed.name()
              + " as "
              + function.attributes().owner()
              + " and does not ask for the tenant",
          "What one tenant does changes rows of others.",
          "add the tenant column to the conditions in " + function.id().sqlName());
    }
  }

  private Routine.@org.jspecify.annotations.Nullable Function find(String name) {
    String bare = name.replace("\"", "");
    int dot = bare.lastIndexOf('.');
    for (Routine.Function function : model.catalog().all(Routine.Function.class)) {
      if (function.id().kind() == ObjectKind.FUNCTION
          && function.id().name().equals(bare.substring(dot + 1) + "()")
          && (dot < 0 || function.id().schema().equals(bare.substring(0, dot)))) {
        return function;
      }
    }
    return null;
  }

  private void rule(TablePart.Rule rule) {
    TenantTable on = model.find(rule.relation()).orElse(null);
    if (on == null || rule.enabled() == TablePart.Enabled.DISABLED) {
      return;
    }
    String owner = on.table().attributes().owner();
    boolean above = model.tenantTables().stream().anyMatch(table -> passes(owner, table));
    if (above || tenantsOf(rule.id()).stream().anyMatch(table -> !table.id().equals(on.id()))) {
      findings.warning(
          "rule-crosses",
          on.name(),
          "rule "
              + Identifiers.quote(rule.id().name())
              + " on "
              + on.name()
              + " acts with the rights of "
              + owner,
          "What it reads and writes is not held to what the caller may see.",
          "DROP RULE " + Identifiers.quote(rule.id().name()) + " ON " + on.name() + ";");
    }
  }
}
