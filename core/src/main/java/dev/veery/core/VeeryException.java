package dev.veery.core;

import dev.veery.core.sql.SourcePosition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An error that a user can act on. It carries every {@link Problem} that was found, never only the
 * first one, so that a directory with five malformed files is mended in one go.
 */
public class VeeryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public VeeryException(List<Problem> problems, @Nullable Throwable cause) {
    super(problems.isEmpty() ? "unknown problem" : problems.getFirst().message(), cause);
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an exception without a problem tells nobody anything");
    }
    this.problems = List.copyOf(problems);
  }

  public VeeryException(List<Problem> problems) {
    this(problems, null);
  }

  public VeeryException(Problem problem) {
    this(List.of(problem), null);
  }

  public VeeryException(Problem problem, @Nullable Throwable cause) {
    this(List.of(problem), cause);
  }

  /** Every problem that was found, at least one. */
  public List<Problem> problems() {
    return problems;
  }

  /** The code of the first problem; it decides the exit code of the command line. */
  public ErrorCode code() {
    return problems.getFirst().code();
  }

  /**
   * One thing that is wrong.
   *
   * @param code stable, documented
   * @param message names the object; one sentence, no trailing full stop
   * @param position where in a file, or null when it is not about a file
   * @param remedy what to do, as a sentence or a command; empty when there is nothing to advise
   */
  public record Problem(
      ErrorCode code, String message, @Nullable SourcePosition position, String remedy) {
    public Problem {
      Objects.requireNonNull(code);
      Objects.requireNonNull(message);
      Objects.requireNonNull(remedy);
    }

    public Problem(ErrorCode code, String message, String remedy) {
      this(code, message, null, remedy);
    }

    @Override
    public String toString() {
      return (position == null ? "" : position + ": ")
          + message
          + (remedy.isEmpty() ? "" : " (" + remedy + ")");
    }
  }
}
