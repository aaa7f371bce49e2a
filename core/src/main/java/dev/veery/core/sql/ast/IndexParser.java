package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.IndexStatement.Element;
import java.util.ArrayList;
import java.util.List;

/** CREATE INDEX. */
final class IndexParser {

  private final Cursor c;

  IndexParser(Cursor c) {
    this.c = c;
  }

  /** Behind CREATE [UNIQUE] INDEX. */
  CreateIndex createIndex(boolean unique) {
    boolean concurrently = c.accept("concurrently");
    boolean ifNotExists = c.ifNotExists();
    QualifiedName name = c.is("on") ? null : c.qualifiedName();
    c.expect("on");
    boolean only = c.accept("only");
    QualifiedName table = c.qualifiedName();
    String method = c.accept("using") ? c.identifier().name() : "btree";
    c.expect(TokenKind.OPEN_PAREN);
    List<Element> elements = new ArrayList<>(2);
    do {
      elements.add(element());
    } while (c.accept(TokenKind.COMMA));
    c.expect(TokenKind.CLOSE_PAREN);
    List<Identifier> include = c.accept("include") ? c.columnList() : List.of();
    boolean nullsNotDistinct = false;
    if (c.accept("nulls", "not", "distinct")) {
      nullsNotDistinct = true;
    } else {
      c.accept("nulls", "distinct");
    }
    List<Option> with = c.withOptions();
    Identifier tablespace = c.tablespace();
    Expression where = c.accept("where") ? c.rest() : null;
    return new CreateIndex(
        unique,
        concurrently,
        ifNotExists,
        name,
        only,
        table,
        method,
        elements,
        include,
        nullsNotDistinct,
        with,
        tablespace,
        where);
  }

  /** {@code column | function(…) | (expression)} with collation, operator class and order. */
  private Element element() {
    Identifier column = null;
    Expression expression;
    int from = c.pos();
    if (c.isKind(TokenKind.OPEN_PAREN)) {
      expression = c.parenthesised();
    } else if (isCall()) {
      // A call stands without parentheses around it; some look like keywords (coalesce, cast).
      while (!c.isKind(TokenKind.OPEN_PAREN) && !c.atEnd()) {
        c.advance();
      }
      c.skipGroup();
      expression = c.range(from, c.pos());
    } else {
      column = c.identifier();
      expression = c.range(from, c.pos());
    }
    QualifiedName collation = c.accept("collate") ? c.collation() : null;
    QualifiedName opclass = null;
    if (c.isName() && !c.is("asc") && !c.is("desc") && !(c.is("nulls") && isNulls())) {
      opclass = c.qualifiedName();
      if (c.isKind(TokenKind.OPEN_PAREN)) {
        c.skipGroup();
      }
    }
    String order = c.isAny("asc", "desc") ? c.anyWord() : null;
    String nulls = c.accept("nulls") ? c.anyWord() : null;
    return new Element(column, expression, collation, opclass, order, nulls);
  }

  private boolean isNulls() {
    return c.ahead(1).equals("first") || c.ahead(1).equals("last");
  }

  private boolean isCall() {
    int i = 0;
    while (isNamePart(c.kindAhead(i)) && c.kindAhead(i + 1) == TokenKind.DOT) {
      i += 2;
    }
    return isNamePart(c.kindAhead(i)) && c.kindAhead(i + 1) == TokenKind.OPEN_PAREN;
  }

  private static boolean isNamePart(TokenKind kind) {
    return kind == TokenKind.WORD
        || kind == TokenKind.QUOTED_NAME
        || kind == TokenKind.UNICODE_NAME;
  }
}
