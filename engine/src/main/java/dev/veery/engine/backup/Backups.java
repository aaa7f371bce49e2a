package dev.veery.engine.backup;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backup.Loss;
import dev.veery.core.backup.Losses;
import dev.veery.core.catalog.Fingerprint;
import dev.veery.core.plan.Plan;
import dev.veery.core.sql.Identifiers;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.engine.config.Config;
import dev.veery.postgres.backup.KeptTable;
import dev.veery.postgres.backup.RowFile;
import dev.veery.postgres.backup.TargetedBackup;
import dev.veery.postgres.backup.TargetedRestore;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes backups of one database, keeps them, and puts them back. */
public final class Backups {

  private final Config config;
  private final Address address;
  private final String build;
  private final BackupSettings settings;
  private final BackupStore store;

  /**
   * @param address of the database
   * @param build version of Veery
   */
  public Backups(Config config, Address address, String build) {
    this.config = config;
    this.address = address;
    this.build = build;
    this.settings = BackupSettings.of(config);
    this.store = new BackupStore(settings.directory());
  }

  /** Hears how far it is; from several threads. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param done tables so far
     * @param all of them
     */
    void at(String table, int done, int all);
  }

  /** Complete ones, newest first. */
  public List<Backup> all() {
    return store.all();
  }

  /**
   * One by its id or the path of its folder; fetched by the configured command where it is not
   * here.
   *
   * @param working what a path is relative to
   */
  public Backup find(String name, Path working) {
    try {
      return store.find(name, working);
    } catch (VeeryException e) {
      if (settings.download().isEmpty() || e.code() != ErrorCode.BACKUP_MISSING) {
        throw e;
      }
      command(settings.download(), name, settings.directory().resolve(name));
      return store.find(name, working);
    }
  }

  /**
   * What a run relies on: for {@code targeted} it is made now, for {@code required} the newest
   * whole one, if it is young enough.
   *
   * @return null where none is needed, or nothing could be lost
   * @throws VeeryException when there is none
   */
  public @Nullable Backup before(Plan plan, Progress progress) {
    return switch (settings.need()) {
      case OFF -> null;
      case TARGETED -> targeted(plan, progress);
      case REQUIRED -> required();
    };
  }

  private Backup required() {
    Backup backup = newest();
    if (backup == null) {
      throw missing("there is no backup of this database");
    }
    if (!isYoung(backup)) {
      throw missing(
          "the newest backup of this database, " + backup.id() + ", is older than max-age allows");
    }
    String damage = visibleDamage(backup);
    if (damage != null) {
      throw missing(
          "the newest backup of this database, " + backup.id() + ", is damaged: " + damage);
    }
    return backup;
  }

  /** The newest whole backup of this database; null where there is none. */
  public @Nullable Backup newest() {
    String own = place();
    for (Backup backup : store.all()) {
      if (backup.kind() == Backup.Kind.FULL && backup.database().equals(own)) {
        return backup;
      }
    }
    return null;
  }

  /** What a run needs, by {@code backup}: {@code required}, {@code targeted} or {@code off}. */
  public String need() {
    return settings.need().name().toLowerCase(Locale.ROOT);
  }

  /** How old a backup may be that a run relies on. */
  public Duration maxAge() {
    return settings.maxAge();
  }

  /** Whether a run may rely on it by its age. A clock that was put back makes nothing older. */
  public boolean isYoung(Backup backup) {
    return !backup.createdAt().isBefore(Instant.now().minus(settings.maxAge()));
  }

  /** When a backup was restored and compared; null when it never was, or has been changed since. */
  public @Nullable Instant provenAt(Backup backup) {
    return BackupStore.provenAt(backup);
  }

  /** What is wrong with its files, as far as names and sizes tell; null for nothing. */
  public @Nullable String visibleDamage(Backup backup) {
    return BackupStore.visibleDamage(backup);
  }

  /**
   * Whether {@link #full} could be made here: the major of pg_dump.
   *
   * @param major of the server
   * @throws VeeryException when it is missing or too old
   */
  public int program(int major) {
    return Programs.version(settings.program(), major);
  }

  /** Whoever connects, it is the same database. */
  private String place() {
    return address.host() + ":" + address.port() + "/" + address.database();
  }

  private VeeryException missing(String what) {
    return new VeeryException(
        new Problem(
            ErrorCode.BACKUP_MISSING,
            what + ", and this environment says backup = \"required\"",
            "make one: veery backup"
                + (config.environment().isEmpty() ? "" : " --env " + config.environment())));
  }

  /**
   * Keeps what a plan could destroy.
   *
   * @return null when nothing of this database could be lost
   * @throws VeeryException when it cannot be written whole; nothing is left of it then
   */
  public @Nullable Backup targeted(Plan plan, Progress progress) {
    List<Loss> losses = Losses.of(plan);
    if (losses.isEmpty()) {
      return null;
    }
    TargetedBackup backup =
        new TargetedBackup(() -> Session.open(address, "veery (backup)"), settings.jobs());
    Path partial = null;
    try {
      var found = backup.look(losses);
      if (!found.opaque().isEmpty()) {
        throw opaque(found.opaque());
      }
      if (found.nothing()) {
        return null;
      }
      Instant now = Instant.now();
      partial = store.begin(Backup.Kind.TARGETED, now);
      int[] done = {0};
      int all = found.tables().size();
      var taken =
          backup.take(
              losses,
              partial,
              (table, rows) -> {
                synchronized (done) {
                  progress.at(table.label(), ++done[0], all);
                }
              });
      Map<String, Long> rows = new LinkedHashMap<>();
      Map<String, Backup.File> files = new LinkedHashMap<>();
      Map<KeptTable, String> kept = new LinkedHashMap<>();
      int index = 0;
      for (KeptTable table : taken.found().tables()) {
        String file = TargetedBackup.fileName(index++);
        RowFile written = taken.files().get(table);
        if (written == null) {
          throw new IOException("the rows of " + table.label() + " were not written");
        }
        rows.put(table.label(), written.rows());
        files.put(file, new Backup.File(written.bytes(), written.sha256()));
        kept.put(table, file);
      }
      BackupStore.files(partial);
      Backup whole =
          store.publish(
              partial,
              new Backup(
                  partial,
                  BackupStore.id(partial),
                  Backup.Kind.TARGETED,
                  now,
                  "veery " + build,
                  place(),
                  server(),
                  taken.snapshot(),
                  "",
                  rows,
                  files,
                  kept,
                  taken.found().sequences(),
                  taken.found().opaque()));
      upload(whole);
      return whole;
    } catch (SQLException e) {
      discard(partial);
      throw SqlStates.unexpected(e, "keeping what the plan could destroy");
    } catch (IOException e) {
      discard(partial);
      throw unwritable(e);
    } catch (RuntimeException e) {
      discard(partial);
      throw e;
    }
  }

  private static VeeryException opaque(List<String> statements) {
    return new VeeryException(
        new Problem(
            ErrorCode.BACKUP_OPAQUE,
            "nobody can tell from its text what this destroys: "
                + statements.getFirst()
                + (statements.size() == 1 ? "" : " (and " + (statements.size() - 1) + " more)"),
            "take a whole backup for this run: veery backup, and --backup required; or --backup off"));
  }

  private static void discard(@Nullable Path partial) {
    if (partial != null) {
      BackupStore.discard(partial);
    }
  }

  private VeeryException unwritable(IOException e) {
    return new VeeryException(
        new Problem(
            ErrorCode.BACKUP_FAILED,
            "the backup cannot be written to " + settings.directory() + ": " + e.getMessage(),
            "nothing half-done was kept, and nothing was run; make room, or choose another [backups] directory"),
        e);
  }

  private String server() throws SQLException {
    try (Session session = Session.open(address, "veery (backup)")) {
      return String.valueOf(session.value("SHOW server_version"));
    }
  }

  /**
   * The whole database, by pg_dump, with the fingerprint and the rows of the same snapshot.
   *
   * @param jobs null for what is configured
   * @throws VeeryException when pg_dump is missing, too old or fails; nothing is left of it then
   */
  public Backup full(@Nullable Integer jobs, Progress progress) {
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
      Map<String, Long> rows = rows(session);
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
      Backup whole =
          store.publish(
              partial,
              new Backup(
                  partial,
                  BackupStore.id(partial),
                  Backup.Kind.FULL,
                  now,
                  "veery " + build + ", pg_dump " + program,
                  place(),
                  String.valueOf(session.value("SHOW server_version")),
                  snapshot,
                  fingerprint,
                  rows,
                  BackupStore.files(partial),
                  Map.of(),
                  List.of(),
                  List.of()));
      upload(whole);
      return whole;
    } catch (SQLException e) {
      discard(partial);
      throw SqlStates.unexpected(e, "taking a backup");
    } catch (IOException e) {
      discard(partial);
      throw unwritable(e);
    } catch (RuntimeException e) {
      discard(partial);
      throw e;
    }
  }

  private static String fingerprint(Session session) throws SQLException {
    return Fingerprint.of(
            Inspector.inspect(session.connection(), new InspectOptions(Set.of(), Set.of())))
        .text();
  }

  private static Map<String, Long> rows(Session session) throws SQLException {
    List<String[]> tables = new ArrayList<>();
    session.query(
        "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid"
            + " = c.relnamespace WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname NOT IN"
            + " ('pg_catalog', 'information_schema') AND NOT EXISTS (SELECT 1 FROM"
            + " pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e' AND d.classid ="
            + " 'pg_catalog.pg_class'::regclass) ORDER BY 1, 2",
        row -> tables.add(new String[] {row.getString(1), row.getString(2)}));
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String[] table : tables) {
      String count =
          session.value("SELECT count(*) FROM ONLY " + Identifiers.qualify(table[0], table[1]));
      rows.put(table[0] + "." + table[1], Long.valueOf(String.valueOf(count)));
    }
    return rows;
  }

  private void upload(Backup backup) {
    if (!settings.upload().isEmpty()) {
      command(settings.upload(), backup.id(), backup.directory());
    }
  }

  /** Word by word: what is put in can never become a word of its own. */
  private void command(List<String> template, String id, Path directory) {
    List<String> words = new ArrayList<>();
    for (String word : template) {
      words.add(word.replace("{id}", id).replace("{directory}", directory.toString()));
    }
    Programs.run(config.directory(), words, Map.of(), config.secrets(), line -> {});
  }

  /** Removes what retention does not keep. */
  public List<Backup> prune() {
    return store.prune(settings.keep(), Instant.now().minus(settings.keepFor()));
  }

  /**
   * Holds the files against the manifest.
   *
   * @throws VeeryException with everything that is wrong
   */
  public void check(Backup backup) {
    BackupStore.check(backup);
  }

  /**
   * Restores a whole backup on a throwaway server of its version, and compares schema and rows.
   *
   * @throws VeeryException with everything that differs
   */
  public void prove(Backup backup) {
    check(backup);
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
        Map<String, Long> rows = rows(session);
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
      throw unwritable(e);
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
  public void restore(Backup backup, Address target, boolean dropExisting) {
    if (backup.kind() != Backup.Kind.FULL) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "backup " + backup.id() + " holds only what a plan could destroy",
              "veery restore --only " + backup.id()));
    }
    check(backup);
    try (Session session = Session.open(target, "veery (restore)")) {
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

  /**
   * Puts back exactly what a targeted backup kept, in one transaction.
   *
   * @return what was done to each table
   */
  public List<TargetedRestore.Restored> restoreKept(Backup backup, Address target) {
    if (backup.kind() != Backup.Kind.TARGETED) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "backup " + backup.id() + " is one of the whole database",
              "veery restore " + backup.id()));
    }
    check(backup);
    Map<KeptTable, Path> files = new LinkedHashMap<>();
    backup
        .kept()
        .forEach((table, file) -> {
          if (!backup.files().containsKey(file)) {
            throw BackupStore.damaged(
                backup.id(), "its manifest names a file that it does not list");
          }
          files.put(table, backup.directory().resolve(file));
        });
    try (Session session = Session.open(target, "veery (restore)")) {
      return new TargetedRestore(session).restore(files, backup.sequences());
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "putting rows back");
    } catch (IOException e) {
      throw BackupStore.unreadable(backup.directory(), e);
    }
  }
}
