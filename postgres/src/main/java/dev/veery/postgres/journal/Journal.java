package dev.veery.postgres.journal;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Version;
import dev.veery.core.online.OnlineScript;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.History;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.journal.Lease.Attempt;
import dev.veery.postgres.session.PipelineException;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one database: reads the history, hands out the lease, keeps its own tables up to
 * date. What runs write is in {@link JournalWrites}.
 */
public sealed class Journal permits TenantJournal {

  /** How often a journal that is just being created is looked for, and how long between. */
  private static final String PERMISSION_DENIED = "42501";

  private static final int ATTEMPTS = 20;

  private static final Duration PAUSE = Duration.ofMillis(25);

  private static final String FACTS =
      "SELECT pg_catalog.current_setting('server_version_num'), "
          + "pg_catalog.current_setting('server_version'), pg_catalog.current_database(), "
          + "current_user, pg_catalog.pg_is_in_recovery(), "
          + "pg_catalog.current_setting('default_transaction_read_only')::boolean, "
          + "pg_catalog.pg_backend_pid(), (SELECT "
          + millis("backend_start")
          + " FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid())";

  private Masking masking = Masking.NONE;
  private final Session session;
  private final String name;
  private final String schema;

  /**
   * @param schema the name of the journal's schema, not quoted
   */
  public Journal(Session session, String schema) {
    this.session = session;
    this.name = schema;
    this.schema = Identifiers.quote(schema);
  }

  /** Lets texts pass through this before they are kept, and scripts when they are read again. */
  public Journal masking(Masking masking) {
    this.masking = masking;
    return this;
  }

  /** A script that this journal has kept, as it is to be run. */
  public String restored(String script) {
    return masking.restored(script);
  }

  /** What is written passes through the same. */
  final JournalWrites masking(JournalWrites writes) {
    return writes.masking(masking);
  }

  /**
   * Tells one layout of the journal's tables from another: for what keeps copies of a journal.
   * While a format is not released its tables still change, so the number of the format is not
   * enough.
   */
  public static String layout() {
    return JournalSchema.FORMAT
        + "-"
        + Integer.toHexString(JournalSchema.upgrade("journal", 0).hashCode());
  }

  /** What the first question brought. */
  public record Loaded(ServerFacts facts, History history) {}

