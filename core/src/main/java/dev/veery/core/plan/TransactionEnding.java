package dev.veery.core.plan;

import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.TokenReader;

/**
 * Recognises a {@code DO} block that commits: PostgreSQL lets it do so only outside a transaction.
 */
final class TransactionEnding {

  private TransactionEnding() {}

  static boolean commitsByItself(ScriptItem.Statement statement) {
    if (statement.words().isEmpty() || !statement.words().getFirst().equals("do")) {
      return false;
    }
    for (String body : new TokenReader(statement.text()).strings()) {
      TokenReader tokens = new TokenReader(body);
      boolean startsStatement = true;
      while (tokens.kind() != TokenKind.END) {
        if (startsStatement && (tokens.take("commit") || tokens.take("rollback"))) {
          if (tokens.kind() == TokenKind.SEMICOLON || tokens.take("and") || tokens.take("work")) {
            return true;
          }
          continue;
        }
        String text = tokens.text();
        // What a PL/pgSQL statement may follow.
        startsStatement =
            tokens.kind() == TokenKind.SEMICOLON
                || text.equalsIgnoreCase("begin")
                || text.equalsIgnoreCase("then")
                || text.equalsIgnoreCase("else")
                || text.equalsIgnoreCase("loop");
        tokens.skip();
      }
    }
    return false;
  }
}
