package dev.veery.postgres.run;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.journal.JournalWrites;
import dev.veery.postgres.journal.Lease;
import dev.veery.postgres.session.PipelineException;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes the journal without running anything: stamp, baseline, accept. */
public final class Recorder {

  private final Session session;
  private final Journal journal;
  private final RunOptions options;

  public Recorder(Session session, Journal journal, RunOptions options) {
    this.session = session;
    this.journal = journal;
    this.options = options;
  }

  /**
   * Writes, all in one transaction.
   *
   * @param decide makes the statements from the history as it is under the lease; null where there
   *     is nothing to write
   * @throws VeeryException when another runner is at work, or the journal cannot be written
   */
  public void record(
      Loaded loaded, Function<Loaded, @Nullable Function<JournalWrites, List<String>>> decide) {
    try {
      if (!loaded.history().journalExists()) {
        journal.createOrUpgrade();
      }
      if (!(journal.tryAcquire(options.actor(), options.command(), loaded.facts())
          instanceof Lease.Attempt.Held held)) {
        throw new VeeryException(
            new Problem(
                ErrorCode.LEASE_TIMEOUT,
                "another runner is at work on this database",
                "run the same command again when it is done; veery status tells who it is"));
      }
      Lease lease = held.lease();
      try {
        Function<JournalWrites, List<String>> decided = decide.apply(journal.load());
        if (decided == null) {
          journal.release(lease);
        } else {
          write(lease, decided);
        }
      } catch (VeeryException e) {
        journal.release(lease);
        throw e;
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "writing the journal");
    }
  }

  private void write(Lease lease, Function<JournalWrites, List<String>> statements)
      throws SQLException {
    long runId =
        journal
            .beginRun(
                lease,
                false,
                options.command(),
                options.environment(),
                options.actor(),
                options.evidence().get())
            .id();
    List<String> all = new ArrayList<>();
    all.add("BEGIN");
    all.addAll(statements.apply(journal.writes(lease, runId, options.actor())));
    all.add("COMMIT");
    try {
      session.pipeline(all);
    } catch (PipelineException e) {
      session.rollbackQuietly();
      journal.endRun(lease, runId, "failed", ErrorCode.STATEMENT_FAILED.id(), e.getMessage());
      throw new VeeryException(SqlStates.working(e.error(), "writing the journal", null), e);
    }
    journal.endRun(lease, runId, "succeeded", null, null);
  }
}
