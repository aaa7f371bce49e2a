package dev.veery.engine;

import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.History;
import dev.veery.core.sql.NamesIn;
import dev.veery.core.sql.ScriptItem;
import dev.veery.postgres.journal.OpenChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What was applied behind the second half of a change and builds on the same tables. The way back
 * was written before it, and would take what hangs on the new column with that.
 */
final class LaterChanges {

  private static final Set<String> ROWS = Set.of("select", "insert", "update", "delete", "with");

  private LaterChanges() {}

  /** Labels, newest last; a file that is gone is not known to touch anything. */
  static List<String> over(OpenChange change, History history, MigrationGraph graph) {
    Set<String> tables = new HashSet<>();
    change.tables().forEach(table -> tables.add(NamesIn.of(table).getLast()));
    List<String> later = new ArrayList<>();
    boolean behind = false;
    for (AppliedMigration applied : history.all()) { // in the order of application
      Migration file = graph.find(applied.version());
      if (behind
          && file != null
          && file.body() instanceof Migration.Body.Sql sql
          && changes(sql.scripts().get().up().items(), tables)) {
        later.add(applied.label());
      }
      behind |= applied.version().equals(new Version(change.version()));
    }
    return later;
  }

  private static boolean changes(List<ScriptItem> items, Set<String> tables) {
    for (ScriptItem item : items) {
      if (item instanceof ScriptItem.Statement statement
          && !statement.words().isEmpty()
          && !ROWS.contains(statement.words().getFirst())
          && NamesIn.of(statement.bytes()).stream().anyMatch(tables::contains)) {
        return true;
      }
    }
    return false;
  }
}
