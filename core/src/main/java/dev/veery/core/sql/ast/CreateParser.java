package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.ast.TableStatement.Persistence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE: finds out what is created, and reads the simpler kinds itself. */
final class CreateParser {

  private final Cursor c;

  CreateParser(Cursor c) {
    this.c = c;
  }

  SqlStatement create() {
    c.expect("create");
    boolean orReplace = c.accept("or", "replace");
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
      case "view", "recursive" -> {
        return new ViewParser(c).createView(orReplace, persistence);
      }
      case "materialized" -> {
        return new ViewParser(c).createMaterializedView();
      }
      case "sequence" -> {
        c.advance();
        boolean ifNotExists = c.ifNotExists();
        QualifiedName name = c.qualifiedName();
        return new SequenceStatement.CreateSequence(persistence, ifNotExists, name, c.rest());
      }
      case "type" -> {
        return new TypeDefinitionParser(c).createType();
      }
      case "domain" -> {
        return new TypeDefinitionParser(c).createDomain();
      }
      case "function", "procedure" -> {
        return new RoutineParser(c).createRoutine(orReplace);
      }
      case "aggregate" -> {
        return new RoutineParser(c).createAggregate(orReplace);
      }
      case "trigger", "constraint" -> {
        return new TriggerParser(c).createTrigger(orReplace);
      }
      case "event" -> {
        return new TriggerParser(c).createEventTrigger();
      }
      case "rule" -> {
        return new TriggerParser(c).createRule(orReplace);
      }
      case "policy" -> {
        return new PolicyParser(c).createPolicy();
      }
      case "role", "group" -> {
        c.advance();
        return new AccessStatement.CreateRole(c.label(), c.rest());
      }
      case "user" -> {
        if (!c.ahead(1).equals("mapping") || c.kindAhead(2) == TokenKind.END) {
          c.advance();
          return new AccessStatement.CreateRole(c.label(), c.rest());
        }
      }
      case "schema" -> {
        return schema();
      }
      case "extension" -> {
        return extension();
      }
      case "statistics" -> {
        return statistics();
      }
      case "publication" -> {
        return new PublicationParser(c).createPublication();
      }
      case "subscription" -> {
        return new PublicationParser(c).createSubscription();
      }
      default -> {}
    }
    return other(orReplace);
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

  /** Objects whose definition is kept as it is written. */
  private SqlStatement other(boolean orReplace) {
    c.accept("default");
    c.accept("trusted");
    ObjectNames objects = new ObjectNames(c);
    ObjectType type = objects.type();
    boolean ifNotExists = c.ifNotExists();
    ObjectName name =
        switch (type) {
          case OPERATOR -> operator();
          case OPERATOR_CLASS -> new ObjectName(type, c.qualifiedName());
          case ACCESS_METHOD,
              CAST,
              COLLATION,
              CONVERSION,
              DATABASE,
              FOREIGN_DATA_WRAPPER,
              LANGUAGE,
              OPERATOR_FAMILY,
              SERVER,
              TABLESPACE,
              TEXT_SEARCH_CONFIGURATION,
              TEXT_SEARCH_DICTIONARY,
              TEXT_SEARCH_PARSER,
              TEXT_SEARCH_TEMPLATE,
              TRANSFORM,
              USER_MAPPING ->
              objects.name(type);
          default -> throw c.mismatch();
        };
    return new ObjectStatement.Create(orReplace, ifNotExists, name, c.rest());
  }

  /** Its parentheses hold the definition, not the arguments. */
  private ObjectName operator() {
    List<Identifier> parts = new ArrayList<>(2);
    while (c.kindAhead(1) == TokenKind.DOT) {
      parts.add(c.label());
      c.advance();
    }
    Span span = new Span(c.tokens.start(c.pos()), c.tokens.end(c.pos()));
    parts.add(new Identifier(c.tokens.text(c.pos()), false, span));
    c.expect(TokenKind.OPERATOR);
    return new ObjectName(ObjectType.OPERATOR, new QualifiedName(parts));
  }

  private SqlStatement schema() {
    c.expect("schema");
    boolean ifNotExists = c.ifNotExists();
    Identifier name = c.is("authorization") ? null : c.identifier();
    Identifier owner = c.accept("authorization") ? c.label() : null;
    if (name == null && owner == null) {
      throw c.mismatch();
    }
    return new ObjectStatement.CreateSchema(ifNotExists, name, owner, c.rest());
  }

  private SqlStatement extension() {
    c.expect("extension");
    boolean ifNotExists = c.ifNotExists();
    Identifier name = c.identifier();
    c.accept("with");
    Identifier schema = null;
    String version = null;
    boolean cascade = false;
    while (!c.atEnd()) {
      if (c.accept("schema")) {
        schema = c.identifier();
      } else if (c.accept("version")) {
        version = c.isString() ? c.string() : c.label().name();
      } else {
        c.expect("cascade");
        cascade = true;
      }
    }
    return new ObjectStatement.CreateExtension(ifNotExists, name, schema, version, cascade);
  }

  private SqlStatement statistics() {
    c.expect("statistics");
    boolean ifNotExists = c.ifNotExists();
    @Nullable QualifiedName name =
        c.is("on") || c.isKind(TokenKind.OPEN_PAREN) ? null : c.qualifiedName();
    List<Identifier> kinds = c.optionalColumnList();
    c.expect("on");
    Expression columns = c.until(x -> x.is("from"));
    c.expect("from");
    return new ObjectStatement.CreateStatistics(ifNotExists, name, kinds, columns, c.rest());
  }
}
