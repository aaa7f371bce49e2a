package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.ast.RoutineStatement.Parameter;
import dev.veery.core.sql.ast.RoutineStatement.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Functions, procedures, aggregates, DO and CALL. */
final class RoutineParser {

  /** Words with which an option of CREATE FUNCTION begins. */
  private static final Set<String> OPTIONS =
      Set.of(
          "as",
          "begin",
          "called",
          "cost",
          "external",
          "immutable",
          "language",
          "leakproof",
          "not",
          "parallel",
          "return",
          "returns",
          "rows",
          "security",
          "set",
          "stable",
          "strict",
          "support",
          "transform",
          "volatile",
          "window");

  private final Cursor c;

  // The options of CREATE FUNCTION.
  private String language = "";
  private @Nullable String volatility;
  private boolean strict;
  private boolean securityDefiner;
  private boolean leakproof;
  private @Nullable String parallel;
  private final List<Setting> settings = new ArrayList<>(0);
  private @Nullable Expression body;

  RoutineParser(Cursor c) {
    this.c = c;
  }

  SqlStatement createRoutine(boolean orReplace) {
    ObjectType type = c.anyWord().equals("procedure") ? ObjectType.PROCEDURE : ObjectType.FUNCTION;
    QualifiedName name = c.qualifiedName();
    List<Parameter> parameters = parameters();
    TypeName returns = null;
    List<Parameter> returnsTable = List.of();
    if (c.accept("returns", "table")) {
      returnsTable = parameters();
    } else if (c.is("returns") && !c.ahead(1).equals("null")) {
      c.advance();
      returns = c.type();
    }
    while (!c.atEnd()) {
      option();
    }
    if (body == null) {
      throw c.mismatch();
    }
    return new RoutineStatement.CreateRoutine(
        type,
        orReplace,
        name,
        parameters,
        returns,
        returnsTable,
        language.isEmpty() ? "sql" : language,
        volatility,
        strict,
        securityDefiner,
        leakproof,
        parallel,
        settings,
        body);
  }

  private void option() {
    switch (c.word()) {
      case "language" -> {
        c.advance();
        language = c.isString() ? c.string() : c.label().name();
      }
      case "as" -> {
        c.advance();
        int from = c.pos();
        c.string();
        if (c.accept(TokenKind.COMMA)) {
          c.string();
        }
        body = c.range(from, c.pos());
      }
      case "immutable", "stable", "volatile" -> volatility = c.anyWord();
      case "strict" -> {
        c.advance();
        strict = true;
      }
      case "called" -> words("called", "on", "null", "input");
      case "returns" -> {
        words("returns", "null", "on", "null", "input");
        strict = true;
      }
      case "external", "security" -> {
        c.accept("external");
        c.expect("security");
        securityDefiner = c.anyWord().equals("definer");
      }
      case "leakproof" -> {
        c.advance();
        leakproof = true;
      }
      case "not" -> words("not", "leakproof");
      case "window" -> c.advance();
      case "cost", "rows" -> {
        c.advance();
        c.untilWord(OPTIONS);
      }
      case "support" -> {
        c.advance();
        c.qualifiedName();
      }
      case "parallel" -> {
        c.advance();
        parallel = c.label().name();
      }
      case "set" -> setting();
      case "transform" -> transform();
      case "return" -> {
        c.advance();
        body = c.rest();
      }
      case "begin" -> {
        if (!c.ahead(1).equals("atomic")) {
          throw c.mismatch();
        }
        body = c.rest();
      }
      default -> throw c.mismatch();
    }
  }

  private void words(String... words) {
    for (String word : words) {
      c.expect(word);
    }
  }

  private void setting() {
    c.expect("set");
    if (c.accept("time", "zone")) {
      settings.add(new Setting("timezone", c.untilWord(OPTIONS)));
      return;
    }
    String name = AlterParser.settingName(c);
    if (c.is("from")) {
      int from = c.pos();
      words("from", "current");
      settings.add(new Setting(name, c.range(from, c.pos())));
      return;
    }
    if (!c.acceptOperator('=')) {
      c.expect("to");
    }
    settings.add(new Setting(name, c.untilWord(OPTIONS)));
  }

  private void transform() {
    c.expect("transform");
    do {
      words("for", "type");
      c.type();
    } while (c.accept(TokenKind.COMMA));
  }

  /** {@code (mode name type DEFAULT value, …)}. */
  private List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    c.expect(TokenKind.OPEN_PAREN);
    if (c.accept(TokenKind.CLOSE_PAREN)) {
      return parameters;
    }
    do {
      parameters.add(parameter());
    } while (c.accept(TokenKind.COMMA));
    c.expect(TokenKind.CLOSE_PAREN);
    return parameters;
  }

  private Parameter parameter() {
    String mode = mode();
    Identifier name = isNamed() ? c.identifier() : null;
    if (mode == null) {
      mode = mode();
    }
    TypeName type = c.type();
    Expression value = c.accept("default") || c.acceptOperator('=') ? c.expression() : null;
    return new Parameter(mode, name, type, value);
  }

  private @Nullable String mode() {
    if (c.accept("in", "out")) {
      return "inout";
    }
    return switch (c.word()) {
      case "in", "variadic" -> c.anyWord();
      // OUT and INOUT are no reserved words, but nothing may be called so here.
      case "out", "inout" -> c.anyWord();
      default -> null;
    };
  }

  /** Whether a name stands before the type: two things in a row that are no type of two words. */
  private boolean isNamed() {
    TokenKind following = c.kindAhead(1);
    if (following != TokenKind.WORD
        && following != TokenKind.QUOTED_NAME
        && following != TokenKind.UNICODE_NAME) {
      return false;
    }
    String second = c.ahead(1);
    return switch (c.word()) {
      case "setof" -> false;
      case "double" -> !second.equals("precision");
      case "character", "char", "nchar", "bit" -> !isEnd(second) && !second.equals("varying");
      case "national" -> !second.equals("character") && !second.equals("char");
      case "timestamp", "time" ->
          !isEnd(second)
              && !((second.equals("with") || second.equals("without"))
                  && c.ahead(2).equals("time"));
      case "interval" ->
          switch (second) {
            case "year", "month", "day", "hour", "minute", "second" -> false;
            default -> !isEnd(second);
          };
      default -> !isEnd(second);
    };
  }

  private static boolean isEnd(String word) {
    return word.equals("default") || word.equals("array");
  }

  SqlStatement createAggregate(boolean orReplace) {
    c.expect("aggregate");
    QualifiedName name = c.qualifiedName();
    int here = c.pos();
    Expression arguments = c.parenthesised();
    if (c.atEnd()) {
      c.moveTo(here);
      arguments = c.range(here, here);
    }
    return new RoutineStatement.CreateAggregate(orReplace, name, arguments, c.options());
  }

  SqlStatement doBlock() {
    c.expect("do");
    String named = "plpgsql";
    Expression code = null;
    while (!c.atEnd()) {
      if (c.accept("language")) {
        named = c.isString() ? c.string() : c.label().name();
      } else {
        int from = c.pos();
        c.string();
        code = c.range(from, c.pos());
      }
    }
    if (code == null) {
      throw c.mismatch();
    }
    return new RoutineStatement.Do(named, code);
  }

  SqlStatement call() {
    c.expect("call");
    QualifiedName procedure = c.qualifiedName();
    return new RoutineStatement.Call(procedure, c.parenthesised());
  }
}
