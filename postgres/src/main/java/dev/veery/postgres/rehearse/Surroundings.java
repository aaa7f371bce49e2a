package dev.veery.postgres.rehearse;

import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What migrations find on a server besides the schema. Every role may read all of this.
 *
 * @param user who runs the migrations
 * @param searchPath of that role, as SQL
 * @param access what that role may do with the database as a whole
 * @param roles of the server but PostgreSQL's own, in name order
 * @param memberships {@code GRANT group TO member}
 * @param extensions of the database, in name order, without those that every database has
 */
public record Surroundings(
    String user,
    String searchPath,
    Access access,
    List<Role> roles,
    List<Membership> memberships,
    List<Extension> extensions) {

  public Surroundings {
    roles = List.copyOf(roles);
    memberships = List.copyOf(memberships);
    extensions = List.copyOf(extensions);
  }

  /** What a role may do with a database as a whole. */
  public enum Access {
    /** It owns the database. */
    OWNER,
    /** It may make schemas in it. */
    CREATE,
    /** It may make objects in the schema {@code public}. */
    CREATE_IN_PUBLIC,
    /** None of these. */
    NONE
  }

  /** A role; the attributes as they stand in {@code CREATE ROLE}. */
  public record Role(String name, String attributes) {

    /** The statement that makes it. */
    public String sql() {
      return "CREATE ROLE " + Identifiers.quote(name) + " " + attributes;
    }
  }

  /** A role's share in another one. */
  public record Membership(String group, String member, boolean admin) {

    /** The statement that makes it. */
    public String sql() {
      return "GRANT "
          + Identifiers.quote(group)
          + " TO "
          + Identifiers.quote(member)
          + (admin ? " WITH ADMIN OPTION" : "");
    }
  }

  /** An extension of a database. */
  public record Extension(String name, String version, String schema) {}

  private static final String QUERIES =
      """
      SELECT current_user, current_setting('search_path'),
             CASE WHEN pg_catalog.pg_get_userbyid(d.datdba) = current_user THEN 'OWNER'
                  WHEN pg_catalog.has_database_privilege(d.oid, 'CREATE') THEN 'CREATE'
                  WHEN pg_catalog.to_regnamespace('public') IS NOT NULL
                       AND pg_catalog.has_schema_privilege('public', 'CREATE')
                    THEN 'CREATE_IN_PUBLIC'
                  ELSE 'NONE' END
        FROM pg_catalog.pg_database d WHERE d.datname = current_database();
      SELECT rolname,
             CASE WHEN rolsuper THEN 'SUPERUSER ' ELSE '' END
             || CASE WHEN rolinherit THEN '' ELSE 'NOINHERIT ' END
             || CASE WHEN rolcreaterole THEN 'CREATEROLE ' ELSE '' END
             || CASE WHEN rolcreatedb THEN 'CREATEDB ' ELSE '' END
             || CASE WHEN rolreplication THEN 'REPLICATION ' ELSE '' END
             || CASE WHEN rolbypassrls THEN 'BYPASSRLS ' ELSE '' END
             || CASE WHEN rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END
        FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname;
      SELECT DISTINCT g.rolname, m.rolname, a.admin_option
        FROM pg_catalog.pg_auth_members a
        JOIN pg_catalog.pg_roles g ON g.oid = a.roleid
        JOIN pg_catalog.pg_roles m ON m.oid = a.member
        WHERE m.rolname !~ '^pg_' ORDER BY 1, 2;
      SELECT e.extname, e.extversion, n.nspname
        FROM pg_catalog.pg_extension e
        JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
        WHERE e.extname <> 'plpgsql' ORDER BY 1
      """;

  /** Reads them in one round trip. */
  public static Surroundings read(Session session) throws SQLException {
    List<String> self = new ArrayList<>();
    List<Role> roles = new ArrayList<>();
    List<Membership> memberships = new ArrayList<>();
    List<Extension> extensions = new ArrayList<>();
    session.query(
        QUERIES,
        List.of(
            row -> {
              self.add(row.getString(1));
              self.add(Objects.requireNonNullElse(row.getString(2), ""));
              self.add(row.getString(3));
            },
            row -> roles.add(new Role(row.getString(1), row.getString(2).strip())),
            row ->
                memberships.add(
                    new Membership(row.getString(1), row.getString(2), row.getBoolean(3))),
            row ->
                extensions.add(
                    new Extension(row.getString(1), row.getString(2), row.getString(3)))));
    return new Surroundings(
        self.get(0), self.get(1), Access.valueOf(self.get(2)), roles, memberships, extensions);
  }

  /** Those of a server that has nothing but its superuser. */
  public static Surroundings none(String user) {
    return new Surroundings(user, "", Access.OWNER, List.of(), List.of(), List.of());
  }

  /** Whether the role that runs the migrations may do everything. */
  public boolean isSuperuser() {
    return roles.stream()
        .anyMatch(role -> role.name().equals(user) && role.attributes().startsWith("SUPERUSER"));
  }

  /** The statements that give the role its rights to a scratch database. */
  public List<String> rights(String database) {
    String role = Identifiers.quote(user);
    return switch (access) {
      case OWNER -> List.of("ALTER DATABASE " + Identifiers.quote(database) + " OWNER TO " + role);
      case CREATE ->
          List.of(
              "GRANT CREATE ON DATABASE " + Identifiers.quote(database) + " TO " + role,
              "GRANT CREATE ON SCHEMA public TO " + role);
      case CREATE_IN_PUBLIC -> List.of("GRANT CREATE ON SCHEMA public TO " + role);
      case NONE -> List.of();
    };
  }

  /** The names of the extensions that a server could create. */
  public static Set<String> available(Session session) throws SQLException {
    Set<String> names = new TreeSet<>();
    session.query(
        "SELECT name FROM pg_catalog.pg_available_extensions", row -> names.add(row.getString(1)));
    return names;
  }
}
