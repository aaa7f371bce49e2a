package dev.veery.postgres.tenancy;

import dev.veery.core.tenancy.Roles;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the roles of a server; every role may read all of this. */
public final class RoleReader {

  private RoleReader() {}

  /** One round trip. */
  public static Roles read(Session session) throws SQLException {
    Map<String, Roles.Role> roles = new HashMap<>();
    List<Roles.Membership> memberships = new ArrayList<>();
    // What ALTER ROLE … SET gave for this database or for all.
    session.query(
        """
        SELECT r.rolname, r.rolsuper, r.rolbypassrls, r.rolcanlogin,
               COALESCE((SELECT string_agg(c, E'\\n')
                  FROM pg_catalog.pg_db_role_setting s, unnest(s.setconfig) c
                  WHERE s.setrole IN (r.oid, 0)
                    AND s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database
                                              WHERE datname = current_database()))), '')
          FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_';
        SELECT g.rolname, m.rolname, a.admin_option,
               COALESCE((to_jsonb(a)->>'inherit_option')::boolean, m.rolinherit),
               COALESCE((to_jsonb(a)->>'set_option')::boolean, true)
          FROM pg_catalog.pg_auth_members a
          JOIN pg_catalog.pg_roles g ON g.oid = a.roleid
          JOIN pg_catalog.pg_roles m ON m.oid = a.member
          WHERE m.rolname !~ '^pg_'
        """,
        List.of(
            row -> {
              String config = row.getString(5);
              roles.put(
                  row.getString(1),
                  new Roles.Role(
                      row.getString(1),
                      row.getBoolean(2),
                      row.getBoolean(3),
                      row.getBoolean(4),
                      config.isEmpty() ? List.of() : List.of(config.split("\n"))));
            },
            row ->
                memberships.add(
                    new Roles.Membership(
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getBoolean(3)))));
    return new Roles(roles, memberships);
  }
}
