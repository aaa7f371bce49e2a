package dev.veery.core.plan;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.NamesIn;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.SourcePosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tables on which old and new stand side by side. What else changes them has to wait for the second
 * half: its script was made for the table as it was, and what hangs on the column that goes would
 * go with it.
 */
final class OpenTables {

  /** Rows are written by either application meanwhile, and by migrations just as well. */
  private static final Set<String> ROWS =
      Set.of("select", "insert", "update", "delete", "with", "values", "table", "merge");

  /** By the bare name, which is all that a script has to say. */
  private final Map<String, Version> byName = new HashMap<>();

  private final Map<String, Version> all = new HashMap<>();
  private final History history;

  OpenTables(History history) {
    this.history = history;
    history
        .changing()
        .forEach((by, tables) -> {
          // A contracted one has the shape that whatever comes next builds on.
          if (!"contracted".equals(history.changes().get(by))) {
            add(by, tables);
          }
          tables.forEach(table -> all.put(table, by));
        });
  }

  /** From here on in the plan these are open, too. */
  void add(Version by, List<String> tables) {
    tables.forEach(table -> byName.put(bare(table), by));
    tables.forEach(table -> all.put(table, by));
  }

  /** {@code shop."Orders"}: {@code Orders}. */
  private static String bare(String table) {
    return NamesIn.of(table).getLast();
  }

  /** Why a migration has to wait; null where nothing is in its way. */
  @Nullable Problem inTheWayOf(Migration migration) {
    if (byName.isEmpty() || !(migration.body() instanceof Migration.Body.Sql sql)) {
      return null;
    }
    List<ScriptItem> items;
    try {
      items = sql.scripts().get().up().items();
    } catch (VeeryException e) {
      return null; // told by who plans it
    }
    for (ScriptItem item : items) {
      if (item instanceof ScriptItem.Statement statement
          && !(statement.words().isEmpty() || ROWS.contains(statement.words().getFirst()))) {
        for (String name : NamesIn.of(statement.bytes())) {
          Version by = byName.get(name);
          if (by != null && !by.equals(migration.version())) {
            return problem(migration, statement.position(), name, by);
          }
        }
      }
    }
    return null;
  }

  /** Two changes of one table at a time would each take the other's work for the old state. */
  @Nullable Problem inTheWayOf(PlannedMigration next, Halves.Split split) {
    for (String table : split.tables()) {
      Version by = all.get(table);
      if (by != null && !by.equals(next.version())) {
        return new Problem(
            ErrorCode.CHANGE_OVERLAPS,
            next.label() + " has to wait: " + table + " is being changed already, by " + label(by),
            SourcePosition.startOf(next.origin().path()),
            "contracted".equals(history.changes().get(by))
                ? "remove what is kept of that: veery purge " + by + ", then veery up"
                : "finish that first: veery contract " + by + ", then veery up");
      }
    }
    return null;
  }

  private String label(Version version) {
    AppliedMigration applied = history.find(version);
    return applied == null ? version.text() : applied.label();
  }

  private Problem problem(Migration migration, SourcePosition at, String table, Version by) {
    return new Problem(
        ErrorCode.CHANGE_OPEN,
        migration.label()
            + " has to wait: on "
            + Identifiers.quote(table)
            + " old and new stand side by side until "
            + label(by)
            + " is contracted",
        at,
        "deploy the new application, then veery contract " + by + ", then veery up");
  }
}
