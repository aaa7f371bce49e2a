package dev.veery.core.lint;

import java.util.Locale;

/** How bad a finding is, mildest first. */
public enum Severity {
  /** Worth knowing; nothing has to be done. */
  NOTE,
  /** Goes wrong for some tables, some loads or some applications. */
  WARNING,
  /** Stops the application, loses data or fails, on any table that is in use. */
  ERROR;

  /** {@code warning}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
