package dev.veery.embedded.internal;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import org.jspecify.annotations.Nullable;

/** Builds the one kind of exception that this module throws. */
public final class Failure {

  private Failure() {}

  public static VeeryException of(String message, String remedy) {
    return of(message, remedy, null);
  }

  public static VeeryException of(String message, String remedy, @Nullable Throwable cause) {
    return new VeeryException(new Problem(ErrorCode.EMBEDDED_FAILED, message, remedy), cause);
  }
}
