package dev.veery.postgres.doctor;

import dev.veery.core.verify.Amount;
import dev.veery.core.verify.CheckLine;
import dev.veery.postgres.session.Session.RowReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server itself: its version, the connection to it, the role, room for more. */
final class ServerLook implements Look {

  /** Releases that get no more fixes once the newer one has been out for five years. */
  private static final int OLDEST_SUPPORTED = 14;

  private final Limits limits;
  private final List<CheckLine> lines = new ArrayList<>();
  private @Nullable String dataDirectory;
  private boolean local;

  ServerLook(Limits limits) {
    this.limits = limits;
  }

  @Override
  public String title() {
    return "Server";
  }

  @Override
  public String code() {
    return "server";
  }

  @Override
  public String sql() {
    return """
    SELECT pg_catalog.current_setting('server_version_num')::int,
      pg_catalog.current_setting('server_version'), current_user::text, session_user::text,
      r.rolsuper, pg_catalog.pg_is_in_recovery(),
      pg_catalog.current_setting('default_transaction_read_only')::boolean,
      s.ssl, s.version, s.cipher,
      pg_catalog.inet_server_addr() IS NULL
        OR pg_catalog.inet_server_addr() <<= '127.0.0.0/8' OR pg_catalog.inet_server_addr() = '::1',
      pg_catalog.inet_server_addr() IS NULL,
      (SELECT setting FROM pg_catalog.pg_settings WHERE name = 'data_directory')
    FROM pg_catalog.pg_roles r
    LEFT JOIN pg_catalog.pg_stat_ssl s ON s.pid = pg_catalog.pg_backend_pid()
    WHERE r.rolname = current_user;
    SELECT pg_catalog.current_setting('max_connections')::int,
      pg_catalog.current_setting('superuser_reserved_connections')::int
        + coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0),
      (SELECT sum(numbackends) FROM pg_catalog.pg_stat_database)::int,
      d.datconnlimit,
      (SELECT numbackends FROM pg_catalog.pg_stat_database s WHERE s.datid = d.oid),
      r.rolconnlimit,
      (SELECT count(*) FROM pg_catalog.pg_stat_activity a WHERE a.usesysid = r.oid)::int,
      r.rolsuper
    FROM pg_catalog.pg_database d, pg_catalog.pg_roles r
    WHERE d.datname = pg_catalog.current_database() AND r.rolname = current_user;
    SELECT pg_catalog.current_setting('autovacuum')::boolean,
      pg_catalog.current_setting('track_counts')::boolean,
      pg_catalog.age(d.datfrozenxid), pg_catalog.mxid_age(d.datminmxid),
      pg_catalog.current_setting('autovacuum_freeze_max_age')::bigint,
      pg_catalog.current_setting('autovacuum_multixact_freeze_max_age')::bigint
    FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
    """;
  }

  @Override
  public List<RowReader> readers() {
    return List.of(this::server, this::connections, this::vacuum);
  }

  @Override
  public List<CheckLine> lines() {
    return List.copyOf(lines);
  }

  private void server(ResultSet row) throws SQLException {
    lines.add(version(row.getInt(1) / 10_000, row.getString(2)));
    role(row);
    if (row.getBoolean(6)) {
      lines.add(
          CheckLine.stop(
              "read-only",
              "writable",
              "this server is a read-only replica",
              "connect to the primary"));
    } else if (row.getBoolean(7)) {
      lines.add(
          CheckLine.stop(
              "read-only",
              "writable",
              "transactions are read-only by default for this role or database",
              "lift default_transaction_read_only for " + row.getString(3)));
    } else {
      lines.add(CheckLine.tick("read-only", "writable", "the primary, and it may be written"));
    }
    tls(row);
  }

  static CheckLine version(int major, String version) {
    String shown = "PostgreSQL " + version;
    return (major < OLDEST_SUPPORTED
            ? CheckLine.stop(
                "server-version",
                "version",
                shown + " is older than the oldest that Veery works with, " + OLDEST_SUPPORTED,
                "upgrade the server")
            : CheckLine.tick("server-version", "version", shown))
        .fact("version", version);
  }

  private void role(ResultSet row) throws SQLException {
    String role = row.getString(3);
    String shown =
        role + (role.equals(row.getString(4)) ? "" : " (logged in as " + row.getString(4) + ")");
    lines.add(
        (row.getBoolean(5) && limits.production()
                ? CheckLine.warning(
                    "role",
                    "role",
                    shown + " is a superuser: nothing of what a migration does is held back",
                    "let a role of its own own the schema and run migrations")
                : CheckLine.tick(
                    "role", "role", shown + (row.getBoolean(5) ? ", a superuser" : "")))
            .fact("role", role)
            .fact("superuser", row.getBoolean(5)));
  }

