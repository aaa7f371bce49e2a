package dev.veery.postgres.inspect;

import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Routine;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** Functions, procedures and aggregates. */
final class RoutineReader {

  private RoutineReader() {}

  static void read(Reading reading) throws SQLException {
    functions(reading);
    aggregates(reading);
  }

  /** The part of both queries that identifies a routine. */
  private static final String IDENTITY =
      """
      SELECT p.oid::bigint AS oid, p.proname, p.pronamespace::bigint AS namespace,
             p.proowner::bigint AS owner, p.prokind,
             pg_get_function_arguments(p.oid) AS arguments,
             pg_get_function_result(p.oid) AS result,
             (SELECT string_agg(format_type(t.oid, NULL), ', ' ORDER BY t.place)
              FROM unnest(p.proargtypes) WITH ORDINALITY AS t (oid, place)) AS input_types
      """;

  private static ObjectId register(Reading reading, Row row) throws SQLException {
    ObjectKind kind =
        switch (row.letter("prokind")) {
          case 'p' -> ObjectKind.PROCEDURE;
          case 'a' -> ObjectKind.AGGREGATE;
          default -> ObjectKind.FUNCTION;
        };
    String arguments = row.text("input_types");
    // An aggregate without arguments is written count(*).
    String list = arguments.isEmpty() && kind == ObjectKind.AGGREGATE ? "*" : arguments;
    return reading.register(
        SystemTable.PG_PROC,
        row.bigNumber("oid"),
        kind,
        reading.schema(row.bigNumber("namespace")),
        row.text("proname") + '(' + list + ')');
  }

