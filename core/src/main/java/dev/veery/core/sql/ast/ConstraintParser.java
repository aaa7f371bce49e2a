package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.ast.Constraint.Attributes;
import dev.veery.core.sql.ast.Constraint.ReferentialAction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns and constraints of tables, types and domains. */
final class ConstraintParser {

  private final Cursor c;

  ConstraintParser(Cursor c) {
    this.c = c;
  }

  // ---- columns

  /** {@code name type …}. */
  ColumnDefinition column() {
    int from = c.pos();
    Identifier name = c.identifier();
    TypeName type = c.type();
    return columnRest(from, name, type);
  }

  /** A column of a typed table or a partition: {@code name [WITH OPTIONS] …}. */
  ColumnDefinition typedColumn() {
    int from = c.pos();
    Identifier name = c.identifier();
    c.accept("with", "options");
    return columnRest(from, name, null);
  }

  private ColumnDefinition columnRest(int from, Identifier name, @Nullable TypeName type) {
    String storage = c.accept("storage") ? c.anyWord() : null;
    String compression = c.accept("compression") ? c.label().name() : null;
    if (c.accept("options")) {
      c.skipGroup();
    }
    QualifiedName collation = null;
    List<Constraint> constraints = new ArrayList<>();
    while (true) {
      if (c.accept("collate")) {
        collation = c.collation();
        continue;
      }
      Constraint constraint = columnConstraint();
      if (constraint == null) {
        break;
      }
      constraints.add(constraint);
    }
    return new ColumnDefinition(
        name, type, collation, storage, compression, constraints, span(from));
  }

  private Span span(int from) {
    return new Span(c.tokens.start(from), c.tokens.end(c.pos() - 1));
  }

  /** One constraint of a column or a domain, or null where there is none. */
  @Nullable Constraint columnConstraint() {
    int from = c.pos();
    Identifier name = c.accept("constraint") ? c.identifier() : null;
    Constraint found = columnConstraint(from, name);
    if (found == null && name != null) {
      throw c.mismatch();
    }
    return found;
  }

  private @Nullable Constraint columnConstraint(int from, @Nullable Identifier name) {
    switch (c.word()) {
      case "not" -> {
        c.advance();
        c.expect("null");
        Attributes attributes = attributes();
        return new Constraint.NotNull(name, null, attributes, span(from));
      }
      case "null" -> {
        c.advance();
        return new Constraint.Null(name, attributes(), span(from));
      }
      case "default" -> {
        c.advance();
        Expression value = c.until(ConstraintParser::endsDefault);
        return new Constraint.Default(name, value, attributes(), span(from));
      }
      case "check" -> {
        return check(from, name);
      }
      case "unique", "primary" -> {
        return unique(from, name, false);
      }
      case "references" -> {
        return references(from, name, List.of());
      }
      case "generated" -> {
        return generated(from, name);
      }
      default -> {
        return null;
      }
    }
  }

  /**
   * DEFAULT takes what the grammar calls b_expr: no NOT, AND, OR or IS NULL outside parentheses.
   */
  private static boolean endsDefault(Cursor c) {
    return switch (c.word()) {
      case "constraint",
          "check",
          "default",
          "unique",
          "primary",
          "references",
          "generated",
          "collate",
          "deferrable",
          "initially",
          "enforced" ->
          true;
      case "not" -> !c.tokens.word(c.pos() - 1).equals("is");
      case "null" -> endsOperand(c);
      case "" -> c.kind() == TokenKind.COMMA;
      default -> false;
    };
  }

  /** Whether the token before is the end of a value, so that NULL must be a constraint. */
  private static boolean endsOperand(Cursor c) {
    return switch (c.tokens.kind(c.pos() - 1)) {
      case OPERATOR, TYPECAST, COMMA, OPEN_PAREN, OPEN_BRACKET -> false;
      default -> true;
    };
  }

  private Constraint generated(int from, @Nullable Identifier name) {
    c.expect("generated");
    boolean always = c.accept("always");
    if (!always) {
      c.expect("by");
      c.expect("default");
    }
    c.expect("as");
    if (c.accept("identity")) {
      Expression options =
          c.isKind(TokenKind.OPEN_PAREN) ? c.parenthesised() : c.range(c.pos(), c.pos());
      return new Constraint.Identity(name, always, options, attributes(), span(from));
    }
    Expression value = c.parenthesised();
    // Until PostgreSQL 17 STORED is required; since 18 VIRTUAL is the default.
    boolean stored = c.accept("stored");
    if (!stored) {
      c.accept("virtual");
    }
    return new Constraint.Generated(name, value, stored, attributes(), span(from));
  }

  // ---- table constraints

  boolean atTableConstraint() {
    return switch (c.word()) {
      case "constraint", "check", "unique", "primary", "foreign" -> true;
      case "exclude" ->
          c.kindAhead(1) == TokenKind.OPEN_PAREN
              || c.ahead(1).equals("using") && !c.ahead(2).isEmpty();
      case "not" -> c.ahead(1).equals("null");
      default -> false;
    };
  }

  Constraint tableConstraint() {
    int from = c.pos();
    Identifier name = c.accept("constraint") ? c.identifier() : null;
    return switch (c.word()) {
      case "check" -> check(from, name);
      case "unique", "primary" -> unique(from, name, true);
      case "foreign" -> foreignKey(from, name);
      case "exclude" -> exclude(from, name);
      case "not" -> {
        c.advance();
        c.expect("null");
        Identifier column = c.identifier();
        yield new Constraint.NotNull(name, column, attributes(), span(from));
      }
      default -> throw c.mismatch();
    };
  }

  private Constraint check(int from, @Nullable Identifier name) {
    c.expect("check");
    Expression condition = c.parenthesised();
    return new Constraint.Check(name, condition, attributes(), span(from));
  }

