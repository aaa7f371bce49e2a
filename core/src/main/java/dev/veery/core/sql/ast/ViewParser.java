package dev.veery.core.sql.ast;

import dev.veery.core.sql.ast.TableStatement.Persistence;
import java.util.List;

/** Views and materialised views. */
final class ViewParser {

  private final Cursor c;

  ViewParser(Cursor c) {
    this.c = c;
  }

  SqlStatement createView(boolean orReplace, Persistence persistence) {
    boolean recursive = c.accept("recursive");
    c.expect("view");
    QualifiedName name = c.qualifiedName();
    List<Identifier> columns = c.optionalColumnList();
    List<Option> options = c.withOptions();
    c.expect("as");
    int from = c.pos();
    int to = c.limit;
    String check = null;
    if (ends("with", "check", "option")) {
      to -= 3;
      check = "cascaded";
    } else if (ends("with", "local", "check", "option")
        || ends("with", "cascaded", "check", "option")) {
      to -= 4;
      check = c.tokens.word(to + 1);
    }
    return new ViewStatement.CreateView(
        orReplace,
        persistence == Persistence.TEMPORARY,
        recursive,
        name,
        columns,
        options,
        query(from, to),
        check);
  }

  SqlStatement createMaterializedView() {
    c.expect("materialized");
    c.expect("view");
    boolean ifNotExists = c.ifNotExists();
    QualifiedName name = c.qualifiedName();
    List<Identifier> columns = c.optionalColumnList();
    Identifier accessMethod = c.accept("using") ? c.identifier() : null;
    List<Option> with = c.withOptions();
    Identifier tablespace = c.tablespace();
    c.expect("as");
    int from = c.pos();
    int to = c.limit;
    boolean withData = true;
    if (ends("with", "no", "data")) {
      to -= 3;
      withData = false;
    } else if (ends("with", "data")) {
      to -= 2;
    }
    return new ViewStatement.CreateMaterializedView(
        ifNotExists, name, columns, accessMethod, with, tablespace, query(from, to), withData);
  }

  SqlStatement refresh() {
    c.expect("refresh");
    c.expect("materialized");
    c.expect("view");
    boolean concurrently = c.accept("concurrently");
    QualifiedName name = c.qualifiedName();
    boolean withData = !c.accept("with", "no", "data");
    c.accept("with", "data");
    return new ViewStatement.Refresh(concurrently, name, withData);
  }

  private boolean ends(String... words) {
    int at = c.limit - words.length;
    if (at <= c.pos()) {
      return false;
    }
    for (String word : words) {
      if (!c.tokens.word(at++).equals(word)) {
        return false;
      }
    }
    return true;
  }

  private Expression query(int from, int to) {
    if (from >= to) {
      throw c.mismatch();
    }
    c.moveTo(c.limit);
    return c.range(from, to);
  }
}
