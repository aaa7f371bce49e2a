package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;

/** The names of types, with the spellings of several words that the standard has. */
final class TypeParser {

  private TypeParser() {}

  static TypeName parse(Cursor c) {
    int from = c.pos();
    boolean setOf = c.accept("setof");
    QualifiedName name = name(c);
    List<String> modifiers = new ArrayList<>(0);
    String spelled = name.isQualified() || name.parts().getFirst().quoted() ? "" : name.name();
    boolean national = spelled.equals("national");
    if (national) {
      spelled = c.anyWord();
    }
    boolean varying = isCharacter(spelled) || spelled.equals("bit");
    varying = varying && c.accept("varying");
    if (spelled.equals("double")) {
      c.expect("precision");
    }
    modifiers(c, modifiers);
    boolean zone = false;
    if (spelled.equals("timestamp") || spelled.equals("time")) {
      if (c.accept("with", "time", "zone")) {
        zone = true;
      } else {
        c.accept("without", "time", "zone");
      }
    } else if (spelled.equals("interval")) {
      intervalFields(c, modifiers);
    } else if (c.isOperator('%') && c.ahead(1).equals("type")) {
      c.moveTo(c.pos() + 2);
    }
    String builtIn = builtIn(spelled, varying, zone, modifiers);
    if (!builtIn.isEmpty()) {
      Identifier written = name.parts().getFirst();
      name = new QualifiedName(List.of(new Identifier(builtIn, false, written.span())));
    }
    int dimensions = dimensions(c);
    Span span = new Span(c.tokens.start(from), c.tokens.end(c.pos() - 1));
    return new TypeName(name, modifiers, dimensions, setOf, span);
  }

  private static QualifiedName name(Cursor c) {
    return c.qualifiedName();
  }

  private static boolean isCharacter(String word) {
    return word.equals("character") || word.equals("char") || word.equals("nchar");
  }

  private static void modifiers(Cursor c, List<String> into) {
    if (!c.accept(TokenKind.OPEN_PAREN)) {
      return;
    }
    do {
      into.add(c.expression().text());
    } while (c.accept(TokenKind.COMMA));
    c.expect(TokenKind.CLOSE_PAREN);
  }

  private static void intervalFields(Cursor c, List<String> modifiers) {
    switch (c.word()) {
      case "year", "month", "day", "hour", "minute", "second" -> {
        String field = c.anyWord();
        if (c.accept("to")) {
          field += " to " + c.anyWord();
        }
        modifiers.addFirst(field);
        List<String> precision = new ArrayList<>(0);
        modifiers(c, precision);
        modifiers.addAll(precision);
      }
      default -> {}
    }
  }

  private static int dimensions(Cursor c) {
    int dimensions = 0;
    if (c.accept("array")) {
      dimensions = 1;
      if (c.isKind(TokenKind.OPEN_BRACKET)) {
        c.skipGroup();
      }
      return dimensions;
    }
    while (c.isKind(TokenKind.OPEN_BRACKET)) {
      c.skipGroup();
      dimensions++;
    }
    return dimensions;
  }

  /** The name in pg_type, or empty where the spelling is nothing special. */
  private static String builtIn(
      String spelled, boolean varying, boolean zone, List<String> modifiers) {
    return switch (spelled) {
      case "int", "integer" -> "int4";
      case "smallint" -> "int2";
      case "bigint" -> "int8";
      case "real" -> "float4";
      case "float" -> isSingle(modifiers) ? "float4" : "float8";
      case "double" -> "float8";
      case "dec", "decimal" -> "numeric";
      case "boolean" -> "bool";
      case "char", "character", "nchar" -> varying ? "varchar" : "bpchar";
      case "bit" -> varying ? "varbit" : "bit";
      case "timestamp" -> zone ? "timestamptz" : "timestamp";
      case "time" -> zone ? "timetz" : "time";
      default -> "";
    };
  }

  private static boolean isSingle(List<String> modifiers) {
    if (modifiers.isEmpty()) {
      return false;
    }
    String digits = modifiers.removeFirst();
    return digits.length() < 3 && digits.compareTo("9") <= 0 && digits.length() == 1
        || digits.length() == 2 && digits.compareTo("24") <= 0;
  }
}
