package dev.veery.core.lint;

import dev.veery.core.migration.Directives;

/**
 * Which files are for each tenant of a fleet of schemas, and what those schemas are called.
 *
 * @param schema with {@code {tenant}} for the tenant's name; empty where the project has no such
 *     fleet
 * @param shared the folder of migrations for what tenants share; empty for none
 */
public record TenantFiles(String schema, String shared) {

  /** A project without tenants that are schemas. */
  public static final TenantFiles NONE = new TenantFiles("", "");

  private static final String TENANT = "{tenant}";

  /**
   * Whether a file runs once for each tenant.
   *
   * @param directives of the file
   * @param path as shown to the user
   */
  public boolean runs(Directives directives, String path) {
    return !schema.isEmpty()
        && !directives.shared()
        && (directives.tenant() || !inFolder(path, shared));
  }

  /** Whether a file lies in a folder, or in one below it. */
  public static boolean inFolder(String path, String folder) {
    return !folder.isEmpty()
        && (path.startsWith(folder + "/") || path.contains("/" + folder + "/"));
  }

  /** Whether a schema is one tenant's by its name; never where any name could be one's. */
  public boolean isTenants(String name) {
    int at = schema.indexOf(TENANT);
    if (at < 0 || schema.length() == TENANT.length()) {
      return false;
    }
    String prefix = schema.substring(0, at);
    String suffix = schema.substring(at + TENANT.length());
    return name.length() > prefix.length() + suffix.length()
        && name.startsWith(prefix)
        && name.endsWith(suffix);
  }
}
