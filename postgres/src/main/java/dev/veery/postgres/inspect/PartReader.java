package dev.veery.postgres.inspect;

import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.catalog.TablePart.Enabled;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.stream.Collectors;

/** Triggers, rules, policies and extended statistics. */
final class PartReader {

  private PartReader() {}

  static void read(Reading reading) throws SQLException {
    triggers(reading);
    rules(reading);
    policies(reading);
    statistics(reading);
  }

  static Enabled enabled(char letter) {
    return switch (letter) {
      case 'D' -> Enabled.DISABLED;
      case 'R' -> Enabled.REPLICA;
      case 'A' -> Enabled.ALWAYS;
      default -> Enabled.ORIGIN;
    };
  }

  private static void triggers(Reading reading) throws SQLException {
    // A partition's copy of its parent's trigger is listed only where it was switched on or off by
    // itself. The triggers that enforce foreign keys are the foreign keys' own.
    reading.query(
        """
        SELECT t.oid::bigint AS oid, t.tgrelid::bigint AS relation, t.tgname, t.tgenabled,
               CASE WHEN t.tgparentid = 0 THEN pg_get_triggerdef(t.oid) END AS definition
        FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid
        LEFT JOIN pg_trigger p ON p.oid = t.tgparentid
        WHERE c.relnamespace = ANY (:schemas)
          AND (NOT t.tgisinternal AND t.tgparentid = 0
               OR t.tgparentid <> 0 AND t.tgenabled <> p.tgenabled)
          AND NOT EXISTS (SELECT FROM pg_constraint f
                          WHERE f.oid = t.tgconstraint AND f.contype = 'f')
        """,
        row -> {
          ObjectId relation = reading.name(SystemTable.PG_CLASS, row.bigNumber("relation"));
          long oid = row.bigNumber("oid");
          if (relation == null || reading.isExtensionMember(SystemTable.PG_TRIGGER, oid)) {
            return;
          }
          reading.add(
              new TablePart.Trigger(
                  reading.register(
                      SystemTable.PG_TRIGGER,
                      oid,
                      new ObjectId(
                          ObjectKind.TRIGGER,
                          relation.schema(),
                          relation.name(),
                          row.text("tgname"))),
                  reading.attributes(SystemTable.PG_TRIGGER, oid, 0),
                  relation,
                  row.printed("definition"),
                  enabled(row.letter("tgenabled"))));
        });
  }

  private static void rules(Reading reading) throws SQLException {
    reading.query(
        """
        SELECT r.oid::bigint AS oid, r.ev_class::bigint AS relation, r.rulename, r.ev_enabled,
               CASE WHEN r.rulename <> '_RETURN' THEN pg_get_ruledef(r.oid) END AS definition
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE c.relnamespace = ANY (:schemas)
        """,
        row -> {
          ObjectId relation = reading.name(SystemTable.PG_CLASS, row.bigNumber("relation"));
          long oid = row.bigNumber("oid");
          if (relation == null || reading.isExtensionMember(SystemTable.PG_REWRITE, oid)) {
            return;
          }
          if (!row.has("definition")) {
            // What a view's rule needs, the view needs.
            reading.register(SystemTable.PG_REWRITE, oid, relation);
            return;
          }
          String definition = row.printed("definition");
          reading.add(
              new TablePart.Rule(
                  reading.register(
                      SystemTable.PG_REWRITE,
                      oid,
                      new ObjectId(
                          ObjectKind.RULE,
                          relation.schema(),
                          relation.name(),
                          row.text("rulename"))),
                  reading.attributes(SystemTable.PG_REWRITE, oid, 0),
                  relation,
                  definition.endsWith(";")
                      ? definition.substring(0, definition.length() - 1)
                      : definition,
                  enabled(row.letter("ev_enabled"))));
        });
  }

  private static void policies(Reading reading) throws SQLException {
    reading.query(
        """
        SELECT oid::bigint AS oid, polrelid::bigint AS relation, polname, polcmd, polpermissive,
               polroles::text AS roles, pg_get_expr(polqual, polrelid) AS using_expression,
               pg_get_expr(polwithcheck, polrelid) AS check_expression
        FROM pg_policy
        """,
        row -> {
          ObjectId relation = reading.name(SystemTable.PG_CLASS, row.bigNumber("relation"));
          long oid = row.bigNumber("oid");
          if (relation == null || reading.isExtensionMember(SystemTable.PG_POLICY, oid)) {
            return;
          }
          reading.add(
              new TablePart.Policy(
                  reading.register(
                      SystemTable.PG_POLICY,
                      oid,
                      new ObjectId(
                          ObjectKind.POLICY,
                          relation.schema(),
                          relation.name(),
                          row.text("polname"))),
                  reading.attributes(SystemTable.PG_POLICY, oid, 0),
                  relation,
                  row.flag("polpermissive"),
                  switch (row.letter("polcmd")) {
                    case 'r' -> "SELECT";
                    case 'a' -> "INSERT";
                    case 'w' -> "UPDATE";
                    case 'd' -> "DELETE";
                    default -> "ALL";
                  },
                  Arrays.stream(row.numbers("roles"))
                      .mapToObj(reading::role)
                      .collect(Collectors.toCollection(LinkedHashSet::new)),
                  row.printed("using_expression"),
                  row.printed("check_expression")));
        });
  }

  private static void statistics(Reading reading) throws SQLException {
    reading.query(
        """
        SELECT oid::bigint AS oid, stxrelid::bigint AS relation, stxname,
               stxnamespace::bigint AS namespace, stxowner::bigint AS owner,
               COALESCE(stxstattarget, -1) AS target, pg_get_statisticsobjdef(oid) AS definition
        FROM pg_statistic_ext WHERE stxnamespace = ANY (:schemas)
        """,
        row -> {
          ObjectId relation = reading.name(SystemTable.PG_CLASS, row.bigNumber("relation"));
          long oid = row.bigNumber("oid");
          if (relation == null || reading.isExtensionMember(SystemTable.PG_STATISTIC_EXT, oid)) {
            return;
          }
          reading.add(
              new TablePart.Statistics(
                  reading.register(
                      SystemTable.PG_STATISTIC_EXT,
                      oid,
                      ObjectKind.STATISTICS,
                      reading.schema(row.bigNumber("namespace")),
                      row.text("stxname")),
                  reading.attributes(SystemTable.PG_STATISTIC_EXT, oid, row.bigNumber("owner")),
                  relation,
                  row.printed("definition"),
                  row.number("target")));
        });
  }
}
