package dev.veery.postgres.journal;

import dev.veery.core.plan.AppliedMigration.Kind;
import dev.veery.core.plan.AppliedMigration.State;
import dev.veery.core.plan.Direction;
import dev.veery.postgres.session.Sql;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The journal's writes as text. Text and not calls, because they travel in the same pipeline as the
 * statements that they record, and because the offline script for a DBA is made of the same ones.
 *
 * <p>Each is one statement that checks the lease as well: either the record is written by who may
 * write it, or the transaction fails.
 */
public final class JournalWrites {

  private final String schema;
  private final String fence;
  private final String runId;
  private final String actor;

  private JournalWrites(String schema, String fence, String runId, String actor) {
    this.schema = schema;
    this.fence = fence;
    this.runId = runId;
    this.actor = actor;
  }

  /** Writes of a runner that holds a lease. */
  static JournalWrites underLease(String schema, long token, long runId, Actor actor) {
    return new JournalWrites(
        schema,
        schema + ".fence('run', " + token + ")",
        Long.toString(runId),
        Sql.literal(actor.name()));
  }

  /** Writes of a script that a person runs: see {@link OfflineJournal}. */
  static JournalWrites offline(String schema, String fence, String runId, String actor) {
    return new JournalWrites(schema, fence, runId, actor);
  }

  /**
   * The run's own row; its id is what the other writes refer to.
   *
   * @param batch null for a command that makes none
   */
  static String beginRun(
      String schema, @Nullable Integer batch, String command, String environment, Actor actor) {
    return beginRun(
        schema,
        String.valueOf(batch).replace("null", "NULL"),
        command,
        environment,
        Sql.literal(actor.osUser()),
        Sql.literal(actor.host()),
        actor.build());
  }

  /** The same with SQL expressions for what a script knows only when it runs. */
  static String beginRun(
      String schema,
      String batch,
      String command,
      String environment,
      String osUser,
      String host,
      String build) {
    return "INSERT INTO "
        + schema
        + ".run (batch, command, environment, os_user, host, build) VALUES ("
        + batch
        + ", "
        + Sql.literal(command)
        + ", "
        + Sql.literal(environment)
        + ", "
        + osUser
        + ", "
        + host
        + ", "
        + Sql.literal(build)
        + ")";
  }

  /**
   * Steps of a migration and the state that they leave it in, in one statement.
   *
   * @param migration what the journal keeps about it
   * @param state its state when this commits
   * @param steps those that commit with this; may be empty
   * @param durationMillis null: since the transaction began
   */
  public String up(
      MigrationRow migration, State state, List<StepRow> steps, @Nullable Long durationMillis) {
    String duration = duration(durationMillis);
    StringBuilder sql = new StringBuilder(512);
    sql.append("WITH f AS MATERIALIZED (SELECT ").append(fence).append("), m AS (INSERT INTO ");
    sql.append(schema)
        .append(".migration AS m (version, name, kind, state, batch, run_id, parents,");
    sql.append(" checksum, raw_hash, down_script, path, title, description, author, written,");
    sql.append(" documentation, applied_by, duration_ms) VALUES (");
    sql.append(Sql.literal(migration.version())).append(", ");
    sql.append(Sql.literal(migration.name())).append(", ");
    sql.append(Sql.literal(migration.kind().word())).append(", ");
    sql.append(Sql.literal(state.word())).append(", ");
    sql.append(migration.batch()).append(", ").append(runId).append(", ");
    sql.append(Sql.array(migration.parents())).append(", ");
    sql.append(Sql.literal(migration.checksum())).append(", ");
    sql.append(Sql.literal(migration.rawHash())).append(", ");
    sql.append(Sql.literal(migration.downScript())).append(", ");
    sql.append(Sql.literal(migration.path())).append(", ");
    sql.append(Sql.literal(migration.title())).append(", ");
    sql.append(Sql.literal(migration.description())).append(", ");
    sql.append(Sql.literal(migration.author())).append(", ");
    sql.append(Sql.literal(migration.written())).append(", ");
    sql.append(Sql.literal(migration.documentation())).append(", ");
    sql.append(actor).append(", ").append(duration).append(')');
    sql.append(
        " ON CONFLICT (version) DO UPDATE SET state = excluded.state, name = excluded.name,");
    sql.append(" kind = excluded.kind, batch = excluded.batch, parents = excluded.parents,");
    sql.append(" checksum = excluded.checksum,");
    sql.append(" raw_hash = excluded.raw_hash, down_script = excluded.down_script,");
    sql.append(
        " path = excluded.path, title = excluded.title, description = excluded.description,");
    sql.append(" author = excluded.author, written = excluded.written,");
    sql.append(" documentation = excluded.documentation, applied_at = clock_timestamp(),");
    sql.append(" applied_by = excluded.applied_by, duration_ms = excluded.duration_ms)");
    appendSteps(sql, migration.version(), Direction.UP, steps);
    if (state == State.APPLIED) {
      appendLog(sql, migration.version(), migration.name(), "up", migration.checksum(), duration);
    } else {
      sql.append(" SELECT FROM f");
    }
    return sql.toString();
  }

