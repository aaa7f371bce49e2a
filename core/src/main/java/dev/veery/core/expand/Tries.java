package dev.veery.core.expand;

import dev.veery.core.sql.Identifiers;

/** A conversion as a function that gives NULL where it fails: for the backfill and for checks. */
final class Tries {

  private Tries() {}

  private static String name(String home, Shadow shadow) {
    String whole =
        shadow.table().id().schema()
            + '.'
            + shadow.table().id().name()
            + '.'
            + shadow.column().name();
    return home
        + '.'
        + Identifiers.quote(
            ShadowNames.prefixed(
                "try_",
                shadow.table().id().name()
                    + '_'
                    + shadow.column().name()
                    + '_'
                    + Integer.toHexString(whole.hashCode())));
  }

  static String create(String home, Shadow shadow) {
    Conversion conversion = shadow.conversion();
    return "CREATE OR REPLACE FUNCTION "
        + name(home, shadow)
        + "(value "
        + conversion.from()
        + ") RETURNS "
        + conversion.to()
        + " LANGUAGE plpgsql STABLE"
        + DualWrite.pinned()
        + " AS "
        + Identifiers.dollarQuoted(
            "\nBEGIN\n  RETURN "
                + conversion.forward("value")
                + ";\nEXCEPTION WHEN "
                + DualWrite.FAILURES
                + " THEN\n  RETURN NULL;\nEND\n");
  }

  static String call(String home, Shadow shadow) {
    return name(home, shadow) + "(" + shadow.old() + ")";
  }

  static String drop(String home, Shadow shadow) {
    return "DROP FUNCTION IF EXISTS " + name(home, shadow) + "(" + shadow.conversion().from() + ")";
  }
}
