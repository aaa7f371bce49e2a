package dev.veery.postgres.journal;

/** The journal's part about backfills: what is walked, how far each range is, who works on it. */
final class BackfillTables {

  private BackfillTables() {}

  static final String CREATION =
      """
      CREATE TABLE {schema}.backfill (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        version text NOT NULL,
        direction text NOT NULL CHECK (direction IN ('up', 'down')),
        ordinal int NOT NULL,
        hash text NOT NULL,
        relation text NOT NULL,
        summary text NOT NULL,
        form text NOT NULL,
        row_name text NOT NULL,
        search_path text NOT NULL,
        key_columns text[] NOT NULL,
        key_types text[] NOT NULL,
        remainder text,
        guard text,
        keep text,
        kept boolean NOT NULL DEFAULT false,
        note text NOT NULL DEFAULT '',
        since text,
        state text NOT NULL CHECK (state IN ('preparing', 'running', 'paused', 'cancelled', 'done')),
        pass int NOT NULL DEFAULT 1,
        frontier text[],
        upper_bound text[],
        exhausted boolean NOT NULL DEFAULT false,
        estimate bigint,
        batch int NOT NULL,
        target_ms int NOT NULL,
        pause_ms int NOT NULL,
        workers int NOT NULL,
        speed int NOT NULL,
        throttle text NOT NULL DEFAULT '',
        began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz,
        said_by text
      );;
      CREATE UNIQUE INDEX backfill_open ON {schema}.backfill (version, direction, ordinal) WHERE state <> 'done';;
      COMMENT ON TABLE {schema}.backfill IS 'One row for each statement that runs in batches.';;
      COMMENT ON COLUMN {schema}.backfill.id IS 'What veery backfill calls it by.';;
      COMMENT ON COLUMN {schema}.backfill.version IS 'The migration that it belongs to.';;
      COMMENT ON COLUMN {schema}.backfill.direction IS 'Of the script.';;
      COMMENT ON COLUMN {schema}.backfill.ordinal IS 'The place of the statement in the script, from 1.';;
      COMMENT ON COLUMN {schema}.backfill.hash IS 'Over the tokens of the statement; tells whether the script has changed since.';;
      COMMENT ON COLUMN {schema}.backfill.relation IS 'The table that is walked through.';;
      COMMENT ON COLUMN {schema}.backfill.summary IS 'The beginning of the statement, on one line.';;
      COMMENT ON COLUMN {schema}.backfill.form IS 'The statement as it is run; /*veery range*/ stands for the condition of a batch.';;
      COMMENT ON COLUMN {schema}.backfill.row_name IS 'What the columns of the walked table are qualified with.';;
      COMMENT ON COLUMN {schema}.backfill.search_path IS 'The schemas in which its names are looked up.';;
      COMMENT ON COLUMN {schema}.backfill.key_columns IS 'The columns that it is sliced by; ctid for ranges of pages.';;
      COMMENT ON COLUMN {schema}.backfill.key_types IS 'Their types.';;
      COMMENT ON COLUMN {schema}.backfill.remainder IS 'A condition that finds what is left to do; null where each row is done once and the ranges tell.';;
      COMMENT ON COLUMN {schema}.backfill.guard IS 'When the trigger has to act, said of NEW; null where there is no trigger.';;
      COMMENT ON COLUMN {schema}.backfill.keep IS 'What the trigger does, in PL/pgSQL.';;
      COMMENT ON COLUMN {schema}.backfill.kept IS 'The trigger is there: rows that are written meanwhile are kept right.';;
      COMMENT ON COLUMN {schema}.backfill.note IS 'What cannot be promised, in words.';;
      COMMENT ON COLUMN {schema}.backfill.since IS 'The transaction in which the walk began: what is older is its business, trigger or not.';;
      COMMENT ON COLUMN {schema}.backfill.state IS 'preparing: the upper bound is not taken yet; cancelled: stopped by somebody, the next up begins it again.';;
      COMMENT ON COLUMN {schema}.backfill.pass IS 'From 2 on it walks through the table again for what the check has found.';;
      COMMENT ON COLUMN {schema}.backfill.frontier IS 'Where the next range begins, exclusive; null at the beginning.';;
      COMMENT ON COLUMN {schema}.backfill.upper_bound IS 'The greatest key when it began, inclusive; null for an empty table.';;
      COMMENT ON COLUMN {schema}.backfill.exhausted IS 'The ranges reach up to the upper bound.';;
      COMMENT ON COLUMN {schema}.backfill.estimate IS 'How many rows the table had by the server''s statistics; null when it does not know.';;
      COMMENT ON COLUMN {schema}.backfill.batch IS 'Rows of the first batch of a worker.';;
      COMMENT ON COLUMN {schema}.backfill.target_ms IS 'How long a batch is to take, in milliseconds; 0 keeps the size.';;
      COMMENT ON COLUMN {schema}.backfill.pause_ms IS 'Between two batches of a worker, in milliseconds.';;
      COMMENT ON COLUMN {schema}.backfill.workers IS 'How many workers the runner starts.';;
      COMMENT ON COLUMN {schema}.backfill.speed IS 'Per cent of its time that a worker works.';;
      COMMENT ON COLUMN {schema}.backfill.throttle IS 'What slows it down now, in words; empty for nothing.';;
      COMMENT ON COLUMN {schema}.backfill.began_at IS 'By the clock of the server.';;
      COMMENT ON COLUMN {schema}.backfill.finished_at IS 'Null while it is not done.';;
      COMMENT ON COLUMN {schema}.backfill.said_by IS 'Who paused, resumed or cancelled it last.';;

      CREATE TABLE {schema}.backfill_range (
        backfill_id bigint NOT NULL REFERENCES {schema}.backfill ON DELETE CASCADE,
        pass int NOT NULL,
        number int NOT NULL,
        lower_bound text[],
        upper_bound text[] NOT NULL,
        cursor text[],
        keys bigint NOT NULL DEFAULT 0,
        rows bigint NOT NULL DEFAULT 0,
        batches int NOT NULL DEFAULT 0,
        token bigint NOT NULL DEFAULT 1,
        worker text NOT NULL,
        backend_pid int,
        backend_start timestamptz,
        heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz,
        PRIMARY KEY (backfill_id, pass, number)
      ) WITH (fillfactor = 50);;
      CREATE INDEX backfill_range_open ON {schema}.backfill_range (backfill_id) WHERE finished_at IS NULL;;
      COMMENT ON TABLE {schema}.backfill_range IS 'Parts of a backfill that one worker at a time works on. The cursor moves in the transaction of the batch itself.';;
      COMMENT ON COLUMN {schema}.backfill_range.backfill_id IS 'The backfill.';;
      COMMENT ON COLUMN {schema}.backfill_range.pass IS 'In which walk through the table.';;
      COMMENT ON COLUMN {schema}.backfill_range.number IS 'From 1, in the order of the key.';;
      COMMENT ON COLUMN {schema}.backfill_range.lower_bound IS 'Exclusive; null for the beginning of the table.';;
      COMMENT ON COLUMN {schema}.backfill_range.upper_bound IS 'Inclusive.';;
      COMMENT ON COLUMN {schema}.backfill_range.cursor IS 'Up to here it is done, inclusive; null before the first batch.';;
      COMMENT ON COLUMN {schema}.backfill_range.keys IS 'Rows that were looked at.';;
      COMMENT ON COLUMN {schema}.backfill_range.rows IS 'Rows that were changed.';;
      COMMENT ON COLUMN {schema}.backfill_range.batches IS 'Transactions so far.';;
      COMMENT ON COLUMN {schema}.backfill_range.token IS 'Fencing token: grows with every worker that takes the range; a batch of an older one fails.';;
      COMMENT ON COLUMN {schema}.backfill_range.worker IS 'Who works on it: user, host and number.';;
      COMMENT ON COLUMN {schema}.backfill_range.backend_pid IS 'The server process of the worker; null behind a transaction-pooling proxy.';;
      COMMENT ON COLUMN {schema}.backfill_range.backend_start IS 'When that server process began.';;
      COMMENT ON COLUMN {schema}.backfill_range.heartbeat_at IS 'When the worker was last heard of.';;
      COMMENT ON COLUMN {schema}.backfill_range.began_at IS 'By the clock of the server.';;
      COMMENT ON COLUMN {schema}.backfill_range.finished_at IS 'Null while it is not done.';;

      CREATE FUNCTION {schema}.backfill_record(
        p_id bigint, p_pass int, p_number int, p_token bigint, p_cursor text[], p_keys bigint, p_rows bigint
      ) RETURNS {schema}.backfill LANGUAGE plpgsql AS $record$
      DECLARE
        found_row {schema}.backfill;
      BEGIN
        UPDATE {schema}.backfill_range
        SET cursor = p_cursor, keys = keys + p_keys, rows = rows + p_rows, batches = batches + 1,
          heartbeat_at = clock_timestamp(),
          finished_at = CASE WHEN p_cursor = upper_bound THEN clock_timestamp() END
        WHERE backfill_id = p_id AND pass = p_pass AND number = p_number AND token = p_token
          AND finished_at IS NULL;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'range % of backfill % was taken over by another worker', p_number, p_id
            USING ERRCODE = 'VE003';
        END IF;
        SELECT * INTO found_row FROM {schema}.backfill WHERE id = p_id;
        RETURN found_row;
      END
      $record$;;
      COMMENT ON FUNCTION {schema}.backfill_record IS 'Moves the cursor of a range, in the transaction of its batch; fails when another worker has the range.';;

      CREATE FUNCTION {schema}.backfill_claim(p_id bigint, p_worker text, p_pooled boolean)
      RETURNS SETOF {schema}.backfill_range LANGUAGE sql AS $claim$
        -- Materialized: as a subquery it may be run once for each row that the other side of the join
        -- brings, and with SKIP LOCKED each time finds another range.
        WITH free AS MATERIALIZED (
          SELECT c.pass, c.number FROM {schema}.backfill_range c
          WHERE c.backfill_id = p_id AND c.finished_at IS NULL
            AND ((c.backend_pid IS NOT NULL AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a
                WHERE a.pid = c.backend_pid
                  AND (a.backend_start IS NULL OR a.backend_start = c.backend_start)))
              OR c.heartbeat_at < clock_timestamp() - interval '30 seconds'
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.pid = c.backend_pid
                  AND (a.backend_start IS NULL OR a.backend_start = c.backend_start)
                  AND coalesce(a.state, 'active') = 'active'))
          ORDER BY c.pass, c.number LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        UPDATE {schema}.backfill_range r
        SET token = token + 1, worker = p_worker, heartbeat_at = clock_timestamp(),
          backend_pid = CASE WHEN NOT p_pooled THEN pg_catalog.pg_backend_pid() END,
          backend_start = CASE WHEN NOT p_pooled THEN (SELECT a.backend_start
            FROM pg_catalog.pg_stat_activity a WHERE a.pid = pg_catalog.pg_backend_pid()) END
        FROM free
        WHERE r.backfill_id = p_id AND r.pass = free.pass AND r.number = free.number
        RETURNING r.*
      $claim$;;
      COMMENT ON FUNCTION {schema}.backfill_claim IS 'Takes over a range whose worker is gone; no row when there is none.';;
      """;
}
