package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.ast.AccessStatement.Grant;
import dev.veery.core.sql.ast.AccessStatement.Privilege;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GRANT, REVOKE and ALTER DEFAULT PRIVILEGES. */
final class GrantParser {

  private final Cursor c;

  GrantParser(Cursor c) {
    this.c = c;
  }

  SqlStatement grant() {
    boolean grant = c.anyWord().equals("grant");
    if (isOfRoles()) {
      return roles(grant);
    }
    return privileges(grant, false);
  }

  /** Privileges are on something, roles are not. */
  private boolean isOfRoles() {
    for (int i = c.pos(); i < c.limit; i++) {
      String word = c.tokens.word(i);
      if (word.equals("on")) {
        return false;
      }
      if (word.equals("to") || word.equals("from")) {
        return true;
      }
    }
    return true;
  }

  private SqlStatement roles(boolean grant) {
    int here = c.pos();
    Expression options = null;
    if (!grant && c.ahead(1).equals("option") && c.ahead(2).equals("for")) {
      c.moveTo(here + 3);
      options = c.range(here, here + 1);
    }
    List<Identifier> roles = DropParser.roles(c);
    c.expect(grant ? "to" : "from");
    List<Identifier> grantees = DropParser.roles(c);
    if (c.accept("with")) {
      options = c.until(x -> x.isAny("granted", "cascade") || x.is("restrict"));
    }
    grantedBy();
    return new AccessStatement.GrantRole(grant, roles, grantees, options, c.behavior());
  }

  private void grantedBy() {
    if (c.accept("granted", "by")) {
      c.label();
    }
  }

  /**
   * @param defaults whether this is what ALTER DEFAULT PRIVILEGES says: kinds in the plural, no
   *     names
   */
  private Grant privileges(boolean grant, boolean defaults) {
    boolean grantOption = !grant && c.accept("grant", "option", "for");
    List<Privilege> privileges = new ArrayList<>(2);
    do {
      privileges.add(privilege());
    } while (c.accept(TokenKind.COMMA));
    c.expect("on");
    ObjectType type = ObjectType.TABLE;
    List<ObjectName> objects = List.of();
    List<Identifier> schemas = List.of();
    if (defaults) {
      type = plural();
    } else if (c.is("all") && isPlural(c.ahead(1)) && c.ahead(2).equals("in")) {
      c.advance();
      type = plural();
      c.expect("in");
      c.expect("schema");
      schemas = c.identifiers();
    } else {
      type = kind();
      objects = new ObjectNames(c).names(type);
    }
    c.expect(grant ? "to" : "from");
    List<Identifier> grantees = DropParser.roles(c);
    grantOption |= grant && c.accept("with", "grant", "option");
    grantedBy();
    return new Grant(
        grant, privileges, type, objects, schemas, grantees, grantOption, c.behavior());
  }

  private Privilege privilege() {
    String name = c.label().name();
    if (name.equals("all")) {
      c.accept("privileges");
    } else if (name.equals("alter") && c.accept("system")) {
      name = "alter system";
    }
    return new Privilege(name, c.optionalColumnList());
  }

  private ObjectType kind() {
    if (c.accept("foreign", "server")) {
      return ObjectType.SERVER;
    }
    if (isTableCalledLikeAKind()) {
      return ObjectType.TABLE;
    }
    ObjectType type = new ObjectNames(c).typeOrNull();
    return type == null ? ObjectType.TABLE : type;
  }

  /** {@code GRANT … ON type TO x}: kinds are not reserved, so a table may be called so. */
  private boolean isTableCalledLikeAKind() {
    return c.isAny("table", "group")
        ? false
        : c.kindAhead(1) == TokenKind.COMMA
            || c.kindAhead(1) == TokenKind.DOT
            || c.ahead(1).equals("to")
            || c.ahead(1).equals("from");
  }

  private static boolean isPlural(String word) {
    return pluralOf(word) != null;
  }

  private ObjectType plural() {
    if (c.accept("large", "objects")) {
      return ObjectType.LARGE_OBJECT;
    }
    ObjectType type = pluralOf(c.word());
    if (type == null) {
      throw c.mismatch();
    }
    c.advance();
    return type;
  }

  private static @Nullable ObjectType pluralOf(String word) {
    return switch (word) {
      case "tables" -> ObjectType.TABLE;
      case "sequences" -> ObjectType.SEQUENCE;
      case "functions" -> ObjectType.FUNCTION;
      case "procedures" -> ObjectType.PROCEDURE;
      case "routines" -> ObjectType.ROUTINE;
      case "types" -> ObjectType.TYPE;
      case "schemas" -> ObjectType.SCHEMA;
      default -> null;
    };
  }

  /** Behind ALTER DEFAULT PRIVILEGES. */
  SqlStatement alterDefaultPrivileges() {
    List<Identifier> roles = List.of();
    List<Identifier> schemas = List.of();
    while (c.isAny("for", "in")) {
      if (c.accept("in", "schema")) {
        schemas = c.identifiers();
      } else {
        c.expect("for");
        if (!c.accept("user")) {
          c.expect("role");
        }
        roles = DropParser.roles(c);
      }
    }
    boolean grant = c.accept("grant");
    if (!grant) {
      c.expect("revoke");
    }
    return new AccessStatement.AlterDefaultPrivileges(roles, schemas, privileges(grant, true));
  }
}