  /**
   * Reads the server's facts and the whole history, in one round trip where there is a journal.
   *
   * @throws VeeryException when the journal was written by a newer Veery
   */
  public Loaded load() throws SQLException {
    SQLException missing = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) {
        pause();
      }
      try {
        return loadTables();
      } catch (SQLException e) {
        if (PERMISSION_DENIED.equals(e.getSQLState())) {
          throw unreadable(e);
        }
        if (!isMissing(e)) {
          throw e;
        }
        missing = e;
      }
      try {
        Loaded empty = loadWithoutTables();
        if (empty != null) {
          return empty;
        }
      } catch (SQLException e) {
        if (!isMissing(e)) {
          throw e;
        }
      }
    }
    throw new VeeryException(
        new Problem(
            ErrorCode.JOURNAL_DAMAGED,
            "the journal in schema "
                + schema
                + " lacks one of its tables: "
                + (missing == null ? "" : missing.getMessage()),
            "restore the schema from a backup, or drop it and run veery baseline"),
        missing);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Loaded loadTables() throws SQLException {
    Reading reading = new Reading();
    session.query(
        String.join("; ", FACTS, format(), head(), migrations(), changes()),
        List.of(
            reading::facts, reading::format, reading::head, reading::migration, reading::change));
    reading.refuseNewer();
    if (reading.unfinished) {
      session.query(
          "SELECT s.version, s.direction, s.ordinal, s.hash, s.state = 'done' FROM "
              + schema
              + ".step s JOIN "
              + schema
              + ".migration m ON m.version = s.version AND s.run_id >= m.run_id"
              + " WHERE m.state <> 'applied' ORDER BY s.version, s.ordinal",
          reading::step);
    }
    return reading.loaded();
  }

  private String format() {
    return "SELECT format FROM " + schema + ".journal";
  }

  private String head() {
    return "SELECT coalesce((SELECT CASE WHEN released THEN token ELSE "
        + History.UNSETTLED
        + " END FROM "
        + schema
        + ".lease WHERE scope = 'run'), 0)";
  }

  private String migrations() {
    return "SELECT version, name, kind, state, sequence, batch, run_id,"
        + " pg_catalog.array_to_string(parents, pg_catalog.chr(31)),"
        + " checksum, raw_hash, down_script IS NOT NULL, retired, "
        + millis("applied_at")
        + ", applied_by,"
        + " duration_ms, path FROM "
        + schema
        + ".migration ORDER BY sequence";
  }

  private String changes() {
    return "SELECT version, state, tables FROM " + schema + ".change WHERE state <> 'closed'";
  }

  /**
   * A text that changes whenever what {@link #load} would find does. The server computes it from
   * hashes and from the transactions that wrote the rows, so that no row travels.
   *
   * @throws SQLException also where there is no journal
   */
  public String digest() throws SQLException {
    String digest =
        session.value(
            "SELECT pg_catalog.concat_ws(' ', pg_catalog.current_setting('server_version_num'),"
                + " pg_catalog.current_database(), current_user, pg_catalog.pg_is_in_recovery(),"
                + " pg_catalog.current_setting('default_transaction_read_only'), ("
                + format()
                + "), ("
                + head()
                + "), (SELECT pg_catalog.concat_ws(' ', pg_catalog.count(*),"
                + " pg_catalog.sum(pg_catalog.hash_record_extended(ROW(xmin, version, name, kind,"
                + " state, sequence, batch, run_id, parents, checksum, raw_hash, down_script IS NULL,"
                + " retired, path), 0))) FROM "
                + schema
                + ".migration), (SELECT pg_catalog.string_agg(c::text, ' ' ORDER BY c.version) FROM ("
                + changes()
                + ") AS c))");
    return Objects.requireNonNull(digest);
  }

  /**
   * An empty history where there is no journal, or one of an older format; null where there is one
   * whose tables should be there: then somebody was just creating it, and it is read once more. For
   * an instant a new table is visible in the catalog and yet not found by its name, because the
   * server tells other sessions to forget what they have cached a moment after the commit.
   */
  private @Nullable Loaded loadWithoutTables() throws SQLException {
    Reading reading = new Reading();
    session.query(
        FACTS + "; " + existence(), List.of(reading::facts, row -> reading.exists = true));
    if (!reading.exists) {
      return new Loaded(reading.facts(), History.EMPTY);
    }
    session.query("SELECT format FROM " + schema + ".journal", reading::format);
    reading.refuseNewer();
    return reading.format == JournalSchema.FORMAT
        ? null
        : new Loaded(reading.facts(), History.EMPTY);
  }

  /**
   * One row when there is a journal. Not {@code to_regclass}: that looks into caches, which within
   * a transaction may not have heard yet of what another session has committed meanwhile.
   */
  private String existence() {
    return "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid ="
        + " c.relnamespace WHERE c.relname = 'journal' AND n.nspname = "
        + Sql.literal(name);
  }

  private VeeryException unreadable(SQLException e) {
    return new VeeryException(
        new Problem(
            ErrorCode.PERMISSION_DENIED,
            "the role may not read the journal: " + ServerError.of(e).message(),
            "GRANT USAGE ON SCHEMA "
                + schema
                + " TO … and GRANT SELECT ON ALL TABLES IN SCHEMA "
                + schema
                + " TO … let it read"),
        e);
  }

  private static boolean isMissing(SQLException e) {
    String state = e.getSQLState();
    return "42P01".equals(state) || "3F000".equals(state) || "42703".equals(state);
  }

  /**
   * Creates the journal or brings it to the present format. Safe with any number of sessions at
   * once, also through a transaction-pooling proxy.
   */
  public void createOrUpgrade() throws SQLException {
    try {
      createOrUpgradeInOneTransaction();
    } catch (SQLException e) {
      if (!PERMISSION_DENIED.equals(e.getSQLState())) {
        throw e;
      }
      throw new VeeryException(
          new Problem(
              ErrorCode.PERMISSION_DENIED,
              "the journal cannot be created: " + ServerError.of(e).message(),
              "grant the role CREATE on the database, or let a superuser make the schema for it:"
                  + " CREATE SCHEMA "
                  + schema
                  + " AUTHORIZATION …"),
          e);
    }
  }

  private void createOrUpgradeInOneTransaction() throws SQLException {
    try {
      session.execute("BEGIN");
      session.execute(JournalSchema.creationLock(schema));
      int format = 0;
      if (session.value(existence()) != null) {
        String found = session.value("SELECT format FROM " + schema + ".journal");
        format = found == null ? 0 : Integer.parseInt(found);
      }
      List<String> statements = new ArrayList<>(JournalSchema.upgrade(schema, format));
      statements.add("COMMIT");
      session.pipeline(statements);
    } catch (PipelineException e) {
      throw e.getCause() instanceof SQLException cause
          ? cause
          : new SQLException(e.getMessage(), e.error().sqlState(), e);
    } finally {
      // After the COMMIT this only draws a warning, and a lost connection has been reported above.
      session.rollbackQuietly();
    }
  }

  /** Asks for the lease, without waiting. */
  public Attempt tryAcquire(Actor actor, String purpose, ServerFacts facts) throws SQLException {
    long[] token = {-1};
    Lease.Holder[] holder = new Lease.Holder[1];
    session.query(
        leaseStatement(schema, Sql.literal(actor.name()), purpose, facts.pooled())
            + " RETURNING token; SELECT holder, purpose, coalesce(backend_pid, 0), "
            + millis("acquired_at")
            + " FROM "
            + schema
            + ".lease WHERE scope = 'run'",
        List.of(
            row -> token[0] = row.getLong(1),
            row ->
                holder[0] =
                    new Lease.Holder(
                        row.getString(1), row.getString(2), row.getInt(3), instant(row, 4))));
    if (token[0] >= 0) {
      return new Attempt.Held(new Lease(token[0]));
    }
    return new Attempt.Busy(holder[0]);
  }

  /**
   * Takes the lease if it is free; touches no row otherwise.
   *
   * @param holder an SQL expression
   * @param pooled whether the server process says nothing about the holder
   */
  static String leaseStatement(String schema, String holder, String purpose, boolean pooled) {
    String pid = pooled ? "NULL" : "pg_catalog.pg_backend_pid()";
    String start =
        pooled
            ? "NULL"
            : "(SELECT backend_start FROM pg_catalog.pg_stat_activity WHERE pid ="
                + " pg_catalog.pg_backend_pid())";
    return "INSERT INTO "
        + schema
        + ".lease AS l (scope, token, holder, purpose, backend_pid, backend_start, acquired_at,"
        + " heartbeat_at, expires_at) VALUES ('run', 1, "
        + holder
        + ", "
        + Sql.literal(purpose)
        + ", "
        + pid
        + ", "
        + start
        + ", clock_timestamp(), clock_timestamp(), clock_timestamp() + interval '"
        + Lease.TIME_TO_LIVE.toSeconds()
        + " seconds') ON CONFLICT (scope) DO UPDATE SET token = l.token + 1, holder ="
        + " excluded.holder, purpose = excluded.purpose, backend_pid = excluded.backend_pid,"
        + " backend_start = excluded.backend_start, acquired_at = excluded.acquired_at,"
        + " heartbeat_at = excluded.heartbeat_at, expires_at = excluded.expires_at, released ="
        + " false WHERE "
        + free();
  }

  /**
   * When a lease may be taken from its holder: it was given back; its session has ended; or it has
   * expired and nothing shows that the holder is at work.
   */
  private static String free() {
    String session =
        "FROM pg_catalog.pg_stat_activity a WHERE a.pid = l.backend_pid AND (a.backend_start IS NULL"
            + " OR a.backend_start = l.backend_start)";
    return "l.released OR (l.backend_pid IS NOT NULL AND NOT EXISTS (SELECT 1 "
        + session
        + ")) OR (l.expires_at < clock_timestamp() AND NOT EXISTS (SELECT 1 "
        + session
        + " AND coalesce(a.state, 'active') = 'active'))";
  }

  /**
   * A run that was opened.
   *
   * @param batch null when it makes none
   */
  public record Begun(long id, @Nullable Integer batch) {}

  /**
   * Opens a run and closes those that were killed.
   *
   * @param batch whether what it applies becomes a batch
   * @param evidence what else the audit is to keep about it
   */
  public Begun beginRun(
      Lease lease,
      boolean batch,
      String command,
      String environment,
      Actor actor,
      Map<String, String> evidence)
      throws SQLException {
    Begun[] begun = new Begun[1];
    session.query(
        JournalWrites.beginRun(
            schema,
            Long.toString(lease.token()),
            batch,
            command,
            environment,
            Sql.literal(actor.osUser()),
            Sql.literal(actor.host()),
            actor.build(),
            evidence),
        List.of(row -> {
          int number = row.getInt(2);
          Integer numberOrNull = row.wasNull() ? null : number;
          begun[0] = new Begun(row.getLong(1), numberOrNull);
        }));
    return begun[0];
  }

  /**
   * The statement that records what is done to a partition, in the same transaction.
   *
   * @param whole whether nothing more of it follows
   */
  public String upkeep(
      Lease lease, long runId, String what, boolean whole, List<String> statements) {
    return "SELECT "
        + schema
        + ".record_upkeep("
        + String.join(
            ", ",
            Long.toString(lease.token()),
            Long.toString(runId),
            Sql.literal(what),
            Boolean.toString(whole),
            Sql.array(statements))
        + ")";
  }

  /** The writes of a runner. */
  public JournalWrites writes(Lease lease, long runId, Actor actor) {
    return masking(JournalWrites.underLease(schema, lease.token(), runId, actor));
  }

  /**
   * Closes a run and gives the lease back, in one transaction.
   *
   * @param outcome {@code succeeded}, {@code failed} or {@code interrupted}
   * @param errorCode null when there was none
   */
  public void endRun(
      Lease lease, long runId, String outcome, @Nullable String errorCode, @Nullable String error)
      throws SQLException {
    session.query(
        JournalWrites.endRun(
            schema,
            Long.toString(lease.token()),
            Long.toString(runId),
            outcome,
            errorCode,
            error == null ? null : masking.masked(error)),
        List.of());
  }

  /** Gives the lease back without a run. */
  public void release(Lease lease) throws SQLException {
    session.query(releasing(lease), List.of());
  }

  private String releasing(Lease lease) {
    return "UPDATE "
        + schema
        + ".lease SET released = true WHERE scope = 'run' AND token = "
        + lease.token();
  }

  /** The heartbeat: the statement for the keeper's own session; it touches no row when lost. */
  public String heartbeat(Lease lease) {
    return "UPDATE "
        + schema
        + ".lease SET heartbeat_at = clock_timestamp(), expires_at = clock_timestamp() + interval '"
        + Lease.TIME_TO_LIVE.toSeconds()
        + " seconds' WHERE scope = 'run' AND token = "
        + lease.token()
        + " AND NOT released";
  }

  /** The down script that was stored when the migration was applied, or null. */
  public @Nullable String downScript(Version version) throws SQLException {
    String kept =
        session.value(
            "SELECT down_script FROM "
                + schema
                + ".migration WHERE version = "
                + Sql.literal(version.text()));
    return kept == null ? null : restored(kept);
  }

  /** What is kept of the texts of a migration. */
  public KeptTexts texts(Version version) throws SQLException {
    return KeptTexts.read(session, this, schema, version);
  }

  /** The form in which a migration that is not whole began to run; null for as it is written. */
  public OnlineScript.@Nullable Stored onlineForm(Version version) throws SQLException {
    OnlineScript.Stored[] found = new OnlineScript.Stored[1];
    session.query(
        "SELECT f.hashes, f.forms, f.leftovers FROM "
            + schema
            + ".online_form f WHERE f.version = "
            + Sql.literal(version.text())
            // An application that came to its end, or was taken back, says nothing about this one.
            + " AND NOT EXISTS (SELECT FROM "
            + schema
            + ".log l WHERE l.version = f.version AND l.run_id >= f.run_id) ORDER BY f.run_id DESC"
            + " LIMIT 1",
        row ->
            found[0] =
                new OnlineScript.Stored(
                    List.of((String[]) row.getArray(1).getArray()),
                    List.of((String[]) row.getArray(2).getArray()),
                    List.of((String[]) row.getArray(3).getArray())));
    return found[0];
  }

  /** The journal's schema, quoted. */
  public String schema() {
    return schema;
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  /** Times travel as numbers: the driver's calendars would cost more than the whole query. */
  private static String millis(String column) {
    return "(extract(epoch FROM " + column + ") * 1000)::bigint";
  }

  /** Rows on their way to being a history. */
  private final class Reading {
    private @Nullable ServerFacts facts;
    private boolean exists;
    private boolean unfinished;
    private int format;
    private long head;
    private final Map<Version, AppliedMigration> applied = new LinkedHashMap<>();
    private final Map<String, AppliedMigration> repeatables = new LinkedHashMap<>();
    private final List<History.RecordedStep> steps = new ArrayList<>();
    private final Map<Version, String> changes = new LinkedHashMap<>();
    private final Map<Version, List<String>> changing = new LinkedHashMap<>();

    void facts(ResultSet row) throws SQLException {
      int pid = row.getInt(7);
      facts =
          new ServerFacts(
              Integer.parseInt(row.getString(1)),
              row.getString(2),
              row.getString(3),
              row.getString(4),
              row.getBoolean(5),
              row.getBoolean(6),
              pid != session.backendPid(),
              pid,
              instant(row, 8));
    }

    ServerFacts facts() {
      if (facts == null) {
        throw new IllegalStateException("the server did not answer the first question");
      }
      return facts;
    }

    void format(ResultSet row) throws SQLException {
      exists = true;
      format = row.getInt(1);
    }

    void head(ResultSet row) throws SQLException {
      head = row.getLong(1);
    }

    void migration(ResultSet row) throws SQLException {
      int batch = row.getInt(6);
      Integer batchOrNull = row.wasNull() ? null : batch;
      long duration = row.getLong(15);
      Long durationOrNull = row.wasNull() ? null : duration;
      AppliedMigration.Kind kind = AppliedMigration.Kind.of(row.getString(3));
      AppliedMigration.State state = AppliedMigration.State.of(row.getString(4));
      AppliedMigration migration =
          new AppliedMigration(
              new Version(row.getString(1)),
              row.getString(2),
              kind,
              state,
              row.getLong(5),
              batchOrNull,
              row.getLong(7),
              versions(row.getString(8)),
              row.getString(9),
              row.getString(10),
              row.getBoolean(11),
              row.getBoolean(12),
              instant(row, 13),
              row.getString(14),
              durationOrNull,
              row.getString(16));
      unfinished |= state != AppliedMigration.State.APPLIED;
      if (kind == AppliedMigration.Kind.REPEATABLE) {
        repeatables.put(migration.name(), migration);
      } else {
        applied.put(migration.version(), migration);
      }
    }

    void change(ResultSet row) throws SQLException {
      Version version = new Version(row.getString(1));
      changes.put(version, row.getString(2));
      changing.put(version, List.of((String[]) row.getArray(3).getArray()));
    }

    private static @Nullable List<Version> versions(@Nullable String joined) {
      if (joined == null) {
        return null;
      }
      List<Version> versions = new ArrayList<>();
      for (String text : joined.split("\u001f")) {
        if (!text.isEmpty()) {
          versions.add(new Version(text));
        }
      }
      return versions;
    }

    void step(ResultSet row) throws SQLException {
      steps.add(
          new History.RecordedStep(
              new Version(row.getString(1)),
              row.getString(2).equals("up") ? Direction.UP : Direction.DOWN,
              row.getInt(3),
              row.getString(4),
              row.getBoolean(5)));
    }

    void refuseNewer() {
      if (format > JournalSchema.FORMAT) {
        throw new VeeryException(
            new Problem(
                ErrorCode.JOURNAL_NEWER,
                "the journal in schema "
                    + schema
                    + " has format "
                    + format
                    + "; this Veery knows formats up to "
                    + JournalSchema.FORMAT,
                "use the Veery that wrote it, or a newer one"));
      }
    }

    Loaded loaded() {
      return new Loaded(
          facts(), new History(true, head, applied, repeatables, steps, changes, changing));
    }
  }
}
