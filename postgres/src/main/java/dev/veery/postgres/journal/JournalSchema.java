package dev.veery.postgres.journal;

import dev.veery.postgres.session.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of the journal and their versions.
 *
 * <p>A format is changed only by adding a {@link #UPGRADES} entry: a journal of format N is brought
 * to N+1 by the statements at N. A build never touches a journal of a format that it does not know.
 */
final class JournalSchema {

  /** The format that this build reads and writes. */
  static final int FORMAT = 1;

  private JournalSchema() {}

  /** What brings a journal from one format to the next, oldest first; entry 0 creates format 1. */
  private static final List<String> UPGRADES = List.of(FORMAT_1());

  /**
   * The statements that bring a journal up to date.
   *
   * @param schema its name, quoted
   * @param format the present format, 0 where there is no journal
   */
  static List<String> upgrade(String schema, int format) {
    List<String> statements = new ArrayList<>();
    for (int from = format; from < FORMAT; from++) {
      for (String statement : UPGRADES.get(from).split(";;\n")) {
        if (!statement.isBlank()) {
          statements.add(
              statement
                  .replace("{schema}", schema)
                  .replace("{schema as text}", Sql.literal(schema)));
        }
      }
      statements.add("UPDATE " + schema + ".journal SET format = " + (from + 1));
    }
    return statements;
  }

  /** Identifies the lock under which a journal is created; one per schema name. */
  static String creationLock(String schema) {
    return "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended("
        + Sql.literal("veery journal " + schema)
        + ", 0))";
  }

  private static String FORMAT_1() {
    return """
    DO $create$
    BEGIN
      -- IF NOT EXISTS would ask for the right to create schemas where the schema exists already.
      IF pg_catalog.to_regnamespace({schema as text}) IS NULL THEN
        CREATE SCHEMA {schema};
        COMMENT ON SCHEMA {schema} IS
          'The journal of Veery: which migrations this database has, and what was done to it. Read it freely; only Veery writes it.';
      END IF;
    END
    $create$;;

    CREATE TABLE {schema}.journal (
      format int NOT NULL,
      created_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );;
    CREATE UNIQUE INDEX journal_one_row ON {schema}.journal ((true));;
    INSERT INTO {schema}.journal (format) VALUES (0);;
    COMMENT ON TABLE {schema}.journal IS 'One row: the format of these tables.';;

    CREATE TABLE {schema}.lease (
      scope text PRIMARY KEY,
      token bigint NOT NULL,
      holder text NOT NULL,
      purpose text NOT NULL,
      backend_pid int,
      backend_start timestamptz,
      acquired_at timestamptz NOT NULL,
      heartbeat_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      released boolean NOT NULL DEFAULT false
    );;
    COMMENT ON TABLE {schema}.lease IS 'Who may write to the journal now. A row outlives its holder, so that the token only ever grows.';;
    COMMENT ON COLUMN {schema}.lease.token IS 'Fencing token: every write of a runner checks that it is still this one.';;
    COMMENT ON COLUMN {schema}.lease.backend_pid IS 'The server process of the holder; null behind a transaction-pooling proxy, where only the expiry counts.';;

    CREATE FUNCTION {schema}.fence(p_scope text, p_token bigint) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog AS $fence$
    BEGIN
      -- FOR SHARE: nobody can take the lease over between this check and the commit behind it.
      PERFORM 1 FROM {schema}.lease WHERE scope = p_scope AND token = p_token AND NOT released FOR SHARE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the lease was taken over by %',
          (SELECT holder FROM {schema}.lease WHERE scope = p_scope) USING ERRCODE = 'VE001';
      END IF;
    END
    $fence$;;
    COMMENT ON FUNCTION {schema}.fence IS 'Fails when the lease with this token is no longer held.';;

    CREATE TABLE {schema}.run (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      batch int,
      command text NOT NULL,
      environment text NOT NULL,
      started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      finished_at timestamptz,
      outcome text NOT NULL DEFAULT 'running' CHECK (outcome IN ('running', 'succeeded', 'failed', 'interrupted')),
      os_user text NOT NULL,
      host text NOT NULL,
      db_user text NOT NULL DEFAULT session_user,
      build text NOT NULL,
      error_code text,
      error text
    );;
    COMMENT ON TABLE {schema}.run IS 'One row for each command that changed something or tried to.';;
    COMMENT ON COLUMN {schema}.run.batch IS 'What one up applied; veery rollback undoes the newest batch. Null for other commands.';;
    COMMENT ON COLUMN {schema}.run.outcome IS 'running: at work, or killed; the next run marks a killed one as interrupted.';;

    CREATE TABLE {schema}.migration (
      version text PRIMARY KEY,
      name text NOT NULL,
      kind text NOT NULL CHECK (kind IN ('sql', 'java', 'stamp', 'baseline', 'repeatable')),
      state text NOT NULL CHECK (state IN ('applied', 'applying', 'reverting')),
      sequence bigint GENERATED ALWAYS AS IDENTITY,
      batch int,
      run_id bigint NOT NULL REFERENCES {schema}.run,
      parents text[],
      checksum text NOT NULL,
      raw_hash text NOT NULL,
      down_script text,
      path text NOT NULL,
      title text NOT NULL DEFAULT '',
      description text NOT NULL DEFAULT '',
      author text NOT NULL DEFAULT '',
      written text NOT NULL DEFAULT '',
      documentation text NOT NULL DEFAULT '',
      applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      applied_by text NOT NULL,
      duration_ms bigint,
      retired boolean NOT NULL DEFAULT false
    );;
    COMMENT ON TABLE {schema}.migration IS 'The migrations that this database has now. A reverted one has no row here, but keeps its rows in log.';;
    COMMENT ON COLUMN {schema}.migration.version IS 'Its identity; for a repeatable migration R:name.';;
    COMMENT ON COLUMN {schema}.migration.state IS 'applying and reverting: some steps are committed and others not; the next run goes on there.';;
    COMMENT ON COLUMN {schema}.migration.sequence IS 'Grows with every application: the order in which they were applied.';;
    COMMENT ON COLUMN {schema}.migration.run_id IS 'The run in which this application, or this reversal, began.';;
    COMMENT ON COLUMN {schema}.migration.checksum IS 'Over the tokens of the up script; white space, comments and line ends do not matter. The number before the colon is the version of the algorithm.';;
    COMMENT ON COLUMN {schema}.migration.raw_hash IS 'SHA-256 of the bytes, in hex.';;
    COMMENT ON COLUMN {schema}.migration.down_script IS 'How to take it back, kept so that a build that lacks the file can do it.';;
    COMMENT ON COLUMN {schema}.migration.written IS 'The date that the author put into the header, as written.';;
    COMMENT ON COLUMN {schema}.migration.retired IS 'Its file was accepted as gone.';;

    CREATE TABLE {schema}.step (
      run_id bigint NOT NULL REFERENCES {schema}.run,
      version text NOT NULL,
      direction text NOT NULL CHECK (direction IN ('up', 'down')),
      ordinal int NOT NULL,
      hash text NOT NULL,
      statement text NOT NULL,
      state text NOT NULL CHECK (state IN ('intended', 'done')),
      began_at timestamptz NOT NULL,
      finished_at timestamptz,
      PRIMARY KEY (run_id, version, direction, ordinal)
    );;
    COMMENT ON TABLE {schema}.step IS 'One row for each statement that was committed, written in the transaction of the statement itself.';;
    COMMENT ON COLUMN {schema}.step.state IS 'intended: a statement that cannot share a transaction with its record was about to run; what became of it is asked of the catalog.';;
    COMMENT ON COLUMN {schema}.step.statement IS 'Its beginning, on one line.';;
    COMMENT ON COLUMN {schema}.step.began_at IS 'Steps of one transaction share its start and end.';;

    CREATE TABLE {schema}.log (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      run_id bigint NOT NULL REFERENCES {schema}.run,
      version text NOT NULL,
      name text NOT NULL,
      action text NOT NULL CHECK (action IN ('up', 'down', 'stamp', 'unstamp', 'baseline', 'accept')),
      checksum text NOT NULL,
      at timestamptz NOT NULL DEFAULT clock_timestamp(),
      duration_ms bigint
    );;
    COMMENT ON TABLE {schema}.log IS 'Everything that ever changed in migration, oldest first.';;
    """;
  }
}
