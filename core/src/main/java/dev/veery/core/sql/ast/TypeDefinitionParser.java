package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;

/** CREATE and ALTER of types and domains. */
final class TypeDefinitionParser {

  private final Cursor c;
  private final ConstraintParser constraints;

  TypeDefinitionParser(Cursor c) {
    this.c = c;
    this.constraints = new ConstraintParser(c);
  }

  SqlStatement createType() {
    c.expect("type");
    QualifiedName name = c.qualifiedName();
    if (c.atEnd()) {
      return new TypeStatement.CreateBase(name, List.of());
    }
    if (!c.accept("as")) {
      return new TypeStatement.CreateBase(name, c.options());
    }
    if (c.accept("enum")) {
      return new TypeStatement.CreateEnum(name, labels());
    }
    if (c.accept("range")) {
      return new TypeStatement.CreateRange(name, c.options());
    }
    List<ColumnDefinition> attributes = new ArrayList<>();
    c.expect(TokenKind.OPEN_PAREN);
    if (!c.accept(TokenKind.CLOSE_PAREN)) {
      do {
        attributes.add(constraints.column());
      } while (c.accept(TokenKind.COMMA));
      c.expect(TokenKind.CLOSE_PAREN);
    }
    return new TypeStatement.CreateComposite(name, attributes);
  }

  private List<String> labels() {
    List<String> labels = new ArrayList<>();
    c.expect(TokenKind.OPEN_PAREN);
    if (c.accept(TokenKind.CLOSE_PAREN)) {
      return labels;
    }
    do {
      labels.add(c.string());
    } while (c.accept(TokenKind.COMMA));
    c.expect(TokenKind.CLOSE_PAREN);
    return labels;
  }

  SqlStatement createDomain() {
    c.expect("domain");
    QualifiedName name = c.qualifiedName();
    c.accept("as");
    TypeName type = c.type();
    QualifiedName collation = null;
    List<Constraint> found = new ArrayList<>(1);
    while (!c.atEnd()) {
      if (c.accept("collate")) {
        collation = c.collation();
        continue;
      }
      Constraint constraint = constraints.columnConstraint();
      if (constraint == null) {
        throw c.mismatch();
      }
      found.add(constraint);
    }
    return new TypeStatement.CreateDomain(name, type, collation, found);
  }

  /** Behind ALTER TYPE. */
  SqlStatement alterType() {
    QualifiedName name = c.qualifiedName();
    List<AlterAction> actions = new ArrayList<>(1);
    do {
      actions.add(typeAction());
    } while (c.accept(TokenKind.COMMA));
    return new TypeStatement.AlterType(name, actions);
  }

  private AlterAction typeAction() {
    if (c.accept("add", "value")) {
      boolean ifNotExists = c.ifNotExists();
      String value = c.string();
      boolean before = c.is("before");
      boolean placed = c.accept("before") || c.accept("after");
      return new AlterAction.AddValue(ifNotExists, value, before, placed ? c.string() : null);
    }
    if (c.accept("rename", "value")) {
      String from = c.string();
      c.expect("to");
      return new AlterAction.RenameValue(from, c.string());
    }
    if (c.accept("rename", "attribute")) {
      Identifier from = c.identifier();
      c.expect("to");
      return new AlterAction.RenameColumn(from, c.identifier(), c.behavior());
    }
    if (c.accept("add", "attribute")) {
      ColumnDefinition attribute = constraints.column();
      return new AlterAction.AddAttribute(attribute, c.behavior());
    }
    if (c.accept("drop", "attribute")) {
      boolean ifExists = c.ifExists();
      return new AlterAction.DropAttribute(ifExists, c.identifier(), c.behavior());
    }
    if (c.accept("alter", "attribute")) {
      Identifier attribute = c.identifier();
      c.accept("set", "data");
      c.expect("type");
      TypeName type = c.type();
      QualifiedName collation = c.accept("collate") ? c.collation() : null;
      return new AlterAction.AlterAttributeType(attribute, type, collation, c.behavior());
    }
    if (c.is("set") && c.kindAhead(1) == TokenKind.OPEN_PAREN) {
      c.advance();
      return new AlterAction.SetOptions(c.options());
    }
    return AlterParser.commonAction(c);
  }

  /** Behind ALTER DOMAIN. */
  SqlStatement alterDomain() {
    QualifiedName name = c.qualifiedName();
    return new TypeStatement.AlterDomain(name, domainAction());
  }

  private AlterAction domainAction() {
    if (c.accept("set", "default")) {
      return new AlterAction.SetDomainDefault(c.rest());
    }
    if (c.accept("drop", "default")) {
      return new AlterAction.DropDomainDefault();
    }
    if (c.accept("set", "not", "null")) {
      return new AlterAction.SetDomainNotNull();
    }
    if (c.accept("drop", "not", "null")) {
      return new AlterAction.DropDomainNotNull();
    }
    if (c.accept("add")) {
      Constraint constraint = constraints.columnConstraint();
      if (constraint == null) {
        throw c.mismatch();
      }
      return new AlterAction.AddConstraint(constraint);
    }
    if (c.accept("drop", "constraint")) {
      boolean ifExists = c.ifExists();
      return new AlterAction.DropConstraint(ifExists, c.identifier(), c.behavior());
    }
    if (c.accept("rename", "constraint")) {
      Identifier from = c.identifier();
      c.expect("to");
      return new AlterAction.RenameConstraint(from, c.identifier());
    }
    if (c.accept("validate", "constraint")) {
      return new AlterAction.ValidateConstraint(c.identifier());
    }
    return AlterParser.commonAction(c);
  }
}
