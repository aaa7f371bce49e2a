-- Every kind of object and every option that PostgreSQL 14 knows. Files with a higher number add
-- what that major brought. Roles are made by the test: they belong to the server.

COMMENT ON SCHEMA public IS 'not the standard one';
CREATE SCHEMA shop AUTHORIZATION fixture_owner;
COMMENT ON SCHEMA shop IS 'what is sold; it''s a "shop" with a \ backslash';
CREATE SCHEMA "Odd Schema";
CREATE SCHEMA extras;
GRANT USAGE ON SCHEMA shop TO fixture_reader;
GRANT USAGE, CREATE ON SCHEMA shop TO fixture_writer WITH GRANT OPTION;
GRANT USAGE ON SCHEMA "Odd Schema" TO PUBLIC;

CREATE EXTENSION citext WITH SCHEMA extras;
CREATE EXTENSION hstore WITH SCHEMA extras;
CREATE EXTENSION btree_gist WITH SCHEMA extras;
CREATE EXTENSION pg_trgm WITH SCHEMA extras;
CREATE EXTENSION postgres_fdw WITH SCHEMA extras;
COMMENT ON EXTENSION citext IS 'text without case';

-- Languages, access methods
CREATE FUNCTION extras.plsample_handler() RETURNS language_handler
  LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION extras.plsample_validator(oid) RETURNS void
  LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE plsample HANDLER extras.plsample_handler
  VALIDATOR extras.plsample_validator;
COMMENT ON LANGUAGE plsample IS 'plpgsql by another name';
GRANT USAGE ON LANGUAGE plsample TO fixture_writer;
REVOKE USAGE ON LANGUAGE plsample FROM PUBLIC;
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON ACCESS METHOD heap2 IS 'heap by another name';

