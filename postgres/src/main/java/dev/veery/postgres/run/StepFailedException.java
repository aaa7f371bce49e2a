package dev.veery.postgres.run;

import dev.veery.core.plan.Step;
import dev.veery.postgres.session.ServerError;
import org.jspecify.annotations.Nullable;

/** A step, or the record of it, was refused; its transaction has left nothing behind. */
final class StepFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable Step step;
  private final transient ServerError error;

  StepFailedException(@Nullable Step step, ServerError error, Throwable cause) {
    super(error.message(), cause);
    this.step = step;
    this.error = error;
  }

  /**
   * The same, with who was seen in the way where it failed because it had to wait.
   *
   * @param others as the server lists them; empty for nobody
   */
  StepFailedException waitedFor(String others) {
    boolean waited =
        error.sqlState().equals("55P03")
            || error.sqlState().equals("57014")
            || error.sqlState().equals("40P01");
    return others.isEmpty() || !waited
        ? this
        : new StepFailedException(step, error.withDetail("in the way was " + others), this);
  }

  /** Null when it was the journal's part, a commit, or the connection was lost on the way. */
  @Nullable Step step() {
    return step;
  }

  ServerError error() {
    return error;
  }
}
