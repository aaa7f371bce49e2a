package dev.veery.postgres.rehearse.trace;

import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.core.rehearse.TracedMigration;
import dev.veery.core.sql.ScriptItem;
import dev.veery.postgres.run.LeaseKeeper;
import dev.veery.postgres.run.StepObserver;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Measures what each statement of a run does to the server.
 *
 * <p>Two views are held together. A session beside the run reads {@code pg_locks} by process: it
 * sees every lock, and only what is committed has a name for it, so what the run has made itself
 * falls out. The session that runs reads files and counters between its statements: inside an open
 * transaction nobody else can see them. Counters are handed in to the server's statistics only
 * between transactions, hence the {@code xact} functions there, and differences everywhere.
 *
 * <p>A statement outside a transaction lets go of its locks before anybody can ask; {@link
 * LockPoll} looks while it runs, and {@link Counting} finds what it counted.
 *
 * <p>It is meant for a server that nobody else uses: WAL, and for statements outside a transaction
 * the counters, are everybody's. The time that looking takes is part of no duration.
 */
public final class Tracer implements StepObserver, AutoCloseable {

  /** Statements that look at no table; before some of them nothing else may be asked. */
  private static final Set<String> SILENT = Set.of("set", "reset", "show");

  private final Session running;
  private final Session observing;
  private final Session polling;
  private final Session gating;
  private final String journalSchema;
  private final Counting counting;
  private final Set<Long> existing;
  private final Committed committed;
  private final TraceLog log;

  private @Nullable ServerState state;
  private @Nullable ServerState counted;
  private Set<SeenLock> locks = Set.of();
  private @Nullable LockPoll poll;
  private long lsn;

  /**
   * Begins to watch; what is there now counts as there before.
   *
   * @param running the session that the runner works with
   * @param opener for three more to the same database
   * @param journalSchema whose tables are Veery's own business
   */
  public Tracer(Session running, LeaseKeeper.Opener opener, String journalSchema) {
    this.running = running;
    this.journalSchema = journalSchema;
    try {
      this.observing = opener.open();
      this.polling = opener.open();
      this.gating = opener.open();
      this.counting =
          new Counting(
              running, observing, observing.connection().getMetaData().getDatabaseMajorVersion());
      this.committed = new Committed(ServerState.all(observing));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "watching the scratch database");
    }
    this.existing = Set.copyOf(committed.state().relations().keySet());
    this.log = new TraceLog();
  }

  /** What was measured so far. */
  public List<TracedMigration> migrations() {
    return log.migrations();
  }

  @Override
  public void before(PlannedMigration migration, Step step, boolean transaction) {
    ask(() -> {
      if (!transaction) {
        ServerState all = counting.before();
        state = all;
        committed.replace(all);
        locks = Set.of();
        Gate gate = new Gate(gating, text(step), committed.state().relations().values());
        poll = new LockPoll(polling, gate, running.backendPid());
      } else if (!isSilent(step) && state == null) {
        counted = ServerState.counted(running);
        state = ServerState.held(running);
      }
      lsn = position();
    });
    log.begin(migration, step, transaction);
  }

  @Override
  public void after(PlannedMigration migration, Step step, boolean transaction) {
    log.end();
    ask(() -> {
      long wal = position() - lsn;
      if (!transaction) {
        afterAlone(wal);
      } else {
        Set<SeenLock> held = known(SeenLock.of(observing, running.backendPid(), journalSchema));
        log.locks(locks, held);
        if (isSilent(step)) {
          log.effects(new Comparison(ServerState.NOTHING, ServerState.NOTHING, Set.of(), ""), wal);
        } else {
          compare(wal);
        }
        locks = held;
      }
    });
    log.looked();
  }

  private void compare(long wal) throws SQLException {
    ServerState was = Objects.requireNonNull(state);
    ServerState now = ServerState.held(running);
    ServerState before = committed.under(was, Objects.requireNonNull(counted));
    log.effects(new Comparison(before, now, existing, journalSchema), wal);
    state = now;
    committed.note(now);
  }

  private void afterAlone(long wal) throws SQLException {
    LockPoll looking = Objects.requireNonNull(poll);
    poll = null;
    Map<LockPoll.Raw, LockPoll.Sight> raw = looking.finish();
    Map<SeenLock, LockPoll.Sight> seen = SeenLock.named(raw, observing, committed.state());
    seen.keySet().removeIf(this::isOurs);
    log.sights(seen, looking.delayed());
    ServerState now = counting.after();
    log.effects(new Comparison(Objects.requireNonNull(state), now, existing, journalSchema), wal);
    committed.replace(now);
    state = null;
  }

  private Set<SeenLock> known(Set<SeenLock> all) {
    all.removeIf(this::isOurs);
    return all;
  }

  /** Made by this run, or the journal's. */
  private boolean isOurs(SeenLock lock) {
    return lock.object().schema().equals(journalSchema)
        || lock.oid() != 0 && !existing.contains(lock.oid());
  }

  private static String text(Step step) {
    return step.action() instanceof Step.Action.Sql sql ? sql.statement().text() : "";
  }

  @Override
  public void failed(PlannedMigration migration, Step step, ServerError error) {
    // The detail is where the server shows a row.
    log.fail(error.message() + (error.detail().isEmpty() ? "" : " (" + error.detail() + ")"));
    LockPoll looking = poll;
    if (looking != null) {
      poll = null;
      looking.close();
    }
  }

  @Override
  public void ended(boolean successfully) {
    log.transactionEnded();
    committed.transactionEnded(successfully);
    state = null;
    counted = null;
    locks = Set.of();
  }

  private long position() throws SQLException {
    long[] found = new long[1];
    observing.query(
        "SELECT (pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint",
        row -> found[0] = row.getLong(1));
    return found[0];
  }

  private static boolean isSilent(Step step) {
    return switch (step.action()) {
      case Step.Action.Sql sql -> isSilent(sql.statement());
      case Step.Action.Echo echo -> true;
      case Step.Action.Copy copy -> false;
      case Step.Action.Java java -> false;
    };
  }

  private static boolean isSilent(ScriptItem.Statement statement) {
    List<String> words = statement.words();
    return words.isEmpty() || SILENT.contains(words.getFirst());
  }

  private interface Question {
    void ask() throws SQLException;
  }

  private static void ask(Question question) {
    try {
      question.ask();
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "watching the scratch database");
    }
  }

  @Override
  public void close() {
    LockPoll looking = poll;
    if (looking != null) {
      looking.close();
    }
    observing.close();
    polling.close();
    gating.close();
  }
}
