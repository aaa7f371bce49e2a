package dev.veery.postgres.rehearse.trace;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.core.rehearse.RehearsedPlan;
import dev.veery.core.rehearse.RehearsedPlan.RehearsedStep;
import dev.veery.core.rehearse.TracedObject;
import dev.veery.postgres.run.LeaseKeeper;
import dev.veery.postgres.run.StepObserver;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a run to its rehearsal. It stops before a statement that nobody has rehearsed or whose
 * tables have changed since, and it takes a transaction back that holds a stronger lock than was
 * rehearsed. A statement outside a transaction lets go of its locks when it ends; what was seen of
 * them meanwhile is told afterwards, and nothing behind it is run.
 */
public final class PlanGuard implements StepObserver, AutoCloseable {

  private final RehearsedPlan plan;
  private final Session running;
  private final Session observing;
  private final String journalSchema;
  private final boolean pooled;
  private final Set<Long> existing = new HashSet<>();
  private final Set<SeenLock> before = new HashSet<>();
  private @Nullable LockPoll poll;
  private @Nullable Map<TracedObject, String> marks;
  private Set<SeenLock> seen = Set.of();

  /**
   * @param running the session that the runner works with
   * @param opener for another one to the same database
   * @param pooled whether a proxy stands in between that changes the server process
   */
  public PlanGuard(
      RehearsedPlan plan,
      Session running,
      LeaseKeeper.Opener opener,
      String journalSchema,
      boolean pooled) {
    this.plan = plan;
    this.pooled = pooled;
    this.running = running;
    this.journalSchema = journalSchema;
    try {
      this.observing = opener.open();
      observing.query(
          "SELECT oid::bigint FROM pg_catalog.pg_class WHERE oid >= 16384",
          row -> existing.add(row.getLong(1)));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "watching the run");
    }
  }

  @Override
  public void admit(PlannedMigration migration, Step step) {
    RehearsedStep rehearsed = plan.step(migration, step);
    if (rehearsed == null) {
      throw new VeeryException(plan.notRehearsed(migration, step));
    }
    Map<TracedObject, String> now = marks();
    rehearsed
        .targets()
        .forEach((object, mark) -> {
          if (!mark.equals(now.get(object))) {
            throw new VeeryException(
                new Problem(
                    ErrorCode.TARGET_CHANGED,
                    object
                        + (now.containsKey(object) ? " has changed" : " is gone")
                        + " since the rehearsal in "
                        + plan.file(),
                    step.position(),
                    "rehearse again: veery rehearse --json -o " + plan.file()));
          }
        });
  }

  /**
   * Read before the first statement of a transaction, for all that follow: behind it the run itself
   * holds locks that the reading would wait for. Nothing of the run can have changed what a later
   * statement is the first to touch.
   */
  private Map<TracedObject, String> marks() {
    Map<TracedObject, String> known = marks;
    if (known == null) {
      Set<TracedObject> objects = new HashSet<>();
      plan.steps().values().forEach(step -> objects.addAll(step.targets().keySet()));
      try {
        known = TargetMarks.read(observing, objects);
      } catch (SQLException e) {
        throw SqlStates.unexpected(e, "reading the schema");
      }
      marks = known;
    }
    return known;
  }

  @Override
  public void before(PlannedMigration migration, Step step, boolean transaction) {
    try {
      if (!transaction) {
        before.clear();
        poll = new LockPoll(observing, null, pid());
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "watching the run");
    }
  }

  @Override
  public void after(PlannedMigration migration, Step step, boolean transaction) {
    try {
      LockPoll looking = poll;
      if (looking != null) {
        poll = null;
        seen = SeenLock.named(looking.finish(), observing, ServerState.names(observing)).keySet();
      } else {
        seen = SeenLock.of(observing, pid(), journalSchema);
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "watching the run");
    }
  }

  @Override
  public void judge(PlannedMigration migration, Step step) {
    RehearsedStep rehearsed = Objects.requireNonNull(plan.step(migration, step));
    Set<SeenLock> taken = new LinkedHashSet<>(seen);
    // A weaker lock on what the transaction has locked already adds nothing, and the rehearsal does
    // not tell of it.
    taken.removeIf(lock ->
        before.stream()
            .anyMatch(held ->
                held.oid() == lock.oid()
                    && held.object().equals(lock.object())
                    && held.mode().compareTo(lock.mode()) >= 0));
    before.addAll(seen);
    for (SeenLock lock : taken) {
      boolean ours =
          lock.object().schema().equals(journalSchema)
              || lock.oid() != 0 && !existing.contains(lock.oid());
      boolean counts = lock.object().kind() != TracedObject.Kind.INDEX && lock.oid() != 0;
      if (!ours && counts && rehearsed.isStronger(lock.object(), lock.mode())) {
        var was = rehearsed.locks().get(lock.object());
        throw new VeeryException(
            new Problem(
                ErrorCode.LOCK_STRONGER,
                "statement "
                    + step.ordinal()
                    + " of "
                    + migration.label()
                    + " took "
                    + lock.mode().words()
                    + " on "
                    + lock.object()
                    + ", and in the rehearsal "
                    + (was == null ? "none" : was.words()),
                step.position(),
                "find out why, then rehearse again: veery rehearse --json -o " + plan.file()));
      }
    }
  }

  @Override
  public void failed(PlannedMigration migration, Step step, ServerError error) {
    stopLooking();
  }

  @Override
  public void ended(boolean committed) {
    before.clear();
    marks = null;
  }

  /**
   * A proxy that pools by transaction invents its own number. Only then is it asked for: some
   * statements have to come before every query of their transaction.
   */
  private int pid() throws SQLException {
    if (!pooled) {
      return running.backendPid();
    }
    String own = running.value("SELECT pg_catalog.pg_backend_pid()");
    return own == null ? running.backendPid() : Integer.parseInt(own);
  }

  private void stopLooking() {
    LockPoll looking = poll;
    if (looking != null) {
      poll = null;
      looking.close();
    }
  }

  @Override
  public void close() {
    stopLooking();
    observing.close();
  }
}