  /**
   * Steps of a reversal, and where it ends.
   *
   * @param whole true: nothing is left to do, the migration's row goes
   * @param steps those that commit with this; may be empty
   * @param durationMillis null: since the transaction began
   */
  public String down(
      String version,
      String name,
      String checksum,
      boolean whole,
      List<StepRow> steps,
      @Nullable Long durationMillis) {
    StringBuilder sql = new StringBuilder(512);
    sql.append("WITH f AS MATERIALIZED (SELECT ").append(fence).append("), m AS (");
    if (whole) {
      sql.append("DELETE FROM ").append(schema).append(".migration WHERE version = ");
      sql.append(Sql.literal(version)).append(')');
    } else {
      // run_id becomes the run in which the reversal began, and stays that when it is resumed.
      sql.append("UPDATE ").append(schema).append(".migration SET run_id = CASE state");
      sql.append(" WHEN 'reverting' THEN run_id ELSE ").append(runId);
      sql.append(" END, state = 'reverting' WHERE version = ")
          .append(Sql.literal(version))
          .append(')');
    }
    appendSteps(sql, version, Direction.DOWN, steps);
    if (whole) {
      appendLog(sql, version, name, "down", checksum, duration(durationMillis));
    } else {
      sql.append(" SELECT FROM f");
    }
    return sql.toString();
  }

  /** Marks an intended step as done; to be sent in one transaction with what follows from it. */
  public String stepDone(String version, Direction direction, int ordinal) {
    return "WITH f AS MATERIALIZED (SELECT "
        + fence
        + ") UPDATE "
        + schema
        + ".step SET state = 'done', finished_at = clock_timestamp() FROM f WHERE version = "
        + Sql.literal(version)
        + " AND direction = "
        + Sql.literal(direction.word())
        + " AND ordinal = "
        + ordinal
        + " AND state = 'intended'";
  }

  /**
   * Records without running, or forgets.
   *
   * @param action {@code stamp}, {@code baseline} or {@code accept}
   */
  public String record(MigrationRow migration, String action, boolean retired) {
    return "WITH f AS MATERIALIZED (SELECT "
        + fence
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
            Sql.literal(migration.downScript()),
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
        + " coalesce(excluded.down_script, m.down_script), path = excluded.path)"
        + logged(migration.version(), migration.name(), action, migration.checksum());
  }

  /** Accepts that the file of an applied migration is gone. */
  public String retire(String version, String name, String checksum) {
    return "WITH f AS MATERIALIZED (SELECT "
        + fence
        + "), m AS (UPDATE "
        + schema
        + ".migration SET retired = true WHERE version = "
        + Sql.literal(version)
        + ")"
        + logged(version, name, "accept", checksum);
  }

  /** Removes a record without running anything. */
  public String forget(String version, String name, String checksum) {
    return "WITH f AS MATERIALIZED (SELECT "
        + fence
        + "), m AS (DELETE FROM "
        + schema
        + ".migration WHERE version = "
        + Sql.literal(version)
        + ")"
        + logged(version, name, "unstamp", checksum);
  }

  private String logged(String version, String name, String action, String checksum) {
    StringBuilder sql = new StringBuilder();
    appendLog(sql, version, name, action, checksum, "NULL");
    return sql.toString();
  }

  private void appendSteps(
      StringBuilder sql, String version, Direction direction, List<StepRow> steps) {
    if (steps.isEmpty()) {
      return;
    }
    sql.append(", s AS (INSERT INTO ").append(schema).append(".step (run_id, version, direction,");
    sql.append(" ordinal, hash, statement, state, began_at, finished_at) VALUES ");
    String separator = "";
    for (StepRow step : steps) {
      sql.append(separator).append('(').append(runId).append(", ").append(Sql.literal(version));
      sql.append(", ").append(Sql.literal(direction.word())).append(", ").append(step.ordinal());
      sql.append(", ").append(Sql.literal(step.hash())).append(", ");
      sql.append(Sql.literal(step.statement())).append(", ");
      sql.append(step.done() ? "'done', now(), clock_timestamp())" : "'intended', now(), NULL)");
      separator = ", ";
    }
    sql.append(')');
  }

  private void appendLog(
      StringBuilder sql,
      String version,
      String name,
      String action,
      String checksum,
      String duration) {
    sql.append(" INSERT INTO ").append(schema).append(".log (run_id, version, name, action,");
    sql.append(" checksum, duration_ms) SELECT ").append(runId).append(", ");
    sql.append(Sql.literal(version)).append(", ").append(Sql.literal(name)).append(", ");
    sql.append(Sql.literal(action)).append(", ").append(Sql.literal(checksum)).append(", ");
    sql.append(duration).append(" FROM f");
  }

  private static String duration(@Nullable Long millis) {
    return millis == null
        ? "(extract(epoch FROM clock_timestamp() - now()) * 1000)::bigint"
        : millis.toString();
  }

  /**
   * What the journal keeps about a migration; the names are those of the columns.
   *
   * @param batch null where it belongs to none
   * @param parents null where none were named
   * @param downScript null where there is no way back
   */
  public record MigrationRow(
      String version,
      String name,
      Kind kind,
      @Nullable Integer batch,
      @Nullable List<String> parents,
      String checksum,
      String rawHash,
      @Nullable String downScript,
      String path,
      String title,
      String description,
      String author,
      String written,
      String documentation) {}

  /** A step as it is recorded. */
  public record StepRow(int ordinal, String hash, String statement, boolean done) {}
}
