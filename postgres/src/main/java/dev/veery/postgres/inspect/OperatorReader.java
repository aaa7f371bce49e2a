package dev.veery.postgres.inspect;

import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.OperatorObject;
import dev.veery.core.sql.Identifiers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Operators, their classes and families, casts and transforms. */
final class OperatorReader {

  private final Reading reading;

  private OperatorReader(Reading reading) {
    this.reading = reading;
  }

  static void read(Reading reading) throws SQLException {
    var reader = new OperatorReader(reading);
    reader.operators();
    reader.familiesAndClasses();
    reader.casts();
    reader.transforms();
  }

  private void operators() throws SQLException {
    // A reference to another operator; the operands are known from the statement.
    String reference =
        "(SELECT 'OPERATOR(' || quote_ident(n.nspname) || '.' || r.oprname || ')'"
            + " FROM pg_operator r JOIN pg_namespace n ON n.oid = r.oprnamespace"
            + " WHERE r.oid = o.%s) AS %s, ";
    reading.query(
        "SELECT "
            + reference.formatted("oprcom", "commutator")
            + reference.formatted("oprnegate", "negator")
            + """
            o.oid::bigint AS oid, o.oprname, o.oprnamespace::bigint AS namespace,
              o.oprowner::bigint AS owner, o.oprcode::text AS function,
              CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END AS leftarg,
              format_type(o.oprright, NULL) AS rightarg, o.oprrest::text AS restrict,
              o.oprjoin::text AS join, o.oprcanhash, o.oprcanmerge
            FROM pg_operator o
            WHERE o.oprnamespace = ANY (:schemas) AND o.oprcode <> 0
            """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_OPERATOR, oid)) {
            return;
          }
          var parameters = new TreeMap<String, String>();
          for (String key :
              new String[] {
                "function", "leftarg", "rightarg", "commutator", "negator", "restrict", "join"
              }) {
            TypeReader.put(parameters, key, row.text(key), "-");
          }
          if (row.flag("oprcanhash")) {
            parameters.put("hashes", "");
          }
          if (row.flag("oprcanmerge")) {
            parameters.put("merges", "");
          }
          String left = row.has("leftarg") ? row.text("leftarg") : "NONE";
          reading.add(
              new OperatorObject.Operator(
                  reading.register(
                      SystemTable.PG_OPERATOR,
                      oid,
                      ObjectKind.OPERATOR,
                      reading.schema(row.bigNumber("namespace")),
                      row.text("oprname") + '(' + left + ", " + row.text("rightarg") + ')'),
                  reading.attributes(SystemTable.PG_OPERATOR, oid, row.bigNumber("owner")),
                  row.text("oprname"),
                  parameters));
        });
  }

  private void familiesAndClasses() throws SQLException {
    Map<Long, List<String>> ofClass = new HashMap<>();
    Map<Long, List<String>> ofFamily = new HashMap<>();
    members(ofClass, ofFamily);
    reading.query(
        """
        SELECT f.oid::bigint AS oid, f.opfname, f.opfnamespace::bigint AS namespace,
               f.opfowner::bigint AS owner, am.amname
        FROM pg_opfamily f JOIN pg_am am ON am.oid = f.opfmethod
        WHERE f.opfnamespace = ANY (:schemas)
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_OPFAMILY, oid)) {
            return;
          }
          reading.add(
              new OperatorObject.OperatorFamily(
                  reading.register(
                      SystemTable.PG_OPFAMILY,
                      oid,
                      ObjectKind.OPERATOR_FAMILY,
                      reading.schema(row.bigNumber("namespace")),
                      row.text("opfname") + " USING " + row.text("amname")),
                  reading.attributes(SystemTable.PG_OPFAMILY, oid, row.bigNumber("owner")),
                  row.text("amname"),
                  ofFamily.getOrDefault(oid, List.of())));
        });
    reading.query(
        """
        SELECT c.oid::bigint AS oid, c.opcname, c.opcnamespace::bigint AS namespace,
               c.opcowner::bigint AS owner, am.amname, c.opcdefault,
               format_type(c.opcintype, NULL) AS type,
               quote_ident(n.nspname) || '.' || quote_ident(f.opfname) AS family,
               CASE WHEN c.opckeytype <> 0 THEN format_type(c.opckeytype, NULL) END AS storage
        FROM pg_opclass c JOIN pg_am am ON am.oid = c.opcmethod
        JOIN pg_opfamily f ON f.oid = c.opcfamily JOIN pg_namespace n ON n.oid = f.opfnamespace
        WHERE c.opcnamespace = ANY (:schemas)
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_OPCLASS, oid)) {
            return;
          }
          reading.add(
              new OperatorObject.OperatorClass(
                  reading.register(
                      SystemTable.PG_OPCLASS,
                      oid,
                      ObjectKind.OPERATOR_CLASS,
                      reading.schema(row.bigNumber("namespace")),
                      row.text("opcname") + " USING " + row.text("amname")),
                  reading.attributes(SystemTable.PG_OPCLASS, oid, row.bigNumber("owner")),
                  row.flag("opcdefault"),
                  row.text("type"),
                  row.text("amname"),
                  row.text("family"),
                  row.text("storage"),
                  ofClass.getOrDefault(oid, List.of())));
        });
  }

  /** A member is a class's own when it cannot be dropped alone: its dependency is internal. */
  private void members(Map<Long, List<String>> ofClass, Map<Long, List<String>> ofFamily)
      throws SQLException {
    reading.query(
        """
        SELECT d.refclassid::int AS holder_table, d.refobjid::bigint AS holder, m.text
        FROM (
          SELECT 2602 AS classid, a.oid,
                 'OPERATOR ' || a.amopstrategy || ' ' || quote_ident(n.nspname) || '.' || o.oprname
                 || '(' || format_type(a.amoplefttype, NULL) || ', '
                 || format_type(a.amoprighttype, NULL) || ')'
                 || CASE WHEN a.amopsortfamily <> 0
                         THEN ' FOR ORDER BY ' || quote_ident(fn.nspname) || '.'
                              || quote_ident(f.opfname) ELSE '' END AS text
          FROM pg_amop a
          JOIN pg_operator o ON o.oid = a.amopopr JOIN pg_namespace n ON n.oid = o.oprnamespace
          LEFT JOIN pg_opfamily f ON f.oid = a.amopsortfamily
          LEFT JOIN pg_namespace fn ON fn.oid = f.opfnamespace
          WHERE a.oid >= 16384
          UNION ALL
          SELECT 2603, p.oid,
                 'FUNCTION ' || p.amprocnum || ' (' || format_type(p.amproclefttype, NULL) || ', '
                 || format_type(p.amprocrighttype, NULL) || ') ' || p.amproc::regprocedure::text
          FROM pg_amproc p WHERE p.oid >= 16384
        ) m
        JOIN pg_depend d ON d.classid = m.classid AND d.objid = m.oid
        WHERE d.refclassid = 'pg_opclass'::regclass AND d.deptype = 'i'
           OR d.refclassid = 'pg_opfamily'::regclass AND d.deptype = 'a'
        """,
        row ->
            (row.number("holder_table") == SystemTable.PG_OPCLASS.oid() ? ofClass : ofFamily)
                .computeIfAbsent(row.bigNumber("holder"), h -> new ArrayList<>())
                .add(row.text("text")));
  }

  private void casts() throws SQLException {
    reading.query(
        """
        SELECT oid::bigint AS oid, format_type(castsource, NULL) AS source,
               format_type(casttarget, NULL) AS target, castmethod, castcontext,
               CASE WHEN castfunc <> 0 THEN castfunc::regprocedure::text END AS function
        FROM pg_cast
        WHERE oid >= 16384
          -- A range type brings its own cast to its multirange type.
          AND NOT EXISTS (SELECT FROM pg_range r
                          WHERE r.rngtypid = castsource AND r.rngmultitypid = casttarget)
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_CAST, oid)) {
            return;
          }
          reading.add(
              new OperatorObject.Cast(
                  reading.register(
                      SystemTable.PG_CAST,
                      oid,
                      ObjectKind.CAST,
                      "",
                      '(' + row.text("source") + " AS " + row.text("target") + ')'),
                  reading.attributes(SystemTable.PG_CAST, oid, 0),
                  switch (row.letter("castmethod")) {
                    case 'f' -> "WITH FUNCTION " + row.text("function");
                    case 'i' -> "WITH INOUT";
                    default -> "WITHOUT FUNCTION";
                  },
                  switch (row.letter("castcontext")) {
                    case 'i' -> "IMPLICIT";
                    case 'a' -> "ASSIGNMENT";
                    default -> "EXPLICIT";
                  }));
        });
  }

  private void transforms() throws SQLException {
    reading.query(
        """
        SELECT t.oid::bigint AS oid, format_type(t.trftype, NULL) AS type, l.lanname,
               CASE WHEN t.trffromsql <> 0 THEN t.trffromsql::oid::regprocedure::text END AS from_sql,
               CASE WHEN t.trftosql <> 0 THEN t.trftosql::oid::regprocedure::text END AS to_sql
        FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_TRANSFORM, oid)) {
            return;
          }
          ObjectId id =
              reading.register(
                  SystemTable.PG_TRANSFORM,
                  oid,
                  ObjectKind.TRANSFORM,
                  "",
                  "FOR "
                      + row.text("type")
                      + " LANGUAGE "
                      + Identifiers.quote(row.text("lanname")));
          reading.add(
              new OperatorObject.Transform(
                  id,
                  reading.attributes(SystemTable.PG_TRANSFORM, oid, 0),
                  row.text("from_sql"),
                  row.text("to_sql")));
        });
  }
}
