package dev.veery.core.sql;

/** Sees the bytes of a script as they pass through the window. */
interface ScanObserver {

  /**
   * Bytes {@code [from, to)} of the buffer have been read; they follow those of the previous call.
   *
   * @param offset where the first of them stands in the source
   */
  void loaded(byte[] buffer, int from, int to, long offset);

  /** Bytes {@code [from, to)} of the buffer are data of a COPY. */
  void copyData(byte[] buffer, int from, int to);
}
