package dev.veery.postgres.journal;

/**
 * The part of the journal about what was dropped and is kept.
 *
 * <p>The work is done by functions in the database, because it happens in the middle of a
 * migration, in the place of a statement, and what has to be put back is known only there. Each
 * first does what the plain statement does and takes it back at once: what PostgreSQL would refuse
 * is refused, with PostgreSQL's words.
 */
final class TrashTables {

  private TrashTables() {}

  static final String SQL =
      """
      CREATE TABLE {schema}.trash (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('table', 'column')),
        schema_name text NOT NULL,
        table_name text NOT NULL,
        column_name text,
        relation oid NOT NULL,
        hidden text NOT NULL,
        version text NOT NULL,
        dropped_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        dropped_by text NOT NULL DEFAULT session_user,
        keep_until timestamptz NOT NULL,
        undo text[] NOT NULL,
        checks text[] NOT NULL
      );;
      COMMENT ON TABLE {schema}.trash IS 'What migrations have dropped and is kept, hidden, for a while.';;
      COMMENT ON COLUMN {schema}.trash.id IS 'What veery trash calls it by.';;
      COMMENT ON COLUMN {schema}.trash.kind IS 'Whether it is a table or a column.';;
      COMMENT ON COLUMN {schema}.trash.schema_name IS 'Where the table was, or is.';;
      COMMENT ON COLUMN {schema}.trash.table_name IS 'What it was called, or is.';;
      COMMENT ON COLUMN {schema}.trash.column_name IS 'What the column was called; null for a table.';;
      COMMENT ON COLUMN {schema}.trash.relation IS 'The table itself, whatever it is called.';;
      COMMENT ON COLUMN {schema}.trash.hidden IS 'The schema that holds the table, or the name that the column has meanwhile.';;
      COMMENT ON COLUMN {schema}.trash.version IS 'The migration that dropped it.';;
      COMMENT ON COLUMN {schema}.trash.dropped_at IS 'By the clock of the server.';;
      COMMENT ON COLUMN {schema}.trash.dropped_by IS 'The role that did it.';;
      COMMENT ON COLUMN {schema}.trash.keep_until IS 'From then on veery trash purge removes it.';;
      COMMENT ON COLUMN {schema}.trash.undo IS 'The statements that put back what had to be taken from it.';;
      COMMENT ON COLUMN {schema}.trash.checks IS 'Statements that hold only where what was written since fits.';;

      CREATE FUNCTION {schema}.hide_table(p_table regclass, p_version text, p_keep text, p_cascade boolean)
      RETURNS bigint LANGUAGE plpgsql AS $hide$
      DECLARE
        found record;
        part record;
        number bigint;
        home text;
        take_back text[] := '{}';
        proofs text[] := '{}';
      BEGIN
        IF p_table IS NULL THEN
          RETURN NULL;
        END IF;
        SELECT n.nspname, c.relname, c.relkind, c.relpersistence, c.relispartition,
          pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound,
          (SELECT i.inhparent::regclass FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid AND c.relispartition) AS parent
        INTO found FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = p_table;
        IF found.relkind NOT IN ('r', 'p') THEN
          RAISE EXCEPTION '"%" is not a table', found.relname USING ERRCODE = '42809';
        END IF;
        IF p_cascade THEN
          RAISE EXCEPTION 'CASCADE would drop what depends on % for good', p_table
            USING ERRCODE = 'VE005', HINT = 'Drop that before, each in a statement of its own.';
        END IF;
        IF found.relpersistence = 't' THEN
          EXECUTE pg_catalog.format('DROP TABLE %s', p_table);
          RETURN NULL;
        END IF;
        BEGIN
          EXECUTE pg_catalog.format('DROP TABLE %s', p_table);
          RAISE EXCEPTION USING ERRCODE = 'VE006';
        EXCEPTION WHEN SQLSTATE 'VE006' THEN
          NULL;
        END;
        INSERT INTO {schema}.trash (kind, schema_name, table_name, relation, hidden, version, keep_until, undo, checks)
        VALUES ('table', found.nspname, found.relname, p_table, '', p_version, clock_timestamp() + p_keep::interval, '{}', '{}')
        RETURNING id INTO number;
        home := {schema as text} || '_trash_' || number;
        EXECUTE pg_catalog.format('CREATE SCHEMA %I', home);
        EXECUTE pg_catalog.format('COMMENT ON SCHEMA %I IS %L', home,
          pg_catalog.format('Veery keeps the table %s.%s here, which migration %s dropped.', found.nspname, found.relname, p_version));
        -- What the hidden rows point to must stay free to go.
        FOR part IN SELECT k.conname, pg_catalog.pg_get_constraintdef(k.oid) AS definition, k.convalidated
          FROM pg_catalog.pg_constraint k WHERE k.conrelid = p_table AND k.contype = 'f' AND k.conparentid = 0 ORDER BY k.conname
        LOOP
          take_back := take_back || pg_catalog.format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s%s', found.nspname, found.relname, part.conname,
            part.definition, CASE WHEN part.convalidated AND found.relkind = 'r' THEN ' NOT VALID' ELSE '' END);
          IF part.convalidated AND found.relkind = 'r' THEN
            proofs := proofs || pg_catalog.format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I', found.nspname, found.relname, part.conname);
          END IF;
          EXECUTE pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I', p_table, part.conname);
        END LOOP;
        IF found.relispartition THEN
          take_back := take_back || pg_catalog.format('ALTER TABLE %s ATTACH PARTITION %I.%I %s', found.parent, found.nspname, found.relname, found.bound);
          EXECUTE pg_catalog.format('ALTER TABLE %s DETACH PARTITION %s', found.parent, p_table);
        END IF;
        IF found.relkind = 'p' THEN
          FOR part IN SELECT t.relid::regclass AS partition, n.nspname, c.relname FROM pg_catalog.pg_partition_tree(p_table) t
            JOIN pg_catalog.pg_class c ON c.oid = t.relid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE t.relid <> p_table
          LOOP
            take_back := take_back || pg_catalog.format('ALTER TABLE %I.%I SET SCHEMA %I', home, part.relname, part.nspname);
            EXECUTE pg_catalog.format('ALTER TABLE %s SET SCHEMA %I', part.partition, home);
          END LOOP;
        END IF;
        EXECUTE pg_catalog.format('ALTER TABLE %s SET SCHEMA %I', p_table, home);
        UPDATE {schema}.trash t SET hidden = home, undo = take_back, checks = proofs WHERE t.id = number;
        RETURN number;
      END
      $hide$;;
      COMMENT ON FUNCTION {schema}.hide_table IS 'Stands for DROP TABLE: moves it to a schema of its own.';;

      CREATE FUNCTION {schema}.hide_column(p_table regclass, p_column text, p_version text, p_keep text, p_cascade boolean)
      RETURNS bigint LANGUAGE plpgsql AS $hide$
      DECLARE
        found record;
        part record;
        number bigint;
        hidden_name text;
        take_back text[] := '{}';
        proofs text[] := '{}';
        place text;
      BEGIN
        IF p_table IS NULL THEN
          RETURN NULL;
        END IF;
        SELECT n.nspname, c.relname, c.relkind, c.relpersistence, a.attnum, a.attnotnull, a.atthasdef, a.attidentity
        INTO found FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = p_column AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.oid = p_table;
        IF p_cascade THEN
          RAISE EXCEPTION 'CASCADE would drop what depends on % of % for good', p_column, p_table
            USING ERRCODE = 'VE005', HINT = 'Drop that before, each in a statement of its own.';
        END IF;
        IF found.relpersistence = 't' THEN
          EXECUTE pg_catalog.format('ALTER TABLE %s DROP COLUMN %I', p_table, p_column);
          RETURN NULL;
        END IF;
        BEGIN
          EXECUTE pg_catalog.format('ALTER TABLE %s DROP COLUMN %I', p_table, p_column);
          RAISE EXCEPTION USING ERRCODE = 'VE006';
        EXCEPTION WHEN SQLSTATE 'VE006' THEN
          NULL;
        END;
        place := pg_catalog.format('%I.%I', found.nspname, found.relname);
        INSERT INTO {schema}.trash (kind, schema_name, table_name, column_name, relation, hidden, version, keep_until, undo, checks)
        VALUES ('column', found.nspname, found.relname, p_column, p_table, '', p_version, clock_timestamp() + p_keep::interval, '{}', '{}')
        RETURNING id INTO number;
        -- Rows that are written from now on leave it out: nothing may ask for a value, or compare it.
        FOR part IN SELECT k.conname, k.contype, pg_catalog.pg_get_constraintdef(k.oid) AS definition, k.convalidated
          FROM pg_catalog.pg_constraint k WHERE k.conrelid = p_table AND found.attnum = ANY (k.conkey)
            AND k.contype IN ('c', 'f', 'p', 'u', 'x') AND k.conparentid = 0 ORDER BY k.contype DESC, k.conname
        LOOP
          IF part.contype IN ('c', 'f') AND part.convalidated AND found.relkind = 'r' THEN
            take_back := take_back || pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s NOT VALID', place, part.conname, part.definition);
            proofs := proofs || pg_catalog.format('ALTER TABLE %s VALIDATE CONSTRAINT %I', place, part.conname);
          ELSE
            proofs := proofs || pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s', place, part.conname, part.definition);
          END IF;
          EXECUTE pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I', p_table, part.conname);
        END LOOP;
        FOR part IN SELECT i.indexrelid::regclass AS index, pg_catalog.pg_get_indexdef(i.indexrelid) AS definition
          FROM pg_catalog.pg_index i WHERE i.indrelid = p_table AND i.indisunique AND (found.attnum = ANY (i.indkey)
            OR EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = i.indexrelid
              AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = p_table AND d.refobjsubid = found.attnum))
        LOOP
          proofs := proofs || part.definition;
          EXECUTE pg_catalog.format('DROP INDEX %s', part.index);
        END LOOP;
        IF found.attnotnull AND NOT found.atthasdef AND found.attidentity = '' THEN
          proofs := proofs || pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL', place, p_column);
          EXECUTE pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', p_table, p_column);
        END IF;
        hidden_name := pg_catalog.left('veery_trash_' || number || '_' || p_column, 40);
        EXECUTE pg_catalog.format('ALTER TABLE %s RENAME COLUMN %I TO %I', p_table, p_column, hidden_name);
        UPDATE {schema}.trash t SET hidden = hidden_name, undo = take_back, checks = proofs WHERE t.id = number;
        RETURN number;
      END
      $hide$;;
      COMMENT ON FUNCTION {schema}.hide_column IS 'Stands for ALTER TABLE … DROP COLUMN: the column keeps its values under another name.';;

      CREATE FUNCTION {schema}.restore_trash(p_id bigint) RETURNS text LANGUAGE plpgsql AS $restore$
      DECLARE
        found record;
        statement text;
      BEGIN
        SELECT * INTO found FROM {schema}.trash WHERE id = p_id FOR UPDATE;
        IF found IS NULL THEN
          RAISE EXCEPTION 'the trash has no entry %', p_id USING ERRCODE = 'VE007';
        END IF;
        IF found.kind = 'table' THEN
          EXECUTE pg_catalog.format('ALTER TABLE %I.%I SET SCHEMA %I', found.hidden, found.table_name, found.schema_name);
        ELSE
          EXECUTE pg_catalog.format('ALTER TABLE %s RENAME COLUMN %I TO %I', found.relation::regclass, found.hidden, found.column_name);
        END IF;
        FOREACH statement IN ARRAY found.undo LOOP
          EXECUTE statement;
        END LOOP;
        FOREACH statement IN ARRAY found.checks LOOP
          BEGIN
            EXECUTE statement;
          EXCEPTION WHEN integrity_constraint_violation THEN
            RAISE WARNING 'what was written since does not fit, so this was left out: % (%)', statement, SQLERRM;
          END;
        END LOOP;
        IF found.kind = 'table' THEN
          EXECUTE pg_catalog.format('DROP SCHEMA %I', found.hidden);
        END IF;
        DELETE FROM {schema}.trash WHERE id = p_id;
        RETURN pg_catalog.concat_ws('.', found.schema_name, found.table_name, found.column_name);
      END
      $restore$;;
      COMMENT ON FUNCTION {schema}.restore_trash IS 'Puts back what a migration has dropped.';;

      CREATE FUNCTION {schema}.purge_trash(p_id bigint) RETURNS text LANGUAGE plpgsql AS $purge$
      DECLARE
        found record;
      BEGIN
        SELECT * INTO found FROM {schema}.trash WHERE id = p_id FOR UPDATE;
        IF found IS NULL THEN
          RAISE EXCEPTION 'the trash has no entry %', p_id USING ERRCODE = 'VE007';
        END IF;
        IF found.kind = 'table' THEN
          EXECUTE pg_catalog.format('DROP SCHEMA IF EXISTS %I CASCADE', found.hidden);
        ELSIF EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = found.relation) THEN
          EXECUTE pg_catalog.format('ALTER TABLE %s DROP COLUMN IF EXISTS %I', found.relation::regclass, found.hidden);
        END IF;
        DELETE FROM {schema}.trash WHERE id = p_id;
        RETURN pg_catalog.concat_ws('.', found.schema_name, found.table_name, found.column_name);
      END
      $purge$;;
      COMMENT ON FUNCTION {schema}.purge_trash IS 'Removes for good what a migration has dropped.';;
      """;
}
