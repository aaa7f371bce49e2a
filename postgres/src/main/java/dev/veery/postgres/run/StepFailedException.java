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

  /** Null when it was the journal's part, a commit, or the connection was lost on the way. */
  @Nullable Step step() {
    return step;
  }

  ServerError error() {
    return error;
  }
}
