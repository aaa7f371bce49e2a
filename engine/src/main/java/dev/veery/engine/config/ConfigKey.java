package dev.veery.engine.config;

import java.util.Locale;

/**
 * Every key of {@code veery.toml}. The same name is a flag ({@code --lock-timeout}) and an
 * environment variable ({@code VEERY_LOCK_TIMEOUT}).
 */
public enum ConfigKey {
  URL(
      Kind.TEXT,
      "embedded",
      "The database: embedded (or embedded:NAME), or postgres://user@host:port/database; jdbc:postgresql:// works too."),
  USER(Kind.TEXT, "", "The role that connects, where the url names none."),
  PASSWORD(
      Kind.SECRET,
      "",
      "Its password. Better left to PGPASSWORD, ~/.pgpass or an interpolated ${VARIABLE}."),
  MIGRATIONS(Kind.PATH, "migrations", "The folder of the migrations."),
  LAYOUT(
      Kind.TEXT,
      "auto",
      "How files are arranged; auto looks at the folder (see veery list --explain)."),
  JOURNAL_SCHEMA(Kind.TEXT, "veery", "The schema in the database where Veery records what it did."),
  PRODUCTION(
      Kind.BOOLEAN, "false", "Ask for the environment's name before anything is changed in it."),
  LOCK_TIMEOUT(
      Kind.DURATION,
      "1s",
      "How long a change of the schema waits for a lock before it gives way and tries again; 0 waits for"
          + " ever, and holds up everybody who comes after it."),
  LOCK_RETRY(
      Kind.DURATION,
      "5min",
      "How long such a change goes on trying, with growing pauses; 0 tries once."),
  ONLINE(
      Kind.BOOLEAN,
      "",
      "Run statements in forms that keep nobody waiting, where there are any; by default where production"
          + " is true."),
  BREAKING(
      Kind.TEXT,
      "expand",
      "What an online up does with a change that the running application would not survive: expand (old and"
          + " new side by side until veery contract), refuse, or as-written."),
  VERSION_SCHEMAS(
      Kind.BOOLEAN,
      "false",
      "While a change in two halves is open, the application before it and the one behind it each have a schema"
          + " with views of the tables as they know them, such as public_20260901."),
  CANCEL_BLOCKERS_AFTER(
      Kind.DURATION,
      "",
      "How long to have tried for a lock before the statements of those in the way are cancelled. Never by"
          + " default."),
  TERMINATE_BLOCKERS_AFTER(
      Kind.DURATION,
      "",
      "How long to have tried before their sessions are ended, idle transactions included. Never by default."),
  SPARE_USERS(
      Kind.TEXT,
      "",
      "Roles, with commas between them, whose sessions are never cancelled or ended."),
  STATEMENT_TIMEOUT(
      Kind.DURATION,
      "",
      "How long a statement may run; 0 sets no limit. The server decides by default."),
  CONNECT_TIMEOUT(Kind.DURATION, "10s", "How long one attempt to connect may take."),
  LOCK_BUDGET(
      Kind.DURATION,
      "1s",
      "How long a migration may keep readers or writers of a table waiting; a rehearsal that forecasts"
          + " more says so."),
  PLACEHOLDERS(
      Kind.TABLE,
      "",
      "Texts for ${name} in scripts. Without this table ${name} is left as it stands."),
  VARS(Kind.TABLE, "", "Variables of psql, for :name, :'name' and :\"name\" in scripts."),
  CLASSPATH(Kind.PATHS, "", "Jars and folders with migrations written in Java."),
  EMBEDDED_MAJOR(
      Kind.INTEGER, "", "The PostgreSQL major of an embedded database; the newest one by default."),
  LINT(
      Kind.TABLE,
      "",
      "What the linter is to know, and how bad it finds what: rule-code = \"warning\" or \"off\"; see"
          + " docs/lint.md."),
  SCRATCH(
      Kind.TEXT,
      "embedded",
      "Where migrations are rehearsed: embedded, the url of a server on which databases may be made and"
          + " dropped, or the name of an environment."),
  REHEARSE(
      Kind.TABLE,
      "",
      "How migrations are rehearsed: rows, seed, from, mask; see docs/guides/scratch-databases.md."),
  BACKFILL(
      Kind.TABLE,
      "",
      "When statements that run in batches slow down: max-lag, max-waiting, max-wal, probe; see"
          + " docs/guides/backfills.md."),
  COMPATIBILITY(
      Kind.TABLE,
      "",
      "Queries that have to go on working: queries = \"pg_stat_statements\" or a pattern of files."),
  PARTITION(
      Kind.TABLE,
      "",
      "What veery partition does with the partitions of tables: orders = \"every month, ahead 3, keep 12"
          + " then archive to archive\"."),
  DRIFT_IGNORE(
      Kind.TEXT,
      "",
      "What veery drift passes over, with commas between: owners, privileges, comments, or names such as"
          + " audit.* and index:shop.tmp_*."),
  DOCTOR(
      Kind.TABLE,
      "",
      "What veery doctor minds: long-transaction, lag, connections, variables, rehearsal, rehearsal-age,"
          + " backup-age; see docs/guides/deploy.md."),
  WINDOW(
      Kind.TEXT,
      "",
      "When risky migrations may run in a production environment, such as Sun 02:00-04:00 UTC. At any time"
          + " by default."),
  FLEET(
      Kind.TABLE,
      "",
      "The tenants, where there are many: tenants = \"SELECT …\", list, pattern or command, and how they are"
          + " migrated; see docs/guides/fleet.md."),
  ENTITIES(
      Kind.TABLE,
      "",
      "The JPA entities of the application: classpath, unit, packages, naming, sql, keep; see"
          + " docs/guides/entities.md."),
  BACKUP(
      Kind.TEXT,
      "off",
      "What a run needs before it begins: required (a whole backup that is young enough), targeted (what the"
          + " plan could destroy is kept now) or off."),
  BACKUPS(
      Kind.TABLE,
      "",
      "How backups are made and kept: directory, jobs, keep, keep-for, max-age, pg-dump, upload, download;"
          + " see docs/guides/backups.md."),
  GUARD(
      Kind.TABLE,
      "",
      "What a run must not do to the database: max-waiting, max-wait, max-active, max-rollbacks, max-lag;"
          + " action = \"pause\" or \"stop\", patience; see docs/guides/deploy.md."),
  HEALTH(
      Kind.TABLE,
      "",
      "Probes of veery health: NAME = \"SELECT … => 3\", \"https://… => 200 text\", \"time SELECT …\" or"
          + " \"statements PATTERN\"; timeout, retries, pause, slower."),
  DEPLOY(
      Kind.TABLE,
      "",
      "What veery deploy does besides: on-failure = \"rollback\" or \"stop\", schema-file, audit-file, check ="
          + " \"off\", backup = \"verify\"; see docs/guides/deploy.md."),
  TENANCY(
      Kind.TABLE,
      "",
      "How tenants that share tables are told apart: column, setting, roles, shared and more; see"
          + " docs/guides/tenancy.md."),
  SOFT_DELETE(
      Kind.TABLE,
      "",
      "How a row is marked as deleted: column = \"deleted_at\"; rows = \"excluded\" where changes of rows are"
          + " to leave them out; see docs/guides/soft-delete.md."),
  KEEP_DROPPED(
      Kind.DURATION,
      "",
      "How long what is dropped is kept hidden, such as 30d, so that the way back loses nothing. Dropped"
          + " is gone by default."),
  NOTIFY(
      Kind.TABLE,
      "",
      "Who is told how runs go: [notify.NAME] with kind, url, secret, events, timeout, from, to; see"
          + " docs/guides/notifications.md."),
  OBSERVE(
      Kind.TABLE,
      "",
      "Errors to Sentry, metrics for Prometheus or by OTLP, traces by OTLP: [observe.sentry],"
          + " [observe.metrics], [observe.traces]; see docs/guides/notifications.md."),
  LOG_FILE(
      Kind.PATH, "", "A file that gets a JSON line for each event of a run; it is appended to.");

