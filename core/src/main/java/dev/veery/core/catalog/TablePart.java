package dev.veery.core.catalog;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** What hangs on a table or a view besides columns, constraints and indexes. */
public sealed interface TablePart extends SchemaObject {

  /** The table, view or materialized view. */
  ObjectId relation();

  /**
   * A trigger.
   *
   * @param definition the {@code CREATE TRIGGER} as {@code pg_get_triggerdef} prints it; empty for
   *     a trigger that a partition has from its parent, listed only because its state differs
   * @param enabled in which replication role it fires
   */
  record Trigger(
      ObjectId id, Attributes attributes, ObjectId relation, String definition, Enabled enabled)
      implements TablePart {}

  /**
   * A rewrite rule; the one that makes a view a view is not listed.
   *
   * @param definition the {@code CREATE RULE} as {@code pg_get_ruledef} prints it
   */
  record Rule(
      ObjectId id, Attributes attributes, ObjectId relation, String definition, Enabled enabled)
      implements TablePart {}

  /**
   * A row-level security policy.
   *
   * @param command {@code ALL}, {@code SELECT}, {@code INSERT}, {@code UPDATE} or {@code DELETE}
   * @param roles {@code public} stands as the empty string; the order does not count
   * @param using which rows are seen; empty where not given
   * @param check which rows may be written; empty where not given
   */
  record Policy(
      ObjectId id,
      Attributes attributes,
      ObjectId relation,
      boolean permissive,
      String command,
      Set<String> roles,
      String using,
      String check)
      implements TablePart {
    public Policy {
      roles = Collections.unmodifiableSet(new LinkedHashSet<>(roles));
    }
  }

  /**
   * Extended statistics.
   *
   * @param definition the {@code CREATE STATISTICS} as {@code pg_get_statisticsobjdef} prints it
   * @param target the statistics target, -1 where it is the server's default
   */
  record Statistics(
      ObjectId id, Attributes attributes, ObjectId relation, String definition, int target)
      implements TablePart {}

  /** In which sessions a trigger or a rule acts. */
  enum Enabled {
    /** In ordinary sessions, not in those that apply replicated rows. */
    ORIGIN("ENABLE"),
    DISABLED("DISABLE"),
    REPLICA("ENABLE REPLICA"),
    ALWAYS("ENABLE ALWAYS");

    private final String sql;

    Enabled(String sql) {
      this.sql = sql;
    }

    /** The words of {@code ALTER TABLE … TRIGGER}. */
    public String sql() {
      return sql;
    }
  }
}
