package dev.veery.core.plan;

import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides a plan.
 *
 * @param set the files
 * @param graph of those files
 * @param history the journal
 * @param options what the user asked for besides the target
 * @param journalDown the down script that the journal holds for a version, or null; asked only for
 *     those that are needed
 * @param rewriting what runs in place of the scripts as they are written
 */
public record PlanRequest(
    MigrationSet set,
    MigrationGraph graph,
    History history,
    Options options,
    Function<Version, @Nullable String> journalDown,
    Rewriting rewriting) {

  /** Every script runs as it is written. */
  public PlanRequest(
      MigrationSet set,
      MigrationGraph graph,
      History history,
      Options options,
      Function<Version, @Nullable String> journalDown) {
    this(set, graph, history, options, journalDown, Rewriting.NONE);
  }

  /**
   * What the user asked for besides the target.
   *
   * @param allowOutOfOrder whether a pending migration may be older than an applied one
   * @param atomic whether everything is to be one transaction
   * @param downFromJournal whether the journal's down scripts are preferred to the files'
   * @param rerunUndecided whether a step that may or may not have happened is to run again
   * @param skipUndecided whether such a step is to be taken as done
   */
  public record Options(
      boolean allowOutOfOrder,
      boolean atomic,
      boolean downFromJournal,
      boolean rerunUndecided,
      boolean skipUndecided) {
    public static final Options DEFAULT = new Options(false, false, false, false, false);

    /**
     * Whether nothing was asked for. Not by {@code equals}: what a record has of it is made at run
     * time, which costs a start more than all the rest of it.
     */
    public boolean isDefault() {
      return !(allowOutOfOrder || atomic || downFromJournal || rerunUndecided || skipUndecided);
    }
  }
}
