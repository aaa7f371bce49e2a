package dev.veery.engine.backup;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Fingerprint;
import dev.veery.core.sql.Identifiers;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.engine.config.Config;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.rehearse.Surroundings;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Backups of the whole database: written by pg_dump, read by pg_restore. */
final class WholeBackups {

  private final Config config;
  private final Address address;
  private final String build;
  private final BackupSettings settings;
  private final BackupStore store;

  /**
   * @param address of the database
   * @param build version of Veery
   */
  WholeBackups(
      Config config, Address address, String build, BackupSettings settings, BackupStore store) {
    this.config = config;
    this.address = address;
    this.build = build;
    this.settings = settings;
    this.store = store;
  }

  /**
   * The whole database, by pg_dump, with the fingerprint and the rows of the same snapshot.
   *
   * @param jobs null for what is configured
   * @throws VeeryException when pg_dump is missing, too old or fails; nothing is left of it then
   */
  Backup take(@Nullable Integer jobs, Backups.Progress progress) {
    Path partial = null;
    try (Session session = Session.open(address, "veery (backup)")) {
      int major =
          Integer.parseInt(String.valueOf(session.value("SHOW server_version_num"))) / 10_000;
      int program = Programs.version(settings.program(), major);
      Instant now = Instant.now();
      // Reading the catalog is a transaction of its own; pg_dump keeps tables from changing after
      // it.
      String fingerprint = fingerprint(session);
      session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      String snapshot = String.valueOf(session.value("SELECT pg_catalog.pg_export_snapshot()"));
      Map<String, Long> rows = TableRows.count(session);
      partial = store.begin(Backup.Kind.FULL, now);
      int[] done = {0};
      Programs.run(
          config.directory(),
          List.of(
              settings.program(),
              "--format=directory",
              "--jobs=" + (jobs == null ? settings.jobs() : jobs),
              "--snapshot=" + snapshot,
              "--no-password",
              "--verbose",
              "--file=" + partial.resolve("dump")),
          Programs.environment(address),
          config.secrets(),
          line -> {
            int at = line.indexOf("dumping contents of table \"");
            if (at >= 0) {
              String name = line.substring(at + "dumping contents of table ".length());
              progress.at(name.replace("\"", ""), ++done[0], rows.size());
            }
          });
      session.execute("COMMIT");
      if (!fingerprint(session).equals(fingerprint)) {
        throw new VeeryException(
            new Problem(
                ErrorCode.BACKUP_FAILED,
                "the schema was changed while the backup was taken",
                "take it again when nobody migrates; nothing half-done was kept"));
      }
      return store.publish(
          partial,
          new Backup(
              partial,
              BackupStore.id(partial),
              Backup.Kind.FULL,
              now,
              "veery " + build + ", pg_dump " + program,
              Backups.place(address),
              String.valueOf(session.value("SHOW server_version")),
              snapshot,
              fingerprint,
              rows,
              BackupStore.files(partial),
              Map.of(),
              List.of(),
              List.of()));
    } catch (SQLException | IOException | RuntimeException e) {
      throw store.failed(partial, e, "taking a backup");
    }
  }

  private static String fingerprint(Session session) throws SQLException {
    return Fingerprint.of(
            Inspector.inspect(session.connection(), new InspectOptions(Set.of(), Set.of())))
        .text();
  }

