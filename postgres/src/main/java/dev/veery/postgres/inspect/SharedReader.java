package dev.veery.postgres.inspect;

import dev.veery.core.catalog.Attributes.Grant;
import dev.veery.core.catalog.Attributes.Privileges;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What every other reader needs: roles, schemas, extensions, comments and privileges. */
final class SharedReader {

  private SharedReader() {}

  static void read(Reading reading, InspectOptions options) throws SQLException {
    reading.query(
        "SELECT oid::bigint AS oid, rolname FROM pg_roles",
        row -> reading.addRole(row.bigNumber("oid"), row.text("rolname")));
    comments(reading);
    privileges(reading);
    extensions(reading);
    schemas(reading, options);
  }

  private static void extensions(Reading reading) throws SQLException {
    reading.query(
        """
        SELECT e.oid::bigint AS oid, e.extname, n.nspname, e.extversion
        FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        """,
        row -> {
          long oid = row.bigNumber("oid");
          reading.add(
              new DatabaseObject.Extension(
                  reading.register(
                      SystemTable.PG_EXTENSION, oid, ObjectKind.EXTENSION, "", row.text("extname")),
                  // Its owner is whoever ran CREATE EXTENSION and cannot be changed.
                  reading.attributes(SystemTable.PG_EXTENSION, oid, 0),
                  row.text("nspname"),
                  row.text("extversion")));
        });
    reading.query(
        """
        SELECT classid::int AS classid, objid::bigint AS objid, refobjid::bigint AS refobjid
        FROM pg_depend WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass
        """,
        row -> {
          ObjectId extension = reading.name(SystemTable.PG_EXTENSION, row.bigNumber("refobjid"));
          if (extension != null) {
            reading.addExtensionMember(
                new ObjectAddress(row.number("classid"), row.bigNumber("objid"), 0), extension);
          }
        });
  }

  // Objects that initdb made have numbers below 16384; of those only schema public and the
  // extension plpgsql are a user's business.
  private static void comments(Reading reading) throws SQLException {
    reading.query(
        """
        SELECT classoid::int AS classoid, objoid::bigint AS objoid, objsubid, description
        FROM pg_description
        WHERE objoid >= 16384
           OR classoid IN ('pg_namespace'::regclass, 'pg_extension'::regclass)
        """,
        row ->
            reading.addComment(
                new ObjectAddress(
                    row.number("classoid"), row.bigNumber("objoid"), row.number("objsubid")),
                row.text("description")));
  }

  /**
   * Reads every access list but those of columns in one query, beside it what PostgreSQL would have
   * granted by itself: an object whose list says the same was never granted on, in effect.
   */
  private static void privileges(Reading reading) throws SQLException {
    Map<ObjectAddress, Set<Grant>> granted = new HashMap<>();
    Map<ObjectAddress, Set<Grant>> builtin = new HashMap<>();
    reading.query(
        """
        SELECT o.classid, o.objid::bigint AS objid, o.objsubid, e.builtin,
               e.grantor::bigint AS grantor, e.grantee::bigint AS grantee, e.privilege_type,
               e.is_grantable
        FROM (
          SELECT 1259 AS classid, oid AS objid, 0 AS objsubid, relacl AS acl,
                 acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner) AS standard
          FROM pg_class WHERE relacl IS NOT NULL AND oid >= 16384
          UNION ALL
          SELECT 1255, oid, 0, proacl, acldefault('f', proowner)
          FROM pg_proc WHERE proacl IS NOT NULL AND oid >= 16384
          UNION ALL
          SELECT 1247, oid, 0, typacl, acldefault('T', typowner)
          FROM pg_type WHERE typacl IS NOT NULL AND oid >= 16384
          UNION ALL
          SELECT 2612, oid, 0, lanacl, acldefault('l', lanowner)
          FROM pg_language WHERE lanacl IS NOT NULL AND oid >= 16384
          UNION ALL
          SELECT 2615, oid, 0, nspacl, acldefault('n', nspowner)
          FROM pg_namespace WHERE nspacl IS NOT NULL
          UNION ALL
          SELECT 2328, oid, 0, fdwacl, acldefault('F', fdwowner)
          FROM pg_foreign_data_wrapper WHERE fdwacl IS NOT NULL
          UNION ALL
          SELECT 1417, oid, 0, srvacl, acldefault('S', srvowner)
          FROM pg_foreign_server WHERE srvacl IS NOT NULL
        ) o
        LEFT JOIN LATERAL (
          SELECT false AS builtin, g.* FROM aclexplode(o.acl) g
          UNION ALL
          SELECT true, g.* FROM aclexplode(o.standard) g
        ) e ON true
        """,
        row -> {
          var address =
              new ObjectAddress(
                  row.number("classid"), row.bigNumber("objid"), row.number("objsubid"));
          Set<Grant> given = granted.computeIfAbsent(address, a -> new LinkedHashSet<>());
          Set<Grant> standard = builtin.computeIfAbsent(address, a -> new LinkedHashSet<>());
          if (row.has("grantor")) {
            (row.flag("builtin") ? standard : given).add(grant(reading, row));
          }
        });
    granted.forEach((address, grants) -> {
      if (!grants.equals(builtin.getOrDefault(address, Set.of()))) {
        reading.addPrivileges(address, Privileges.of(grants));
      }
    });
  }

  static Grant grant(Reading reading, Row row) throws SQLException {
    return new Grant(
        reading.role(row.bigNumber("grantee")),
        reading.role(row.bigNumber("grantor")),
        row.shared("privilege_type"),
        row.flag("is_grantable"));
  }

  private static void schemas(Reading reading, InspectOptions options) throws SQLException {
    reading.query(
        """
        SELECT oid::bigint AS oid, nspname, nspowner::bigint AS owner FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
        """,
        row -> {
          long oid = row.bigNumber("oid");
          String name = row.text("nspname");
          if (!options.wants(name)) {
            return;
          }
          reading.addSchema(oid, name);
          if (reading.isExtensionMember(SystemTable.PG_NAMESPACE, oid)) {
            return;
          }
          ObjectId id =
              reading.register(SystemTable.PG_NAMESPACE, oid, ObjectKind.SCHEMA, "", name);
          reading.add(
              new DatabaseObject.Schema(
                  id, reading.attributes(SystemTable.PG_NAMESPACE, oid, row.bigNumber("owner"))));
        });
  }
}
