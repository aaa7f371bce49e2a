package dev.veery.postgres.run;

import dev.veery.core.plan.Step;
import dev.veery.postgres.session.ServerError;
import java.util.List;

/** Tells whether a drop failed because there is nothing to drop. */
final class Absence {

  private Absence() {}

  static boolean explains(Step step, ServerError error) {
    if (!(step.action() instanceof Step.Action.Sql sql)) {
      return false;
    }
    List<String> words = sql.statement().words();
    boolean drops = words.contains("drop");
    return drops
        && switch (error.sqlState()) {
          // table, column, object, function, schema
          case "42P01", "42703", "42704", "42883", "3F000" -> true;
          default -> false;
        };
  }
}
