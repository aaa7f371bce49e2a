package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of objects and how each kind is named: shared by DROP, ALTER, COMMENT and GRANT. */
final class ObjectNames {

  private final Cursor c;

  ObjectNames(Cursor c) {
    this.c = c;
  }

  /** The kind that the next words name; moves behind them. */
  ObjectType type() {
    ObjectType type = typeOrNull();
    if (type == null) {
      throw c.mismatch();
    }
    return type;
  }

  @Nullable ObjectType typeOrNull() {
    String word = c.word();
    String second = c.ahead(1);
    ObjectType type =
        switch (word) {
          case "access" -> second.equals("method") ? ObjectType.ACCESS_METHOD : null;
          case "aggregate" -> ObjectType.AGGREGATE;
          case "cast" -> ObjectType.CAST;
          case "collation" -> ObjectType.COLLATION;
          case "column" -> ObjectType.COLUMN;
          case "constraint" -> ObjectType.CONSTRAINT;
          case "conversion" -> ObjectType.CONVERSION;
          case "database" -> ObjectType.DATABASE;
          case "domain" -> ObjectType.DOMAIN;
          case "event" -> second.equals("trigger") ? ObjectType.EVENT_TRIGGER : null;
          case "extension" -> ObjectType.EXTENSION;
          case "foreign" ->
              second.equals("table")
                  ? ObjectType.FOREIGN_TABLE
                  : second.equals("data") ? ObjectType.FOREIGN_DATA_WRAPPER : null;
          case "function" -> ObjectType.FUNCTION;
          case "index" -> ObjectType.INDEX;
          case "language" -> ObjectType.LANGUAGE;
          case "procedural" -> second.equals("language") ? ObjectType.LANGUAGE : null;
          case "large" -> second.equals("object") ? ObjectType.LARGE_OBJECT : null;
          case "materialized" -> second.equals("view") ? ObjectType.MATERIALIZED_VIEW : null;
          case "operator" ->
              second.equals("class") && isNameAhead()
                  ? ObjectType.OPERATOR_CLASS
                  : second.equals("family") && isNameAhead()
                      ? ObjectType.OPERATOR_FAMILY
                      : ObjectType.OPERATOR;
          case "parameter" -> ObjectType.PARAMETER;
          case "policy" -> ObjectType.POLICY;
          case "procedure" -> ObjectType.PROCEDURE;
          case "publication" -> ObjectType.PUBLICATION;
          case "role", "user", "group" ->
              word.equals("user") && second.equals("mapping")
                  ? ObjectType.USER_MAPPING
                  : ObjectType.ROLE;
          case "routine" -> ObjectType.ROUTINE;
          case "rule" -> ObjectType.RULE;
          case "schema" -> ObjectType.SCHEMA;
          case "sequence" -> ObjectType.SEQUENCE;
          case "server" -> ObjectType.SERVER;
          case "statistics" -> ObjectType.STATISTICS;
          case "subscription" -> ObjectType.SUBSCRIPTION;
          case "table" -> ObjectType.TABLE;
          case "tablespace" -> ObjectType.TABLESPACE;
          case "text" -> textSearch();
          case "transform" -> ObjectType.TRANSFORM;
          case "trigger" -> ObjectType.TRIGGER;
          case "type" -> ObjectType.TYPE;
          case "view" -> ObjectType.VIEW;
          default -> null;
        };
    if (type == null) {
      return null;
    }
    int words =
        switch (type) {
          case ACCESS_METHOD,
              EVENT_TRIGGER,
              FOREIGN_TABLE,
              LARGE_OBJECT,
              MATERIALIZED_VIEW,
              OPERATOR_CLASS,
              OPERATOR_FAMILY,
              USER_MAPPING ->
              2;
          case FOREIGN_DATA_WRAPPER,
              TEXT_SEARCH_CONFIGURATION,
              TEXT_SEARCH_DICTIONARY,
              TEXT_SEARCH_PARSER,
              TEXT_SEARCH_TEMPLATE ->
              3;
          case LANGUAGE -> word.equals("procedural") ? 2 : 1;
          default -> 1;
        };
    c.moveTo(c.pos() + words);
    return type;
  }

