package dev.veery.core.rehearse;

import dev.veery.core.lint.LockMode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A lock that a statement took on something that was there before the run. A statement that makes a
 * lock stronger is credited with the stronger one.
 *
 * @param object as it was called then
 * @param mode the strongest of the statement
 * @param held from the beginning of the statement that took it until it was let go, without the
 *     time that looking took; for a statement outside a transaction between its first and its last
 *     sight
 * @param past ordinals of the later statements of the same migration that it was held through
 */
public record HeldLock(TracedObject object, LockMode mode, Duration held, List<Integer> past) {

  public HeldLock {
    Objects.requireNonNull(object);
    Objects.requireNonNull(mode);
    past = List.copyOf(past);
  }

  /** Whom it keeps waiting. */
  public Blocking blocking() {
    return Blocking.by(mode);
  }

  /**
   * Whether ordinary reading and writing would not take such a lock; the others are told only in
   * detail.
   */
  public boolean isNotable() {
    return mode.compareTo(LockMode.SHARE_UPDATE_EXCLUSIVE) >= 0;
  }
}
