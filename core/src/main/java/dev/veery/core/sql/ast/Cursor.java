package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place among the tokens of a statement, and the small parts that all statements are made of.
 *
 * <p>It is as lenient as it can be without mistaking one thing for another: what is not valid need
 * not be refused here, the server does that.
 */
final class Cursor {

  /**
   * Words that are never names unless quoted or behind a dot: the reserved keywords of the manual's
   * appendix C, which are the same from PostgreSQL 14 to 18.
   */
  private static final Set<String> RESERVED =
      Set.of(
          "all",
          "analyse",
          "analyze",
          "and",
          "any",
          "array",
          "as",
          "asc",
          "asymmetric",
          "both",
          "case",
          "cast",
          "check",
          "collate",
          "column",
          "constraint",
          "create",
          "current_catalog",
          "current_date",
          "current_role",
          "current_time",
          "current_timestamp",
          "current_user",
          "default",
          "deferrable",
          "desc",
          "distinct",
          "do",
          "else",
          "end",
          "except",
          "false",
          "fetch",
          "for",
          "foreign",
          "from",
          "grant",
          "group",
          "having",
          "in",
          "initially",
          "intersect",
          "into",
          "lateral",
          "leading",
          "limit",
          "localtime",
          "localtimestamp",
          "not",
          "null",
          "offset",
          "on",
          "only",
          "or",
          "order",
          "placing",
          "primary",
          "references",
          "returning",
          "select",
          "session_user",
          "some",
          "symmetric",
          "system_user",
          "table",
          "then",
          "to",
          "trailing",
          "true",
          "union",
          "unique",
          "user",
          "using",
          "variadic",
          "when",
          "where",
          "window",
          "with");

  /** Thrown where the text is not what was expected; there is one, without a stack trace. */
  static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final Mismatch INSTANCE = new Mismatch();

