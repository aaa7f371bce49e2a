package dev.veery.cli.lint;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.Severity;
import java.util.Locale;
import java.util.Optional;

/** What {@code --fail-on} says. */
public final class FailOn {

  private FailOn() {}

  /**
   * The mildest severity that makes a command fail; empty for never.
   *
   * @throws VeeryException for a word that is none
   */
  public static Optional<Severity> read(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    for (Severity severity : Severity.values()) {
      if (severity.word().equals(lower)) {
        return Optional.of(severity);
      }
    }
    if (lower.equals("never")) {
      return Optional.empty();
    }
    throw new VeeryException(
        new Problem(
            ErrorCode.ARGUMENT_INVALID,
            "--fail-on does not understand '" + word + "'",
            "it is error, warning, note or never"));
  }
}
