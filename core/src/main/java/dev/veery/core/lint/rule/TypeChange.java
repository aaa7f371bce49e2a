package dev.veery.core.lint.rule;

import dev.veery.core.lint.state.SchemaState;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.TypeName;
import dev.veery.core.sql.ast.TypeStatement.CreateDomain;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What changing a column's type costs.
 *
 * <p>PostgreSQL keeps the table's file when the conversion turns out to be none ({@code
 * ATColumnChangeRequiresRewrite} in {@code tablecmds.c}): the types are binary coercible, or the
 * length function that a cast calls says by its support function that it has nothing to do for
 * values of the old length ({@code varchar_support}, {@code numeric_support}, {@code
 * varbit_support} and those of the time types), or a domain has no constraints. Everything else
 * writes the table and all of its indexes anew.
 */
public enum TypeChange {
  /** Only the catalog changes. */
  NONE,
  /** Only the catalog changes while the session's time zone is UTC; a rewrite otherwise. */
  NONE_UNDER_UTC,
  /** The table is written anew. */
  REWRITE,
  /** The old type is not known, and it depends on it. */
  UNKNOWN;

  /** Length of a timestamp's or time's fraction where none is said: the largest. */
  private static final int MAX_PRECISION = 6;

  private static final Set<String> WITH_PRECISION =
      Set.of("timestamp", "timestamptz", "time", "timetz");

  /** Pairs that {@code pg_cast} calls binary coercible, but for those that text is part of. */
  private static final Set<String> BINARY =
      Set.of(
          "cidr inet",
          "xml text",
          "xml varchar",
          "int4 oid",
          "oid int4",
          "oid regclass",
          "regclass oid",
          "regproc oid",
          "oid regproc",
          "regtype oid",
          "oid regtype",
          "int4 regclass",
          "regclass int4");

  /**
   * @param from null where no migration says it
   */
  public static TypeChange of(SchemaState schema, @Nullable TypeName from, TypeName to) {
    if (from == null) {
      return UNKNOWN;
    }
    if (from.toString().equals(to.toString())) {
      return NONE;
    }
    TypeName source = base(schema, from);
    CreateDomain domain = schema.domain(to.name());
    if (domain != null) {
      return isConstrained(domain) || to.arrayDimensions() > 0
          ? REWRITE
          : of(schema, source, domain.type());
    }
    if (source.arrayDimensions() != to.arrayDimensions()
        && (source.arrayDimensions() == 0 || to.arrayDimensions() == 0)) {
      return REWRITE;
    }
    String old = source.name().name();
    String target = to.name().name();
    if (source.arrayDimensions() > 0) {
      return old.equals(target) && source.modifiers().equals(to.modifiers()) ? NONE : REWRITE;
    }
    if (old.equals(target)) {
      return sameType(target, source.modifiers(), to.modifiers());
    }
    if (target.equals("text")) {
      return old.equals("varchar") || old.equals("xml") ? NONE : REWRITE;
    }
    if (target.equals("varchar")) {
      return old.equals("text") && to.modifiers().isEmpty()
              || old.equals("xml") && to.modifiers().isEmpty()
          ? NONE
          : REWRITE;
    }
    if (target.equals("timestamptz") && old.equals("timestamp")
        || target.equals("timestamp") && old.equals("timestamptz")) {
      // The cast to the other type comes first, so the old fraction is forgotten.
      return precision(to.modifiers()) == MAX_PRECISION ? NONE_UNDER_UTC : REWRITE;
    }
    return BINARY.contains(old + " " + target) ? NONE : REWRITE;
  }

  private static TypeName base(SchemaState schema, TypeName type) {
    CreateDomain domain = schema.domain(type.name());
    return domain == null || type.arrayDimensions() > 0 ? type : base(schema, domain.type());
  }

  static boolean isConstrained(CreateDomain domain) {
    return domain.constraints().stream()
        .anyMatch(c -> c instanceof Constraint.Check || c instanceof Constraint.NotNull);
  }

  private static TypeChange sameType(String type, List<String> from, List<String> to) {
    if (from.equals(to)) {
      return NONE;
    }
    if (WITH_PRECISION.contains(type)) {
      return precision(to) >= precision(from) ? NONE : REWRITE;
    }
    return switch (type) {
      case "varchar", "varbit" -> {
        if (to.isEmpty()) {
          yield NONE;
        }
        yield !from.isEmpty() && number(to, 0) >= number(from, 0) ? NONE : REWRITE;
      }
      case "numeric" -> {
        if (to.isEmpty()) {
          yield NONE;
        }
        boolean wider =
            !from.isEmpty() && scale(to) == scale(from) && number(to, 0) >= number(from, 0);
        yield wider ? NONE : REWRITE;
      }
      case "interval" -> to.isEmpty() ? NONE : REWRITE;
      default -> REWRITE;
    };
  }

  private static int scale(List<String> modifiers) {
    return modifiers.size() < 2 ? 0 : number(modifiers, 1);
  }

  private static int precision(List<String> modifiers) {
    return modifiers.isEmpty() ? MAX_PRECISION : number(modifiers, 0);
  }

  private static int number(List<String> modifiers, int i) {
    try {
      return Integer.parseInt(modifiers.get(i).strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