  private Constraint unique(int from, @Nullable Identifier name, boolean table) {
    boolean primary = c.accept("primary");
    c.expect(primary ? "key" : "unique");
    boolean nullsNotDistinct = false;
    if (c.accept("nulls", "not", "distinct")) {
      nullsNotDistinct = true;
    } else {
      c.accept("nulls", "distinct");
    }
    List<Identifier> columns = new ArrayList<>(0);
    boolean withoutOverlaps = false;
    Identifier usingIndex = null;
    List<Identifier> include = List.of();
    if (table && c.accept("using", "index")) {
      usingIndex = c.identifier();
      return new Constraint.Unique(
          name,
          primary,
          columns,
          nullsNotDistinct,
          false,
          include,
          usingIndex,
          List.of(),
          null,
          attributes(),
          span(from));
    }
    if (table) {
      c.expect(TokenKind.OPEN_PAREN);
      do {
        columns.add(c.identifier());
        withoutOverlaps = c.accept("without", "overlaps");
      } while (c.accept(TokenKind.COMMA));
      c.expect(TokenKind.CLOSE_PAREN);
      include = include();
    }
    List<Option> with = c.withOptions();
    Identifier tablespace = c.accept("using", "index", "tablespace") ? c.identifier() : null;
    return new Constraint.Unique(
        name,
        primary,
        columns,
        nullsNotDistinct,
        withoutOverlaps,
        include,
        null,
        with,
        tablespace,
        attributes(),
        span(from));
  }

  private List<Identifier> include() {
    return c.accept("include") ? c.columnList() : List.of();
  }

  private Constraint exclude(int from, @Nullable Identifier name) {
    c.expect("exclude");
    String method = c.accept("using") ? c.identifier().name() : "btree";
    Expression elements = c.parenthesised();
    List<Identifier> include = include();
    List<Option> with = c.withOptions();
    if (c.accept("using", "index", "tablespace")) {
      c.identifier();
    }
    Expression where = c.accept("where") ? c.parenthesised() : null;
    return new Constraint.Exclude(
        name, method, elements, include, with, where, attributes(), span(from));
  }

  private Constraint foreignKey(int from, @Nullable Identifier name) {
    c.expect("foreign");
    c.expect("key");
    return references(from, name, periodColumns());
  }

  private List<Identifier> periodColumns() {
    c.expect(TokenKind.OPEN_PAREN);
    List<Identifier> columns = new ArrayList<>(2);
    do {
      if (c.is("period")
          && c.kindAhead(1) != TokenKind.COMMA
          && c.kindAhead(1) != TokenKind.CLOSE_PAREN) {
        c.advance();
        period = true;
      }
      columns.add(c.identifier());
    } while (c.accept(TokenKind.COMMA));
    c.expect(TokenKind.CLOSE_PAREN);
    return columns;
  }

  /** Whether the list of columns that was read last has a PERIOD. */
  private boolean period;

  private Constraint references(int from, @Nullable Identifier name, List<Identifier> columns) {
    boolean hasPeriod = period;
    period = false;
    c.expect("references");
    QualifiedName table = c.qualifiedName();
    List<Identifier> referenced = c.isKind(TokenKind.OPEN_PAREN) ? periodColumns() : List.of();
    hasPeriod |= period;
    period = false;
    String match = c.accept("match") ? c.anyWord() : null;
    ReferentialAction onDelete = ReferentialAction.NO_ACTION;
    ReferentialAction onUpdate = ReferentialAction.NO_ACTION;
    List<Identifier> onDeleteColumns = List.of();
    while (c.is("on", "delete") || c.is("on", "update")) {
      boolean delete = c.ahead(1).equals("delete");
      c.moveTo(c.pos() + 2);
      ReferentialAction action = referentialAction();
      List<Identifier> some = c.optionalColumnList();
      if (delete) {
        onDelete = action;
        onDeleteColumns = some;
      } else {
        onUpdate = action;
      }
    }
    return new Constraint.ForeignKey(
        name,
        columns,
        table,
        referenced,
        hasPeriod,
        match,
        onDelete,
        onDeleteColumns,
        onUpdate,
        attributes(),
        span(from));
  }

  private ReferentialAction referentialAction() {
    if (c.accept("no", "action")) {
      return ReferentialAction.NO_ACTION;
    }
    if (c.accept("set", "null")) {
      return ReferentialAction.SET_NULL;
    }
    if (c.accept("set", "default")) {
      return ReferentialAction.SET_DEFAULT;
    }
    if (c.accept("cascade")) {
      return ReferentialAction.CASCADE;
    }
    c.expect("restrict");
    return ReferentialAction.RESTRICT;
  }

  /** DEFERRABLE, INITIALLY DEFERRED, NOT VALID, NO INHERIT, [NOT] ENFORCED in any order. */
  private Attributes attributes() {
    boolean deferrable = false;
    boolean deferred = false;
    boolean notValid = false;
    boolean noInherit = false;
    boolean notEnforced = false;
    boolean any = false;
    while (true) {
      if (c.accept("deferrable")) {
        deferrable = true;
      } else if (c.accept("initially", "deferred")) {
        deferred = true;
      } else if (c.accept("not", "valid")) {
        notValid = true;
      } else if (c.accept("no", "inherit")) {
        noInherit = true;
      } else if (c.accept("not", "enforced")) {
        notEnforced = true;
      } else if (!c.accept("not", "deferrable")
          && !c.accept("initially", "immediate")
          && !c.accept("enforced")) {
        break;
      }
      any = true;
    }
    return any
        ? new Attributes(deferrable, deferred, notValid, noInherit, notEnforced)
        : Attributes.NONE;
  }
}
