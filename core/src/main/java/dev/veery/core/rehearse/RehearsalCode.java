package dev.veery.core.rehearse;

import dev.veery.core.lint.Severity;

/** What a rehearsal finds. */
public enum RehearsalCode {
  /** A statement fails, whatever rows there are. */
  FAILS("rehearse-fails", Severity.ERROR),
  /** A statement fails on rows and would not on empty tables. */
  FAILS_ON_ROWS("rehearse-fails-on-rows", Severity.ERROR),
  /** Readers or writers of the target would wait for longer than the budget. */
  LOCK_BUDGET("rehearse-lock-budget", Severity.ERROR),
  /** Nobody knows how a migration behaves on the rows of a table, as none could be made. */
  NO_ROWS("rehearse-no-rows", Severity.WARNING),
  /** Taking the migration back fails. */
  DOWN_FAILS("rehearse-down-fails", Severity.ERROR),
  /** Taking the migration back does not bring everything back. */
  DOWN_LOSSY("rehearse-down-lossy", Severity.WARNING),
  /** There is no way back. */
  DOWN_ABSENT("rehearse-down-absent", Severity.NOTE),
  /** A query of the release before cannot be run any more. */
  QUERY_BREAKS("rehearse-query-breaks", Severity.ERROR),
  /** One tenant reaches the rows of another, and did not before. */
  TENANT_LEAK("rehearse-tenant-leak", Severity.ERROR),
  /** A trigger stays disabled. */
  TRIGGER_OFF("rehearse-trigger-off", Severity.WARNING);

  private final String code;
  private final Severity severity;

  RehearsalCode(String code, Severity severity) {
    this.code = code;
    this.severity = severity;
  }

  public String code() {
    return code;
  }

  public Severity severity() {
    return severity;
  }
}
