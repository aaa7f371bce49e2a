package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.TypeName;
import java.util.List;

/** A type that holds less. */
final class NarrowingType extends AlterTableRule {

  private static final List<String> INTEGERS = List.of("int2", "int4", "int8");

  NarrowingType() {
    super(
        About.error("loss-narrowing-type")
            .title("a column's new type holds less than the old one")
            .explain(
                """
                Converting to a narrower type fails on the first value that does not fit, or drops what does
                not fit without a word: the fraction of a number, the zone of a time, digits of a
                timestamp's fraction. Neither can be taken back.\
                """)
            .manual("sql-altertable.html")
            .example(
                Example.of(
                        "ALTER TABLE orders ALTER COLUMN total TYPE integer;",
                        "ALTER TABLE orders ALTER COLUMN total TYPE numeric(12, 2);")
                    .otherSchema())
            .example(
                Example.of(
                        "ALTER TABLE orders ALTER COLUMN customer_id TYPE integer;",
                        "ALTER TABLE orders ALTER COLUMN customer_id TYPE numeric;")
                    .otherSchema())
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (!(action instanceof AlterAction.AlterColumnType change)) {
      return;
    }
    ColumnState column = alter.table().column(change.column().effective());
    if (column == null || column.type() == null) {
      return;
    }
    TypeName from = column.type();
    TypeName to = change.type();
    String lost = lost(from, to);
    if (!lost.isEmpty()) {
      at.report(
          this,
          alter.span(),
          alter.table() + "." + change.column() + " narrows from " + from + " to " + to,
          lost,
          Remedy.before(
              "-- what does not fit makes this fail, before anything is changed",
              "DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM "
                  + alter.name()
                  + " WHERE "
                  + at.text(change.column().span())
                  + " IS DISTINCT FROM "
                  + at.text(change.column().span())
                  + "::"
                  + to
                  + "::"
                  + from
                  + "), 'values do not fit'; END $$;"));
    }
  }

  private static String lost(TypeName from, TypeName to) {
    String old = base(from);
    String now = base(to);
    int before = INTEGERS.indexOf(old);
    int after = INTEGERS.indexOf(now);
    if (from.arrayDimensions() != to.arrayDimensions()) {
      return "";
    }
    if (after >= 0 && (before > after || List.of("numeric", "float4", "float8").contains(old))) {
      return before > after
          ? "It fails when a value is too large."
          : "Fractions are rounded away, and it fails when a value is too large.";
    }
    if (now.equals("float4") && old.equals("float8")
        || now.equals("date") && old.startsWith("timestamp")) {
      return "What the new type does not hold is dropped without a word.";
    }
    if (old.equals("numeric") && now.equals("numeric") && !to.modifiers().isEmpty()) {
      int scale = scale(to);
      if (from.modifiers().isEmpty() || scale < scale(from)) {
        return "Fractions are rounded to " + scale + " digits without a word.";
      }
      if (number(to) - scale < number(from) - scale(from)) {
        return "It fails when a value is too large.";
      }
    }
    if ((now.equals("varchar") || now.equals("bpchar"))
        && !to.modifiers().isEmpty()
        && (old.equals("text")
            || (old.equals("varchar") || old.equals("bpchar"))
                && (from.modifiers().isEmpty() || number(to) < number(from)))) {
      return "It fails when a text is longer than " + to.modifiers().getFirst() + " characters.";
    }
    return "";
  }

  private static String base(TypeName type) {
    return switch (type.name().name()) {
      case "serial" -> "int4";
      case "bigserial" -> "int8";
      case "smallserial" -> "int2";
      default -> type.name().name();
    };
  }

  private static int number(TypeName type) {
    return parse(type.modifiers().getFirst());
  }

  private static int scale(TypeName type) {
    return type.modifiers().size() < 2 ? 0 : parse(type.modifiers().get(1));
  }

  private static int parse(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
