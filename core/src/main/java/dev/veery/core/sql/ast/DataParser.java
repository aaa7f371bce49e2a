package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.ast.DataStatement.Cte;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** SELECT, INSERT, UPDATE, DELETE, MERGE, TRUNCATE, COPY and EXPLAIN. */
final class DataParser {

  private static final Set<String> AFTER_WHERE =
      Set.of(
          "group",
          "having",
          "window",
          "union",
          "intersect",
          "except",
          "order",
          "limit",
          "offset",
          "fetch",
          "for");

  private final Cursor c;

  DataParser(Cursor c) {
    this.c = c;
  }

  /** A statement that may begin with WITH. */
  SqlStatement withQuery() {
    List<Cte> with = with();
    return switch (c.word()) {
      case "insert" -> insert(with);
      case "update" -> update(with);
      case "delete" -> delete(with);
      case "merge" -> merge(with);
      default -> select(with);
    };
  }

  private List<Cte> with() {
    List<Cte> with = new ArrayList<>(0);
    if (!c.accept("with")) {
      return with;
    }
    c.accept("recursive");
    do {
      Identifier name = c.identifier();
      List<Identifier> columns = c.optionalColumnList();
      c.expect("as");
      c.accept("not");
      c.accept("materialized");
      with.add(new Cte(name, columns, c.parenthesised()));
      if (c.is("search") || c.is("cycle")) {
        c.until(x -> x.isKind(TokenKind.COMMA) && closesCte(x) || isStatement(x.word()));
      }
    } while (c.accept(TokenKind.COMMA));
    return with;
  }

  /** Whether a comma behind SEARCH or CYCLE begins the next table expression. */
  private static boolean closesCte(Cursor x) {
    return x.ahead(2).equals("as") || x.kindAhead(2) == TokenKind.OPEN_PAREN;
  }

  private static boolean isStatement(String word) {
    return switch (word) {
      case "select", "insert", "update", "delete", "merge", "values", "table" -> true;
      default -> false;
    };
  }

  // ---- SELECT

  private SqlStatement select(List<Cte> with) {
    int start = c.pos();
    if (!c.isAny("select", "values") && !c.is("table") && !c.isKind(TokenKind.OPEN_PAREN)) {
      throw c.mismatch();
    }
    Expression list = null;
    Expression from = null;
    Expression where = null;
    if (c.accept("select")) {
      int listStart = c.pos();
      while (!c.atEnd() && !endsList(c)) {
        next();
      }
      list = c.range(listStart, c.pos());
      if (c.is("into")) {
        return selectInto(start, with);
      }
      if (c.accept("from")) {
        from = clause(x -> x.is("where") || AFTER_WHERE.contains(x.word()));
      }
      if (c.accept("where")) {
        where = clause(x -> AFTER_WHERE.contains(x.word()));
      }
    }
    Expression locking = locking();
    c.moveTo(c.limit);
    return new DataStatement.Select(with, list, from, where, locking, c.range(start, c.limit));
  }

  private static boolean endsList(Cursor x) {
    if (isLabel(x)) {
      return false;
    }
    return switch (x.word()) {
      case "from" -> !isDistinctFrom(x);
      case "into", "where" -> true;
      default -> AFTER_WHERE.contains(x.word());
    };
  }

  /** Over one token, or over a whole group in parentheses or CASE … END. */
  private void next() {
    if (c.isKind(TokenKind.OPEN_PAREN) || c.isKind(TokenKind.OPEN_BRACKET)) {
      c.skipGroup();
    } else if (c.is("case") && !c.afterDot()) {
      caseExpression();
    } else {
      c.advance();
    }
  }

  private void caseExpression() {
    int cases = 0;
    do {
      if (c.isKind(TokenKind.OPEN_PAREN)) {
        c.skipGroup();
        continue;
      }
      if (!c.afterDot()) {
        cases += c.is("case") ? 1 : c.is("end") ? -1 : 0;
      }
      c.advance();
    } while (cases > 0 && !c.atEnd());
  }

