package dev.veery.postgres.fleet;

/**
 * The tables of a fleet, beside the journal's own. They are made by the first command that is about
 * a fleet and not with the journal: a database that is a tenant itself, or has none, needs none of
 * them.
 *
 * <p>What a tenant has is one number, the state: which scripts were applied, in which order. There
 * are as many states as there are different tenants, and not as there are tenants, so that 10,000
 * of them are counted by state in one query, and moving one is one row. docs/decisions has more.
 */
final class FleetTables {

  private FleetTables() {}

  /** The statements that make them, with {@code {schema}} for the journal's schema, quoted. */
  static final String DDL =
      """
      CREATE TABLE {schema}.tenant_script (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        digest text NOT NULL UNIQUE,
        version text NOT NULL,
        name text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('sql', 'java', 'stamp', 'baseline', 'repeatable')),
        parents text[],
        checksum text NOT NULL,
        raw_hash text NOT NULL,
        down_script text,
        path text NOT NULL
      );;
      COMMENT ON TABLE {schema}.tenant_script IS 'Every migration that any tenant has or had, once for each of its texts.';;
      COMMENT ON COLUMN {schema}.tenant_script.id IS 'What a state lists.';;
      COMMENT ON COLUMN {schema}.tenant_script.digest IS 'Over everything else in the row.';;
      COMMENT ON COLUMN {schema}.tenant_script.version IS 'Its identity; for a repeatable migration R:name.';;
      COMMENT ON COLUMN {schema}.tenant_script.name IS 'What people call it; may be empty.';;
      COMMENT ON COLUMN {schema}.tenant_script.kind IS 'As in migration.';;
      COMMENT ON COLUMN {schema}.tenant_script.parents IS 'The versions that it builds on, as its header names them; null where it names none.';;
      COMMENT ON COLUMN {schema}.tenant_script.checksum IS 'Over the tokens of the up script.';;
      COMMENT ON COLUMN {schema}.tenant_script.raw_hash IS 'SHA-256 of the bytes, in hex.';;
      COMMENT ON COLUMN {schema}.tenant_script.down_script IS 'How to take it back, kept so that a build that lacks the file can do it.';;
      COMMENT ON COLUMN {schema}.tenant_script.path IS 'The file or directory that it came from.';;

      CREATE TABLE {schema}.tenant_state (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        scripts bigint[] NOT NULL UNIQUE
      );;
      INSERT INTO {schema}.tenant_state (scripts) VALUES ('{}');;
      COMMENT ON TABLE {schema}.tenant_state IS 'Every list of migrations that any tenant has or had.';;
      COMMENT ON COLUMN {schema}.tenant_state.id IS 'What a tenant points to.';;
      COMMENT ON COLUMN {schema}.tenant_state.scripts IS 'The ids in tenant_script, in the order in which they were applied.';;

      CREATE TABLE {schema}.fleet_run (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        direction text NOT NULL CHECK (direction IN ('up', 'down')),
        goal text NOT NULL,
        command text NOT NULL,
        environment text NOT NULL,
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz,
        outcome text NOT NULL DEFAULT 'running' CHECK (outcome IN ('running', 'succeeded', 'failed', 'interrupted')),
        wave int NOT NULL DEFAULT 1,
        waves int NOT NULL DEFAULT 1,
        max_failures int,
        paused boolean NOT NULL DEFAULT false,
        reason text NOT NULL DEFAULT '',
        os_user text NOT NULL,
        host text NOT NULL,
        db_user text NOT NULL DEFAULT session_user,
        build text NOT NULL
      );;
      CREATE UNIQUE INDEX fleet_run_open ON {schema}.fleet_run ((true)) WHERE outcome = 'running';;
      COMMENT ON TABLE {schema}.fleet_run IS 'One row for each command that changed tenants; several machines work on one together.';;
      COMMENT ON COLUMN {schema}.fleet_run.id IS 'Grows with every run.';;
      COMMENT ON COLUMN {schema}.fleet_run.direction IS 'up, or down for a rollback.';;
      COMMENT ON COLUMN {schema}.fleet_run.goal IS 'What it is to reach, as a digest: another machine joins when it wants the same.';;
      COMMENT ON COLUMN {schema}.fleet_run.command IS 'As it was typed, without secrets.';;
      COMMENT ON COLUMN {schema}.fleet_run.environment IS 'The name given with --env; empty for none.';;
      COMMENT ON COLUMN {schema}.fleet_run.started_at IS 'By the clock of the server.';;
      COMMENT ON COLUMN {schema}.fleet_run.finished_at IS 'Null while it is open.';;
      COMMENT ON COLUMN {schema}.fleet_run.outcome IS 'running: open, whether somebody is at work or not.';;
      COMMENT ON COLUMN {schema}.fleet_run.wave IS 'Tenants of this wave and those before may be taken.';;
      COMMENT ON COLUMN {schema}.fleet_run.waves IS 'How many there are.';;
      COMMENT ON COLUMN {schema}.fleet_run.max_failures IS 'More than these end the run; null for any number.';;
      COMMENT ON COLUMN {schema}.fleet_run.paused IS 'Nobody takes another tenant meanwhile.';;
      COMMENT ON COLUMN {schema}.fleet_run.reason IS 'Why it is paused, or ended before its end.';;
      COMMENT ON COLUMN {schema}.fleet_run.os_user IS 'The user of the operating system who opened it.';;
      COMMENT ON COLUMN {schema}.fleet_run.host IS 'The machine that opened it.';;
      COMMENT ON COLUMN {schema}.fleet_run.db_user IS 'The role that opened it.';;
      COMMENT ON COLUMN {schema}.fleet_run.build IS 'The version of Veery that opened it.';;

      CREATE TABLE {schema}.fleet_worker (
        run_id bigint NOT NULL,
        holder text NOT NULL,
        backend_pid int,
        backend_start timestamptz,
        seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );;
      COMMENT ON TABLE {schema}.fleet_worker IS 'The processes at work on a run; each leaves when it is done.';;
      COMMENT ON COLUMN {schema}.fleet_worker.run_id IS 'The run.';;
      COMMENT ON COLUMN {schema}.fleet_worker.holder IS 'User and host.';;
      COMMENT ON COLUMN {schema}.fleet_worker.backend_pid IS 'Its first server process; null behind a transaction-pooling proxy.';;
      COMMENT ON COLUMN {schema}.fleet_worker.backend_start IS 'When that server process began.';;
      COMMENT ON COLUMN {schema}.fleet_worker.seen_at IS 'When it was last heard of.';;

      CREATE TABLE {schema}.tenant (
        name text PRIMARY KEY,
        place text NOT NULL,
        place_oid oid,
        template boolean NOT NULL DEFAULT false,
        state_id bigint NOT NULL,
        open_script bigint,
        open_state text CHECK (open_state IN ('applying', 'reverting')),
        run_id bigint,
        wave int NOT NULL DEFAULT 1,
        work text NOT NULL DEFAULT 'none'
          CHECK (work IN ('none', 'waiting', 'running', 'done', 'failed', 'gone')),
        tries int NOT NULL DEFAULT 0,
        first_try_at timestamptz,
        retry_at timestamptz,
        token bigint NOT NULL DEFAULT 0,
        holder text,
        backend_pid int,
        backend_start timestamptz,
        expires_at timestamptz,
        began_at timestamptz,
        finished_at timestamptz,
        duration_ms bigint,
        error_code text,
        error text,
        error_version text,
        fingerprint text,
        fingerprint_state bigint,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp()
      ) WITH (fillfactor = 70);;
      CREATE INDEX tenant_queue ON {schema}.tenant (run_id, wave, name) WHERE work IN ('waiting', 'running');;
      COMMENT ON TABLE {schema}.tenant IS 'The tenants that Veery has met, and what each of them has.';;
      COMMENT ON COLUMN {schema}.tenant.name IS 'As the configured source of tenants calls it.';;
      COMMENT ON COLUMN {schema}.tenant.place IS 'Its schema, or its database.';;
      COMMENT ON COLUMN {schema}.tenant.place_oid IS 'Of the schema: one that was dropped and made again has another, and starts from nothing.';;
      COMMENT ON COLUMN {schema}.tenant.template IS 'New tenants are made after it.';;
      COMMENT ON COLUMN {schema}.tenant.state_id IS 'The migrations that it has, as a whole; written in the transaction of the migrations.';;
      COMMENT ON COLUMN {schema}.tenant.open_script IS 'The migration of which some steps are committed and others not; null for none. Its steps are in tenant_step.';;
      COMMENT ON COLUMN {schema}.tenant.open_state IS 'Which way that one is going.';;
      COMMENT ON COLUMN {schema}.tenant.run_id IS 'The newest run that it was part of.';;
      COMMENT ON COLUMN {schema}.tenant.wave IS 'Its turn in that run.';;
      COMMENT ON COLUMN {schema}.tenant.work IS 'How that run stands with it.';;
      COMMENT ON COLUMN {schema}.tenant.tries IS 'How often that run took it.';;
      COMMENT ON COLUMN {schema}.tenant.first_try_at IS 'When it did so first.';;
      COMMENT ON COLUMN {schema}.tenant.retry_at IS 'Not to be taken before: something in it was locked.';;
      COMMENT ON COLUMN {schema}.tenant.token IS 'Fencing token: every write about it checks that it is still this one.';;
      COMMENT ON COLUMN {schema}.tenant.holder IS 'Who took it last: user and host.';;
      COMMENT ON COLUMN {schema}.tenant.backend_pid IS 'The server process of that one; null behind a transaction-pooling proxy, where only the expiry counts.';;
      COMMENT ON COLUMN {schema}.tenant.backend_start IS 'When that server process began.';;
      COMMENT ON COLUMN {schema}.tenant.expires_at IS 'From then on it may be taken over, unless that process is at work.';;
      COMMENT ON COLUMN {schema}.tenant.began_at IS 'When it was taken last.';;
      COMMENT ON COLUMN {schema}.tenant.finished_at IS 'When the run was done with it.';;
      COMMENT ON COLUMN {schema}.tenant.duration_ms IS 'How long that took, in milliseconds.';;
      COMMENT ON COLUMN {schema}.tenant.error_code IS 'The stable code of its failure, such as VEERY-801.';;
      COMMENT ON COLUMN {schema}.tenant.error IS 'The message.';;
      COMMENT ON COLUMN {schema}.tenant.error_version IS 'The migration that failed.';;
      COMMENT ON COLUMN {schema}.tenant.fingerprint IS 'Over its schema, whatever its name, when that was last looked at.';;
      COMMENT ON COLUMN {schema}.tenant.fingerprint_state IS 'The state that it had then.';;
      COMMENT ON COLUMN {schema}.tenant.created_at IS 'When Veery met it.';;

      CREATE TABLE {schema}.tenant_step (
        tenant text NOT NULL,
        script_id bigint NOT NULL,
        direction text NOT NULL CHECK (direction IN ('up', 'down')),
        ordinal int NOT NULL,
        hash text NOT NULL,
        statement text NOT NULL,
        state text NOT NULL CHECK (state IN ('intended', 'done')),
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (tenant, script_id, direction, ordinal)
      );;
      COMMENT ON TABLE {schema}.tenant_step IS 'The committed steps of migrations that are half done. Those of a whole one are not kept.';;
      COMMENT ON COLUMN {schema}.tenant_step.tenant IS 'Whose.';;
      COMMENT ON COLUMN {schema}.tenant_step.script_id IS 'The migration.';;
      COMMENT ON COLUMN {schema}.tenant_step.direction IS 'Of the script.';;
      COMMENT ON COLUMN {schema}.tenant_step.ordinal IS 'Its place in the script, from 1.';;
      COMMENT ON COLUMN {schema}.tenant_step.hash IS 'Over its tokens; tells whether the script has changed since.';;
      COMMENT ON COLUMN {schema}.tenant_step.statement IS 'Its beginning, on one line.';;
      COMMENT ON COLUMN {schema}.tenant_step.state IS 'As in step.';;
      COMMENT ON COLUMN {schema}.tenant_step.at IS 'When it was recorded.';;

      CREATE TABLE {schema}.tenant_run (
        run_id bigint NOT NULL,
        tenant text NOT NULL,
        wave int NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('done', 'failed', 'gone')),
        from_state bigint NOT NULL,
        to_state bigint NOT NULL,
        tries int NOT NULL,
        holder text,
        began_at timestamptz,
        finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        error_code text,
        error text,
        error_version text,
        PRIMARY KEY (run_id, tenant)
      );;
      CREATE INDEX tenant_run_tenant ON {schema}.tenant_run (tenant, run_id);;
      COMMENT ON TABLE {schema}.tenant_run IS 'What each run made of each tenant.';;
      COMMENT ON COLUMN {schema}.tenant_run.run_id IS 'The run.';;
      COMMENT ON COLUMN {schema}.tenant_run.tenant IS 'The tenant; a rename goes through to here.';;
      COMMENT ON COLUMN {schema}.tenant_run.wave IS 'Its turn.';;
      COMMENT ON COLUMN {schema}.tenant_run.outcome IS 'done: it reached the goal; gone: it was dropped before its turn.';;
      COMMENT ON COLUMN {schema}.tenant_run.from_state IS 'What it had before.';;
      COMMENT ON COLUMN {schema}.tenant_run.to_state IS 'What it had behind it.';;
      COMMENT ON COLUMN {schema}.tenant_run.tries IS 'How often it was taken.';;
      COMMENT ON COLUMN {schema}.tenant_run.holder IS 'Who was at work on it: user and host.';;
      COMMENT ON COLUMN {schema}.tenant_run.began_at IS 'When it was taken for the last time.';;
      COMMENT ON COLUMN {schema}.tenant_run.finished_at IS 'When the run was done with it.';;
      COMMENT ON COLUMN {schema}.tenant_run.error_code IS 'The stable code of its failure.';;
      COMMENT ON COLUMN {schema}.tenant_run.error IS 'The message.';;
      COMMENT ON COLUMN {schema}.tenant_run.error_version IS 'The migration that failed.';;

      CREATE FUNCTION {schema}.tenant_here(p_place text, p_oid oid) RETURNS void LANGUAGE plpgsql AS $here$
      BEGIN
        IF pg_catalog.to_regnamespace(pg_catalog.quote_ident(p_place))::oid IS DISTINCT FROM p_oid THEN
          RAISE EXCEPTION 'schema % was dropped', p_place USING ERRCODE = 'VE004';
        END IF;
        IF current_schema() IS DISTINCT FROM p_place THEN
          RAISE EXCEPTION 'the script has changed search_path: names would be those of %, not of tenant %',
            coalesce('schema ' || current_schema(), 'no schema'), p_place USING ERRCODE = 'VE003';
        END IF;
      END
      $here$;;
      COMMENT ON FUNCTION {schema}.tenant_here IS 'Fails unless names are those of this tenant now.';;

      CREATE FUNCTION {schema}.tenant_fence(p_tenant text, p_token bigint) RETURNS void LANGUAGE plpgsql AS $fence$
      BEGIN
        PERFORM 1 FROM {schema}.tenant WHERE name = p_tenant AND token = p_token AND work = 'running' FOR UPDATE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'tenant % was taken over', p_tenant USING ERRCODE = 'VE001';
        END IF;
      END
      $fence$;;
      COMMENT ON FUNCTION {schema}.tenant_fence IS 'Fails when the tenant is no longer held under this token.';;

      CREATE FUNCTION {schema}.tenant_ended(p_tenant text, p_outcome text, p_from bigint,
        p_code text, p_error text, p_version text) RETURNS void LANGUAGE plpgsql AS $ended$
      BEGIN
        UPDATE {schema}.tenant SET work = p_outcome, finished_at = clock_timestamp(),
          duration_ms = extract(epoch FROM clock_timestamp() - began_at) * 1000,
          error_code = p_code, error = p_error, error_version = p_version, retry_at = NULL
        WHERE name = p_tenant;
        INSERT INTO {schema}.tenant_run (run_id, tenant, wave, outcome, from_state, to_state, tries, holder,
          began_at, error_code, error, error_version)
        SELECT run_id, name, wave, p_outcome, p_from, state_id, tries, holder, began_at, p_code, p_error, p_version
        FROM {schema}.tenant WHERE name = p_tenant
        ON CONFLICT (run_id, tenant) DO UPDATE SET (outcome, to_state, tries, holder, began_at, finished_at,
          error_code, error, error_version) = (excluded.outcome, excluded.to_state, excluded.tries,
          excluded.holder, excluded.began_at, clock_timestamp(), excluded.error_code, excluded.error,
          excluded.error_version);
      END
      $ended$;;
      COMMENT ON FUNCTION {schema}.tenant_ended IS 'A run is done with a tenant. What another try of the same run finds goes over it, but for where it began.';;

      CREATE FUNCTION {schema}.tenant_moved(p_tenant text, p_token bigint, p_first bigint, p_from bigint,
        p_to bigint, p_last boolean) RETURNS void LANGUAGE plpgsql AS $moved$
      BEGIN
        PERFORM {schema}.tenant_fence(p_tenant, p_token);
        UPDATE {schema}.tenant SET state_id = p_to, open_script = NULL, open_state = NULL
        WHERE name = p_tenant AND state_id = p_from;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'the history of tenant % has changed meanwhile', p_tenant USING ERRCODE = 'VE001';
        END IF;
        DELETE FROM {schema}.tenant_step WHERE tenant = p_tenant;
        IF p_last THEN
          PERFORM {schema}.tenant_ended(p_tenant, 'done', p_first, NULL, NULL, NULL);
        END IF;
      END
      $moved$;;
      COMMENT ON FUNCTION {schema}.tenant_moved IS 'A tenant has other migrations from now on.';;

      CREATE FUNCTION {schema}.tenant_steps(p_tenant text, p_token bigint, p_script bigint, p_direction text,
        p_done boolean, p_ordinals int[], p_hashes text[], p_statements text[]) RETURNS void LANGUAGE plpgsql AS $steps$
      BEGIN
        PERFORM {schema}.tenant_fence(p_tenant, p_token);
        UPDATE {schema}.tenant SET open_script = p_script,
          open_state = CASE p_direction WHEN 'up' THEN 'applying' ELSE 'reverting' END
        WHERE name = p_tenant;
        INSERT INTO {schema}.tenant_step (tenant, script_id, direction, ordinal, hash, statement, state)
        SELECT p_tenant, p_script, p_direction, o, h, s, CASE WHEN p_done THEN 'done' ELSE 'intended' END
        FROM unnest(p_ordinals, p_hashes, p_statements) AS x (o, h, s);
      END
      $steps$;;
      COMMENT ON FUNCTION {schema}.tenant_steps IS 'Some steps of a migration of a tenant are committed, or about to run.';;

      CREATE FUNCTION {schema}.tenant_step_done(p_tenant text, p_token bigint, p_direction text, p_ordinal int)
      RETURNS void LANGUAGE plpgsql AS $done$
      BEGIN
        PERFORM {schema}.tenant_fence(p_tenant, p_token);
        UPDATE {schema}.tenant_step SET state = 'done'
        WHERE tenant = p_tenant AND direction = p_direction AND ordinal = p_ordinal AND state = 'intended';
      END
      $done$;;
      COMMENT ON FUNCTION {schema}.tenant_step_done IS 'An intended step has happened.';;

      CREATE FUNCTION {schema}.tenant_lost({schema}.tenant) RETURNS boolean LANGUAGE sql STABLE AS $lost$
        SELECT ($1.backend_pid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity a
            WHERE a.pid = $1.backend_pid AND (a.backend_start IS NULL OR a.backend_start = $1.backend_start)))
          OR ($1.expires_at < clock_timestamp() AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity a
            WHERE a.pid = $1.backend_pid AND (a.backend_start IS NULL OR a.backend_start = $1.backend_start)
              AND coalesce(a.state, 'active') = 'active'))
      $lost$;;
      COMMENT ON FUNCTION {schema}.tenant_lost IS 'Whether the one who has taken it is no longer there.';;

      CREATE FUNCTION {schema}.tenant_claim(p_run bigint, p_holder text, p_pooled boolean, p_limit int,
        p_seconds int)
      RETURNS TABLE (name text, place text, place_oid oid, state_id bigint, half boolean, token bigint, waited_ms bigint)
      LANGUAGE plpgsql AS $claim$
      DECLARE
        up_to int;
        taken text[];
      BEGIN
        -- A claim that a crash of the server forgets is one that nobody has: no need to wait for the disk.
        PERFORM pg_catalog.set_config('synchronous_commit', 'off', true);
        SELECT r.wave INTO up_to FROM {schema}.fleet_run r
        WHERE r.id = p_run AND NOT r.paused AND r.outcome = 'running';
        taken := ARRAY(SELECT t.name FROM {schema}.tenant t
          WHERE t.run_id = p_run AND t.wave <= up_to AND t.work = 'waiting'
            AND (t.retry_at IS NULL OR t.retry_at <= clock_timestamp())
          ORDER BY t.wave, t.name LIMIT p_limit FOR UPDATE SKIP LOCKED);
        IF taken = '{}' THEN
          taken := ARRAY(SELECT t.name FROM {schema}.tenant t
            WHERE t.run_id = p_run AND t.wave <= up_to AND t.work = 'running' AND {schema}.tenant_lost(t)
            ORDER BY t.wave, t.name LIMIT p_limit FOR UPDATE SKIP LOCKED);
        END IF;
        RETURN QUERY
        UPDATE {schema}.tenant t SET work = 'running', token = t.token + 1, holder = p_holder, tries = t.tries + 1,
          backend_pid = CASE WHEN p_pooled THEN NULL ELSE pg_catalog.pg_backend_pid() END,
          backend_start = CASE WHEN p_pooled THEN NULL ELSE (SELECT a.backend_start FROM pg_catalog.pg_stat_activity a
            WHERE a.pid = pg_catalog.pg_backend_pid()) END,
          expires_at = clock_timestamp() + p_seconds * interval '1 second', began_at = clock_timestamp(),
          first_try_at = coalesce(t.first_try_at, clock_timestamp())
        WHERE t.name = ANY (taken)
        RETURNING t.name, t.place, t.place_oid, t.state_id, t.open_script IS NOT NULL, t.token,
          (extract(epoch FROM clock_timestamp() - t.first_try_at) * 1000)::bigint;
      END
      $claim$;;
      COMMENT ON FUNCTION {schema}.tenant_claim IS 'Takes tenants whose turn it is; those of somebody who has died, too.';;

      CREATE FUNCTION {schema}.tenant_put_back(p_tenant text, p_token bigint, p_ms bigint) RETURNS void
      LANGUAGE sql AS $back$
        UPDATE {schema}.tenant SET work = 'waiting', retry_at = clock_timestamp() + p_ms * interval '1 ms',
          backend_pid = NULL, backend_start = NULL
        WHERE name = p_tenant AND token = p_token AND work = 'running'
      $back$;;
      COMMENT ON FUNCTION {schema}.tenant_put_back IS 'A tenant is to be taken again later.';;

      CREATE FUNCTION {schema}.tenant_over(p_tenant text, p_token bigint, p_outcome text, p_from bigint,
        p_code text, p_error text, p_version text) RETURNS void LANGUAGE plpgsql AS $over$
      BEGIN
        PERFORM 1 FROM {schema}.tenant WHERE name = p_tenant AND token = p_token AND work = 'running' FOR UPDATE;
        IF FOUND THEN
          PERFORM {schema}.tenant_ended(p_tenant, p_outcome, p_from, p_code, p_error, p_version);
          IF p_outcome = 'failed' THEN
            UPDATE {schema}.fleet_run r SET outcome = 'failed', finished_at = clock_timestamp(),
              reason = 'more than ' || r.max_failures || ' tenants failed'
            WHERE r.outcome = 'running' AND r.id = (SELECT t.run_id FROM {schema}.tenant t WHERE t.name = p_tenant)
              AND (SELECT count(*) FROM {schema}.tenant t WHERE t.run_id = r.id AND t.work = 'failed')
                > coalesce(r.max_failures, 2147483647);
          END IF;
        END IF;
      END
      $over$;;
      COMMENT ON FUNCTION {schema}.tenant_over IS 'A run is done with a tenant without moving it.';;
      """;
}