  /** An operator may be called class or family, but then its name is not what follows. */
  private boolean isNameAhead() {
    return c.kindAhead(2) == TokenKind.WORD || c.kindAhead(2) == TokenKind.QUOTED_NAME;
  }

  private @Nullable ObjectType textSearch() {
    if (!c.ahead(1).equals("search")) {
      return null;
    }
    return switch (c.ahead(2)) {
      case "configuration" -> ObjectType.TEXT_SEARCH_CONFIGURATION;
      case "dictionary" -> ObjectType.TEXT_SEARCH_DICTIONARY;
      case "parser" -> ObjectType.TEXT_SEARCH_PARSER;
      case "template" -> ObjectType.TEXT_SEARCH_TEMPLATE;
      default -> null;
    };
  }

  /** The name of an object of a kind, with the table or arguments that belong to it. */
  ObjectName name(ObjectType type) {
    return switch (type) {
      case FUNCTION, PROCEDURE, ROUTINE, AGGREGATE -> routine(type);
      case OPERATOR -> operator();
      case OPERATOR_CLASS, OPERATOR_FAMILY -> {
        QualifiedName name = c.qualifiedName();
        c.expect("using");
        QualifiedName method = single(c.identifier());
        yield new ObjectName(type, name, method, null);
      }
      case CAST -> cast();
      case TRANSFORM -> {
        c.expect("for");
        QualifiedName of = c.type().name();
        c.expect("language");
        yield new ObjectName(type, of, single(c.identifier()), null);
      }
      case USER_MAPPING -> {
        c.expect("for");
        QualifiedName user = single(c.label());
        c.expect("server");
        yield new ObjectName(type, user, single(c.identifier()), null);
      }
      case TRIGGER, POLICY, RULE -> {
        QualifiedName name = single(c.identifier());
        c.expect("on");
        yield new ObjectName(type, name, c.qualifiedName(), null);
      }
      case CONSTRAINT -> {
        QualifiedName name = single(c.identifier());
        c.expect("on");
        c.accept("domain");
        yield new ObjectName(type, name, c.qualifiedName(), null);
      }
      case TYPE, DOMAIN -> new ObjectName(type, c.type().name());
      case LARGE_OBJECT -> number(type);
      case ROLE -> new ObjectName(type, single(c.label()));
      default -> new ObjectName(type, c.qualifiedName());
    };
  }

  List<ObjectName> names(ObjectType type) {
    List<ObjectName> names = new ArrayList<>(2);
    do {
      names.add(name(type));
    } while (c.accept(TokenKind.COMMA));
    return names;
  }

  static QualifiedName single(Identifier name) {
    return new QualifiedName(List.of(name));
  }

  private ObjectName number(ObjectType type) {
    Span span = new Span(c.tokens.start(c.pos()), c.tokens.end(c.pos()));
    Identifier number = new Identifier(c.tokens.text(c.pos()), false, span);
    c.expect(TokenKind.NUMBER);
    return new ObjectName(type, single(number));
  }

  private ObjectName routine(ObjectType type) {
    QualifiedName name = c.qualifiedName();
    Expression arguments = c.isKind(TokenKind.OPEN_PAREN) ? c.parenthesised() : null;
    return new ObjectName(type, name, null, arguments);
  }

  /** {@code [schema.]operator (left, right)}. */
  private ObjectName operator() {
    List<Identifier> parts = new ArrayList<>(2);
    while (c.kindAhead(1) == TokenKind.DOT) {
      parts.add(c.label());
      c.advance();
    }
    Span span = new Span(c.tokens.start(c.pos()), c.tokens.end(c.pos()));
    parts.add(new Identifier(c.tokens.text(c.pos()), false, span));
    c.expect(TokenKind.OPERATOR);
    Expression arguments = c.isKind(TokenKind.OPEN_PAREN) ? c.parenthesised() : null;
    return new ObjectName(ObjectType.OPERATOR, new QualifiedName(parts), null, arguments);
  }

  /** {@code (source AS target)}: named by its source. */
  private ObjectName cast() {
    int from = c.pos() + 1;
    c.expect(TokenKind.OPEN_PAREN);
    QualifiedName source = c.type().name();
    c.expect("as");
    c.type();
    Expression both = c.range(from, c.pos());
    c.expect(TokenKind.CLOSE_PAREN);
    return new ObjectName(ObjectType.CAST, source, null, both);
  }
}
