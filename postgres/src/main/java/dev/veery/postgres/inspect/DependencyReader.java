package dev.veery.postgres.inspect;

import dev.veery.core.catalog.ObjectId;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which object needs which others, in one query over pg_depend. */
final class DependencyReader {

  private DependencyReader() {}

  /**
   * @param objects who needs whom
   * @param columns who names which columns of tables
   */
  record Dependencies(Map<ObjectId, Set<ObjectId>> objects, Map<ObjectId, Set<ObjectId>> columns) {}

  static Dependencies read(Reading reading, RelationReader relations) throws SQLException {
    Map<ObjectId, Set<ObjectId>> edges = new HashMap<>();
    Map<ObjectId, Set<ObjectId>> columns = new HashMap<>();
    // Left out is what the records tell by themselves and what there is most of: the schema of an
    // object, the table of an index, a constraint and a trigger. A type is looked through: an array
    // to its element, a row type to its table. Members of operator classes stand for their class.
    reading.query(
        """
        SELECT COALESCE(m.refclassid, d.classid)::int AS classid,
               COALESCE(m.refobjid, d.objid)::bigint AS objid,
               CASE WHEN e.typrelid <> 0 THEN 1259 ELSE d.refclassid::int END AS refclassid,
               CASE WHEN e.typrelid <> 0 THEN e.typrelid
                    ELSE COALESCE(e.oid, d.refobjid) END::bigint AS refobjid,
               CASE WHEN d.refclassid = 'pg_class'::regclass THEN d.refobjsubid ELSE 0 END AS number
        FROM pg_depend d
        LEFT JOIN pg_type t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid
        LEFT JOIN pg_type e ON e.oid = CASE WHEN t.typarray = 0 AND t.typelem <> 0
                                            THEN t.typelem ELSE t.oid END
        LEFT JOIN pg_depend m ON d.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass)
          AND m.classid = d.classid AND m.objid = d.objid
          AND m.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass)
        WHERE d.deptype IN ('n', 'a') AND d.objid >= 16384
          AND d.refclassid <> 'pg_namespace'::regclass
          AND NOT (d.refclassid = 'pg_class'::regclass
                   AND (d.classid IN ('pg_class'::regclass, 'pg_constraint'::regclass)
                        OR d.classid = 'pg_trigger'::regclass AND d.refobjsubid = 0))
        """,
        row -> {
          ObjectId from =
              reading.nameOrExtension(
                  new ObjectAddress(row.number("classid"), row.bigNumber("objid"), 0));
          ObjectId to =
              reading.nameOrExtension(
                  new ObjectAddress(row.number("refclassid"), row.bigNumber("refobjid"), 0));
          if (from != null && to != null && !from.equals(to)) {
            add(edges, from, to);
            int number = row.number("number");
            RelationReader.ColumnNumbers numbers =
                number > 0 ? relations.columns(row.bigNumber("refobjid")) : null;
            if (numbers != null) {
              add(columns, from, ObjectId.column(to, numbers.name(number)));
            }
          }
        });
    return new Dependencies(edges, columns);
  }

  /** Most needs are of one object: a set that can grow is made for the second one only. */
  private static void add(Map<ObjectId, Set<ObjectId>> edges, ObjectId from, ObjectId to) {
    Set<ObjectId> known = edges.putIfAbsent(from, Set.of(to));
    if (known instanceof HashSet<ObjectId>) {
      known.add(to);
    } else if (known != null) {
      Set<ObjectId> more = new HashSet<>(known);
      more.add(to);
      edges.put(from, more);
    }
  }
}
