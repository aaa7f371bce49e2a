package dev.veery.core.lint;

import dev.veery.core.sql.SourcePosition;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a rule has to say about a place.
 *
 * @param code of the rule
 * @param severity as configured
 * @param migration the label of the migration
 * @param down whether it is in the down script
 * @param position where the part begins that it is about
 * @param end where that part ends; on the same line as {@code position} or a later one
 * @param message what is the matter, naming the object: one sentence, no full stop
 * @param effect what that blocks, loses or breaks, and for whom: sentences
 * @param remedy what to write instead
 * @param fingerprint of the statement: does not change when it moves in its file or is formatted
 * @param severalSteps whether it takes more than one migration or deployment to do it safely
 * @param pardon why it is accepted, or null where it is not
 */
public record Finding(
    String code,
    Severity severity,
    String migration,
    boolean down,
    SourcePosition position,
    SourcePosition end,
    String message,
    String effect,
    Remedy remedy,
    String fingerprint,
    boolean severalSteps,
    @Nullable Pardon pardon) {

  public Finding {
    Objects.requireNonNull(severity);
    Objects.requireNonNull(position);
    Objects.requireNonNull(remedy);
  }

  /** Why a finding is accepted. */
  public sealed interface Pardon {

    /** A comment in the file says so. */
    record Allowed(String reason) implements Pardon {}

    /** It was there before; the baseline file lists it. */
    record Baseline() implements Pardon {}
  }

  /** Whether nobody has accepted it. */
  public boolean counts() {
    return pardon == null;
  }

  Finding pardoned(Pardon why) {
    return with(severity, why);
  }

  /** The same, taken otherwise. */
  public Finding as(Severity other) {
    return with(other, pardon);
  }

  private Finding with(Severity taken, @Nullable Pardon why) {
    return new Finding(
        code,
        taken,
        migration,
        down,
        position,
        end,
        message,
        effect,
        remedy,
        fingerprint,
        severalSteps,
        why);
  }

  @Override
  public String toString() {
    return position + ": " + severity.word() + " " + code + ": " + message;
  }
}
