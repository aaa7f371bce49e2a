package dev.veery.core.expand;

import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Triggers that keep pairs of columns equal, whichever of the two is written.
 *
 * <p>They only change the row that is being written, before it is written: no statement of theirs
 * could fire them again, so there is nothing to loop. Two run, before and behind the table's own
 * BEFORE triggers (the server fires triggers in the order of their names): the first, so that those
 * find both columns as if both had been written; the second for what they change themselves. Both
 * are ordinary triggers, silent where {@code session_replication_role} is {@code replica}: a
 * subscriber gets both columns from its publisher.
 *
 * <p>An INSERT that names the new column means it. One that leaves it out leaves NULL in it,
 * because it has no default, and the old column's value counts, which may be its default. (The old
 * application does not know the new column; so only an explicit NULL under the new name, for a
 * column that has a default, cannot be told from silence.) An UPDATE means what it changes, and the
 * new column where it changes both. What the backfill writes is the new value of the old one and
 * changes nothing else.
 *
 * <p>An old value that has no new one must not stop the old application: the new column stays NULL,
 * and the contract phase reports the row. A new value that has no old one fails, because the
 * application that is about to be replaced would not see it.
 */
final class DualWrite {

  private static final String FIRST = "\"!veery_sync\"";
  private static final String LAST = "\"~veery_sync\"";
  static final String FAILURES =
      "data_exception OR integrity_constraint_violation OR raise_exception";

  private final Table table;
  private final List<Shadow> shadows;
  private final String function;
  private final String pairs;

  /**
   * @param home the schema for the function, quoted
   * @param shadows of one table
   */
  DualWrite(String home, Table table, List<Shadow> shadows) {
    this.table = table;
    this.shadows = List.copyOf(shadows);
    // Several changes of one table have triggers each.
    this.pairs =
        Integer.toHexString(
            shadows.stream()
                .map(shadow -> shadow.column().name() + ' ' + shadow.shadow())
                .toList()
                .hashCode());
    String whole = table.id().schema() + '.' + table.id().name() + '.' + pairs;
    this.function =
        home
            + '.'
            + Identifiers.quote(
                ShadowNames.prefixed(
                    "sync_", table.id().name() + '_' + Integer.toHexString(whole.hashCode())));
  }

  /** The function and its triggers, writing both ways. */
  List<String> create() {
    var statements = new ArrayList<String>();
    statements.add(function(bothWays()));
    for (String trigger : List.of(FIRST, LAST)) {
      String place = trigger.equals(FIRST) ? "first" : "last";
      statements.add(
          "CREATE TRIGGER "
              + name(trigger, "insert")
              + " BEFORE INSERT ON "
              + table.id().sqlName()
              + " FOR EACH ROW EXECUTE FUNCTION "
              + function
              + "('"
              + place
              + "')");
      statements.add(
          "CREATE TRIGGER "
              + name(trigger, "update")
              + " BEFORE UPDATE ON "
              + table.id().sqlName()
              + " FOR EACH ROW WHEN ("
              + Shadow.differ(row("OLD."), row("NEW."))
              + ") EXECUTE FUNCTION "
              + function
              + "('"
              + place
              + "')");
    }
    return statements;
  }

  private String row(String prefix) {
    return shadows.stream()
        .map(s -> prefix + s.old() + ", " + prefix + s.fresh())
        .collect(Collectors.joining(", "));
  }

  private String name(String trigger, String event) {
    return trigger.substring(0, trigger.length() - 1) + "_" + event + "_" + pairs + '"';
  }

  /** Removes triggers and function, whatever is there of them. */
  List<String> drop() {
    var statements = new ArrayList<String>();
    for (String trigger : List.of(FIRST, LAST)) {
      for (String event : List.of("insert", "update")) {
        statements.add(
            "DROP TRIGGER IF EXISTS " + name(trigger, event) + " ON " + table.id().sqlName());
      }
    }
    statements.add("DROP FUNCTION IF EXISTS " + function + "()");
    return statements;
  }

  /** The function in its way before the exchange of names. */
  String functionBothWays() {
    return function(bothWays());
  }

  /** The function in its way behind it: what was kept of the old follows, and holds nobody up. */
  String functionReversed() {
    var body = new StringBuilder("  IF TG_ARGV[0] = 'last' THEN\n");
    for (Shadow shadow : shadows) {
      String kept = "NEW." + shadow.hidden();
      String value = "NEW." + shadow.old();
      body.append(
              "    IF TG_OP = 'INSERT' OR "
                  + Shadow.differ(
                      value, "CASE WHEN TG_OP = 'UPDATE' THEN OLD." + shadow.old() + " END")
                  + " THEN\n")
          .append("      BEGIN\n")
          .append("        " + kept + " := " + shadow.conversion().backward(value) + ";\n")
          .append("      EXCEPTION WHEN " + FAILURES + " THEN\n")
          .append("        " + kept + " := NULL;\n")
          .append("      END;\n    END IF;\n");
    }
    return function(body.append("  END IF;\n").toString());
  }

