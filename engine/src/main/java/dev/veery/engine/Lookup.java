package dev.veery.engine;

import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.graph.Named;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.History;
import java.util.ArrayList;
import java.util.List;

/** Finds what a user names among the files and in the journal. */
final class Lookup {

  private Lookup() {}

  /**
   * One that is in the files, in the journal, or in both: what two of them could mean is refused
   * wherever the two are.
   */
  static Version version(MigrationGraph graph, History history, String text) {
    List<Named> recorded = new ArrayList<>();
    for (AppliedMigration applied : history.all()) {
      recorded.add(new Named(applied.version(), applied.name(), applied.path()));
    }
    return graph.resolve(text, recorded);
  }
}
