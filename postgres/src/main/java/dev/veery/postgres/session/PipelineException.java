package dev.veery.postgres.session;

/**
 * A pipeline stopped at one of its statements. When the pipeline was a transaction, nothing of it
 * remains.
 */
public final class PipelineException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int index;
  private final transient ServerError error;

  PipelineException(int index, ServerError error, Throwable cause) {
    super(error.message(), cause);
    this.index = index;
    this.error = error;
  }

  /** 0-based index of the statement that failed, or -1 when the connection was lost on the way. */
  public int index() {
    return index;
  }

  public ServerError error() {
    return error;
  }
}
