package dev.veery.postgres.inspect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a database holds that a {@link dev.veery.core.catalog.Catalog} has no words for. Whoever
 * makes a schema from a catalog must know of it: it would be left out without a word.
 *
 * <p>That is: what somebody put into a schema of PostgreSQL's own, temporary objects of this
 * session, large objects, and relations of a kind that is newer than Veery.
 */
public final class Unsupported {

  // What an extension brought is its own. A large object is no part of a schema, but what a schema
  // file makes of one would be lost as silently.
  private static final String QUERY =
      """
      SELECT i.type || ' ' || i.identity
             || CASE WHEN o.kind = 't' THEN ', which is temporary' ELSE '' END
      FROM (SELECT 'pg_catalog.pg_class'::regclass AS class, oid, relnamespace AS namespace,
                   CASE WHEN relpersistence = 't' THEN 't'
                        WHEN relkind IN ('r', 'p', 'v', 'm', 'S', 'i', 'I', 't', 'c', 'f') THEN ''
                        ELSE 'n' END AS kind
            FROM pg_catalog.pg_class WHERE relkind NOT IN ('i', 'I', 't')
            UNION ALL
            SELECT 'pg_catalog.pg_proc'::regclass, oid, pronamespace, '' FROM pg_catalog.pg_proc
            UNION ALL
            SELECT 'pg_catalog.pg_type'::regclass, oid, typnamespace, '' FROM pg_catalog.pg_type
            WHERE typrelid = 0 AND typelem = 0
            UNION ALL
            SELECT 'pg_catalog.pg_operator'::regclass, oid, oprnamespace, ''
            FROM pg_catalog.pg_operator) o
      CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.class, o.oid, 0) i
      -- Numbers below are those of initdb (FirstNormalObjectId in access/transam.h).
      WHERE o.oid >= 16384
        AND (o.kind = 'n'
             OR o.kind = 't' AND o.namespace = pg_catalog.pg_my_temp_schema()
             OR o.namespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace))
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                        WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e')
      UNION ALL
      SELECT 'large object ' || oid FROM pg_catalog.pg_largeobject_metadata
      ORDER BY 1
      """;

  private Unsupported() {}

  /**
   * The names of such objects, each with its kind, in their order; empty in most databases.
   *
   * @throws SQLException as the server reported it
   */
  public static List<String> in(Connection connection) throws SQLException {
    var names = new ArrayList<String>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(QUERY)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
