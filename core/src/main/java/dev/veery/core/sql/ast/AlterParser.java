package dev.veery.core.sql.ast;

/** ALTER: finds out what is altered. */
final class AlterParser {

  private final Cursor c;

  AlterParser(Cursor c) {
    this.c = c;
  }

  SqlStatement alter() {
    c.expect("alter");
    ObjectType type = new ObjectNames(c).type();
    return switch (type) {
      case TABLE, INDEX, VIEW, MATERIALIZED_VIEW, SEQUENCE, FOREIGN_TABLE ->
          new AlterTableParser(c, type).alter();
      default -> throw c.mismatch();
    };
  }
}