  private void tls(ResultSet row) throws SQLException {
    local = row.getBoolean(11);
    dataDirectory = row.getString(13);
    boolean encrypted = row.getBoolean(8);
    if (encrypted) {
      lines.add(
          CheckLine.tick("tls", "TLS", row.getString(9) + ", " + row.getString(10))
              .fact("encrypted", true));
    } else if (local) {
      lines.add(
          CheckLine.tick("tls", "TLS", "none, on a connection that does not leave this machine")
              .fact("encrypted", false));
    } else {
      lines.add(
          CheckLine.warning(
                  "tls",
                  "TLS",
                  "the connection is not encrypted",
                  "add sslmode=require to the url, or verify-full with the server's certificate")
              .fact("encrypted", false));
    }
  }

  private void connections(ResultSet row) throws SQLException {
    boolean superuser = row.getBoolean(8);
    int max = row.getInt(1);
    int used = row.getInt(3);
    int free = max - (superuser ? 0 : row.getInt(2)) - used;
    String of = used + " of " + max + " connections in use";
    int databaseLimit = row.getInt(4);
    if (!superuser && databaseLimit >= 0 && databaseLimit - row.getInt(5) < free) {
      free = databaseLimit - row.getInt(5);
      of = row.getInt(5) + " of the " + databaseLimit + " connections of this database in use";
    }
    int roleLimit = row.getInt(6);
    if (!superuser && roleLimit >= 0 && roleLimit - row.getInt(7) < free) {
      free = roleLimit - row.getInt(7);
      of = row.getInt(7) + " of the " + roleLimit + " connections of this role in use";
    }
    lines.add(
        (free < limits.headroom()
                ? CheckLine.stop(
                    "connections",
                    "connections",
                    of
                        + ": "
                        + Math.max(0, free)
                        + " are left, and a run needs up to "
                        + limits.headroom(),
                    "close some, or raise the limit")
                : free * 10 < max && free < 20
                    ? CheckLine.warning(
                        "connections",
                        "connections",
                        of + ": " + free + " are left",
                        "keep an eye on it: a pool that grows during the run gets none")
                    : CheckLine.tick("connections", "connections", of))
            .fact("max", max)
            .fact("used", used)
            .fact("free", free));
  }

  private void vacuum(ResultSet row) throws SQLException {
    if (!row.getBoolean(1) || !row.getBoolean(2)) {
      lines.add(
          CheckLine.warning(
              "autovacuum",
              "autovacuum",
              (row.getBoolean(1) ? "track_counts" : "autovacuum") + " is off on this server",
              "turn it on: dead rows stay, and statistics go stale"));
    } else {
      lines.add(CheckLine.tick("autovacuum", "autovacuum", "on"));
    }
    long age = Math.max(row.getLong(3), row.getLong(4));
    boolean multi = row.getLong(4) > row.getLong(3);
    long forced = multi ? row.getLong(6) : row.getLong(5);
    String what =
        Amount.number(age) + (multi ? " multixacts" : " transactions") + " since the last freeze";
    lines.add(
        (age > 1_600_000_000L
                ? CheckLine.stop(
                    "wraparound",
                    "wraparound",
                    what + "; the server stops taking writes before 2,147,483,648",
                    "VACUUM FREEZE the oldest tables now; no rewrite before that")
                : age > forced + forced / 2
                    ? CheckLine.warning(
                        "wraparound",
                        "wraparound",
                        what
                            + "; autovacuum has been trying to prevent a wraparound since "
                            + Amount.number(forced),
                        "look for what holds it up: old transactions, slots, prepared transactions")
                    : CheckLine.tick("wraparound", "wraparound", what))
            .fact("age", age));
  }

  /** Free bytes where the data are; null where nobody tells. */
  @Nullable Long freeDisk() {
    if (!local || dataDirectory == null) {
      return null;
    }
    Path directory = Path.of(dataDirectory);
    // A directory of the same name on this machine is this server's only if it runs there: in a
    // container it does not.
    if (!Files.exists(directory.resolve("postmaster.pid"))) {
      return null;
    }
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException | SecurityException e) {
      return null;
    }
  }
}
