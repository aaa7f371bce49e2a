package dev.veery.core.online;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.Expression;

/**
 * Whether a condition says that a column is not null, alone or as one of its AND-ed parts. The
 * server then skips reading the rows for {@code SET NOT NULL} ({@code
 * NotNullImpliedByRelConstraints}). In doubt the answer is no.
 */
public final class NotNullProof {

  private NotNullProof() {}

  /**
   * @param column as the server stores it
   */
  public static boolean says(Expression condition, String column) {
    Tokens tokens = condition.tokens();
    for (int i = condition.from(); i < condition.to(); i++) {
      // A disjunction proves nothing, and neither does what a function makes of it.
      boolean negates =
          tokens.word(i).equals("not") && (i == 0 || !tokens.word(i - 1).equals("is"));
      if (negates || tokens.word(i).equals("or") || tokens.word(i).equals("case")) {
        return false;
      }
    }
    for (int i = condition.from(); i + 3 < condition.to(); i++) {
      if (named(tokens, i).equals(column)
          && tokens.word(i + 1).equals("is")
          && tokens.word(i + 2).equals("not")
          && tokens.word(i + 3).equals("null")
          && (i == condition.from()
              || tokens.kind(i - 1) == TokenKind.OPEN_PAREN
              || tokens.word(i - 1).equals("and"))) {
        return true;
      }
    }
    return false;
  }

  private static String named(Tokens tokens, int i) {
    if (tokens.kind(i) == TokenKind.QUOTED_NAME) {
      String text = tokens.text(i);
      return text.substring(1, text.length() - 1).replace("\"\"", "\"");
    }
    return tokens.word(i);
  }
}
