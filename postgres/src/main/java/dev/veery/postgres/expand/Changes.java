package dev.veery.postgres.expand;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.expand.Expansion;
import dev.veery.core.expand.Phase;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.ChangePlanner;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.postgres.journal.ChangeLog;
import dev.veery.postgres.journal.ChangeWrites.Opening;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.journal.OpenChange;
import dev.veery.postgres.run.LeaseKeeper;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunOptions;
import dev.veery.postgres.run.RunProof;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.run.Runner;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes in two halves of one database.
 *
 * <p>A phase is a script like any other and run by the {@link Runner}: it has its locks, its
 * retries and its recovery. Only its record is another one. The scripts of all phases are written
 * to the journal with the first statement of the first one, so that a run that goes on after an
 * interruption, with another build or other files, does what was begun.
 */
public final class Changes {

  private final Session session;
  private final Journal journal;
  private final RunOptions options;
  private final RunListener listener;
  private final LeaseKeeper.Opener opener;
  private final Consumer<Runner> running;
  private RunProof proof = RunProof.NONE;

  /**
   * @param session to work with; used by nobody else meanwhile
   * @param opener makes the second session, for heartbeats and for looking at the first
   * @param running hears of each runner just before it runs, to be able to stop it
   */
  public Changes(
      Session session,
      Journal journal,
      RunOptions options,
      RunListener listener,
      LeaseKeeper.Opener opener,
      Consumer<Runner> running) {
    this.session = session;
    this.journal = journal;
    this.options = options;
    this.listener = listener;
    this.opener = opener;
    this.running = running;
  }

  /** What has to hold when only the new is left; to be said before the contract phase is run. */
  public void provenBy(RunProof claims) {
    this.proof = claims;
  }

  /** Those that are not closed, oldest first; none where there is no journal. */
  public List<OpenChange> open() throws SQLException {
    return journal.load().history().journalExists()
        ? ChangeLog.open(session, journal.schema())
        : List.of();
  }

  /** The one of that version, or null. */
  public @Nullable OpenChange find(Version version) throws SQLException {
    for (OpenChange change : open()) {
      if (change.version().equals(version.text())) {
        return change;
      }
    }
    return null;
  }

  /**
   * Begins a change: puts the new beside the old.
   *
   * @param keep how long the old is to be kept behind the contract phase, as an interval; null for
   *     not at all
   */
  public RunResult begin(ChangePlanner.Of of, Expansion expansion, @Nullable String keep)
      throws SQLException {
    Map<String, String> scripts = new HashMap<>();
    for (Phase phase : Phase.values()) {
      scripts.put(phase.word(), expansion.script(phase));
    }
    Opening opening = new Opening(expansion.tables(), expansion.changes(), keep, scripts);
    return run(of, Phase.EXPAND, expansion.script(Phase.EXPAND), Phase.EXPAND.after(), opening);
  }

  /** Runs a phase of a change that is open, or what is left of it. */
  public RunResult run(OpenChange change, Phase phase) throws SQLException {
    return run(change, phase, null);
  }

  /**
   * As {@link #run(OpenChange, Phase)}.
   *
   * @param file the migration, where its file is still there: its header goes to the journal
   */
  public RunResult run(OpenChange change, Phase phase, @Nullable Migration file)
      throws SQLException {
    return run(
        change.migration(file),
        phase,
        journal.restored(change.script(phase.word())),
        after(change, phase),
        null);
  }

  /** The state that a phase leads to. */
  private static String after(OpenChange change, Phase phase) {
    return switch (phase) {
      case CONTRACT ->
          change.script(Phase.PURGE.word()).isEmpty() ? Phase.PURGE.after() : phase.after();
      // Between the two there is nothing that anybody could want to stay at.
      case REVERT -> Phase.ABORT.during();
      case EXPAND, ABORT, PURGE -> phase.after();
    };
  }

  private RunResult run(
      ChangePlanner.Of of, Phase phase, String script, String after, @Nullable Opening opening)
      throws SQLException {
    Direction direction =
        switch (phase) {
          case EXPAND, CONTRACT, PURGE -> Direction.UP;
          case REVERT, ABORT -> Direction.DOWN;
        };
    Loaded loaded = journal.load();
    String state = loaded.history().changes().get(of.version());
    Runner runner =
        new Runner(
                session,
                journal,
                options,
                listener,
                name -> {
                  throw new IllegalStateException("a phase has no code: " + name);
                },
                opener)
            .ofChange(phase, after, opening)
            .provenBy(phase == Phase.CONTRACT ? proof : RunProof.NONE);
    running.accept(runner);
    Plan plan = plan(of, phase, direction, script, loaded);
    return runner.run(
        plan,
        loaded,
        now -> {
          if (!Objects.equals(now.history().changes().get(of.version()), state)) {
            return new Plan.Result.Blocked(
                List.of(
                    new Problem(
                        ErrorCode.CHANGE_OPEN,
                        "another run has been at work on " + of.version() + " meanwhile",
                        "see veery status, then run the same command again if it is still needed")));
          }
          return new Plan.Result.Ready(plan(of, phase, direction, script, now));
        },
        false);
  }

  private Plan plan(
      ChangePlanner.Of of, Phase phase, Direction direction, String script, Loaded loaded) {
    try {
      PlannedMigration migration =
          ChangePlanner.plan(
              of,
              phase.word(),
              direction,
              script,
              loaded.history().changes().containsKey(of.version())
                  ? ChangeLog.steps(
                      session, journal.schema(), of.version().text(), phase.word(), direction)
                  : List.of());
      return new Plan(List.of(migration), false, loaded.history().head(), List.of());
    } catch (SQLException e) {
      throw new VeeryException(
          new Problem(ErrorCode.JOURNAL_DAMAGED, "reading the journal: " + e.getMessage(), ""), e);
    }
  }
}
