package dev.veery.engine;

import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.graph.Named;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet.Repeatable;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.BaselineLine;
import dev.veery.core.plan.History;
import dev.veery.core.plan.HistoryCheck;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Finds what a user names among the files and in the journal. What several of them could mean is
 * refused wherever they are.
 */
final class Lookup {

  private Lookup() {}

  /** A versioned migration that is in the files, in the journal, or in both. */
  static Version version(MigrationGraph graph, History history, String text) {
    return graph.resolve(text, named(history.all()));
  }

  /** A versioned or repeatable migration that is in the files, in the journal, or in both. */
  static Found find(Project files, History history, String text) {
    List<Named> others = new ArrayList<>(Named.of(files.set().repeatables()));
    others.addAll(named(history.all()));
    others.addAll(named(history.repeatables().values()));
    Version version = files.graph().resolve(text, others);
    Migration migration = files.graph().find(version);
    if (migration != null) {
      AppliedMigration applied = history.find(version);
      BaselineLine line = BaselineLine.of(files.graph(), history.baseline());
      return new Found.InFiles(migration, applied, applied == null && line.covers(version));
    }
    for (Repeatable repeatable : files.set().repeatables()) {
      if (repeatable.version().equals(version)) {
        return new Found.Repeatable(
            repeatable,
            history.repeatables().get(repeatable.name()),
            HistoryCheck.isPending(history, repeatable));
      }
    }
    return new Found.OnlyRecorded(recorded(history, version));
  }

  private static AppliedMigration recorded(History history, Version version) {
    AppliedMigration versioned = history.find(version);
    if (versioned != null) {
      return versioned;
    }
    for (AppliedMigration repeatable : history.repeatables().values()) {
      if (repeatable.version().equals(version)) {
        return repeatable;
      }
    }
    throw new IllegalStateException(version + " was found among these");
  }

  private static List<Named> named(Collection<AppliedMigration> recorded) {
    List<Named> named = new ArrayList<>(recorded.size());
    for (AppliedMigration applied : recorded) {
      named.add(new Named(applied.version(), applied.name(), applied.label(), applied.path()));
    }
    return named;
  }
}
