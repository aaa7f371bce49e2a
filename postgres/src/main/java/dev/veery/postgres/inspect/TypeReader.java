package dev.veery.postgres.inspect;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.ConstraintNames;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.sql.Identifiers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Enums, domains, composite, range and base types. */
final class TypeReader {

  // The letters of pg_type and the words of CREATE TYPE.
  private static final Map<String, String> ALIGNMENTS =
      Map.of("c", "char", "s", "int2", "i", "int4", "d", "double");
  private static final Map<String, String> STORAGES =
      Map.of("p", "plain", "e", "external", "x", "extended", "m", "main");

  private final Reading reading;

  private TypeReader(Reading reading) {
    this.reading = reading;
  }

  static void read(Reading reading) throws SQLException {
    var reader = new TypeReader(reading);
    reader.enumsAndShells();
    reader.domains();
    reader.composites();
    reader.ranges();
    reader.bases();
  }

  private ObjectId register(Row row, ObjectKind kind) throws SQLException {
    return reading.register(
        SystemTable.PG_TYPE,
        row.bigNumber("oid"),
        kind,
        reading.schema(row.bigNumber("namespace")),
        row.text("typname"));
  }

  private Attributes attributes(Row row) throws SQLException {
    return reading.attributes(SystemTable.PG_TYPE, row.bigNumber("oid"), row.bigNumber("owner"));
  }

  private boolean isForeign(Row row) throws SQLException {
    return reading.isExtensionMember(SystemTable.PG_TYPE, row.bigNumber("oid"));
  }

  private void enumsAndShells() throws SQLException {
    reading.query(
        """
        SELECT t.oid::bigint AS oid, t.typname, t.typnamespace::bigint AS namespace,
               t.typowner::bigint AS owner, t.typtype,
               ARRAY(SELECT enumlabel::text FROM pg_enum
                     WHERE enumtypid = t.oid ORDER BY enumsortorder) AS labels
        FROM pg_type t
        WHERE t.typnamespace = ANY (:schemas) AND t.typtype IN ('e', 'p')
        """,
        row -> {
          if (isForeign(row)) {
            return;
          }
          ObjectId id = register(row, ObjectKind.TYPE);
          reading.add(
              row.letter("typtype") == 'e'
                  ? new DataType.Enumeration(id, attributes(row), row.list("labels"))
                  : new DataType.Shell(id, attributes(row)));
        });
  }

  private void domains() throws SQLException {
    reading.query(
        """
        SELECT t.oid::bigint AS oid, t.typname, t.typnamespace::bigint AS namespace,
               t.typowner::bigint AS owner, format_type(t.typbasetype, t.typtypmod) AS base,
               CASE WHEN t.typcollation <> b.typcollation
                    THEN t.typcollation::regcollation::text END AS collation,
               COALESCE(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault))
                 AS default_expression,
               t.typnotnull,
               (SELECT conname FROM pg_constraint
                WHERE contypid = t.oid AND contype = 'n') AS not_null_name
        FROM pg_type t JOIN pg_type b ON b.oid = t.typbasetype
        WHERE t.typnamespace = ANY (:schemas) AND t.typtype = 'd'
        """,
        row -> {
          if (isForeign(row)) {
            return;
          }
          String chosen = ConstraintNames.choose(row.text("typname"), "", "not_null");
          String name = row.text("not_null_name");
          reading.add(
              new DataType.Domain(
                  register(row, ObjectKind.DOMAIN),
                  attributes(row),
                  row.text("base"),
                  row.text("collation"),
                  row.text("default_expression"),
                  row.flag("typnotnull"),
                  name.equals(chosen) ? "" : name));
        });
  }

  private void composites() throws SQLException {
    Map<Long, List<DataType.Field>> fields = new HashMap<>();
    reading.query(
        """
        SELECT a.attrelid::bigint AS relation, a.attnum, a.attname,
               format_type(a.atttypid, a.atttypmod) AS type,
               CASE WHEN a.attcollation <> t.typcollation
                    THEN a.attcollation::regcollation::text END AS collation
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'c'
        JOIN pg_type t ON t.oid = a.atttypid
        WHERE c.relnamespace = ANY (:schemas) AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attrelid, a.attnum
        """,
        row ->
            fields
                .computeIfAbsent(row.bigNumber("relation"), r -> new ArrayList<>())
                .add(
                    new DataType.Field(
                        row.text("attname"),
                        row.shared("type"),
                        row.shared("collation"),
                        reading.comment(
                            SystemTable.PG_CLASS,
                            row.bigNumber("relation"),
                            row.number("attnum")))));
    reading.query(
        """
        SELECT t.oid::bigint AS oid, t.typname, t.typnamespace::bigint AS namespace,
               t.typowner::bigint AS owner, t.typrelid::bigint AS relation
        FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
        WHERE t.typnamespace = ANY (:schemas)
        """,
        row -> {
          if (isForeign(row)) {
            return;
          }
          ObjectId id = register(row, ObjectKind.TYPE);
          reading.register(SystemTable.PG_CLASS, row.bigNumber("relation"), id);
          reading.add(
              new DataType.Composite(
                  id, attributes(row), fields.getOrDefault(row.bigNumber("relation"), List.of())));
        });
  }

