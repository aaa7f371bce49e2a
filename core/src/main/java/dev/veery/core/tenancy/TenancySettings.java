package dev.veery.core.tenancy;

import dev.veery.core.NearMiss;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What {@code [tenancy]} says.
 *
 * @param columns the names that the tenant column has, and {@code schema.table.column} or {@code
 *     table.column} for a table with one of its own
 * @param setting the parameter that says which tenant a session works for, such as {@code
 *     app.tenant_id}
 * @param value what the setting is set to, with {@code {tenant}} in the place of the tenant
 * @param roles the application's roles; empty to find them by their privileges
 * @param shared patterns of tables that all tenants share
 * @param tenants a query that gives every tenant, or empty
 * @param examples tenants for the attack, where made-up ones do not pass the schema's checks
 * @param accepted findings that are known and wanted: a code, or {@code code:object} with {@code *}
 * @param gate what happens before and after a run on production
 */
public record TenancySettings(
    List<String> columns,
    String setting,
    String value,
    List<String> roles,
    List<String> shared,
    String tenants,
    List<String> examples,
    List<String> accepted,
    Gate gate) {

  /** What holds a run on production. */
  public enum Gate {
    /** The schema, the data, and an attack on a scratch database. */
    FULL,
    /** The schema and the data. */
    CATALOG,
    /** Nothing. */
    OFF
  }

  private static final List<String> KEYS =
      List.of(
          "column", "setting", "value", "roles", "shared", "tenants", "examples", "accept", "gate");

  private static final String PLACE = "{tenant}";

  public TenancySettings {
    columns = List.copyOf(columns);
    roles = List.copyOf(roles);
    shared = List.copyOf(shared);
    examples = List.copyOf(examples);
    accepted = List.copyOf(accepted);
  }

  /**
   * Reads the entries of the table.
   *
   * @param problems takes a sentence for everything that is not understood
   */
  public static TenancySettings read(Map<String, String> entries, List<String> problems) {
    for (String key : new TreeMap<>(entries).keySet()) {
      if (!KEYS.contains(key)) {
        problems.add(
            "tenancy."
                + key
                + " is no setting; "
                + NearMiss.remedy(key, KEYS, "there are " + String.join(", ", KEYS)));
      }
    }
    List<String> columns = names(entries.getOrDefault("column", ""));
    if (columns.isEmpty()) {
      problems.add("tenancy.column does not say which column holds the tenant");
    }
    String setting = entries.getOrDefault("setting", "").strip();
    if (!Pattern.matches("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)+", setting)) {
      problems.add(
          "tenancy.setting is expected to be a parameter with a dot in its name, such as"
              + " app.tenant_id, not '"
              + setting
              + "'");
    }
    String value = entries.getOrDefault("value", PLACE);
    if (!value.contains(PLACE)) {
      problems.add("tenancy.value has no " + PLACE + " in it, so every tenant would be the same");
    }
    List<String> examples = names(entries.getOrDefault("examples", ""));
    if (examples.size() == 1) {
      problems.add("tenancy.examples names one tenant; it takes two to tell them apart");
    }
    Gate gate = Gate.FULL;
    String word = entries.getOrDefault("gate", "full").strip().toUpperCase(Locale.ROOT);
    try {
      gate = Gate.valueOf(word);
    } catch (IllegalArgumentException e) {
      problems.add(
          "tenancy.gate is full, catalog or off, not '" + entries.getOrDefault("gate", "") + "'");
    }
    return new TenancySettings(
        columns,
        setting,
        value,
        names(entries.getOrDefault("roles", "")),
        names(entries.getOrDefault("shared", "")),
        entries.getOrDefault("tenants", "").strip(),
        examples,
        names(entries.getOrDefault("accept", "")),
        gate);
  }

  /** What the setting is set to for a tenant. */
  public String valueOf(String tenant) {
    return value.replace(PLACE, tenant);
  }

  /** Whether a pattern of a list fits a name; {@code *} stands for any text. */
  static boolean matches(List<String> patterns, String name) {
    for (String pattern : patterns) {
      var regex = new StringBuilder();
      for (String literal : pattern.split("\\*", -1)) {
        regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
      }
      if (Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches()) {
        return true;
      }
    }
    return false;
  }

  /** Whether all tenants share a table. */
  boolean isShared(String schema, String table) {
    return matches(shared, schema + '.' + table) || matches(shared, table);
  }

  private static List<String> names(String value) {
    List<String> names = new ArrayList<>();
    for (String name : value.split("[,\n]")) {
      if (!name.isBlank()) {
        names.add(name.strip());
      }
    }
    return names;
  }
}
