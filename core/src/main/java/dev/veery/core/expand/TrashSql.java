package dev.veery.core.expand;

import dev.veery.core.sql.Identifiers;

/** Calls of the journal's functions that hide what a plain statement would drop. */
public final class TrashSql {

  private TrashSql() {}

  /**
   * Hides a table instead of dropping it.
   *
   * @param home the schema of the journal, quoted
   * @param table as SQL
   * @param migration that drops it; its version
   * @param keep for how long, as an interval
   */
  public static String hideTable(
      String home, String table, String migration, String keep, boolean cascade) {
    return call(home, "hide_table", table, null, migration, keep, cascade);
  }

  /** Hides a column instead of dropping it. */
  public static String hideColumn(
      String home, String table, String column, String migration, String keep, boolean cascade) {
    return call(home, "hide_column", table, column, migration, keep, cascade);
  }

  private static String call(
      String home,
      String function,
      String table,
      @org.jspecify.annotations.Nullable String column,
      String migration,
      String keep,
      boolean cascade) {
    return "SELECT "
        + home
        + '.'
        + function
        + '('
        + Identifiers.literal(table)
        + "::regclass, "
        + (column == null ? "" : Identifiers.literal(column) + ", ")
        + Identifiers.literal(migration)
        + ", "
        + Identifiers.literal(keep)
        + ", "
        + cascade
        + ')';
  }
}