  private void ranges() throws SQLException {
    reading.query(
        """
        SELECT t.oid::bigint AS oid, t.typname, t.typnamespace::bigint AS namespace,
               t.typowner::bigint AS owner, format_type(r.rngsubtype, NULL) AS subtype,
               CASE WHEN NOT o.opcdefault
                    THEN quote_ident(n.nspname) || '.' || quote_ident(o.opcname) END AS opclass,
               CASE WHEN r.rngcollation <> s.typcollation
                    THEN r.rngcollation::regcollation::text END AS collation,
               CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::text END AS canonical,
               CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::text END AS difference,
               m.oid::bigint AS multirange_oid, m.typname AS multirange
        FROM pg_type t
        JOIN pg_range r ON r.rngtypid = t.oid
        JOIN pg_type s ON s.oid = r.rngsubtype
        JOIN pg_type m ON m.oid = r.rngmultitypid
        JOIN pg_opclass o ON o.oid = r.rngsubopc
        JOIN pg_namespace n ON n.oid = o.opcnamespace
        WHERE t.typnamespace = ANY (:schemas)
        """,
        row -> {
          if (isForeign(row)) {
            return;
          }
          ObjectId id = register(row, ObjectKind.TYPE);
          reading.register(SystemTable.PG_TYPE, row.bigNumber("multirange_oid"), id);
          reading.add(
              new DataType.Range(
                  id,
                  attributes(row),
                  row.text("subtype"),
                  row.text("opclass"),
                  row.text("collation"),
                  row.text("canonical"),
                  row.text("difference"),
                  row.text("multirange")));
        });
  }

  private void bases() throws SQLException {
    reading.query(
        """
        SELECT t.oid::bigint AS oid, t.typname, t.typnamespace::bigint AS namespace,
               t.typowner::bigint AS owner, t.typinput::text AS input, t.typoutput::text AS output,
               t.typreceive::text AS receive, t.typsend::text AS send,
               t.typmodin::text AS typmod_in, t.typmodout::text AS typmod_out,
               t.typanalyze::text AS analyze, t.typsubscript::text AS subscript, t.typlen,
               t.typbyval, t.typalign, t.typstorage, t.typcategory, t.typispreferred,
               t.typdefault, t.typdelim, t.typcollation <> 0 AS collatable,
               CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END AS element
        FROM pg_type t
        WHERE t.typnamespace = ANY (:schemas) AND t.typtype = 'b'
          AND NOT EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)
        """,
        row -> {
          if (isForeign(row)) {
            return;
          }
          reading.add(
              new DataType.Base(
                  register(row, ObjectKind.TYPE), attributes(row), baseParameters(row)));
        });
  }

  private static Map<String, String> baseParameters(Row row) throws SQLException {
    var parameters = new TreeMap<String, String>();
    for (String function :
        List.of(
            "input",
            "output",
            "receive",
            "send",
            "typmod_in",
            "typmod_out",
            "analyze",
            "subscript")) {
      put(parameters, function, row.text(function), "-");
    }
    put(parameters, "internallength", row.text("typlen"), "-1");
    put(parameters, "alignment", ALIGNMENTS.getOrDefault(row.text("typalign"), ""), "int4");
    put(parameters, "storage", STORAGES.getOrDefault(row.text("typstorage"), ""), "plain");
    if (row.flag("typbyval")) {
      parameters.put("passedbyvalue", "");
    }
    if (!row.text("typcategory").equals("U")) {
      parameters.put("category", Identifiers.literal(row.text("typcategory")));
    }
    put(parameters, "preferred", row.flag("typispreferred") ? "true" : "", "");
    if (row.has("typdefault")) {
      parameters.put("default", Identifiers.literal(row.text("typdefault")));
    }
    put(parameters, "element", row.text("element"), "");
    if (!row.text("typdelim").equals(",")) {
      parameters.put("delimiter", Identifiers.literal(row.text("typdelim")));
    }
    put(parameters, "collatable", row.flag("collatable") ? "true" : "", "");
    return parameters;
  }

  /** Puts a value that is neither absent nor the default. */
  static void put(Map<String, String> map, String key, String value, String standard) {
    if (!value.isEmpty() && !value.equals(standard)) {
      map.put(key, value);
    }
  }
}