  /** What a value looks like. */
  public enum Kind {
    TEXT,
    /** Text that is never shown. */
    SECRET,
    /** Relative to the configuration file's folder, or to the working directory as a flag. */
    PATH,
    /** A list of paths; as a flag separated as in a Java class path. */
    PATHS,
    BOOLEAN,
    INTEGER,
    /** {@code 500ms}, {@code 2s}, {@code 5min}, {@code 1h} or {@code 0}. */
    DURATION,
    /** Names and texts; as a flag {@code name=text}, given once for each. */
    TABLE
  }

  private final Kind kind;
  private final String defaultText;
  private final String description;

  ConfigKey(Kind kind, String defaultText, String description) {
    this.kind = kind;
    this.defaultText = defaultText;
    this.description = description;
  }

  /** Its name in the file, such as {@code lock-timeout}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code --lock-timeout}; a table's flag is in the singular, as it takes one entry. */
  public String flag() {
    return "--"
        + switch (this) {
          case PLACEHOLDERS -> "placeholder";
          case VARS -> "var";
          default -> key();
        };
  }

  /** {@code VEERY_LOCK_TIMEOUT}. */
  public String variable() {
    return "VEERY_" + name();
  }

  public Kind kind() {
    return kind;
  }

  /** What holds when nobody says anything; empty for no value. */
  public String defaultText() {
    return defaultText;
  }

  /** A sentence for the documentation. */
  public String description() {
    return description;
  }
}
