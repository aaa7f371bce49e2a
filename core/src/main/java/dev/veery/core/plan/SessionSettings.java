package dev.veery.core.plan;

import dev.veery.core.sql.ScriptItem;
import java.util.List;

/** Recognises statements that change the session and not the database. */
public final class SessionSettings {

  private SessionSettings() {}

  /** {@code SET} and {@code RESET} with effect beyond their transaction. */
  static boolean isSetting(Step step) {
    if (!(step.action() instanceof Step.Action.Sql sql)) {
      return false;
    }
    List<String> words = sql.statement().words();
    return switch (word(words, 0)) {
      case "reset" -> true;
      case "set" ->
          !word(words, 1).equals("local")
              && !word(words, 1).equals("constraints")
              && !word(words, 1).equals("transaction");
      default -> false;
    };
  }

  /** Whether a step changes who the session acts as: {@code RESET ALL} does not undo that. */
  public static boolean changesRole(Step step) {
    if (!(step.action() instanceof Step.Action.Sql sql)) {
      return false;
    }
    ScriptItem.Statement statement = sql.statement();
    List<String> words = statement.words();
    return word(words, 0).equals("set")
        && (words.contains("role") || words.contains("authorization"));
  }

  /** Whether a step sets this configuration parameter. */
  public static boolean sets(Step step, String setting) {
    return step.action() instanceof Step.Action.Sql sql
        && word(sql.statement().words(), 0).equals("set")
        && sql.statement().words().contains(setting);
  }

  private static String word(List<String> words, int index) {
    return index < words.size() ? words.get(index) : "";
  }
}