  /** {@code a IS [NOT] DISTINCT FROM b} is no FROM clause. */
  private static boolean isDistinctFrom(Cursor x) {
    String before = x.pos() >= 2 ? x.tokens.word(x.pos() - 2) : "";
    return x.pos() >= 2
        && x.tokens.word(x.pos() - 1).equals("distinct")
        && (before.equals("is") || before.equals("not"));
  }

  /** Behind AS any word is a name. */
  private static boolean isLabel(Cursor x) {
    return x.pos() > 0 && x.tokens.word(x.pos() - 1).equals("as");
  }

  private Expression clause(Cursor.Stop stop) {
    return c.until(x -> !isLabel(x) && !isDistinctFrom(x) && stop.at(x));
  }

  private @Nullable Expression locking() {
    while (!c.atEnd()) {
      if (c.is("for")) {
        switch (c.ahead(1)) {
          case "update", "share", "no", "key" -> {
            return c.rest();
          }
          default -> {}
        }
      }
      next();
    }
    return null;
  }

  private SqlStatement selectInto(int start, List<Cte> with) {
    c.expect("into");
    TableStatement.Persistence persistence = TableStatement.Persistence.PERMANENT;
    if (c.isAny("global", "local")) {
      c.advance();
    }
    if (c.accept("temporary") || c.accept("temp")) {
      persistence = TableStatement.Persistence.TEMPORARY;
    } else if (c.accept("unlogged")) {
      persistence = TableStatement.Persistence.UNLOGGED;
    }
    c.accept("table");
    QualifiedName name = c.qualifiedName();
    c.moveTo(c.limit);
    int from = with.isEmpty() ? start : 0;
    return new TableStatement.CreateTableAs(
        persistence, false, name, List.of(), c.range(from, c.limit), true, true);
  }

  // ---- changes

  private @Nullable Identifier alias(String stop) {
    if (c.accept("as")) {
      return c.identifier();
    }
    return c.isName() && !c.is(stop) ? c.identifier() : null;
  }

  private SqlStatement insert(List<Cte> with) {
    c.expect("insert");
    c.expect("into");
    QualifiedName table = c.qualifiedName();
    Identifier alias = c.accept("as") ? c.identifier() : null;
    List<Identifier> columns = List.of();
    if (c.isKind(TokenKind.OPEN_PAREN) && !isQueryAhead()) {
      columns = targets();
    }
    if (c.accept("overriding")) {
      // Says where values of identity columns come from, and nothing of the query.
      c.advance();
      c.advance();
    }
    Expression source = clause(x -> x.is("on", "conflict") || x.is("returning"));
    Expression conflict = c.accept("on", "conflict") ? conflict() : null;
    return new DataStatement.Insert(with, table, alias, columns, source, conflict, returning());
  }

  private Expression conflict() {
    return clause(x -> x.is("returning"));
  }

  private @Nullable Expression returning() {
    return c.accept("returning") ? c.rest() : null;
  }

  private boolean isQueryAhead() {
    return switch (c.ahead(1)) {
      case "select", "values", "with", "table" -> true;
      default -> c.kindAhead(1) == TokenKind.OPEN_PAREN;
    };
  }

  /** {@code (a, b.c, d[1])}: the columns; fields and elements are left out. */
  private List<Identifier> targets() {
    c.expect(TokenKind.OPEN_PAREN);
    List<Identifier> columns = new ArrayList<>();
    do {
      columns.add(c.identifier());
      while (!c.isKind(TokenKind.COMMA) && !c.isKind(TokenKind.CLOSE_PAREN) && !c.atEnd()) {
        next();
      }
    } while (c.accept(TokenKind.COMMA));
    c.expect(TokenKind.CLOSE_PAREN);
    return columns;
  }

