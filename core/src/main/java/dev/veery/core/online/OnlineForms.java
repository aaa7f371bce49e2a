package dev.veery.core.online;

import dev.veery.core.sql.ast.ParsedStatement;

/**
 * Plain statement in, online form out. A pure function: the same statement on the same facts has
 * the same form.
 */
public final class OnlineForms {

  private OnlineForms() {}

  /**
   * The form in which a statement is to run.
   *
   * @param statement as it was written
   * @param facts what is known of the database just before it
   */
  public static OnlineForm of(ParsedStatement statement, OnlineFacts facts) {
    return OnlineForm.AsItIs.FORM;
  }
}
