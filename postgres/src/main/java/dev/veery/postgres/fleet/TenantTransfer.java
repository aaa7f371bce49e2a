package dev.veery.postgres.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes a tenant that is a schema to another database: its objects, its rows, its history.
 *
 * <p>Nobody writes to its tables meanwhile; reading goes on. Over there everything is one
 * transaction, which is compared with the original before it commits; only then is the original
 * dropped, in the transaction that held it. A process that dies in between leaves the tenant in
 * both places, and the same command again finds out that they are equal, and drops the original. It
 * drops nothing that differs.
 */
public final class TenantTransfer {

  private final Session from;
  private final Session to;
  private final String journal;
  private final Duration lockTimeout;
  private final String schema;

  /**
   * @param journal the name of the journal's schema in both databases, not quoted
   * @param lockTimeout how long to wait for whoever is at work in the tenant
   */
  public TenantTransfer(Session from, Session to, String journal, Duration lockTimeout) {
    this.from = from;
    this.to = to;
    this.journal = journal;
    this.lockTimeout = lockTimeout;
    this.schema = Identifiers.quote(journal);
  }

  /**
   * What was moved.
   *
   * @param found whether it was there already, from an attempt that was interrupted
   */
  public record Moved(int tables, long rows, boolean found) {}

  /**
   * Moves one.
   *
   * @param name of the tenant
   * @param place its schema, not quoted
   * @throws VeeryException when it is unknown, under way or half done, needed by others, already
   *     there and different, or does not come out equal
   */
  public Moved move(String name, String place) throws SQLException {
    new FleetQueue(to, journal).create();
    TenantCare care = new TenantCare(from, schema);
    care.refuseUnlessFree(name);
    // Read by itself, as the catalog is read in a snapshot of its own; what changes until the
    // transaction begins is found when both are compared.
    String script = TenantTemplate.script(from, place);
    try {
      from.execute("BEGIN");
      from.execute("SET LOCAL lock_timeout = " + lockTimeout.toMillis());
      refuseSame();
      care.hold(name);
      refuseHalf(name);
      from.query(TenantTables.SAME_TEXT, row -> {});
      TenantTables tables = TenantTables.lock(from, place);
      String needed = tables.needed(from);
      if (needed != null) {
        throw refused(
            "tenant " + name + " is needed outside its schema by " + needed,
            "take that away first; it would be dropped with the tenant");
      }
      to.query(TenantTables.SAME_TEXT, row -> {});
      boolean found = there(name, place);
      if (!found) {
        make(name, place, script, tables);
      }
      long rows = compare(name, place, tables, found);
      to.execute("COMMIT");
      from.execute("DROP SCHEMA " + Identifiers.quote(place) + " CASCADE");
      care.forget(name);
      from.execute("COMMIT");
      return new Moved(tables.count(), rows, found);
    } finally {
      to.rollbackQuietly();
      from.rollbackQuietly();
    }
  }

  /** A lock that both would take is one lock where both are the same database. */
  private void refuseSame() throws SQLException {
    long key = new SecureRandom().nextLong();
    from.value("SELECT pg_catalog.pg_advisory_xact_lock(" + key + ")");
    to.execute("BEGIN");
    if (!"t".equals(to.value("SELECT pg_catalog.pg_try_advisory_xact_lock(" + key + ")"))) {
      throw refused("both are the same database", "name another one with --to");
    }
  }

  private void refuseHalf(String name) throws SQLException {
    if (from.value(
            "SELECT 1 FROM "
                + schema
                + ".tenant WHERE name = "
                + Sql.literal(name)
                + " AND open_script IS NOT NULL")
        != null) {
      throw refused(
          "a migration is half done in tenant " + name,
          "veery fleet up --tenant " + name + " completes it");
    }
  }

