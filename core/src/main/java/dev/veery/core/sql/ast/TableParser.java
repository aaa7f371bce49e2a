package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.TableStatement.CreateTableAs;
import dev.veery.core.sql.ast.TableStatement.Element;
import dev.veery.core.sql.ast.TableStatement.PartitionBound;
import dev.veery.core.sql.ast.TableStatement.PartitionBy;
import dev.veery.core.sql.ast.TableStatement.Persistence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE TABLE in its forms. */
final class TableParser {

  private final Cursor c;
  private final ConstraintParser constraints;

  TableParser(Cursor c) {
    this.c = c;
    this.constraints = new ConstraintParser(c);
  }

  /** Behind CREATE, its persistence and TABLE. */
  TableStatement createTable(Persistence persistence, boolean foreign) {
    boolean ifNotExists = c.ifNotExists();
    QualifiedName name = c.qualifiedName();
    List<Element> elements = new ArrayList<>();
    QualifiedName ofType = null;
    QualifiedName partitionOf = null;
    PartitionBound bound = null;
    if (c.accept("of")) {
      ofType = c.qualifiedName();
      typedElements(elements);
    } else if (c.accept("partition", "of")) {
      partitionOf = c.qualifiedName();
      typedElements(elements);
      bound = bound();
    } else if (c.isKind(TokenKind.OPEN_PAREN)) {
      int start = c.pos();
      if (!foreign && isTableAs()) {
        c.moveTo(start);
        return createTableAs(persistence, ifNotExists, name);
      }
      c.moveTo(start);
      elements(elements);
    } else if (!foreign) {
      return createTableAs(persistence, ifNotExists, name);
    }
    List<QualifiedName> inherits = inherits();
    PartitionBy partitionBy = partitionBy();
    Identifier accessMethod = c.accept("using") ? c.identifier() : null;
    List<Option> with = with();
    String onCommit = onCommit();
    Identifier tablespace = c.tablespace();
    Identifier server = null;
    if (foreign) {
      c.expect("server");
      server = c.identifier();
      if (c.accept("options")) {
        c.skipGroup();
      }
    }
    return new CreateTable(
        persistence,
        ifNotExists,
        name,
        elements,
        inherits,
        ofType,
        partitionOf,
        bound,
        partitionBy,
        accessMethod,
        with,
        onCommit,
        tablespace,
        server);
  }

  /** Whether the parentheses hold the names of CREATE TABLE … (a, b) AS. */
  private boolean isTableAs() {
    c.skipGroup();
    while (!c.atEnd()) {
      switch (c.word()) {
        case "as" -> {
          return true;
        }
        case "using", "tablespace" -> c.moveTo(c.pos() + 2);
        case "with" -> {
          c.advance();
          if (!c.isKind(TokenKind.OPEN_PAREN)) {
            return false;
          }
          c.skipGroup();
        }
        case "without" -> c.moveTo(c.pos() + 2);
        case "on" -> {
          onCommit();
        }
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  private TableStatement createTableAs(
      Persistence persistence, boolean ifNotExists, QualifiedName name) {
    List<Identifier> columns = c.optionalColumnList();
    if (c.accept("using")) {
      c.identifier();
    }
    with();
    onCommit();
    c.tablespace();
    c.expect("as");
    int from = c.pos();
    if (c.atEnd()) {
      throw c.mismatch();
    }
    int to = c.limit;
    boolean withData = true;
    if (to - from > 2 && endsWith("with", "data")) {
      to -= 2;
    } else if (to - from > 3 && endsWith("with", "no", "data")) {
      to -= 3;
      withData = false;
    }
    c.moveTo(c.limit);
    return new CreateTableAs(
        persistence, ifNotExists, name, columns, c.range(from, to), withData, false);
  }

  private boolean endsWith(String... words) {
    int at = c.limit - words.length;
    for (String word : words) {
      if (!c.tokens.word(at++).equals(word)) {
        return false;
      }
    }
    return true;
  }

  private void elements(List<Element> into) {
    c.expect(TokenKind.OPEN_PAREN);
    if (c.accept(TokenKind.CLOSE_PAREN)) {
      return;
    }
    do {
      into.add(element());
    } while (c.accept(TokenKind.COMMA));
    c.expect(TokenKind.CLOSE_PAREN);
  }

  private Element element() {
    if (constraints.atTableConstraint()) {
      return new Element.TableConstraint(constraints.tableConstraint());
    }
    if (c.is("like") && c.kindAhead(1) != TokenKind.COMMA) {
      c.advance();
      QualifiedName table = c.qualifiedName();
      List<String> options = new ArrayList<>(0);
      while (c.isAny("including", "excluding")) {
        options.add(c.anyWord() + " " + c.anyWord());
      }
      return new Element.Like(table, options);
    }
    return new Element.Column(constraints.column());
  }

  private void typedElements(List<Element> into) {
    if (!c.accept(TokenKind.OPEN_PAREN)) {
      return;
    }
    do {
      into.add(
          constraints.atTableConstraint()
              ? new Element.TableConstraint(constraints.tableConstraint())
              : new Element.Column(constraints.typedColumn()));
    } while (c.accept(TokenKind.COMMA));
    c.expect(TokenKind.CLOSE_PAREN);
  }

  private List<QualifiedName> inherits() {
    if (!c.accept("inherits")) {
      return List.of();
    }
    c.expect(TokenKind.OPEN_PAREN);
    List<QualifiedName> parents = c.qualifiedNames();
    c.expect(TokenKind.CLOSE_PAREN);
    return parents;
  }

  private @Nullable PartitionBy partitionBy() {
    if (!c.accept("partition", "by")) {
      return null;
    }
    String strategy = c.label().name();
    return new PartitionBy(strategy, c.parenthesised());
  }

  /** {@code FOR VALUES …} or {@code DEFAULT}. */
  PartitionBound bound() {
    int here = c.pos();
    if (c.accept("default")) {
      return new PartitionBound(true, c.range(here, here));
    }
    c.expect("for");
    c.expect("values");
    int from = c.pos();
    if (c.accept("from")) {
      c.skipGroup();
      c.expect("to");
      c.skipGroup();
    } else {
      if (!c.accept("in")) {
        c.expect("with");
      }
      c.skipGroup();
    }
    return new PartitionBound(false, c.range(from, c.pos()));
  }

  private List<Option> with() {
    if (c.accept("without", "oids") || c.accept("with", "oids")) {
      return List.of();
    }
    return c.withOptions();
  }

  private @Nullable String onCommit() {
    if (!c.accept("on", "commit")) {
      return null;
    }
    return c.accept("drop") ? "drop" : c.anyWord() + " " + c.anyWord();
  }
}
