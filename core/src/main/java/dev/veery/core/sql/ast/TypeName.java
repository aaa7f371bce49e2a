package dev.veery.core.sql.ast;

import java.util.List;

/**
 * A data type.
 *
 * @param name as in {@code pg_type} where the standard or the server has several spellings: {@code
 *     int4} for {@code integer}, {@code timestamptz} for {@code timestamp with time zone}, {@code
 *     varchar} for {@code character varying}; otherwise as written, schema included
 * @param modifiers what stands in parentheses, such as 12 and 2 of {@code numeric(12, 2)}
 * @param arrayDimensions 0 for no array
 * @param setOf whether it is a function's {@code SETOF}
 * @param span where it stands
 */
public record TypeName(
    QualifiedName name, List<String> modifiers, int arrayDimensions, boolean setOf, Span span) {
  public TypeName {
    modifiers = List.copyOf(modifiers);
  }

  /** Whether this is the built-in type of that name in {@code pg_type}, and no array of it. */
  public boolean is(String builtIn) {
    return arrayDimensions == 0
        && name.name().equals(builtIn)
        && (name.schema() == null || name.schema().equals("pg_catalog"));
  }

  /** {@code serial} and its kin, which make a sequence. */
  public boolean isSerial() {
    return is("serial")
        || is("bigserial")
        || is("smallserial")
        || is("serial4")
        || is("serial8")
        || is("serial2");
  }

  @Override
  public String toString() {
    return name
        + (modifiers.isEmpty() ? "" : "(" + String.join(",", modifiers) + ")")
        + "[]".repeat(arrayDimensions);
  }
}