-- Collations and conversions
CREATE COLLATION shop.german (provider = icu, locale = 'de-u-co-phonebk');
CREATE COLLATION shop.insensitive (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION shop.bytes (lc_collate = 'C', lc_ctype = 'POSIX');
ALTER COLLATION shop.german OWNER TO fixture_owner;
COMMENT ON COLLATION shop.german IS 'phone book';
CREATE CONVERSION shop.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE DEFAULT CONVERSION "Odd Schema".latin_back FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
COMMENT ON CONVERSION shop.latin IS 'from the old system';

-- Types
CREATE TYPE shop.mood AS ENUM ('sad', 'it''s ok', 'Happy \o/');
ALTER TYPE shop.mood ADD VALUE 'meh' BEFORE 'it''s ok';
CREATE TYPE shop.nothing AS ENUM ();
COMMENT ON TYPE shop.mood IS 'how it feels';
GRANT USAGE ON TYPE shop.mood TO fixture_reader;
REVOKE USAGE ON TYPE shop.mood FROM PUBLIC;
ALTER TYPE shop.mood OWNER TO fixture_owner;
CREATE TYPE shop.address AS (street text COLLATE shop.german, "House No" varchar(10), position point[]);
COMMENT ON TYPE shop.address IS 'where';
COMMENT ON COLUMN shop.address."House No" IS 'with letters';
CREATE TYPE shop.empty AS ();
CREATE TYPE shop.doomed AS (a int, b text, c int);
ALTER TYPE shop.doomed DROP ATTRIBUTE b;
CREATE TYPE shop.announced;
CREATE FUNCTION shop.float_diff(double precision, double precision) RETURNS double precision
  LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE TYPE shop.floatspan AS RANGE (subtype = float8, subtype_diff = shop.float_diff);
CREATE TYPE shop.textspan AS RANGE (subtype = text, subtype_opclass = text_pattern_ops,
  collation = "C", multirange_type_name = shop.textspans);
COMMENT ON TYPE shop.floatspan IS 'span';
CREATE DOMAIN shop.positive AS integer DEFAULT 1 NOT NULL CONSTRAINT positive_check CHECK (VALUE > 0);
CREATE DOMAIN shop.code AS varchar(12) COLLATE "C" CHECK (VALUE ~ '^[A-Z\\]+$');
CREATE DOMAIN shop.codes AS shop.code[] DEFAULT '{}'::shop.code[];
ALTER DOMAIN shop.positive ADD CONSTRAINT below_max CHECK (VALUE < 1000000) NOT VALID;
COMMENT ON DOMAIN shop.positive IS 'more than nothing';
COMMENT ON CONSTRAINT positive_check ON DOMAIN shop.positive IS 'of course';
ALTER DOMAIN shop.code OWNER TO fixture_owner;
GRANT USAGE ON TYPE shop.code TO fixture_reader;

-- A base type over existing code
CREATE TYPE shop.int_alias;
CREATE FUNCTION shop.int_alias_in(cstring) RETURNS shop.int_alias
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'int4in';
CREATE FUNCTION shop.int_alias_out(shop.int_alias) RETURNS cstring
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'int4out';
CREATE TYPE shop.int_alias (
  INPUT = shop.int_alias_in, OUTPUT = shop.int_alias_out, INTERNALLENGTH = 4, PASSEDBYVALUE,
  ALIGNMENT = int4, CATEGORY = 'N', PREFERRED = false, DEFAULT = '7', DELIMITER = ';');

-- Functions
CREATE FUNCTION shop.add(a integer, b integer DEFAULT 2) RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5 AS 'SELECT a + b';
CREATE FUNCTION shop.add(a text, VARIADIC rest text[]) RETURNS text
  LANGUAGE sql STABLE LEAKPROOF AS $body$ SELECT a || array_to_string(rest, '$$') $body$;
CREATE FUNCTION shop.quoted("In" integer, OUT "Out One" integer, OUT two text) RETURNS record
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path TO shop, "Odd Schema", pg_temp
  SET work_mem TO '64MB' SET datestyle TO 'ISO, DMY'
  AS $_$ BEGIN "Out One" := "In"; two := $$x$$; END $_$;
CREATE FUNCTION shop.many() RETURNS SETOF integer LANGUAGE plpgsql ROWS 7
  SET search_path TO '' AS 'BEGIN RETURN NEXT 1; END';
CREATE FUNCTION shop.tabular(n integer) RETURNS TABLE (id integer, label text)
  LANGUAGE sql PARALLEL RESTRICTED AS $$ SELECT n, 'x'::text $$;
CREATE FUNCTION shop.standard(n integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN n * 2;
CREATE FUNCTION shop.same(anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION shop."Odd Name"() RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
CREATE PROCEDURE shop.clean(days integer, INOUT removed bigint, OUT more text)
  LANGUAGE plpgsql AS 'BEGIN removed := 1; END';
CREATE PROCEDURE shop.atomic() LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
COMMENT ON FUNCTION shop.add(integer, integer) IS 'adds';
COMMENT ON PROCEDURE shop.clean(integer, bigint) IS 'cleans';
ALTER FUNCTION shop.add(integer, integer) OWNER TO fixture_owner;
REVOKE EXECUTE ON FUNCTION shop.add(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.add(integer, integer) TO fixture_reader;
GRANT EXECUTE ON PROCEDURE shop.atomic() TO fixture_writer;
CREATE FUNCTION shop.my_like_support(internal) RETURNS internal
  LANGUAGE internal AS 'textlike_support';
CREATE FUNCTION shop.my_like(text, text) RETURNS boolean
  LANGUAGE internal IMMUTABLE STRICT SUPPORT shop.my_like_support AS 'textlike';
CREATE FUNCTION shop.my_rank() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_rank';

-- Aggregates
CREATE AGGREGATE shop.sum_up(integer) (
  SFUNC = int4pl, STYPE = integer, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = SAFE,
  MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MINITCOND = '0', SSPACE = 16);
CREATE AGGREGATE shop.smallest(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = <);
CREATE AGGREGATE shop.count_rows(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE shop.percentile(double precision ORDER BY double precision) (
  SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final,
  FINALFUNC_EXTRA);
CREATE AGGREGATE shop.my_hypothetical(VARIADIC "any" ORDER BY VARIADIC "any") (
  SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final,
  FINALFUNC_EXTRA, HYPOTHETICAL);
COMMENT ON AGGREGATE shop.sum_up(integer) IS 'sums';
ALTER AGGREGATE shop.sum_up(integer) OWNER TO fixture_owner;

-- Operators, classes, families, casts
CREATE FUNCTION shop.mood_lt(shop.mood, shop.mood) RETURNS boolean
  LANGUAGE internal IMMUTABLE STRICT AS 'enum_lt';
CREATE FUNCTION shop.mood_gt(shop.mood, shop.mood) RETURNS boolean
  LANGUAGE internal IMMUTABLE STRICT AS 'enum_gt';
CREATE FUNCTION shop.mood_ge(shop.mood, shop.mood) RETURNS boolean
  LANGUAGE internal IMMUTABLE STRICT AS 'enum_ge';
CREATE FUNCTION shop.mood_le(shop.mood, shop.mood) RETURNS boolean
  LANGUAGE internal IMMUTABLE STRICT AS 'enum_le';
CREATE FUNCTION shop.mood_eq(shop.mood, shop.mood) RETURNS boolean
  LANGUAGE internal IMMUTABLE STRICT AS 'enum_eq';
CREATE FUNCTION shop.mood_cmp(shop.mood, shop.mood) RETURNS integer
  LANGUAGE internal IMMUTABLE STRICT AS 'enum_cmp';
CREATE OPERATOR shop.<<< (FUNCTION = shop.mood_lt, LEFTARG = shop.mood, RIGHTARG = shop.mood,
  COMMUTATOR = OPERATOR(shop.>>>), NEGATOR = OPERATOR(shop.>>>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR shop.>>> (FUNCTION = shop.mood_gt, LEFTARG = shop.mood, RIGHTARG = shop.mood,
  COMMUTATOR = OPERATOR(shop.<<<));
CREATE OPERATOR shop.>>>= (FUNCTION = shop.mood_ge, LEFTARG = shop.mood, RIGHTARG = shop.mood,
  NEGATOR = OPERATOR(shop.<<<));
CREATE OPERATOR shop.<<<= (FUNCTION = shop.mood_le, LEFTARG = shop.mood, RIGHTARG = shop.mood);
CREATE OPERATOR shop.=~= (FUNCTION = shop.mood_eq, LEFTARG = shop.mood, RIGHTARG = shop.mood);
CREATE OPERATOR shop.!! (FUNCTION = int4um, RIGHTARG = integer);
CREATE OPERATOR shop.=== (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer,
  COMMUTATOR = OPERATOR(shop.===), HASHES, MERGES);
COMMENT ON OPERATOR shop.<<< (shop.mood, shop.mood) IS 'sadder';
COMMENT ON OPERATOR shop.!! (NONE, integer) IS 'prefix';
ALTER OPERATOR shop.!! (NONE, integer) OWNER TO fixture_owner;
CREATE OPERATOR FAMILY shop.mood_family USING btree;
CREATE OPERATOR CLASS shop.mood_ops FOR TYPE shop.mood USING btree FAMILY shop.mood_family AS
  OPERATOR 1 shop.<<< (shop.mood, shop.mood), OPERATOR 2 shop.<<<= (shop.mood, shop.mood),
  OPERATOR 3 shop.=~= (shop.mood, shop.mood), OPERATOR 4 shop.>>>= (shop.mood, shop.mood),
  OPERATOR 5 shop.>>> (shop.mood, shop.mood),
  FUNCTION 1 shop.mood_cmp(shop.mood, shop.mood);
CREATE OPERATOR FAMILY shop.loose USING btree;
ALTER OPERATOR FAMILY shop.loose USING btree ADD
  OPERATOR 1 < (integer, bigint), FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);
CREATE OPERATOR CLASS shop.implied FOR TYPE point USING gist AS STORAGE box,
  OPERATOR 15 <-> (point, point) FOR ORDER BY float_ops,
  FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal);
COMMENT ON OPERATOR CLASS shop.mood_ops USING btree IS 'by sadness';
COMMENT ON OPERATOR FAMILY shop.loose USING btree IS 'loose';
ALTER OPERATOR FAMILY shop.loose USING btree OWNER TO fixture_owner;
CREATE FUNCTION shop.mood_to_int(shop.mood) RETURNS integer LANGUAGE sql IMMUTABLE
  AS 'SELECT 1';
CREATE CAST (shop.mood AS integer) WITH FUNCTION shop.mood_to_int(shop.mood) AS ASSIGNMENT;
CREATE CAST (text AS shop.mood) WITH INOUT AS IMPLICIT;
CREATE CAST (shop.int_alias AS integer) WITHOUT FUNCTION;
COMMENT ON CAST (shop.mood AS integer) IS 'a number';

-- Text search
CREATE TEXT SEARCH PARSER shop.parser (START = prsd_start, GETTOKEN = prsd_nexttoken,
  END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE shop.template (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY shop.dictionary (TEMPLATE = shop.template, stopwords = 'english');
CREATE TEXT SEARCH DICTIONARY shop.plain (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION shop.configuration (PARSER = shop.parser);
ALTER TEXT SEARCH CONFIGURATION shop.configuration
  ADD MAPPING FOR asciiword, word WITH shop.dictionary, english_stem;
COMMENT ON TEXT SEARCH CONFIGURATION shop.configuration IS 'search';
COMMENT ON TEXT SEARCH DICTIONARY shop.dictionary IS 'words';
COMMENT ON TEXT SEARCH PARSER shop.parser IS 'parses';
COMMENT ON TEXT SEARCH TEMPLATE shop.template IS 'pattern';
ALTER TEXT SEARCH CONFIGURATION shop.configuration OWNER TO fixture_owner;

-- Sequences
CREATE SEQUENCE shop.numbers AS smallint INCREMENT BY -2 MINVALUE -100 MAXVALUE 50 START WITH 40 CACHE 5 CYCLE;
CREATE SEQUENCE shop."Big" START WITH 9000000000;
COMMENT ON SEQUENCE shop.numbers IS 'counts down';
GRANT USAGE ON SEQUENCE shop.numbers TO fixture_reader;
GRANT SELECT, UPDATE ON SEQUENCE shop.numbers TO fixture_writer;
ALTER SEQUENCE shop.numbers OWNER TO fixture_owner;

-- Tables
CREATE TABLE shop.customers (
  id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME shop.customer_numbers START WITH 1000 INCREMENT BY 10) PRIMARY KEY,
  email extras.citext NOT NULL UNIQUE,
  name varchar(80) COLLATE shop.german DEFAULT 'nobody'::varchar,
  address shop.address,
  mood shop.mood DEFAULT 'meh',
  moods shop.mood[] DEFAULT ARRAY['sad'::shop.mood],
  credit numeric(12,2) DEFAULT 0.00 CONSTRAINT credit_sane CHECK (credit >= 0 AND credit < 1e6),
  code shop.code,
  tags extras.hstore,
  active boolean NOT NULL DEFAULT true,
  raw char(5),
  created timestamptz DEFAULT now(),
  until timestamptz DEFAULT '2099-12-31 23:00:00+01',
  due interval DEFAULT '1 mon 2 days',
  bits bit varying(8) DEFAULT B'101',
  data bytea DEFAULT '\xdeadbeef',
  long_name text GENERATED ALWAYS AS (name || ' <' || upper(name) || '>') STORED,
  score integer DEFAULT shop.add(1, 2),
  CONSTRAINT "Odd Constraint" UNIQUE (name, code) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT customers_named CHECK (name IS NOT NULL OR code IS NOT NULL) NO INHERIT
) WITH (fillfactor = 80, autovacuum_enabled = false, toast.autovacuum_enabled = false);
COMMENT ON TABLE shop.customers IS E'two\nlines';
COMMENT ON COLUMN shop.customers.email IS 'lower case';
COMMENT ON CONSTRAINT credit_sane ON shop.customers IS 'limits';
COMMENT ON CONSTRAINT customers_pkey ON shop.customers IS 'key';
COMMENT ON INDEX shop.customers_email_key IS 'the index of a constraint';
ALTER TABLE shop.customers ALTER COLUMN name SET STATISTICS 500,
  ALTER COLUMN raw SET STORAGE EXTERNAL, ALTER COLUMN data SET STORAGE EXTERNAL,
  ALTER COLUMN address SET STORAGE MAIN,
  ALTER COLUMN email SET (n_distinct = -0.5, n_distinct_inherited = 100);
ALTER TABLE shop.customers ALTER COLUMN data SET COMPRESSION pglz;
ALTER TABLE shop.customers OWNER TO fixture_owner;
ALTER TABLE shop.customers CLUSTER ON customers_pkey;
ALTER TABLE shop.customers ADD CONSTRAINT later CHECK (score > 0) NOT VALID;
GRANT SELECT ON shop.customers TO fixture_reader;
GRANT SELECT, INSERT, UPDATE ON shop.customers TO fixture_writer WITH GRANT OPTION;
GRANT UPDATE (email, name) ON shop.customers TO fixture_reader;
GRANT SELECT (id) ON shop.customers TO PUBLIC;
SET ROLE fixture_writer;
GRANT SELECT ON shop.customers TO "Fixture Odd";
RESET ROLE;

CREATE TABLE shop.orders (
  gone text,
  id serial PRIMARY KEY,
  customer_id bigint NOT NULL,
  parent_id integer,
  total numeric NOT NULL DEFAULT 0,
  placed tstzrange,
  room integer,
  "Odd Column" text,
  note text,
  status shop.positive,
  CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES shop.customers (id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT orders_parent FOREIGN KEY (parent_id) REFERENCES shop.orders
    MATCH FULL ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, placed WITH &&)
    WHERE (room IS NOT NULL) DEFERRABLE
);
ALTER TABLE shop.orders DROP COLUMN gone;
ALTER TABLE shop.orders ADD CONSTRAINT orders_unchecked FOREIGN KEY (customer_id)
  REFERENCES shop.customers (id) NOT VALID;
COMMENT ON CONSTRAINT orders_parent ON shop.orders IS 'tree';
ALTER SEQUENCE shop.orders_id_seq INCREMENT BY 5 CACHE 20;
ALTER TABLE shop.orders REPLICA IDENTITY FULL;

CREATE TABLE shop.items (
  order_id integer NOT NULL REFERENCES shop.orders ON DELETE CASCADE,
  line integer GENERATED BY DEFAULT AS IDENTITY,
  quantity integer NOT NULL,
  PRIMARY KEY (order_id, line) INCLUDE (quantity)
) WITH (fillfactor = 70);
ALTER TABLE shop.items ADD CONSTRAINT items_quantity_key UNIQUE (quantity, line) WITH (fillfactor = 60);
CREATE UNIQUE INDEX items_replica ON shop.items (line, order_id);
ALTER TABLE shop.items REPLICA IDENTITY USING INDEX items_replica;
CREATE UNLOGGED TABLE shop.scratch (a int, b text);
ALTER TABLE shop.scratch REPLICA IDENTITY NOTHING;
CREATE TABLE shop.heaped (a int) USING heap2;
CREATE TABLE shop.no_columns ();
CREATE TABLE shop.typed OF shop.address (street NOT NULL, PRIMARY KEY (street));
CREATE TABLE "Odd Schema"."Odd Table" ("Select" int PRIMARY KEY, "a""b" text DEFAULT 'x''y\z');
CREATE TABLE public.plain (id int PRIMARY KEY);
-- A cycle of foreign keys
CREATE TABLE shop.chicken (id int PRIMARY KEY, egg int);
CREATE TABLE shop.egg (id int PRIMARY KEY, chicken int REFERENCES shop.chicken);
ALTER TABLE shop.chicken ADD FOREIGN KEY (egg) REFERENCES shop.egg;
-- A name that PostgreSQL has to shorten
CREATE TABLE shop.a_table_with_a_name_so_long_that_nothing_else_fits_into_63_byte (
  a_column_with_a_name_that_is_long_too integer NOT NULL UNIQUE);

-- Indexes
CREATE INDEX customers_expression ON shop.customers
  (lower(name) COLLATE "C" text_pattern_ops DESC NULLS LAST, (credit * 2), id DESC)
  INCLUDE (email, active) WITH (fillfactor = 50) WHERE active AND name <> 'x';
ALTER INDEX shop.customers_expression ALTER COLUMN 2 SET STATISTICS 300;
CREATE INDEX customers_trgm ON shop.customers USING gist (name extras.gist_trgm_ops (siglen = 32));
CREATE INDEX customers_gin ON shop.customers USING gin (moods) WITH (fastupdate = off);
CREATE INDEX customers_hash ON shop.customers USING hash (code);
CREATE INDEX customers_brin ON shop.customers USING brin (created) WITH (pages_per_range = 64);
CREATE INDEX customers_collated ON shop.customers (name COLLATE "C", raw, raw bpchar_pattern_ops NULLS FIRST);
CREATE INDEX customers_odd_class ON shop.customers (name bpchar_ops);
CREATE INDEX customers_default_collation ON shop.customers ((name || 'x') COLLATE "default");
CREATE INDEX customers_mood ON shop.customers (mood shop.mood_ops);
COMMENT ON INDEX shop.customers_expression IS 'sorted';
CREATE UNIQUE INDEX "Odd Index" ON "Odd Schema"."Odd Table" ("a""b");

-- Partitions
CREATE TABLE shop.events (
  id bigint NOT NULL, at timestamptz NOT NULL, kind text NOT NULL DEFAULT 'x', payload jsonb,
  customer_id bigint REFERENCES shop.customers (id),
  CHECK (id > 0), PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE shop.events_2026_01 PARTITION OF shop.events
  FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00') WITH (fillfactor = 90);
CREATE TABLE shop.events_2026_02 (
  at timestamptz NOT NULL, id bigint NOT NULL, customer_id bigint, kind text NOT NULL DEFAULT 'february',
  payload jsonb CHECK (payload IS NOT NULL), CHECK (id > 0), CONSTRAINT events_id_check CHECK (id > 0));
ALTER TABLE shop.events ATTACH PARTITION shop.events_2026_02
  FOR VALUES FROM ('2026-02-01 00:00:00+00') TO ('2026-03-01 00:00:00+00');
CREATE TABLE shop.events_rest PARTITION OF shop.events DEFAULT PARTITION BY RANGE (at);
CREATE TABLE shop.events_old PARTITION OF shop.events_rest FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00');
CREATE TABLE shop.logs (id bigint NOT NULL, kind text, n int DEFAULT 1) PARTITION BY LIST (kind);
CREATE TABLE shop.logs_a PARTITION OF shop.logs FOR VALUES IN ('a', NULL, 'it''s');
CREATE TABLE shop.logs_b PARTITION OF shop.logs FOR VALUES IN ('b') PARTITION BY HASH (id);
CREATE TABLE shop.logs_b0 PARTITION OF shop.logs_b (n DEFAULT 2, CHECK (n > 0)) FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE shop.logs_b1 PARTITION OF shop.logs_b FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX events_kind ON shop.events (kind, lower(kind));
CREATE INDEX events_lonely ON ONLY shop.events (payload);
CREATE INDEX events_01_own ON shop.events_2026_01 (kind DESC);
CREATE TABLE shop.by_expression (a int, b text) PARTITION BY LIST (lower(b) COLLATE "C");
COMMENT ON TABLE shop.events_2026_01 IS 'january';
CREATE TABLE shop.event_notes (id bigint, at timestamptz, FOREIGN KEY (id, at) REFERENCES shop.events);

-- Inheritance
CREATE TABLE shop.vehicles (id int NOT NULL, wheels int DEFAULT 4 CHECK (wheels > 0), name text);
CREATE TABLE shop.boats (id int NOT NULL, name text, length numeric);
CREATE TABLE shop.cars (doors int) INHERITS (shop.vehicles);
CREATE TABLE shop.amphibians (id int NOT NULL, splash boolean) INHERITS (shop.vehicles, shop.boats);
ALTER TABLE shop.cars ALTER COLUMN wheels SET DEFAULT 5, ALTER COLUMN name SET NOT NULL;
CREATE TABLE shop.adopted (id int NOT NULL, wheels int, name text, extra int,
  CONSTRAINT vehicles_wheels_check CHECK (wheels > 0));
ALTER TABLE shop.adopted INHERIT shop.vehicles;

-- Views
CREATE VIEW shop.active_customers WITH (security_barrier = true) AS
  SELECT id, email, name AS "Name", created FROM shop.customers WHERE active WITH CASCADED CHECK OPTION;
ALTER VIEW shop.active_customers ALTER COLUMN "Name" SET DEFAULT 'new';
COMMENT ON VIEW shop.active_customers IS 'those who buy';
COMMENT ON COLUMN shop.active_customers.email IS 'address';
ALTER VIEW shop.active_customers OWNER TO fixture_owner;
GRANT SELECT ON shop.active_customers TO fixture_reader;
GRANT UPDATE (email) ON shop.active_customers TO fixture_writer;
CREATE VIEW shop.of_view AS SELECT a.id, sum(o.total) AS total
  FROM shop.active_customers a LEFT JOIN shop.orders o ON o.customer_id = a.id GROUP BY a.id;
CREATE VIEW shop.grouped AS SELECT id, email, count(*) AS n FROM shop.customers GROUP BY id;
CREATE RECURSIVE VIEW shop.counting (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 5;
CREATE VIEW shop.local_check AS SELECT * FROM shop.scratch WHERE a > 0 WITH LOCAL CHECK OPTION;
CREATE MATERIALIZED VIEW shop.totals (customer, total) WITH (fillfactor = 60) AS
  SELECT customer_id, sum(total) FROM shop.orders GROUP BY customer_id;
CREATE UNIQUE INDEX totals_customer ON shop.totals (customer);
ALTER MATERIALIZED VIEW shop.totals ALTER COLUMN total SET STATISTICS 50;
ALTER MATERIALIZED VIEW shop.totals CLUSTER ON totals_customer;
COMMENT ON MATERIALIZED VIEW shop.totals IS 'sums';
COMMENT ON COLUMN shop.totals.total IS 'in cents';
CREATE MATERIALIZED VIEW shop.unfilled AS SELECT 1 AS one WITH NO DATA;
-- Functions of a table's rows, and a table that needs a function of another table
CREATE FUNCTION shop.customers_of(c shop.customers) RETURNS SETOF shop.orders LANGUAGE sql STABLE
  AS 'SELECT * FROM shop.orders WHERE customer_id = c.id';
CREATE FUNCTION shop.order_count() RETURNS bigint LANGUAGE sql STABLE
  BEGIN ATOMIC SELECT count(*) FROM shop.orders; END;
CREATE TABLE shop.counted (n bigint DEFAULT shop.order_count());
-- A check and a default that need a function of the table's own rows
CREATE TABLE shop.selfish (a int, b int);
CREATE FUNCTION shop.selfish_ok(shop.selfish) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION shop.selfish_next() RETURNS int LANGUAGE sql STABLE
  BEGIN ATOMIC SELECT max(a) FROM shop.selfish; END;
ALTER TABLE shop.selfish ADD CONSTRAINT selfish_check CHECK (shop.selfish_ok(selfish));
ALTER TABLE shop.selfish ALTER COLUMN b SET DEFAULT shop.selfish_next();
-- A view and a function that need each other
CREATE VIEW shop.ring AS SELECT 1 AS a, 'x'::text AS b;
CREATE FUNCTION shop.ring_size(shop.ring) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE OR REPLACE VIEW shop.ring AS
  SELECT 1 AS a, 'x'::text AS b WHERE shop.ring_size(ROW(1, 'x')::shop.ring) = 1;
CREATE DOMAIN shop.circular AS integer;
CREATE FUNCTION shop.circular_ok(shop.circular) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
ALTER DOMAIN shop.circular ADD CONSTRAINT circular_check CHECK (shop.circular_ok(VALUE));

-- Triggers, rules, policies, statistics
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF name, email ON shop.customers
  FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION shop.touch('an ''arg''', '2');
CREATE TRIGGER touch_statement AFTER UPDATE ON shop.customers
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shop.touch();
CREATE CONSTRAINT TRIGGER checked AFTER INSERT ON shop.orders FROM shop.customers
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE TRIGGER instead INSTEAD OF DELETE ON shop.of_view FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE TRIGGER everywhere AFTER INSERT ON shop.events FOR EACH ROW EXECUTE FUNCTION shop.touch();
ALTER TABLE shop.events_2026_01 DISABLE TRIGGER everywhere;
ALTER TABLE shop.customers DISABLE TRIGGER touch;
ALTER TABLE shop.orders ENABLE ALWAYS TRIGGER checked;
COMMENT ON TRIGGER touch ON shop.customers IS 'stamps';
CREATE RULE no_delete AS ON DELETE TO shop.items WHERE old.quantity > 0 DO INSTEAD NOTHING;
CREATE RULE noisy AS ON UPDATE TO shop.items DO ALSO (NOTIFY items; INSERT INTO shop.scratch VALUES (new.line, 'x'));
ALTER TABLE shop.items ENABLE REPLICA RULE noisy;
COMMENT ON RULE no_delete ON shop.items IS 'keep';
ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.orders FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.orders USING (customer_id = 1) WITH CHECK (total > 0);
CREATE POLICY readers ON shop.orders AS RESTRICTIVE FOR SELECT TO fixture_reader, fixture_writer USING (shop.add(1, 1) = 2);
CREATE POLICY writers ON shop.orders FOR INSERT TO CURRENT_USER WITH CHECK (true);
COMMENT ON POLICY own ON shop.orders IS 'mine';
ALTER TABLE shop.items ENABLE ROW LEVEL SECURITY;
CREATE STATISTICS shop.correlated (ndistinct, dependencies) ON room, customer_id FROM shop.orders;
CREATE STATISTICS shop.expressions ON (lower(name)), code FROM shop.customers;
CREATE STATISTICS shop.one ON (lower(name)) FROM shop.customers;
ALTER STATISTICS shop.correlated SET STATISTICS 700;
ALTER STATISTICS shop.correlated OWNER TO fixture_owner;
COMMENT ON STATISTICS shop.correlated IS 'together';

-- Foreign data
CREATE FOREIGN DATA WRAPPER checked VALIDATOR postgresql_fdw_validator;
CREATE FOREIGN DATA WRAPPER dummy OPTIONS (dbname 'x');
COMMENT ON FOREIGN DATA WRAPPER dummy IS 'no handler';
GRANT USAGE ON FOREIGN DATA WRAPPER dummy TO fixture_writer;
CREATE SERVER elsewhere TYPE 'pg' VERSION '17' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db.example', port '5432');
CREATE SERVER "Odd Server" FOREIGN DATA WRAPPER dummy;
COMMENT ON SERVER elsewhere IS 'over there';
GRANT USAGE ON FOREIGN SERVER elsewhere TO fixture_reader;
ALTER SERVER elsewhere OWNER TO fixture_owner;
CREATE USER MAPPING FOR fixture_reader SERVER elsewhere OPTIONS (user 'bob');
CREATE USER MAPPING FOR PUBLIC SERVER "Odd Server" OPTIONS (user 'it''s');
CREATE FOREIGN TABLE shop.remote (
  id int OPTIONS (column_name 'ID') NOT NULL, name text COLLATE "C" DEFAULT 'x', CHECK (id > 0)
) SERVER elsewhere OPTIONS (schema_name 'public', table_name 'r');
COMMENT ON FOREIGN TABLE shop.remote IS 'far away';
COMMENT ON COLUMN shop.remote.name IS 'its name';
CREATE FOREIGN TABLE shop.events_remote PARTITION OF shop.by_expression FOR VALUES IN ('remote')
  SERVER elsewhere;

-- Event triggers, publications, default privileges
CREATE FUNCTION shop.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION shop.on_ddl();
CREATE EVENT TRIGGER watch_drops ON sql_drop EXECUTE FUNCTION shop.on_ddl();
ALTER EVENT TRIGGER watch_drops DISABLE;
COMMENT ON EVENT TRIGGER watch IS 'looks on';
CREATE PUBLICATION several FOR TABLE shop.customers, ONLY shop.vehicles WITH (publish = 'insert, update');
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish_via_partition_root = true);
CREATE PUBLICATION nothing;
COMMENT ON PUBLICATION several IS 'a few';
ALTER PUBLICATION several OWNER TO fixture_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE fixture_owner IN SCHEMA shop GRANT SELECT ON TABLES TO fixture_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE fixture_owner IN SCHEMA shop GRANT ALL ON SEQUENCES TO fixture_writer WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE fixture_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE fixture_owner GRANT USAGE ON TYPES TO fixture_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE fixture_owner GRANT USAGE ON SCHEMAS TO fixture_reader;

-- Transforms between a type and a language
CREATE FUNCTION shop.mood_out(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION shop.mood_in(internal) RETURNS shop.mood LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE TRANSFORM FOR shop.mood LANGUAGE plpgsql (
  FROM SQL WITH FUNCTION shop.mood_out(internal), TO SQL WITH FUNCTION shop.mood_in(internal));
COMMENT ON TRANSFORM FOR shop.mood LANGUAGE plpgsql IS 'moods';

-- Subscriptions
CREATE SUBSCRIPTION incoming CONNECTION '' PUBLICATION "Odd One", several
  WITH (connect = false, slot_name = NONE, binary = true, streaming = on, synchronous_commit = 'local');
COMMENT ON SUBSCRIPTION incoming IS 'from over there';
CREATE SUBSCRIPTION "Odd Sub" CONNECTION '' PUBLICATION p WITH (connect = false, slot_name = 'odd_slot');

-- Rights on what the schema does not make
GRANT EXECUTE ON FUNCTION extras.hstore_to_json(extras.hstore) TO fixture_reader WITH GRANT OPTION;
REVOKE EXECUTE ON FUNCTION extras.akeys(extras.hstore) FROM PUBLIC;
GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO fixture_writer;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO fixture_reader;
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(double precision) FROM PUBLIC;
GRANT SELECT (rolname) ON pg_catalog.pg_authid TO fixture_reader;