  private static void functions(Reading reading) throws SQLException {
    reading.query(
        IDENTITY
            + """
            , l.lanname, p.provolatile, p.proisstrict, p.prosecdef, p.proleakproof, p.proparallel,
              CASE WHEN p.procost <> CASE WHEN l.lanname IN ('internal', 'c') THEN 1 ELSE 100 END
                   THEN p.procost::text END AS cost,
              CASE WHEN p.prorows <> CASE WHEN p.proretset THEN 1000 ELSE 0 END
                   THEN p.prorows::text END AS rows,
              CASE WHEN p.prosupport <> 0 THEN p.prosupport::text END AS support,
              ARRAY(SELECT format_type(t, NULL) FROM unnest(p.protrftypes) t) AS transforms,
              p.proconfig, p.prosrc, p.probin, pg_get_function_sqlbody(p.oid) AS sql_body
            FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
            WHERE p.pronamespace = ANY (:schemas) AND p.prokind <> 'a'
              -- The constructors of a range type are the type's own.
              AND NOT EXISTS (SELECT FROM pg_depend d
                              WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                                AND d.deptype = 'i')
            """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_PROC, oid)) {
            return;
          }
          reading.add(
              new Routine.Function(
                  register(reading, row),
                  reading.attributes(SystemTable.PG_PROC, oid, row.bigNumber("owner")),
                  row.text("arguments"),
                  row.text("result"),
                  row.shared("lanname"),
                  row.letter("prokind") == 'w',
                  switch (row.letter("provolatile")) {
                    case 'i' -> "IMMUTABLE";
                    case 's' -> "STABLE";
                    default -> "VOLATILE";
                  },
                  row.flag("proisstrict"),
                  row.flag("prosecdef"),
                  row.flag("proleakproof"),
                  switch (row.letter("proparallel")) {
                    case 's' -> "SAFE";
                    case 'r' -> "RESTRICTED";
                    default -> "UNSAFE";
                  },
                  row.text("cost"),
                  row.text("rows"),
                  row.text("support"),
                  row.list("transforms"),
                  row.options("proconfig"),
                  body(row)));
        });
  }

  private static Routine.Body body(Row row) throws SQLException {
    if (row.has("sql_body")) {
      return new Routine.Body.Sql(row.printed("sql_body"));
    }
    return row.has("probin")
        ? new Routine.Body.Library(row.text("probin"), row.text("prosrc"))
        : new Routine.Body.Source(row.text("prosrc"));
  }

  private static void aggregates(Reading reading) throws SQLException {
    reading.query(
        IDENTITY
            + """
            , p.proparallel, a.aggkind, a.aggtransfn::text AS sfunc, a.aggfinalfn::text AS finalfunc,
              a.aggcombinefn::text AS combinefunc, a.aggserialfn::text AS serialfunc,
              a.aggdeserialfn::text AS deserialfunc, a.aggmtransfn::text AS msfunc,
              a.aggminvtransfn::text AS minvfunc, a.aggmfinalfn::text AS mfinalfunc,
              a.aggfinalextra, a.aggmfinalextra, a.aggfinalmodify, a.aggmfinalmodify,
              format_type(a.aggtranstype, NULL) AS stype, a.aggtransspace::text AS sspace,
              CASE WHEN a.aggmtranstype <> 0 THEN format_type(a.aggmtranstype, NULL) END AS mstype,
              a.aggmtransspace::text AS msspace, quote_literal(a.agginitval) AS initcond,
              quote_literal(a.aggminitval) AS minitcond,
              (SELECT 'OPERATOR(' || quote_ident(n.nspname) || '.' || o.oprname || ')'
               FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
               WHERE o.oid = a.aggsortop) AS sortop
            FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid
            WHERE p.pronamespace = ANY (:schemas) AND p.prokind = 'a'
            """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_PROC, oid)) {
            return;
          }
          reading.add(
              new Routine.Aggregate(
                  register(reading, row),
                  reading.attributes(SystemTable.PG_PROC, oid, row.bigNumber("owner")),
                  row.text("arguments"),
                  row.text("result"),
                  aggregateParameters(row)));
        });
  }

  private static Map<String, String> aggregateParameters(Row row) throws SQLException {
    var parameters = new TreeMap<String, String>();
    for (String key :
        new String[] {
          "sfunc",
          "finalfunc",
          "combinefunc",
          "serialfunc",
          "deserialfunc",
          "msfunc",
          "minvfunc",
          "mfinalfunc"
        }) {
      TypeReader.put(parameters, key, row.text(key), "-");
    }
    for (String key : new String[] {"stype", "mstype", "initcond", "minitcond", "sortop"}) {
      TypeReader.put(parameters, key, row.text(key), "");
    }
    TypeReader.put(parameters, "sspace", row.text("sspace"), "0");
    TypeReader.put(parameters, "msspace", row.text("msspace"), "0");
    if (row.flag("aggfinalextra")) {
      parameters.put("finalfunc_extra", "");
    }
    if (row.flag("aggmfinalextra")) {
      parameters.put("mfinalfunc_extra", "");
    }
    // What CREATE AGGREGATE assumes: an ordered-set aggregate's final function sorts its state.
    char standard = row.letter("aggkind") == 'n' ? 'r' : 'w';
    if (parameters.containsKey("finalfunc") && row.letter("aggfinalmodify") != standard) {
      parameters.put("finalfunc_modify", modify(row.letter("aggfinalmodify")));
    }
    if (parameters.containsKey("mfinalfunc") && row.letter("aggmfinalmodify") != standard) {
      parameters.put("mfinalfunc_modify", modify(row.letter("aggmfinalmodify")));
    }
    if (row.letter("aggkind") == 'h') {
      parameters.put("hypothetical", "");
    }
    if (row.letter("proparallel") != 'u') {
      parameters.put("parallel", row.letter("proparallel") == 's' ? "safe" : "restricted");
    }
    return parameters;
  }

  private static String modify(char letter) {
    return switch (letter) {
      case 'r' -> "READ_ONLY";
      case 's' -> "SHAREABLE";
      default -> "READ_WRITE";
    };
  }
}
