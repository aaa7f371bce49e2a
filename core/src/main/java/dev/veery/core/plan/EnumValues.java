package dev.veery.core.plan;

import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.TokenReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code ALTER TYPE … ADD VALUE}: the value may be used only after its transaction is committed,
 * unless the type was made in the same one.
 */
final class EnumValues {

  private EnumValues() {}

  /** Whether a step adds a value to an enum. */
  static boolean adds(Step step) {
    return step.action() instanceof Step.Action.Sql sql
        && TransactionUse.of(sql.statement().words()) == TransactionUse.ADD_ENUM_VALUE;
  }

  /** Whether a later step of the script uses the value that the one at {@code index} adds. */
  static boolean isUsedLater(List<Step> steps, int index) {
    return !createdBefore(steps, index)
        && isUsed(steps.get(index), steps.subList(index + 1, steps.size()));
  }

  /**
   * Whether the value that {@code adding} adds occurs in a string of these steps. A word in a
   * function body counts: the function may be called.
   */
  static boolean isUsed(Step adding, List<Step> steps) {
    String value = value(adding);
    if (value == null) {
      return false;
    }
    for (Step step : steps) {
      ScriptItem.Statement statement = statement(step);
      if (statement == null) {
        continue;
      }
      String text = statement.text();
      if (!text.contains(value)) {
        continue;
      }
      if (step.action() instanceof Step.Action.Copy) {
        return true;
      }
      for (String string : new TokenReader(text).strings()) {
        if (string.equals(value) || string.contains("'" + value + "'")) {
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable String value(Step step) {
    ScriptItem.Statement statement = statement(step);
    if (statement == null) {
      return null;
    }
    List<String> strings = new TokenReader(statement.text()).strings();
    return strings.isEmpty() ? null : strings.getFirst();
  }

  /** Whether the enum itself is made further up in the same script. */
  private static boolean createdBefore(List<Step> steps, int index) {
    ScriptItem.Statement adding = statement(steps.get(index));
    if (adding == null) {
      return false;
    }
    List<String> type = typeName(adding, "alter");
    for (Step step : steps.subList(0, index)) {
      ScriptItem.Statement statement = statement(step);
      if (statement != null
          && !statement.words().isEmpty()
          && statement.words().getFirst().equals("create")
          && !type.isEmpty()
          && type.equals(typeName(statement, "create"))) {
        return true;
      }
    }
    return false;
  }

  private static List<String> typeName(ScriptItem.Statement statement, String verb) {
    TokenReader tokens = new TokenReader(statement.text());
    return tokens.take(verb, "type") ? tokens.takeName() : List.of();
  }

  private static ScriptItem.@Nullable Statement statement(Step step) {
    return switch (step.action()) {
      case Step.Action.Sql sql -> sql.statement();
      case Step.Action.Copy copy -> copy.copy().statement();
      case Step.Action.Echo echo -> null;
      case Step.Action.Java java -> null;
    };
  }
}
