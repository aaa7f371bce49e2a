package dev.veery.core.rehearse;

import dev.veery.core.lint.LockMode;
import dev.veery.core.sql.SourcePosition;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a rehearsal, measured.
 *
 * @param ordinal 1-based place in its script
 * @param hash of its text, as the journal keeps it
 * @param summary the statement on one line
 * @param sql the whole text; the class for a migration in Java
 * @param position null for a migration in Java
 * @param transaction number of the transaction that it ran in, counted through the rehearsal; 0 for
 *     a statement outside of one
 * @param start since the beginning of the rehearsal
 * @param duration of the statement alone
 * @param locks on what was there before the run, strongest first
 * @param effects in no particular order
 * @param work what it cost
 * @param failure what the server said, or empty
 */
public record TracedStatement(
    int ordinal,
    String hash,
    String summary,
    String sql,
    @Nullable SourcePosition position,
    int transaction,
    Duration start,
    Duration duration,
    List<HeldLock> locks,
    List<Effect> effects,
    Work work,
    String failure) {

  public TracedStatement {
    Objects.requireNonNull(start);
    Objects.requireNonNull(duration);
    Objects.requireNonNull(work);
    locks = List.copyOf(locks);
    effects = List.copyOf(effects);
  }

  public boolean failed() {
    return !failure.isEmpty();
  }

  /** The same with more said about its failure. */
  TracedStatement failingWith(String more) {
    return new TracedStatement(
        ordinal,
        hash,
        summary,
        sql,
        position,
        transaction,
        start,
        duration,
        locks,
        effects,
        work,
        failure + more);
  }

  /** The strongest lock on anything with rows; empty where there is none. */
  public Optional<HeldLock> strongest() {
    HeldLock strongest = null;
    for (HeldLock lock : locks) {
      if (lock.object().hasRows()
          && (strongest == null || lock.mode().compareTo(strongest.mode()) > 0)) {
        strongest = lock;
      }
    }
    return Optional.ofNullable(strongest);
  }

  /** The mode of its lock on an object, or null where it took none. */
  public @Nullable LockMode lockOn(TracedObject object) {
    for (HeldLock lock : locks) {
      if (lock.object().equals(object)) {
        return lock.mode();
      }
    }
    return null;
  }

  /** Its effects of one kind. */
  public <E extends Effect> List<E> effects(Class<E> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
