package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An expression, or any other part that is not taken apart, as a range of tokens.
 *
 * <p>The questions are answered from the tokens. They are exact for what stands in the text; a name
 * that is a keyword to the server where it stands ({@code current_date}) is no column.
 *
 * @param tokens those of the whole statement
 * @param from index of the first token
 * @param to index behind the last token
 */
public record Expression(Tokens tokens, int from, int to) {

  /** Words of expressions that are neither columns nor functions. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "all",
          "and",
          "any",
          "array",
          "as",
          "asc",
          "asymmetric",
          "at",
          "between",
          "both",
          "by",
          "case",
          "cast",
          "collate",
          "cross",
          "current",
          "default",
          "desc",
          "distinct",
          "document",
          "else",
          "end",
          "escape",
          "except",
          "exists",
          "false",
          "fetch",
          "filter",
          "first",
          "following",
          "for",
          "from",
          "full",
          "group",
          "grouping",
          "having",
          "ilike",
          "in",
          "inner",
          "intersect",
          "interval",
          "into",
          "is",
          "isnull",
          "join",
          "last",
          "lateral",
          "leading",
          "left",
          "like",
          "limit",
          "local",
          "natural",
          "not",
          "notnull",
          "null",
          "nulls",
          "offset",
          "on",
          "only",
          "operator",
          "or",
          "order",
          "outer",
          "over",
          "partition",
          "placing",
          "preceding",
          "range",
          "right",
          "row",
          "rows",
          "select",
          "set",
          "similar",
          "some",
          "symmetric",
          "then",
          "time",
          "to",
          "trailing",
          "true",
          "unbounded",
          "union",
          "unique",
          "unknown",
          "using",
          "values",
          "when",
          "where",
          "window",
          "with",
          "within",
          "without",
          "zone");

  /** Words that call a function without parentheses. */
  private static final Set<String> CALLS =
      Set.of(
          "current_catalog",
          "current_date",
          "current_role",
          "current_schema",
          "current_time",
          "current_timestamp",
          "current_user",
          "localtime",
          "localtimestamp",
          "session_user",
          "system_user",
          "user");

  /** Where it stands. */
  public Span span() {
    return from < to
        ? new Span(tokens.start(from), tokens.end(to - 1))
        : new Span(tokens.start(from), tokens.start(from));
  }

  /** As it is written. */
  public String text() {
    Span span = span();
    return tokens.text(span.start(), span.end());
  }

  /** Whether it has no token at all. */
  public boolean isEmpty() {
    return from >= to;
  }

  /**
   * The functions that it calls, in order, {@code now} as well as {@code current_timestamp}. Types
   * with modifiers, as in a cast to {@code numeric(12, 2)}, are left out.
   */
  public List<QualifiedName> functions() {
    List<QualifiedName> found = new ArrayList<>();
    for (int i = from; i < to; i = next(i)) {
      if (isName(i) && isCall(i)) {
        found.add(Names.qualified(tokens, i, next(i)));
      }
    }
    return found;
  }

  /** The columns that it names, in order: names that are neither calls, types nor keywords. */
  public List<QualifiedName> columns() {
    List<QualifiedName> found = new ArrayList<>();
    for (int i = from; i < to; i = next(i)) {
      if (isName(i) && !isCall(i) && !isType(i) && !isKeyword(i) && !isConstantType(i)) {
        found.add(Names.qualified(tokens, i, next(i)));
      }
    }
    return found;
  }

  /** Whether neither a column, a function nor a query stands in it. */
  public boolean isConstant() {
    return columns().isEmpty() && functions().isEmpty() && !hasQuery();
  }

  /** Whether a query stands in it. */
  public boolean hasQuery() {
    for (int i = from; i < to; i++) {
      String word = tokens.word(i);
      if (word.equals("select") || word.equals("values") && tokens.is(i - 1, '(')) {
        return true;
      }
    }
    return false;
  }

  /** Whether a word stands in it, in lower case and not quoted. */
  public boolean hasWord(String word) {
    for (int i = from; i < to; i++) {
      if (tokens.word(i).equals(word)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The range read as a statement: the query of a view, a common table expression, a subquery
   * without its parentheses.
   */
  public SqlStatement statement() {
    return StatementParser.parse(tokens, from, to);
  }

  private boolean isName(int i) {
    return switch (tokens.kind(i)) {
      case WORD, QUOTED_NAME, UNICODE_NAME -> true;
      default -> false;
    };
  }

  /** The index behind a token, or behind a whole dotted name. */
  private int next(int i) {
    int j = i + 1;
    if (isName(i)) {
      while (j + 1 < to && tokens.kind(j) == TokenKind.DOT && isName(j + 1)) {
        j += 2;
      }
    }
    return j;
  }

  private boolean isCall(int i) {
    if (next(i) == i + 1 && CALLS.contains(tokens.word(i))) {
      return true;
    }
    return next(i) < to
        && tokens.kind(next(i)) == TokenKind.OPEN_PAREN
        && !isType(i)
        && !(next(i) == i + 1 && isKeyword(i));
  }

  /** Whether the name follows {@code ::} or the {@code AS} of a cast. */
  private boolean isType(int i) {
    if (i <= from) {
      return false;
    }
    if (tokens.kind(i - 1) == TokenKind.TYPECAST) {
      return true;
    }
    String before = tokens.word(i - 1);
    return before.equals("as")
        || before.equals("collate")
        || before.equals("double") && tokens.word(i).equals("precision")
        || (before.equals("character") || before.equals("char") || before.equals("bit"))
            && tokens.word(i).equals("varying");
  }

  /** {@code date '2026-01-01'}: a type before a string. */
  private boolean isConstantType(int i) {
    return switch (tokens.kind(next(i))) {
      case STRING, ESCAPE_STRING, DOLLAR_STRING, UNICODE_STRING -> next(i) < to;
      default -> false;
    };
  }

  private boolean isKeyword(int i) {
    return next(i) == i + 1 && KEYWORDS.contains(tokens.word(i));
  }

  @Override
  public String toString() {
    return text();
  }
}
