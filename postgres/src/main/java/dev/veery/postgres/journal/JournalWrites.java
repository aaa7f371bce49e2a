package dev.veery.postgres.journal;

import dev.veery.core.plan.AppliedMigration.Kind;
import dev.veery.core.plan.AppliedMigration.State;
import dev.veery.core.plan.Direction;
import dev.veery.postgres.session.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The journal's writes as text. Text and not calls, because they travel in the same pipeline as the
 * statements that they record, and because the offline script for a DBA is made of the same ones.
 *
 * <p>Each is one statement that checks the lease as well: either the record is written by who may
 * write it, or the transaction fails.
 */
public sealed class JournalWrites permits TenantWrites {

  private final String schema;
  private final String token;
  private final String runId;
  private final String actor;
  private Masking masking = Masking.NONE;

  JournalWrites(String schema, String token, String runId, String actor) {
    this.schema = schema;
    this.token = token;
    this.runId = runId;
    this.actor = actor;
  }

  /** Writes of a runner that holds a lease. */
  static JournalWrites underLease(String schema, long token, long runId, Actor actor) {
    return new JournalWrites(
        schema, Long.toString(token), Long.toString(runId), Sql.literal(actor.name()));
  }

  /** Lets texts pass through this before they are kept. */
  JournalWrites masking(Masking masking) {
    this.masking = masking;
    return this;
  }

  /** A text as it may be kept: a placeholder may have put a secret into a statement. */
  public String masked(String text) {
    return masking.masked(text);
  }

  /** A script, which is to be run again some day, as it may be kept. */
  final String script(@Nullable String script) {
    return Sql.literal(script == null ? null : masking.kept(script));
  }

  /** Writes of a script that a person runs: see {@link OfflineJournal}. */
  static JournalWrites offline(String schema, String token, String runId, String actor) {
    return new JournalWrites(schema, token, runId, actor);
  }

  /**
   * Opens a run; its id is what the other writes refer to.
   *
   * @param token an SQL expression
   * @param batch whether what it applies becomes a batch; its number is used only once
   * @param osUser an SQL expression
   * @param host an SQL expression
   * @param evidence what else the audit is to keep about it
   */
  static String beginRun(
      String schema,
      String token,
      boolean batch,
      String command,
      String environment,
      String osUser,
      String host,
      String build,
      Map<String, String> evidence) {
    return "SELECT run_id, batch_number FROM "
        + schema
        + ".begin_run("
        + String.join(
            ", ",
            token,
            Boolean.toString(batch),
            Sql.literal(command),
            Sql.literal(environment),
            osUser,
            host,
            Sql.literal(build),
            Sql.json(evidence))
        + ")";
  }

  /** Closes a run and gives the lease back; the token and the id are SQL expressions. */
  static String endRun(
      String schema,
      String token,
      String runId,
      String outcome,
      @Nullable String errorCode,
      @Nullable String error) {
    return "SELECT "
        + schema
        + ".end_run("
        + String.join(
            ", ", token, runId, Sql.literal(outcome), Sql.literal(errorCode), Sql.literal(error))
        + ")";
  }

  /**
   * Steps of a migration and the state that they leave it in, in one statement.
   *
   * @param migration what the journal keeps about it
   * @param state its state when this commits
   * @param done whether the steps commit with this, or are only intended
   * @param steps may be empty
   * @param durationMillis null: since the transaction began
   */
  public String up(
      MigrationRow migration,
      State state,
      boolean done,
      List<StepRow> steps,
      @Nullable Long durationMillis) {
    return call(
        "record_up",
        runId,
        Sql.literal(migration.version()),
        Sql.literal(migration.name()),
        Sql.literal(migration.kind().word()),
        Sql.literal(state.word()),
        Sql.array(migration.parents()),
        Sql.literal(migration.checksum()),
        Sql.literal(migration.rawHash()),
        script(migration.downScript()),
        Sql.literal(migration.path()),
        Sql.literal(migration.title()),
        Sql.literal(migration.description()),
        Sql.literal(migration.author()),
        Sql.literal(migration.written()),
        Sql.literal(migration.documentation()),
        actor,
        number(durationMillis),
        steps(done, steps));
  }

  /**
   * Steps of a reversal, and where it ends.
   *
   * @param whole true: nothing is left to do, the migration's row goes
   * @param done whether the steps commit with this, or are only intended
   * @param steps may be empty
   * @param durationMillis null: since the transaction began
   */
  public String down(
      String version,
      String name,
      String checksum,
      boolean whole,
      boolean done,
      List<StepRow> steps,
      @Nullable Long durationMillis) {
    return call(
        "record_down",
        runId,
        Sql.literal(version),
        Sql.literal(name),
        Sql.literal(checksum),
        Boolean.toString(whole),
        number(durationMillis),
        steps(done, steps));
  }

  /** Marks an intended step as done; to be sent in one transaction with what follows from it. */
  public String stepDone(String version, Direction direction, int ordinal) {
    return call(
        "step_done",
        Sql.literal(version),
        Sql.literal(direction.word()),
        Integer.toString(ordinal));
  }

  /**
   * What fails unless names mean what they should in this transaction; to be said before the first
   * statement and behind the last. Empty where there is nothing to guard.
   */
  public String guard() {
    return "";
  }

  /** What other tables of the journal call a migration: its version, and whose it is. */
  public String subject(String version) {
    return version;
  }

  /**
   * What is written once for all migrations of a plan that is one transaction, as its last
   * statement; empty for nothing.
   */
  public String closing() {
    return "";
  }