  /** {@code [ONLY] table [*]}, ONLY with or without parentheses. */
  private QualifiedName relation(boolean only) {
    boolean parenthesis = only && c.accept(TokenKind.OPEN_PAREN);
    QualifiedName table = c.qualifiedName();
    if (parenthesis) {
      c.expect(TokenKind.CLOSE_PAREN);
    }
    c.acceptOperator('*');
    return table;
  }

  private SqlStatement update(List<Cte> with) {
    c.expect("update");
    boolean only = c.accept("only");
    QualifiedName table = relation(only);
    Identifier alias = alias("set");
    c.expect("set");
    Expression set = clause(x -> x.isAny("from", "where") || x.is("returning"));
    Expression from = c.accept("from") ? clause(x -> x.isAny("where", "returning")) : null;
    Expression where = c.accept("where") ? clause(x -> x.is("returning")) : null;
    return new DataStatement.Update(with, only, table, alias, set, from, where, returning());
  }

  private SqlStatement delete(List<Cte> with) {
    c.expect("delete");
    c.expect("from");
    boolean only = c.accept("only");
    QualifiedName table = relation(only);
    Identifier alias = alias("using");
    Expression using = c.accept("using") ? clause(x -> x.isAny("where", "returning")) : null;
    Expression where = c.accept("where") ? clause(x -> x.is("returning")) : null;
    return new DataStatement.Delete(with, only, table, alias, using, where, returning());
  }

  private SqlStatement merge(List<Cte> with) {
    c.expect("merge");
    c.expect("into");
    QualifiedName table = relation(c.accept("only"));
    Identifier alias = alias("using");
    c.expect("using");
    Expression using = clause(x -> x.is("on"));
    c.expect("on");
    Expression on = clause(x -> x.is("when"));
    Expression actions = clause(x -> x.is("returning"));
    return new DataStatement.Merge(with, table, alias, using, on, actions, returning());
  }

  SqlStatement truncate() {
    c.expect("truncate");
    c.accept("table");
    List<QualifiedName> tables = new ArrayList<>(1);
    do {
      tables.add(relation(c.accept("only")));
    } while (c.accept(TokenKind.COMMA));
    boolean restart = c.accept("restart", "identity");
    c.accept("continue", "identity");
    return new DataStatement.Truncate(tables, restart, c.behavior());
  }

  SqlStatement copy() {
    c.expect("copy");
    QualifiedName table = null;
    Expression query = null;
    List<Identifier> columns = List.of();
    if (c.isKind(TokenKind.OPEN_PAREN)) {
      query = c.parenthesised();
    } else {
      if (c.is("binary") && c.kindAhead(1) == TokenKind.WORD && !isDirection(c.ahead(1))) {
        c.advance();
      }
      table = c.qualifiedName();
      columns = c.optionalColumnList();
    }
    boolean from = c.accept("from");
    if (!from) {
      c.expect("to");
    }
    String place;
    if (c.isAny("stdin", "stdout")) {
      place = c.anyWord();
    } else {
      place = c.accept("program") ? "program" : "file";
      c.string();
    }
    int options = c.pos();
    while (!c.atEnd() && !c.is("where")) {
      next();
    }
    Expression written = c.range(options, c.pos());
    Expression where = c.accept("where") ? c.rest() : null;
    return new DataStatement.Copy(table, columns, query, from, place, written, where);
  }

  private static boolean isDirection(String word) {
    return word.equals("from") || word.equals("to");
  }

  SqlStatement explain() {
    c.expect("explain");
    List<Option> options = new ArrayList<>(1);
    if (c.isKind(TokenKind.OPEN_PAREN) && !isQueryAhead()) {
      options.addAll(c.options());
    } else {
      while (c.isAny("analyze", "analyse") || c.is("verbose")) {
        options.add(new Option(c.anyWord(), null));
      }
    }
    SqlStatement explained = StatementParser.parse(c.tokens, c.pos(), c.limit);
    c.moveTo(c.limit);
    return new DataStatement.Explain(options, explained);
  }
}