  /** Whether an attempt that was interrupted has brought it there. */
  private boolean there(String name, String place) throws SQLException {
    String oid =
        to.value("SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = " + Sql.literal(place));
    if (oid == null) {
      return false;
    }
    String known =
        to.value(
            "SELECT 1 FROM "
                + schema
                + ".tenant WHERE NOT template AND place_oid = "
                + oid
                + " AND name = "
                + Sql.literal(name));
    if (known == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.TENANT_EXISTS,
              "schema " + place + " is there already and is not tenant " + name,
              ""));
    }
    TenantTables.lock(to, place);
    return true;
  }

  private void make(String name, String place, String script, TenantTables tables)
      throws SQLException {
    try {
      // Rows come as they are: no trigger is to change them, and what they refer to may come later.
      to.execute("SET LOCAL session_replication_role = replica");
    } catch (SQLException e) {
      throw refused(
          "rows cannot be brought there as they are: " + ServerError.of(e).message(),
          "connect as a role that may set session_replication_role");
    }
    to.execute("SET LOCAL check_function_bodies = off");
    try {
      to.query(script, List.of());
    } catch (SQLException e) {
      throw refused(
          "tenant " + name + " cannot be made there: " + ServerError.of(e).message(),
          "what tenants share has to be there: veery up in that database");
    }
    tables.carry(from, to);
    history(name, place);
  }

  /** The migrations of the tenant, texts and ways back included. */
  private void history(String name, String place) throws SQLException {
    String scripts =
        from.value(
            """
            SELECT coalesce(json_agg(s ORDER BY x.place), '[]') FROM {schema}.tenant t
            JOIN {schema}.tenant_state w ON w.id = t.state_id
            CROSS JOIN LATERAL unnest(w.scripts) WITH ORDINALITY AS x (id, place)
            JOIN {schema}.tenant_script s ON s.id = x.id WHERE t.name = %s
            """
                .formatted(Sql.literal(name))
                .replace("{schema}", schema));
    String all = Sql.literal(scripts);
    to.query(
        """
        INSERT INTO {schema}.tenant_script (digest, version, name, kind, parents, checksum, raw_hash, down_script, path)
        SELECT digest, version, name, kind, parents, checksum, raw_hash, down_script, path
        FROM json_populate_recordset(NULL::{schema}.tenant_script, %1$s) ON CONFLICT (digest) DO NOTHING;
        INSERT INTO {schema}.tenant_state (scripts) VALUES (%2$s) ON CONFLICT (scripts) DO NOTHING;
        INSERT INTO {schema}.tenant (name, place, place_oid, state_id)
        SELECT %3$s, nspname, oid, (SELECT id FROM {schema}.tenant_state WHERE scripts = %2$s)
        FROM pg_catalog.pg_namespace WHERE nspname = %4$s
        ON CONFLICT (name) DO UPDATE SET place = excluded.place, place_oid = excluded.place_oid,
          state_id = excluded.state_id, open_script = NULL, open_state = NULL, work = 'none', run_id = NULL,
          fingerprint = NULL
        """
            .formatted(
                all,
                """
                (SELECT coalesce(array_agg(s.id ORDER BY x.place), '{}') FROM json_array_elements(%s) WITH ORDINALITY AS x (s, place)
                JOIN {schema}.tenant_script s ON s.digest = x.s->>'digest')
                """
                    .formatted(all),
                Sql.literal(name),
                Sql.literal(place))
            .replace("{schema}", schema),
        List.of());
  }

  private long compare(String name, String place, TenantTables tables, boolean found)
      throws SQLException {
    long[] rows = {0};
    String difference = objects(place);
    if (difference == null) {
      // The objects were read with a path of their own; names of tables have their schema.
      difference = tables.difference(from, to, rows);
    }
    if (difference != null) {
      throw found
          ? new VeeryException(
              new Problem(
                  ErrorCode.TENANT_EXISTS,
                  "tenant " + name + " is in both databases and differs: " + difference,
                  "keep the right one and drop the other: veery tenant drop " + name))
          : refused(
              "tenant " + name + " would not come out the same: " + difference,
              "nothing was changed");
    }
    return rows[0];
  }

  private @Nullable String objects(String place) throws SQLException {
    Map<String, String> here = new Fingerprints(from).objects(place);
    Map<String, String> there = new Fingerprints(to).objects(place);
    boolean same = major(from).equals(major(to));
    Set<String> names = new TreeSet<>(here.keySet());
    names.addAll(there.keySet());
    for (String object : names) {
      String one = here.get(object);
      String other = there.get(object);
      // Another major may write the same definition in other words.
      if (one == null || other == null || (same && !one.equals(other))) {
        return object;
      }
    }
    return null;
  }

  private static String major(Session session) throws SQLException {
    return String.valueOf(
        session.value("SELECT current_setting('server_version_num')::int / 10000"));
  }

  private static VeeryException refused(String message, String remedy) {
    return new VeeryException(new Problem(ErrorCode.TENANT_NOT_MOVED, message, remedy));
  }
}