  /**
   * Restores a whole backup on a throwaway server of its version, and compares schema and rows.
   *
   * @throws VeeryException with everything that differs
   */
  void prove(Backup backup) {
    BackupStore.check(backup);
    int major = Integer.parseInt(backup.server().replaceFirst("\\D.*", ""));
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().major(major).scratch()) {
      server.createDatabase("restored");
      Address scratch =
          new Address(
              server.host(),
              server.port(),
              "restored",
              server.user(),
              server.password(),
              Duration.ofSeconds(10),
              Map.of());
      roles(scratch);
      load(backup, scratch);
      List<Problem> problems = new ArrayList<>();
      try (Session session = Session.open(scratch, "veery (backup)")) {
        Map<String, Long> rows = TableRows.count(session);
        backup
            .rows()
            .forEach((table, count) -> {
              if (!count.equals(rows.get(table))) {
                problems.add(
                    unproven(backup, table + " has " + rows.get(table) + " rows and not " + count));
              }
            });
        if (!fingerprint(session).equals(backup.fingerprint())) {
          problems.add(unproven(backup, "its schema differs from the one that was backed up"));
        }
      }
      if (!problems.isEmpty()) {
        throw new VeeryException(problems);
      }
      BackupStore.markProven(backup, Instant.now());
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "restoring on a throwaway server");
    } catch (IOException e) {
      throw store.unwritable(e);
    }
  }

  private static Problem unproven(Backup backup, String what) {
    return new Problem(
        ErrorCode.BACKUP_DAMAGED,
        "backup " + backup.id() + " was restored on a throwaway server, and " + what,
        "do not rely on it");
  }

  /** Owners and grantees have to be there for the schema to come out the same. */
  private void roles(Address scratch) throws SQLException {
    try (Session own = Session.open(address, "veery (backup)");
        Session other = Session.open(scratch, "veery (backup)")) {
      Surroundings surroundings = Surroundings.read(own);
      List<String> there = new ArrayList<>();
      other.query("SELECT rolname FROM pg_catalog.pg_roles", row -> there.add(row.getString(1)));
      for (Surroundings.Role role : surroundings.roles()) {
        if (!there.contains(role.name())) {
          other.execute(role.sql());
        }
      }
    }
  }

  private void load(Backup backup, Address target) {
    Programs.run(
        config.directory(),
        List.of(
            Programs.beside(settings.program(), "pg_restore"),
            "--exit-on-error",
            "--single-transaction",
            "--no-password",
            "--dbname=" + target.database(),
            backup.directory().resolve("dump").toString()),
        Programs.environment(target),
        config.secrets(),
        line -> {});
  }

  /**
   * Puts a whole backup into a database.
   *
   * @param dropExisting whether what is there goes first; without it a database that is not empty
   *     is refused
   * @param target where to; the database has to exist
   */
  void restore(Backup backup, Address target, boolean dropExisting) {
    if (backup.kind() != Backup.Kind.FULL) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "backup " + backup.id() + " holds only what a plan could destroy",
              "veery restore --only " + backup.id()));
    }
    BackupStore.check(backup);
    try (Session session = open(target)) {
      int major =
          Integer.parseInt(String.valueOf(session.value("SHOW server_version_num"))) / 10_000;
      Programs.version(settings.program(), Math.min(major, 14));
      List<String> schemas = schemas(session);
      if (!schemas.isEmpty()) {
        if (!dropExisting) {
          throw new VeeryException(
              new Problem(
                  ErrorCode.RESTORE_NOT_EMPTY,
                  "the database "
                      + target.database()
                      + " is not empty: it has schema "
                      + String.join(", ", schemas),
                  "restore into an empty one with --into, or drop what is there with --drop-existing"));
        }
        session.execute("BEGIN");
        for (String schema : schemas) {
          session.execute("DROP SCHEMA " + Identifiers.quote(schema) + " CASCADE");
        }
        if (schemas.contains("public")) {
          session.execute("CREATE SCHEMA public AUTHORIZATION pg_database_owner");
          session.execute("COMMENT ON SCHEMA public IS 'standard public schema'");
          session.execute("GRANT USAGE ON SCHEMA public TO PUBLIC");
        }
        session.execute("COMMIT");
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "preparing the restore");
    }
    load(backup, target);
  }

  /** A session for restoring; the database has to exist. */
  static Session open(Address target) {
    try {
      return Session.open(target, "veery (restore)");
    } catch (SQLException e) {
      throw SqlStates.connecting(target, e);
    }
  }

  /** Those with anything in them, besides the server's own. */
  private static List<String> schemas(Session session) throws SQLException {
    List<String> schemas = new ArrayList<>();
    session.query(
        "SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname"
            + " <> 'information_schema' AND (n.nspname <> 'public' OR EXISTS (SELECT 1 FROM"
            + " pg_catalog.pg_depend d WHERE d.refclassid = 'pg_catalog.pg_namespace'::regclass AND"
            + " d.refobjid = n.oid)) ORDER BY 1",
        row -> schemas.add(row.getString(1)));
    return schemas;
  }
}
