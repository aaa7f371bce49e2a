package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;

/** DROP. */
final class DropParser {

  private final Cursor c;

  DropParser(Cursor c) {
    this.c = c;
  }

  SqlStatement drop() {
    c.expect("drop");
    if (c.accept("owned", "by")) {
      return new AccessStatement.DropOwned(roles(c), c.behavior());
    }
    ObjectNames objects = new ObjectNames(c);
    ObjectType type = objects.type();
    boolean concurrently = type == ObjectType.INDEX && c.accept("concurrently");
    boolean ifExists = c.ifExists();
    List<ObjectName> names = objects.names(type);
    if (type == ObjectType.DATABASE) {
      c.accept("with");
      if (!c.atEnd()) {
        c.options();
      }
    }
    return new ObjectStatement.Drop(type, concurrently, ifExists, names, c.behavior());
  }

  /** Roles, which may also be {@code CURRENT_USER} and the like. */
  static List<Identifier> roles(Cursor c) {
    List<Identifier> roles = new ArrayList<>(1);
    do {
      c.accept("group");
      roles.add(c.label());
    } while (c.accept(TokenKind.COMMA));
    return roles;
  }
}