    private Mismatch() {
      super("not what was expected", null, false, false);
    }
  }

  final Tokens tokens;

  /** Index behind the last token, a final semicolon left out. */
  final int limit;

  private int pos;
  private String word = "";
  private int furthest;

  Cursor(Tokens tokens, int from, int limit) {
    this.tokens = tokens;
    this.limit = limit;
    moveTo(from);
  }

  // ---- moving

  int pos() {
    return pos;
  }

  /** The furthest token that was looked at. */
  int furthest() {
    return furthest;
  }

  void moveTo(int index) {
    pos = index;
    furthest = Math.max(furthest, index);
    word = index < limit ? tokens.word(index) : "";
  }

  void advance() {
    moveTo(pos + 1);
  }

  boolean atEnd() {
    return pos >= limit;
  }

  Mismatch mismatch() {
    return Mismatch.INSTANCE;
  }

  void expectEnd() {
    if (!atEnd()) {
      throw mismatch();
    }
  }

  // ---- looking

  /** The current token in lower case if it is a word that is not quoted, otherwise empty. */
  String word() {
    return word;
  }

  TokenKind kind() {
    return pos < limit ? tokens.kind(pos) : TokenKind.END;
  }

  boolean is(String expected) {
    return word.equals(expected);
  }

  boolean isAny(String first, String second) {
    return word.equals(first) || word.equals(second);
  }

  boolean is(String first, String second) {
    return word.equals(first) && ahead(1).equals(second);
  }

  /** The word some tokens further on, or empty. */
  String ahead(int by) {
    return pos + by < limit ? tokens.word(pos + by) : "";
  }

  TokenKind kindAhead(int by) {
    return pos + by < limit ? tokens.kind(pos + by) : TokenKind.END;
  }

  boolean isKind(TokenKind kind) {
    return kind() == kind;
  }

  boolean isOperator(char character) {
    return pos < limit && kind() == TokenKind.OPERATOR && tokens.is(pos, character);
  }

  // ---- taking

  boolean accept(String expected) {
    if (word.equals(expected)) {
      advance();
      return true;
    }
    return false;
  }

  boolean accept(String first, String second) {
    if (is(first, second)) {
      moveTo(pos + 2);
      return true;
    }
    return false;
  }

  boolean accept(String first, String second, String third) {
    if (is(first, second) && ahead(2).equals(third)) {
      moveTo(pos + 3);
      return true;
    }
    return false;
  }

  boolean accept(TokenKind kind) {
    if (kind() == kind) {
      advance();
      return true;
    }
    return false;
  }

  boolean acceptOperator(char character) {
    if (isOperator(character)) {
      advance();
      return true;
    }
    return false;
  }

  void expect(String expected) {
    if (!accept(expected)) {
      throw mismatch();
    }
  }

  void expect(TokenKind kind) {
    if (!accept(kind)) {
      throw mismatch();
    }
  }

  boolean ifExists() {
    return accept("if", "exists");
  }

  boolean ifNotExists() {
    return accept("if", "not", "exists");
  }

  Behavior behavior() {
    return accept("cascade")
        ? Behavior.CASCADE
        : accept("restrict") ? Behavior.RESTRICT : Behavior.UNSPECIFIED;
  }

  /** The word that is here, whatever it is. */
  String anyWord() {
    if (word.isEmpty()) {
      throw mismatch();
    }
    String taken = word;
    advance();
    return taken;
  }

  // ---- names

  boolean isName() {
    return switch (kind()) {
      case QUOTED_NAME, UNICODE_NAME -> true;
      case WORD -> !RESERVED.contains(word);
      default -> false;
    };
  }

  Identifier identifier() {
    if (!isName()) {
      throw mismatch();
    }
    return label();
  }

  /** A name that may be a reserved word, as behind a dot. */
  Identifier label() {
    TokenKind kind = kind();
    if (kind != TokenKind.WORD && kind != TokenKind.QUOTED_NAME && kind != TokenKind.UNICODE_NAME) {
      throw mismatch();
    }
    Identifier name = Names.identifier(tokens, pos);
    advance();
    if (kind == TokenKind.UNICODE_NAME && is("uescape")) {
      moveTo(pos + 2);
    }
    return name;
  }

  QualifiedName qualifiedName() {
    Identifier first = identifier();
    if (kind() != TokenKind.DOT) {
      return new QualifiedName(List.of(first));
    }
    List<Identifier> parts = new ArrayList<>(3);
    parts.add(first);
    while (accept(TokenKind.DOT)) {
      parts.add(label());
    }
    return new QualifiedName(parts);
  }

  List<Identifier> identifiers() {
    List<Identifier> names = new ArrayList<>();
    do {
      names.add(identifier());
    } while (accept(TokenKind.COMMA));
    return names;
  }

  List<QualifiedName> qualifiedNames() {
    List<QualifiedName> names = new ArrayList<>();
    do {
      names.add(qualifiedName());
    } while (accept(TokenKind.COMMA));
    return names;
  }

  /** {@code (a, b)}. */
  List<Identifier> columnList() {
    expect(TokenKind.OPEN_PAREN);
    List<Identifier> names = identifiers();
    expect(TokenKind.CLOSE_PAREN);
    return names;
  }

  List<Identifier> optionalColumnList() {
    return isKind(TokenKind.OPEN_PAREN) ? columnList() : List.of();
  }

  // ---- literals

  /** A string constant; what is inside its quotes. */
  String string() {
    String text = tokens.text(pos);
    switch (kind()) {
      case STRING, ESCAPE_STRING, UNICODE_STRING -> {
        int open = text.indexOf('\'');
        advance();
        return text.substring(open + 1, text.length() - 1).replace("''", "'");
      }
      case DOLLAR_STRING -> {
        int tag = text.indexOf('$', 1) + 1;
        advance();
        return text.substring(tag, text.length() - tag);
      }
      default -> throw mismatch();
    }
  }

  boolean isString() {
    return switch (kind()) {
      case STRING, ESCAPE_STRING, UNICODE_STRING, DOLLAR_STRING -> true;
      default -> false;
    };
  }

  // ---- ranges

  Expression range(int from, int to) {
    return new Expression(tokens, from, to);
  }

  /** Everything that is left. */
  Expression rest() {
    int from = pos;
    moveTo(limit);
    return range(from, limit);
  }

  /** {@code ( … )}: what is inside. */
  Expression parenthesised() {
    if (kind() != TokenKind.OPEN_PAREN) {
      throw mismatch();
    }
    int from = pos + 1;
    skipGroup();
    return range(from, pos - 1);
  }

  /** Moves behind the parenthesis or bracket that closes the one at the cursor. */
  void skipGroup() {
    int depth = 0;
    int i = pos;
    while (i < limit) {
      switch (tokens.kind(i)) {
        case OPEN_PAREN, OPEN_BRACKET -> depth++;
        case CLOSE_PAREN, CLOSE_BRACKET -> depth--;
        default -> {}
      }
      i++;
      if (depth == 0) {
        moveTo(i);
        return;
      }
    }
    moveTo(limit);
    throw mismatch();
  }

  /** Whether an expression ends before the token at an index. */
  interface Stop {
    boolean at(Cursor cursor);
  }

  /**
   * Everything up to a closing parenthesis that was not opened here, the end, or where {@code stop}
   * says; at least one token. CASE … END is skipped as a whole.
   */
  Expression until(Stop stop) {
    int from = pos;
    int cases = 0;
    while (!atEnd()) {
      TokenKind kind = kind();
      if (kind == TokenKind.OPEN_PAREN || kind == TokenKind.OPEN_BRACKET) {
        skipGroup();
        continue;
      }
      if (kind == TokenKind.CLOSE_PAREN || kind == TokenKind.CLOSE_BRACKET) {
        break;
      }
      if (kind == TokenKind.WORD && afterDot()) {
        advance();
        continue;
      }
      if (is("case")) {
        cases++;
      } else if (is("end") && cases > 0) {
        cases--;
      } else if (cases == 0 && pos > from && stop.at(this)) {
        break;
      }
      advance();
    }
    if (pos == from) {
      throw mismatch();
    }
    return range(from, pos);
  }

  boolean afterDot() {
    return pos > 0 && tokens.kind(pos - 1) == TokenKind.DOT;
  }

  /** An expression up to a comma, a closing parenthesis or the end. */
  Expression expression() {
    return until(c -> c.kind() == TokenKind.COMMA);
  }

  /** As {@link #until}, for one of some words. */
  Expression untilWord(Set<String> stops) {
    return until(c -> stops.contains(c.word));
  }

  // ---- options

  /** {@code (name = value, name value, name)}. */
  List<Option> options() {
    expect(TokenKind.OPEN_PAREN);
    List<Option> options = new ArrayList<>();
    if (accept(TokenKind.CLOSE_PAREN)) {
      return options;
    }
    do {
      options.add(option());
    } while (accept(TokenKind.COMMA));
    expect(TokenKind.CLOSE_PAREN);
    return options;
  }

  private Option option() {
    StringBuilder name = new StringBuilder(label().name());
    while (accept(TokenKind.DOT)) {
      name.append('.').append(label().name());
    }
    acceptOperator('=');
    boolean bare = isKind(TokenKind.COMMA) || isKind(TokenKind.CLOSE_PAREN);
    return new Option(name.toString(), bare ? null : expression());
  }

  /** {@code WITH (…)} where it is there. */
  List<Option> withOptions() {
    if (is("with") && kindAhead(1) == TokenKind.OPEN_PAREN) {
      advance();
      return options();
    }
    return List.of();
  }

  @Nullable Identifier tablespace() {
    return accept("tablespace") ? identifier() : null;
  }

  // ---- types

  TypeName type() {
    return TypeParser.parse(this);
  }

  QualifiedName collation() {
    return qualifiedName();
  }
}
