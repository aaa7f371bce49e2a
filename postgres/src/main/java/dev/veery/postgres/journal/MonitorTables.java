package dev.veery.postgres.journal;

/** The journal's part about how the database fared during runs, and about deployments. */
final class MonitorTables {

  private MonitorTables() {}

  static final String CREATION =
      """
      CREATE TABLE {schema}.sample (
        run_id bigint NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        active int NOT NULL,
        waiting int NOT NULL,
        longest_wait_ms bigint NOT NULL,
        commits bigint NOT NULL,
        rollbacks bigint NOT NULL,
        lag_ms bigint NOT NULL,
        wal_bytes bigint NOT NULL
      );;
      CREATE INDEX sample_of_run ON {schema}.sample (run_id, at);;
      COMMENT ON TABLE {schema}.sample IS 'How the database fared while a run lasted: one row a second, from the second one on.';;
      COMMENT ON COLUMN {schema}.sample.run_id IS 'The run that it belongs to.';;
      COMMENT ON COLUMN {schema}.sample.at IS 'By the clock of the server.';;
      COMMENT ON COLUMN {schema}.sample.active IS 'Sessions of others that ran something.';;
      COMMENT ON COLUMN {schema}.sample.waiting IS 'Sessions of others that waited for a lock.';;
      COMMENT ON COLUMN {schema}.sample.longest_wait_ms IS 'How long the longest of them had waited, in milliseconds.';;
      COMMENT ON COLUMN {schema}.sample.commits IS 'Transactions of the database committed in each second since the row before.';;
      COMMENT ON COLUMN {schema}.sample.rollbacks IS 'Transactions of the database rolled back in each second since the row before.';;
      COMMENT ON COLUMN {schema}.sample.lag_ms IS 'How far the replica that was furthest behind was behind, in milliseconds; 0 for none.';;
      COMMENT ON COLUMN {schema}.sample.wal_bytes IS 'Write-ahead log of the server in each second since the row before, in bytes.';;

      CREATE TABLE {schema}.deployment (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        environment text NOT NULL,
        plan text NOT NULL,
        state text NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'rolled back')),
        steps text[] NOT NULL DEFAULT '{}',
        tables text[] NOT NULL DEFAULT '{}',
        began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz,
        heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        backend_pid int,
        backend_start timestamptz,
        holder text NOT NULL,
        message text NOT NULL DEFAULT ''
      );;
      CREATE UNIQUE INDEX deployment_one_running ON {schema}.deployment ((true)) WHERE state = 'running';;
      COMMENT ON TABLE {schema}.deployment IS 'One row for each veery deploy that had something to do.';;
      COMMENT ON COLUMN {schema}.deployment.id IS 'Grows with every deployment.';;
      COMMENT ON COLUMN {schema}.deployment.environment IS 'The name given with --env; empty for none.';;
      COMMENT ON COLUMN {schema}.deployment.plan IS 'What was pending when it began: version=checksum, with spaces between.';;
      COMMENT ON COLUMN {schema}.deployment.state IS 'running: at work, or killed; the next deploy marks a killed one as failed.';;
      COMMENT ON COLUMN {schema}.deployment.steps IS 'What is done of it, in order; --resume goes on behind.';;
      COMMENT ON COLUMN {schema}.deployment.tables IS 'What its migrations name; their rows are looked at afterwards.';;
      COMMENT ON COLUMN {schema}.deployment.began_at IS 'By the clock of the server.';;
      COMMENT ON COLUMN {schema}.deployment.finished_at IS 'Null while it is at work.';;
      COMMENT ON COLUMN {schema}.deployment.heartbeat_at IS 'When it last finished a step.';;
      COMMENT ON COLUMN {schema}.deployment.backend_pid IS 'Its server process; null behind a transaction-pooling proxy.';;
      COMMENT ON COLUMN {schema}.deployment.backend_start IS 'When that server process began: a number alone may have been given to another.';;
      COMMENT ON COLUMN {schema}.deployment.holder IS 'Who: user and host.';;
      COMMENT ON COLUMN {schema}.deployment.message IS 'Why it failed.';;
      """;
}
