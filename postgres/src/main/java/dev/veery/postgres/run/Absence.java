package dev.veery.postgres.run;

import dev.veery.core.plan.Step;
import dev.veery.postgres.session.ServerError;
import java.util.List;

/**
 * Tells whether taking back failed because there is nothing to take back: nothing to drop, no
 * partition to detach, or one that was not detached yet.
 */
final class Absence {

  private Absence() {}

  static boolean explains(Step step, ServerError error) {
    if (!(step.action() instanceof Step.Action.Sql sql)) {
      return false;
    }
    List<String> words = sql.statement().words();
    if (words.contains("attach")) {
      // There is no IF NOT EXISTS for it. Of a server with other messages it stays a failure.
      return error.sqlState().equals("42809") && error.message().contains("already a partition");
    }
    return (words.contains("drop") || words.contains("detach"))
        && switch (error.sqlState()) {
          // table, column, object, function, schema
          case "42P01", "42703", "42704", "42883", "3F000" -> true;
          default -> false;
        };
  }
}