  /**
   * A record together with the form in which the migration runs, in one statement.
   *
   * @param record what {@link #up} has returned
   */
  public String withForm(
      String version,
      List<String> hashes,
      List<String> forms,
      List<String> leftovers,
      String record) {
    return call(
            "record_form",
            runId,
            Sql.literal(version),
            Sql.array(hashes),
            Sql.array(forms),
            Sql.array(leftovers))
        + ", "
        + record.substring("SELECT ".length());
  }

  /** A call of one of the journal's functions. */
  String written(String function, String... arguments) {
    return call(function, arguments);
  }

  private String call(String function, String... arguments) {
    return "SELECT "
        + schema
        + "."
        + function
        + "("
        + token
        + ", "
        + String.join(", ", arguments)
        + ")";
  }

  /** Who writes, as SQL. */
  String actor() {
    return actor;
  }

  /** The run, as SQL. */
  String runId() {
    return runId;
  }

  private static String number(@Nullable Number value) {
    return value == null ? "NULL" : value.toString();
  }

  static String steps(boolean done, List<StepRow> steps) {
    StringBuilder ordinals = new StringBuilder("'{");
    List<String> hashes = new ArrayList<>(steps.size());
    List<String> statements = new ArrayList<>(steps.size());
    for (StepRow step : steps) {
      ordinals.append(hashes.isEmpty() ? "" : ",").append(step.ordinal());
      hashes.add(step.hash());
      statements.add(step.statement());
    }
    return done
        + ", "
        + ordinals.append("}'")
        + ", "
        + Sql.array(hashes)
        + ", "
        + Sql.array(statements);
  }

  /**
   * Records without running, or forgets.
   *
   * @param action {@code stamp}, {@code baseline} or {@code accept}
   */
  public String record(MigrationRow migration, String action, boolean retired) {
    return "WITH f AS MATERIALIZED (SELECT "
        + fence()
        + "), m AS (INSERT INTO "
        + schema
        + ".migration AS m (version, name, kind, state, run_id, parents, checksum, raw_hash,"
        + " down_script, path, title, description, author, written, documentation, applied_by,"
        + " retired) VALUES ("
        + String.join(
            ", ",
            Sql.literal(migration.version()),
            Sql.literal(migration.name()),
            Sql.literal(migration.kind().word()),
            "'applied'",
            runId,
            Sql.array(migration.parents()),
            Sql.literal(migration.checksum()),
            Sql.literal(migration.rawHash()),
            script(migration.downScript()),
            Sql.literal(migration.path()),
            Sql.literal(migration.title()),
            Sql.literal(migration.description()),
            Sql.literal(migration.author()),
            Sql.literal(migration.written()),
            Sql.literal(migration.documentation()),
            actor,
            Boolean.toString(retired))
        + ") ON CONFLICT (version) DO UPDATE SET checksum = excluded.checksum, raw_hash ="
        + " excluded.raw_hash, state = 'applied', retired = excluded.retired, down_script ="
        + " coalesce(excluded.down_script, m.down_script), path = excluded.path RETURNING "
        + schema
        + ".migration_digest(m) AS kept)"
        + noted(migration.version(), migration.name(), action, migration.checksum(), true);
  }

  /** Accepts that the file of an applied migration is gone. */
  public String retire(String version, String name, String checksum) {
    return "WITH f AS MATERIALIZED (SELECT "
        + fence()
        + "), m AS (UPDATE "
        + schema
        + ".migration AS r SET retired = true WHERE version = "
        + Sql.literal(version)
        + " RETURNING "
        + schema
        + ".migration_digest(r) AS kept)"
        + noted(version, name, "accept", checksum, true);
  }

  /** Removes a record without running anything. */
  public String forget(String version, String name, String checksum) {
    return "WITH f AS MATERIALIZED (SELECT "
        + fence()
        + "), m AS (DELETE FROM "
        + schema
        + ".migration WHERE version = "
        + Sql.literal(version)
        + ")"
        + noted(version, name, "unstamp", checksum, false);
  }

  private String fence() {
    return schema + ".fence(" + token + ")";
  }

  /**
   * The entry in the log.
   *
   * @param left whether a record is left, which {@code m} returns a digest of
   */
  private String noted(String version, String name, String action, String checksum, boolean left) {
    return " SELECT "
        + schema
        + ".note("
        + String.join(
            ", ",
            runId,
            Sql.literal(version),
            Sql.literal(name),
            Sql.literal(action),
            Sql.literal(checksum),
            "NULL",
            left ? "(SELECT kept FROM m)" : "NULL",
            "NULL")
        + ") FROM f";
  }

  /**
   * What the journal keeps about a migration; the names are those of the columns.
   *
   * @param parents null where none were named
   * @param downScript null where there is no way back
   */
  public record MigrationRow(
      String version,
      String name,
      Kind kind,
      @Nullable List<String> parents,
      String checksum,
      String rawHash,
      @Nullable String downScript,
      String path,
      String title,
      String description,
      String author,
      String written,
      String documentation) {

    /** The same, come about in another way. */
    public MigrationRow as(Kind other) {
      return new MigrationRow(
          version,
          name,
          other,
          parents,
          checksum,
          rawHash,
          downScript,
          path,
          title,
          description,
          author,
          written,
          documentation);
    }
  }

  /** A step as it is recorded. */
  public record StepRow(int ordinal, String hash, String statement) {}
}