  private String bothWays() {
    var first = new StringBuilder();
    var last = new StringBuilder();
    for (Shadow shadow : shadows) {
      first(shadow, first);
      last(shadow, last);
    }
    return "  IF TG_ARGV[0] = 'first' THEN\n" + first + "  ELSE\n" + last + "  END IF;\n";
  }

  private static void first(Shadow shadow, StringBuilder body) {
    String old = "NEW." + shadow.old();
    String fresh = "NEW." + shadow.fresh();
    body.append("    IF TG_OP = 'INSERT' THEN\n      IF " + fresh + " IS NULL THEN\n")
        .append(forward(shadow, "        "))
        .append("      ELSE\n")
        .append(backward(shadow, "        "))
        .append("      END IF;\n    ELSIF ")
        .append(Shadow.differ(fresh, "OLD." + shadow.fresh()))
        .append(" THEN\n      IF ")
        .append(unlike(shadow))
        .append(" THEN\n")
        .append(backward(shadow, "        "))
        .append("      END IF;\n    ELSIF " + fresh + " IS NULL OR ")
        .append(Shadow.differ(old, "OLD." + shadow.old()))
        .append(" THEN\n")
        .append(forward(shadow, "      "))
        .append("    END IF;\n");
  }

  private static void last(Shadow shadow, StringBuilder body) {
    body.append("    IF " + unlike(shadow) + " THEN\n")
        .append(forward(shadow, "      "))
        .append("    END IF;\n");
  }

  /**
   * Whether the two are not each other's value. Lossy conversions have several new values for one
   * old one: each of them is right.
   */
  private static String unlike(Shadow shadow) {
    Conversion conversion = shadow.conversion();
    String old = "NEW." + shadow.old();
    String fresh = "NEW." + shadow.fresh();
    if (conversion.strict()) {
      return Shadow.differ(fresh, conversion.forward(old));
    }
    // Asked of the new value: it is the one that can be converted without failing.
    return conversion.isTwoWay()
        ? Shadow.differ(old, conversion.backward(fresh))
        : "TG_OP = 'UPDATE' AND " + Shadow.differ(old, "OLD." + shadow.old());
  }

  private static String forward(Shadow shadow, String indent) {
    String old = "NEW." + shadow.old();
    String set = "NEW." + shadow.fresh() + " := " + shadow.conversion().forward(old) + ";\n";
    if (shadow.conversion().strict()) {
      return indent + set;
    }
    return indent
        + "BEGIN\n  "
        + indent
        + set
        + indent
        + "EXCEPTION WHEN "
        + FAILURES
        + " THEN\n  "
        + indent
        + "NEW."
        + shadow.fresh()
        + " := NULL;\n"
        + indent
        + "END;\n";
  }

  private static String backward(Shadow shadow, String indent) {
    Conversion conversion = shadow.conversion();
    if (conversion.isTwoWay()) {
      String fresh = "NEW." + shadow.fresh();
      return indent + "NEW." + shadow.old() + " := " + conversion.backward(fresh) + ";\n";
    }
    return indent
        + "RAISE EXCEPTION USING ERRCODE = 'VE004', MESSAGE = "
        + Identifiers.literal(
            "nothing says how a new value of "
                + shadow.label()
                + " becomes an old one, which the old application reads")
        + ";\n";
  }

  private String function(String body) {
    boolean strict = shadows.stream().allMatch(s -> s.conversion().strict());
    return "CREATE OR REPLACE FUNCTION "
        + function
        + "() RETURNS trigger LANGUAGE plpgsql"
        + (strict ? "" : pinned())
        + " AS "
        + Identifiers.dollarQuoted("\nBEGIN\n" + body + "  RETURN NEW;\nEND\n");
  }

  /** Settings that decide what a cast makes of a value: those of this session, for everybody. */
  static String pinned() {
    return " SET search_path FROM CURRENT SET \"TimeZone\" FROM CURRENT SET \"DateStyle\" FROM"
        + " CURRENT SET \"IntervalStyle\" FROM CURRENT SET bytea_output FROM CURRENT SET"
        + " extra_float_digits FROM CURRENT";
  }
}
