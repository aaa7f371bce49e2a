package dev.veery.cli;

/**
 * What the process says when it ends; {@code docs/cli/exit-codes.md}. The codes of errors come from
 * {@link dev.veery.core.ErrorCode.Category}.
 */
public final class ExitCode {

  public static final int OK = 0;

  /** A check found something: the command did its work, and the answer is no. */
  public static final int FOUND = 1;

  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
