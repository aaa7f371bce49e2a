package dev.veery.core.backfill;

import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.QualifiedName;
import java.util.Collection;
import java.util.List;

/**
 * An expression over a table's row, said of a trigger's {@code NEW}. The server is the judge of the
 * result: what is rewritten wrongly (a field of {@code extract} that is also a column's name) it
 * refuses, and the trigger is done without.
 */
public final class NewRow {

  private NewRow() {}

  /**
   * Rewrites the columns of an expression.
   *
   * @param expression in terms of {@code row}
   * @param row what its columns may be qualified with, as written
   * @param columns those of the table
   */
  public static String of(String expression, String row, Collection<String> columns) {
    Tokens tokens = Tokens.of(expression);
    StringBuilder text = new StringBuilder();
    int copied = 0;
    for (QualifiedName name : new Expression(tokens, 0, tokens.count()).columns()) {
      List<Identifier> parts = name.parts();
      Identifier last = parts.getLast();
      boolean qualified = parts.size() > 1;
      boolean ours =
          !qualified
              || isRow(
                  tokens.text(
                      parts.get(parts.size() - 2).span().start(),
                      parts.get(parts.size() - 2).span().end()),
                  row);
      if (ours && columns.contains(last.effective())) {
        text.append(tokens.text(copied, name.span().start()))
            .append("NEW.")
            .append(Identifiers.quote(last.effective()));
        copied = name.span().end();
      }
    }
    return text.append(tokens.text(copied, tokens.end(tokens.count()))).toString();
  }

  private static boolean isRow(String qualifier, String row) {
    return row.equals(qualifier) || row.equalsIgnoreCase(qualifier) && !row.startsWith("\"");
  }
}
