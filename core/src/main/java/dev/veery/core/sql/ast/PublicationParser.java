package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;

/** Publications and subscriptions. */
final class PublicationParser {

  private final Cursor c;

  PublicationParser(Cursor c) {
    this.c = c;
  }

  SqlStatement createPublication() {
    c.expect("publication");
    Identifier name = c.identifier();
    boolean allTables = false;
    List<QualifiedName> tables = new ArrayList<>();
    List<Identifier> schemas = new ArrayList<>();
    if (c.accept("for")) {
      if (c.accept("all", "tables")) {
        allTables = true;
      } else {
        objects(tables, schemas);
      }
    }
    return new ObjectStatement.CreatePublication(name, allTables, tables, schemas, c.withOptions());
  }

  /** {@code TABLE a, ONLY b (x) WHERE (…), TABLES IN SCHEMA s, t}. */
  private void objects(List<QualifiedName> tables, List<Identifier> schemas) {
    boolean inSchema = false;
    do {
      if (c.accept("tables", "in", "schema")) {
        inSchema = true;
      } else if (c.accept("table")) {
        inSchema = false;
      }
      if (inSchema) {
        schemas.add(c.label());
        continue;
      }
      boolean only = c.accept("only");
      boolean parenthesis = only && c.accept(TokenKind.OPEN_PAREN);
      tables.add(c.qualifiedName());
      if (parenthesis) {
        c.expect(TokenKind.CLOSE_PAREN);
      }
      c.acceptOperator('*');
      if (c.isKind(TokenKind.OPEN_PAREN)) {
        c.skipGroup();
      }
      if (c.accept("where")) {
        c.parenthesised();
      }
    } while (c.accept(TokenKind.COMMA));
  }

  SqlStatement createSubscription() {
    c.expect("subscription");
    Identifier name = c.identifier();
    c.expect("connection");
    c.string();
    c.expect("publication");
    List<Identifier> publications = c.identifiers();
    return new ObjectStatement.CreateSubscription(name, publications, c.withOptions());
  }
}
