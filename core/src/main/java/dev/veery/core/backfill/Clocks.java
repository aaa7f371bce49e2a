package dev.veery.core.backfill;

import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * Stops the clocks of a statement. Within one transaction {@code now()} stands still; a backfill
 * has many, and each would see another time. So that the batches together do what the statement
 * would do in one go, its clocks are replaced by the time at which the backfill began.
 */
final class Clocks {

  private Clocks() {}

  /**
   * The text with constants in place of {@code now()}, {@code current_timestamp}, {@code
   * current_date} and their like. Those with a precision, and those of the time of day, are left.
   *
   * @param time as {@code timestamptz} reads it
   */
  static String stopped(String sql, String time) {
    Tokens tokens = Tokens.of(sql);
    StringBuilder text = new StringBuilder();
    int copied = 0;
    for (int i = 0; i < tokens.count(); i++) {
      boolean call = tokens.is(i + 1, '(') && tokens.is(i + 2, ')');
      String type = type(tokens, i, call);
      if (type != null) {
        text.append(tokens.text(copied, tokens.start(i)))
            .append("(")
            .append(Identifiers.literal(time))
            .append("::timestamptz")
            .append(type)
            .append(")");
        i += call ? 2 : 0;
        copied = tokens.end(i);
      }
    }
    return text.append(sql.isEmpty() ? "" : tokens.text(copied, tokens.end(tokens.count())))
        .toString();
  }

  /** What the constant is cast to; null for what is no clock. */
  private static @Nullable String type(Tokens tokens, int i, boolean call) {
    if (i > 0 && tokens.kind(i - 1) == TokenKind.DOT) {
      return null;
    }
    if (call) {
      return switch (tokens.word(i)) {
        case "now", "transaction_timestamp", "statement_timestamp" -> "";
        default -> null;
      };
    }
    if (tokens.is(i + 1, '(') || tokens.kind(i + 1) == TokenKind.DOT) {
      return null;
    }
    return switch (tokens.word(i)) {
      case "current_timestamp" -> "";
      case "current_date" -> "::date";
      case "localtimestamp" -> "::timestamp";
      default -> null;
    };
  }
}
