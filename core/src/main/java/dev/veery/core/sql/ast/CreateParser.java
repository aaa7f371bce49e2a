package dev.veery.core.sql.ast;

import dev.veery.core.sql.ast.TableStatement.Persistence;

/** CREATE: finds out what is created. */
final class CreateParser {

  private final Cursor c;

  CreateParser(Cursor c) {
    this.c = c;
  }

  SqlStatement create() {
    c.expect("create");
    Persistence persistence = persistence();
    switch (c.word()) {
      case "table" -> {
        c.advance();
        return new TableParser(c).createTable(persistence, false);
      }
      case "foreign" -> {
        if (c.accept("foreign", "table")) {
          return new TableParser(c).createTable(persistence, true);
        }
        throw c.mismatch();
      }
      case "unique" -> {
        c.advance();
        c.expect("index");
        return new IndexParser(c).createIndex(true);
      }
      case "index" -> {
        c.advance();
        return new IndexParser(c).createIndex(false);
      }
      default -> throw c.mismatch();
    }
  }

  private Persistence persistence() {
    if (c.isAny("global", "local")
        && (c.ahead(1).equals("temporary") || c.ahead(1).equals("temp"))) {
      c.advance();
    }
    if (c.accept("temporary") || c.accept("temp")) {
      return Persistence.TEMPORARY;
    }
    return c.accept("unlogged") ? Persistence.UNLOGGED : Persistence.PERMANENT;
  }
}
