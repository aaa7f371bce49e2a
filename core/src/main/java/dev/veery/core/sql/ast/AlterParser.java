package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;

/** ALTER: finds out what is altered, and reads the simpler kinds itself. */
final class AlterParser {

  private final Cursor c;

  AlterParser(Cursor c) {
    this.c = c;
  }

  SqlStatement alter() {
    c.expect("alter");
    if (c.accept("default", "privileges")) {
      return new GrantParser(c).alterDefaultPrivileges();
    }
    if (c.accept("system")) {
      return system();
    }
    ObjectNames objects = new ObjectNames(c);
    ObjectType type = objects.type();
    return switch (type) {
      case TABLE, INDEX, VIEW, MATERIALIZED_VIEW, SEQUENCE, FOREIGN_TABLE ->
          new AlterTableParser(c, type).alter();
      case TYPE -> new TypeDefinitionParser(c).alterType();
      case DOMAIN -> new TypeDefinitionParser(c).alterDomain();
      case POLICY -> new PolicyParser(c).alterPolicy();
      case ROLE -> new AccessStatement.AlterRole(c.label(), objectAction());
      default -> {
        boolean ifExists = c.ifExists();
        ObjectName name = objects.name(type);
        yield new ObjectStatement.Alter(name, ifExists, objectAction());
      }
    };
  }

  private AlterAction objectAction() {
    int here = c.pos();
    try {
      AlterAction action = commonAction(c);
      if (c.atEnd()) {
        return action;
      }
    } catch (Cursor.Mismatch e) {
      // Then it is something of that object's own.
    }
    c.moveTo(here);
    if (c.atEnd()) {
      throw c.mismatch();
    }
    return new AlterAction.Other(c.rest());
  }

  /** What every object has: a name, an owner, mostly a schema. */
  static AlterAction commonAction(Cursor c) {
    if (c.accept("rename", "to")) {
      return new AlterAction.RenameTo(c.identifier());
    }
    if (c.accept("set", "schema")) {
      return new AlterAction.SetSchema(c.identifier());
    }
    if (c.is("owner")) {
      return AlterTableParser.owner(c);
    }
    if (c.is("depends") || c.is("no", "depends")) {
      return AlterTableParser.depends(c);
    }
    throw c.mismatch();
  }

  private SqlStatement system() {
    boolean reset = c.accept("reset");
    if (!reset) {
      c.expect("set");
    }
    String name = settingName(c);
    if (reset) {
      return new MaintenanceStatement.AlterSystem(name, null);
    }
    if (!c.acceptOperator('=')) {
      c.expect("to");
    }
    return new MaintenanceStatement.AlterSystem(name, c.rest());
  }

  /** {@code name} or {@code extension.name}, in lower case. */
  static String settingName(Cursor c) {
    List<String> parts = new ArrayList<>(1);
    do {
      parts.add(c.label().name());
    } while (c.accept(TokenKind.DOT));
    return String.join(".", parts);
  }
}
