package dev.veery.core.sql.ast;

import java.util.List;

/** Row-level security policies. */
final class PolicyParser {

  private final Cursor c;

  PolicyParser(Cursor c) {
    this.c = c;
  }

  SqlStatement createPolicy() {
    c.expect("policy");
    Identifier name = c.identifier();
    c.expect("on");
    QualifiedName table = c.qualifiedName();
    boolean permissive = true;
    if (c.accept("as")) {
      permissive = c.label().name().equals("permissive");
    }
    String command = c.accept("for") ? c.anyWord() : "all";
    List<Identifier> roles = List.of();
    if (c.accept("to")) {
      roles = DropParser.roles(c);
    } else {
      Span here = new Span(c.tokens.start(c.pos()), c.tokens.start(c.pos()));
      roles = List.of(new Identifier("public", false, here));
    }
    Expression using = c.accept("using") ? c.parenthesised() : null;
    Expression check = c.accept("with", "check") ? c.parenthesised() : null;
    return new AccessStatement.CreatePolicy(name, table, permissive, command, roles, using, check);
  }

  /** Behind ALTER POLICY. */
  SqlStatement alterPolicy() {
    c.ifExists();
    Identifier name = c.identifier();
    c.expect("on");
    QualifiedName table = c.qualifiedName();
    if (c.accept("rename", "to")) {
      return new AccessStatement.AlterPolicy(name, table, c.identifier(), List.of(), null, null);
    }
    List<Identifier> roles = c.accept("to") ? DropParser.roles(c) : List.of();
    Expression using = c.accept("using") ? c.parenthesised() : null;
    Expression check = c.accept("with", "check") ? c.parenthesised() : null;
    return new AccessStatement.AlterPolicy(name, table, null, roles, using, check);
  }
}
