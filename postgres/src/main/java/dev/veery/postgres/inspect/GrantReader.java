package dev.veery.postgres.inspect;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Attributes.Grant;
import dev.veery.core.catalog.DatabaseObject.Grants;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was granted and revoked on objects that extensions or PostgreSQL itself brought: the
 * difference to {@code pg_init_privs}, which holds the rights that they came with. Of the
 * information schema it holds none; what is granted there is left out, as pg_dump does it.
 */
final class GrantReader {

  private GrantReader() {}

  /** Rights now and rights at first, collected over rows. */
  private record Rights(String extension, Set<Grant> now, Set<Grant> first) {
    Rights(String extension) {
      this(extension, new LinkedHashSet<>(), new LinkedHashSet<>());
    }
  }

  static void read(Reading reading) throws SQLException {
    Map<String, Rights> found = new TreeMap<>();
    reading.query(
        """
        SELECT o.target, o.columns, x.extname, e.first, e.grantor::bigint AS grantor,
               e.grantee::bigint AS grantee, e.privilege_type, e.is_grantable,
               e.grantor = o.owner AS by_owner, e.grantee = o.owner AS to_owner
        FROM (
          SELECT 1259 AS classid, oid, 0 AS number, '' AS columns, relowner AS owner, relacl AS acl,
                 acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner) AS standard,
                 CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || oid::regclass AS target
          FROM pg_class WHERE relacl IS NOT NULL
            AND relnamespace IS DISTINCT FROM to_regnamespace('information_schema')
          UNION ALL
          SELECT 1259, a.attrelid, a.attnum, ' (' || quote_ident(a.attname) || ')', c.relowner,
                 a.attacl, acldefault('c', c.relowner), 'TABLE ' || a.attrelid::regclass
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          WHERE a.attacl IS NOT NULL
            AND c.relnamespace IS DISTINCT FROM to_regnamespace('information_schema')
          UNION ALL
          SELECT 1255, oid, 0, '', proowner, proacl, acldefault('f', proowner),
                 CASE prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || oid::regprocedure
          FROM pg_proc WHERE proacl IS NOT NULL
            AND pronamespace IS DISTINCT FROM to_regnamespace('information_schema')
          UNION ALL
          SELECT 1247, oid, 0, '', typowner, typacl, acldefault('T', typowner),
                 'TYPE ' || format_type(oid, NULL)
          FROM pg_type WHERE typacl IS NOT NULL
            AND typnamespace IS DISTINCT FROM to_regnamespace('information_schema')
          UNION ALL
          SELECT 2612, oid, 0, '', lanowner, lanacl, acldefault('l', lanowner),
                 'LANGUAGE ' || quote_ident(lanname)
          FROM pg_language WHERE lanacl IS NOT NULL
          UNION ALL
          SELECT 2615, oid, 0, '', nspowner, nspacl, acldefault('n', nspowner),
                 'SCHEMA ' || quote_ident(nspname)
          FROM pg_namespace WHERE nspacl IS NOT NULL AND nspname NOT IN ('public', 'information_schema')
            AND nspname !~ '^pg_(toast|temp)'
          UNION ALL
          SELECT 2328, oid, 0, '', fdwowner, fdwacl, acldefault('F', fdwowner),
                 'FOREIGN DATA WRAPPER ' || quote_ident(fdwname)
          FROM pg_foreign_data_wrapper WHERE fdwacl IS NOT NULL
          UNION ALL
          SELECT 1417, oid, 0, '', srvowner, srvacl, acldefault('S', srvowner),
                 'FOREIGN SERVER ' || quote_ident(srvname)
          FROM pg_foreign_server WHERE srvacl IS NOT NULL
        ) o
        LEFT JOIN pg_depend d
          ON d.classid = o.classid AND d.objid = o.oid AND d.objsubid = 0 AND d.deptype = 'e'
         AND d.refclassid = 'pg_extension'::regclass
        LEFT JOIN pg_extension x ON x.oid = d.refobjid
        LEFT JOIN pg_init_privs i
          ON i.classoid = o.classid AND i.objoid = o.oid AND i.objsubid = o.number
        CROSS JOIN LATERAL (
          SELECT false AS first, g.* FROM aclexplode(o.acl) g
          UNION ALL
          SELECT true, g.* FROM aclexplode(COALESCE(i.initprivs, o.standard)) g
        ) e
        WHERE (x.extname IS NOT NULL OR o.oid < 16384)
          AND o.acl <> COALESCE(i.initprivs, o.standard)
        """,
        row -> {
          // The owner needs no rights to give them away; it can do everything in any case.
          if (row.flag("to_owner")) {
            return;
          }
          String extension = row.shared("extname");
          Rights rights =
              found.computeIfAbsent(row.shared("target"), target -> new Rights(extension));
          (row.flag("first") ? rights.first() : rights.now()).add(grant(reading, row));
        });
    found.forEach((target, rights) -> {
      var given = new LinkedHashSet<>(rights.now());
      given.removeAll(rights.first());
      var taken = new LinkedHashSet<>(rights.first());
      taken.removeAll(rights.now());
      if (!given.isEmpty() || !taken.isEmpty()) {
        reading.add(
            new Grants(
                new ObjectId(ObjectKind.GRANT, "", "ON " + target),
                Attributes.NONE,
                rights.extension(),
                given,
                taken));
      }
    });
  }

  private static Grant grant(Reading reading, Row row) throws SQLException {
    Grant grant = SharedReader.grant(reading, row);
    return new Grant(
        grant.grantee(),
        row.flag("by_owner") ? Grants.OWNER : grant.grantor(),
        grant.privilege() + row.text("columns"),
        grant.grantable());
  }
}
