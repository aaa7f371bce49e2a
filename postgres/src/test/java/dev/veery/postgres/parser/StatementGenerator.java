package dev.veery.postgres.parser;

import java.util.Random;

/**
 * Makes statements at random from a grammar of its own, which is written after the synopses of the
 * manual and not after the parser. About half of them make sense on {@link #SCHEMA}.
 */
final class StatementGenerator {

  /** The objects that the statements are about. */
  static final String[] SCHEMA = {
    "CREATE SCHEMA s",
    "CREATE TABLE t1 (a int PRIMARY KEY, b text NOT NULL, c int, d numeric(10, 2), e timestamptz)",
    "CREATE TABLE s.t2 (a int PRIMARY KEY, b text, c int REFERENCES t1 (a), d int[], e jsonb)",
    "CREATE TABLE t3 (a int, b text, c int, d text, e date) PARTITION BY RANGE (a)",
    "CREATE TABLE t4 PARTITION OF t3 FOR VALUES FROM (1) TO (10)",
    "CREATE INDEX i1 ON t1 (b)",
    "CREATE VIEW v1 AS SELECT a, b FROM t1",
    "CREATE MATERIALIZED VIEW mv1 AS SELECT a, b FROM t1",
    "CREATE SEQUENCE q1",
    "CREATE TYPE e1 AS ENUM ('x', 'y')",
    "CREATE TYPE c1 AS (a int, b text)",
    "CREATE DOMAIN d1 AS int CHECK (VALUE > 0)",
    "CREATE FUNCTION f1(a int) RETURNS int LANGUAGE sql RETURN a",
    "CREATE FUNCTION tr1() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TRIGGER tg1 BEFORE INSERT ON t1 FOR EACH ROW EXECUTE FUNCTION tr1()",
    "CREATE POLICY p1 ON t1",
  };

  private final Random random;

  StatementGenerator(long seed) {
    random = new Random(seed);
  }

  String statement() {
    String text =
        switch (random.nextInt(22)) {
          case 0, 1, 2 -> createTable();
          case 3, 4, 5, 6 ->
              "ALTER TABLE "
                  + maybe("IF EXISTS ")
                  + maybe("ONLY ")
                  + table()
                  + " "
                  + list(3, ", ", 0);
          case 7, 8 -> createIndex();
          case 9, 10 -> drop();
          case 11 -> createFunction();
          case 12 -> createTrigger();
          case 13 -> createPolicy();
          case 14 -> createView();
          case 15 -> createType();
          case 16 -> alterOther();
          case 17, 18 -> change();
          case 19 -> select(2);
          case 20 -> comment();
          default -> grant();
        };
    return spread(text);
  }

  // ---- choices

  private String any(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String maybe(String text) {
    return random.nextBoolean() ? text : "";
  }

  private String list(int most, String separator, int what) {
    StringBuilder out = new StringBuilder();
    int count = 1 + random.nextInt(most);
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : separator);
      out.append(
          switch (what) {
            case 0 -> alterAction();
            case 1 -> column();
            case 2 -> expression(2);
            case 3 -> columnDefinition(i);
            case 4 -> indexElement();
            case 5 -> column() + " = " + expression(2);
            case 6 -> parameter(i);
            default -> throw new IllegalArgumentException();
          });
    }
    return out.toString();
  }

  /** Comments and line ends where blanks are, and keywords in lower case, now and then. */
  private String spread(String text) {
    StringBuilder out = new StringBuilder();
    boolean lower = random.nextInt(4) == 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '\'' || c == '"' || c == '$';
      if (c == ' ' && !quoted && random.nextInt(20) == 0) {
        out.append(any("\n", " -- a comment; 'quoted\n", " /* a /* nested */ comment */ ", "\t "));
      } else {
        out.append(lower && !quoted ? Character.toLowerCase(c) : c);
      }
    }
    return out + any("", ";", " ;");
  }

  // ---- names

  private String table() {
    return any("t1", "public.t1", "s.t2", "s.t2", "t3", "t4", "\"t1\"", "T1", "nowhere");
  }

  private String column() {
    return any("a", "b", "c", "d", "e", "\"a\"", "B");
  }

  private String fresh() {
    return any(
        "n",
        "new_one",
        "\"New One\"",
        "s.n",
        "type",
        "value",
        "\"select\"",
        "U&\"\\006e\"",
        "n$1",
        "é");
  }

  private String freshSimple() {
    return any(
        "n",
        "new_one",
        "\"New One\"",
        "type",
        "value",
        "\"select\"",
        "level",
        "key",
        "period",
        "storage");
  }

  private String type() {
    return any(
            "int",
            "integer",
            "bigint",
            "smallint",
            "text",
            "varchar(20)",
            "character varying",
            "char(3)",
            "numeric(12, 2)",
            "decimal",
            "boolean",
            "timestamp",
            "timestamp with time zone",
            "timestamp(3) without time zone",
            "time with time zone",
            "date",
            "interval",
            "interval day to second",
            "double precision",
            "real",
            "float(20)",
            "bit(3)",
            "bit varying(5)",
            "jsonb",
            "uuid",
            "bytea",
            "e1",
            "public.d1",
            "c1",
            "serial",
            "pg_catalog.int4",
            "national character(2)")
        + any("", "", "", "", "[]", "[3][]", " ARRAY");
  }

  // ---- expressions

  private String expression(int depth) {
    if (depth == 0) {
      return any(
          "1",
          "'x'",
          "NULL",
          "a",
          "b",
          "t1.c",
          "true",
          "-1.5e3",
          "E'\\''",
          "$$q$$",
          "current_date",
          "'{}'::jsonb",
          "B'01'");
    }
    int next = depth - 1;
    return switch (random.nextInt(14)) {
      case 0 ->
          expression(next)
              + any(" + ", " - ", " * ", " || ", " = ", " <> ", " @> ", " ->> ", " -- x\n + ")
              + expression(next);
      case 1 -> "(" + expression(next) + ")";
      case 2 ->
          any("coalesce", "lower", "f1", "pg_catalog.abs", "now", "random", "\"F\"")
              + "("
              + maybe(expression(next))
              + ")";
      case 3 ->
          "CASE WHEN "
              + expression(next)
              + " THEN "
              + expression(next)
              + maybe(" ELSE " + expression(next))
              + " END";
      case 4 -> "(" + expression(next) + ")::" + type();
      case 5 -> "CAST(" + expression(next) + " AS " + type() + ")";
      case 6 ->
          expression(next)
              + any(
                  " IS NULL",
                  " IS NOT NULL",
                  " IS DISTINCT FROM 1",
                  " IS NOT TRUE",
                  " BETWEEN 1 AND 2");
      case 7 -> "NOT " + expression(next);
      case 8 -> expression(next) + any(" AND ", " OR ") + expression(next);
      case 9 ->
          expression(next)
              + any(
                  " IN (1, 2)",
                  " IN (SELECT 1)",
                  " LIKE 'x%'",
                  " = ANY (ARRAY[1, 2])",
                  " NOT IN (3)");
      case 10 -> "(SELECT " + expression(next) + maybe(" FROM t1 WHERE " + expression(next)) + ")";
      case 11 -> "EXISTS (" + select(1) + ")";
      case 12 -> "(" + expression(next) + ") COLLATE \"C\"";
      default -> expression(0);
    };
  }

  /** What may be a default: no NOT, AND, OR or IN outside parentheses. */
  private String value() {
    return switch (random.nextInt(5)) {
      case 0 -> "(" + expression(2) + ")";
      case 1 ->
          any(
              "now()",
              "random()",
              "nextval('q1')",
              "1 + 2",
              "'a' || 'b'",
              "CASE WHEN true THEN 1 END",
              "1 IS NOT DISTINCT FROM 2",
              "NULL",
              "'x'::text");
      default -> any("0", "'x'", "1", "true", "current_timestamp", "-5", "'2026-01-01'");
    };
  }

  // ---- tables

  private String createTable() {
    String head =
        "CREATE "
            + any("", "", "TEMP ", "UNLOGGED ", "LOCAL TEMPORARY ")
            + "TABLE "
            + maybe("IF NOT EXISTS ");
    return switch (random.nextInt(6)) {
      case 0 ->
          head
              + fresh()
              + " PARTITION OF t3 "
              + maybe("(b WITH OPTIONS NOT NULL, CHECK (a > 0)) ")
              + any(
                  "DEFAULT",
                  "FOR VALUES FROM (" + any("10", "MINVALUE") + ") TO (20)",
                  "FOR VALUES IN (1, NULL)",
                  "FOR VALUES WITH (MODULUS 4, REMAINDER 1)");
      case 1 ->
          head
              + fresh()
              + maybe(" (x, y)")
              + maybe(" WITH (fillfactor = 50)")
              + " AS "
              + select(2)
              + any("", " WITH DATA", " WITH NO DATA");
      default ->
          head
              + fresh()
              + " ("
              + list(4, ", ", 3)
              + maybe(", " + tableConstraint())
              + maybe(
                  ", LIKE t1" + any("", " INCLUDING ALL", " INCLUDING DEFAULTS EXCLUDING INDEXES"))
              + ")"
              + any(
                  "",
                  "",
                  "",
                  " INHERITS (t1)",
                  " PARTITION BY LIST (x0)",
                  " PARTITION BY HASH (x0, (x0 || 'y') text_ops)")
              + any("", "", " USING heap")
              + any("", "", " WITH (fillfactor = 70, toast.autovacuum_enabled)", " WITHOUT OIDS")
              + any("", "", " ON COMMIT DROP", " ON COMMIT PRESERVE ROWS")
              + any("", "", " TABLESPACE pg_default");
    };
  }

  private String columnDefinition(int i) {
    StringBuilder out =
        new StringBuilder(
            "x" + i + " " + type() + any("", "", " STORAGE plain", " COMPRESSION pglz"));
    for (int n = random.nextInt(3); n > 0; n--) {
      out.append(' ').append(columnConstraint());
    }
    return out.toString();
  }

  private String columnConstraint() {
    return maybe("CONSTRAINT " + freshSimple() + " ")
        + switch (random.nextInt(9)) {
          case 0 -> any("NOT NULL", "NOT NULL", "NULL", "NOT NULL NO INHERIT");
          case 1 -> "DEFAULT " + value();
          case 2 -> "CHECK (" + expression(2) + ")" + any("", "", " NO INHERIT", " NOT ENFORCED");
          case 3 ->
              "UNIQUE" + any("", " NULLS NOT DISTINCT", " WITH (fillfactor = 50)") + attributes();
          case 4 -> "PRIMARY KEY" + attributes();
          case 5 -> references() + attributes();
          case 6 ->
              "GENERATED "
                  + any("ALWAYS", "BY DEFAULT")
                  + " AS IDENTITY"
                  + maybe(" (START WITH 5 INCREMENT BY 2)");
          case 7 -> "GENERATED ALWAYS AS (" + expression(1) + ")" + any(" STORED", " VIRTUAL", "");
          default -> "COLLATE \"C\"";
        };
  }

  private String attributes() {
    return any(
        "",
        "",
        " DEFERRABLE",
        " NOT DEFERRABLE",
        " DEFERRABLE INITIALLY DEFERRED",
        " INITIALLY IMMEDIATE");
  }

  private String references() {
    return "REFERENCES "
        + any("t1", "public.t1 (a)", "s.t2 (a)")
        + any("", "", " MATCH FULL", " MATCH SIMPLE")
        + any(
            "",
            " ON DELETE CASCADE",
            " ON DELETE SET NULL",
            " ON DELETE NO ACTION ON UPDATE RESTRICT",
            " ON UPDATE SET DEFAULT");
  }

  private String tableConstraint() {
    return maybe("CONSTRAINT " + freshSimple() + " ")
        + switch (random.nextInt(7)) {
          case 0 ->
              "CHECK ("
                  + expression(2)
                  + ")"
                  + any("", " NOT VALID", " NO INHERIT NOT VALID", " NOT ENFORCED");
          case 1 ->
              "UNIQUE "
                  + maybe("NULLS NOT DISTINCT ")
                  + "("
                  + list(2, ", ", 1)
                  + ")"
                  + maybe(" INCLUDE (e)")
                  + attributes();
          case 2 ->
              "PRIMARY KEY ("
                  + list(2, ", ", 1)
                  + ")"
                  + maybe(" WITH (fillfactor = 90)")
                  + any("", " USING INDEX TABLESPACE pg_default");
          case 3 ->
              "FOREIGN KEY ("
                  + column()
                  + ") "
                  + references()
                  + any("", " NOT VALID", " NOT ENFORCED")
                  + attributes();
          case 4 ->
              "EXCLUDE "
                  + maybe("USING btree ")
                  + "("
                  + column()
                  + " WITH =, ("
                  + expression(1)
                  + ") WITH OPERATOR(pg_catalog.=))"
                  + maybe(" WHERE (" + expression(1) + ")");
          case 5 -> "NOT NULL " + column() + any("", " NOT VALID", " NO INHERIT");
          default ->
              any("UNIQUE", "PRIMARY KEY") + " USING INDEX " + any("i1", "\"I\"") + attributes();
        };
  }

  private String alterAction() {
    String column = any("", "COLUMN ") + column();
    return switch (random.nextInt(30)) {
      case 0, 1, 2 ->
          "ADD " + maybe("COLUMN ") + maybe("IF NOT EXISTS ") + columnDefinition(random.nextInt(9));
      case 3 ->
          "DROP "
              + maybe("COLUMN ")
              + maybe("IF EXISTS ")
              + column()
              + any("", " CASCADE", " RESTRICT");
      case 4, 5 ->
          "ALTER "
              + column
              + maybe(" SET DATA")
              + " TYPE "
              + type()
              + maybe(" COLLATE \"C\"")
              + maybe(" USING " + expression(2));
      case 6 -> "ALTER " + column + " SET DEFAULT " + expression(2);
      case 7 -> "ALTER " + column + " DROP DEFAULT";
      case 8 -> "ALTER " + column + any(" SET", " DROP") + " NOT NULL";
      case 9 -> "ALTER " + column + " SET EXPRESSION AS (" + expression(1) + ")";
      case 10 ->
          "ALTER " + column + any(" DROP EXPRESSION", " DROP IDENTITY") + maybe(" IF EXISTS");
      case 11 ->
          "ALTER "
              + column
              + " ADD GENERATED "
              + any("ALWAYS", "BY DEFAULT")
              + " AS IDENTITY"
              + maybe(" (MINVALUE 3)");
      case 12 ->
          "ALTER "
              + column
              + any(
                  " SET GENERATED ALWAYS",
                  " SET INCREMENT BY 3 SET CYCLE",
                  " RESTART",
                  " RESTART WITH 7 SET NO MINVALUE");
      case 13 ->
          "ALTER "
              + column
              + any(" SET STATISTICS 100", " SET STATISTICS -1", " SET STATISTICS DEFAULT");
      case 14 ->
          "ALTER "
              + column
              + any(" SET (n_distinct = -0.5)", " RESET (n_distinct, n_distinct_inherited)");
      case 15 ->
          "ALTER "
              + column
              + any(
                  " SET STORAGE external",
                  " SET STORAGE DEFAULT",
                  " SET COMPRESSION pglz",
                  " SET COMPRESSION default");
      case 16, 17, 18 -> "ADD " + tableConstraint();
      case 19 ->
          any(
              "VALIDATE CONSTRAINT t2_c_fkey",
              "DROP CONSTRAINT " + maybe("IF EXISTS ") + "t2_c_fkey" + maybe(" CASCADE"));
      case 20 ->
          "ALTER CONSTRAINT t2_c_fkey "
              + any(
                  "DEFERRABLE",
                  "NOT DEFERRABLE INITIALLY IMMEDIATE",
                  "NOT ENFORCED",
                  "DEFERRABLE INITIALLY DEFERRED");
      case 21 ->
          any("ENABLE", "DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA")
              + any(" TRIGGER tg1", " RULE r1");
      case 22 -> any("ENABLE", "DISABLE", "FORCE", "NO FORCE") + " ROW LEVEL SECURITY";
      case 23 ->
          any(
              "CLUSTER ON i1",
              "SET WITHOUT CLUSTER",
              "SET WITHOUT OIDS",
              "SET LOGGED",
              "SET UNLOGGED",
              "SET ACCESS METHOD heap",
              "SET TABLESPACE pg_default");
      case 24 ->
          any(
              "SET (fillfactor = 70)",
              "RESET (fillfactor)",
              "SET (toast.vacuum_truncate = off, parallel_workers = 3)");
      case 25 ->
          any(
              "OWNER TO CURRENT_USER",
              "OWNER TO SESSION_USER",
              "REPLICA IDENTITY FULL",
              "REPLICA IDENTITY USING INDEX t1_pkey",
              "REPLICA IDENTITY NOTHING");
      case 26 -> any("INHERIT t1", "NO INHERIT s.t2", "OF c1", "NOT OF");
      case 27 ->
          any(
              "RENAME TO " + freshSimple(),
              "RENAME " + column() + " TO " + freshSimple(),
              "RENAME CONSTRAINT t1_pkey TO " + freshSimple());
      case 28 -> any("SET SCHEMA s", "SET SCHEMA public");
      default ->
          any(
              "ATTACH PARTITION t1 FOR VALUES FROM (100) TO (200)",
              "ATTACH PARTITION s.t2 DEFAULT",
              "DETACH PARTITION t4",
              "DETACH PARTITION t4 CONCURRENTLY",
              "DETACH PARTITION t4 FINALIZE");
    };
  }

  private String createIndex() {
    String name =
        random.nextInt(6) == 0 ? " " : " " + maybe("IF NOT EXISTS ") + freshSimple() + " ";
    return "CREATE "
        + maybe("UNIQUE ")
        + "INDEX"
        + any("", "", "", " CONCURRENTLY")
        + name
        + "ON "
        + maybe("ONLY ")
        + table()
        + any("", "", " USING btree", " USING gin", " USING hash")
        + " ("
        + list(3, ", ", 4)
        + ")"
        + any("", "", " INCLUDE (c, d)")
        + any("", "", " NULLS NOT DISTINCT", " NULLS DISTINCT")
        + any("", "", " WITH (fillfactor = 50)")
        + any("", "", " TABLESPACE pg_default")
        + any("", " WHERE " + expression(2));
  }

  private String indexElement() {
    return any(
            column(),
            "lower(b)",
            "(" + expression(1) + ")",
            "coalesce(b, 'x')",
            "pg_catalog.abs(a)")
        + any("", "", " COLLATE \"C\"")
        + any("", "", "", " text_ops", " pg_catalog.int4_ops")
        + any("", " ASC", " DESC")
        + any("", " NULLS FIRST", " NULLS LAST");
  }

  // ---- the rest

  private String drop() {
    String exists = maybe("IF EXISTS ");
    String end = any("", " CASCADE", " RESTRICT");
    return switch (random.nextInt(9)) {
      case 0 -> "DROP TABLE " + exists + table() + maybe(", t4") + end;
      case 1 ->
          "DROP INDEX "
              + any("", "", "CONCURRENTLY ")
              + exists
              + any("i1", "public.i1", "\"i1\"")
              + end;
      case 2 -> "DROP " + any("VIEW v1", "MATERIALIZED VIEW mv1", "SEQUENCE q1", "SCHEMA s") + end;
      case 3 -> "DROP TYPE " + exists + any("e1", "public.e1, c1") + end;
      case 4 ->
          "DROP FUNCTION "
              + exists
              + any("f1", "f1(int)", "public.f1(a integer)", "f1(IN a int)")
              + end;
      case 5 -> "DROP TRIGGER " + exists + "tg1 ON " + any("t1", "public.t1") + end;
      case 6 -> "DROP POLICY " + exists + "p1 ON t1" + end;
      case 7 -> "DROP DOMAIN " + exists + "d1" + end;
      default ->
          "DROP "
              + any("VIEW", "SEQUENCE", "EXTENSION", "ROUTINE", "AGGREGATE", "COLLATION")
              + " IF EXISTS nowhere"
              + end;
    };
  }

  private String parameter(int i) {
    return any("", "", "IN ", "OUT ", "INOUT ")
        + any("", "p" + i + " ")
        + type()
        + any("", "", " DEFAULT " + value(), " = 1");
  }

  private String createFunction() {
    StringBuilder out =
        new StringBuilder(
            "CREATE "
                + maybe("OR REPLACE ")
                + any("FUNCTION ", "FUNCTION ", "PROCEDURE ")
                + fresh()
                + "("
                + maybe(list(3, ", ", 6))
                + ")");
    out.append(
        any(
            "",
            " RETURNS " + type(),
            " RETURNS SETOF text",
            " RETURNS TABLE (x int, y text)",
            " RETURNS void"));
    for (int n = random.nextInt(4); n > 0; n--) {
      out.append(
          any(
              " IMMUTABLE",
              " STABLE",
              " VOLATILE",
              " STRICT",
              " CALLED ON NULL INPUT",
              " RETURNS NULL ON NULL INPUT",
              " SECURITY DEFINER",
              " EXTERNAL SECURITY INVOKER",
              " LEAKPROOF",
              " NOT LEAKPROOF",
              " PARALLEL SAFE",
              " COST 10",
              " ROWS 5",
              " SET search_path = s, public",
              " SET work_mem TO '1MB'",
              " SET x.y FROM CURRENT",
              " WINDOW"));
    }
    return out
        + any(
            " LANGUAGE sql AS 'SELECT 1'",
            " AS $$ BEGIN; END $$ LANGUAGE plpgsql",
            " RETURN " + expression(2),
            " LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END");
  }

  private String createTrigger() {
    return "CREATE "
        + maybe("OR REPLACE ")
        + any("", "", "CONSTRAINT ")
        + "TRIGGER "
        + freshSimple()
        + any(" BEFORE ", " AFTER ", " AFTER ", " INSTEAD OF ")
        + any("INSERT", "UPDATE", "UPDATE OF a, b", "DELETE", "TRUNCATE")
        + any("", "", " OR DELETE", " OR INSERT OR UPDATE OF c")
        + " ON "
        + any("t1", "s.t2", "v1", "t3")
        + any("", "", "", " FROM t1")
        + any("", "", " DEFERRABLE INITIALLY DEFERRED", " NOT DEFERRABLE")
        + any("", "", "", " REFERENCING NEW TABLE AS n OLD TABLE o")
        + any("", " FOR EACH ROW", " FOR ROW", " FOR EACH STATEMENT")
        + any("", "", " WHEN (NEW.a > 0)", " WHEN (pg_trigger_depth() = 0)")
        + " EXECUTE "
        + any("FUNCTION", "PROCEDURE")
        + " tr1("
        + any("", "'x'", "1, a")
        + ")";
  }

  private String createPolicy() {
    if (random.nextInt(3) == 0) {
      return "ALTER POLICY p1 ON t1"
          + any(
              " RENAME TO " + freshSimple(),
              " TO PUBLIC",
              " USING (" + expression(1) + ")",
              " WITH CHECK (true)",
              " TO CURRENT_USER USING (true) WITH CHECK (" + expression(1) + ")");
    }
    return "CREATE POLICY "
        + freshSimple()
        + " ON "
        + any("t1", "s.t2")
        + any("", " AS PERMISSIVE", " AS RESTRICTIVE")
        + any("", " FOR ALL", " FOR SELECT", " FOR INSERT", " FOR UPDATE", " FOR DELETE")
        + any("", " TO PUBLIC", " TO CURRENT_USER, SESSION_USER")
        + any("", " USING (" + expression(2) + ")")
        + any("", " WITH CHECK (" + expression(2) + ")");
  }

  private String createView() {
    return switch (random.nextInt(4)) {
      case 0 ->
          "CREATE MATERIALIZED VIEW "
              + maybe("IF NOT EXISTS ")
              + fresh()
              + maybe(" (x)")
              + maybe(" USING heap")
              + maybe(" WITH (fillfactor = 70)")
              + " AS "
              + select(2)
              + any("", " WITH DATA", " WITH NO DATA");
      case 1 ->
          "REFRESH MATERIALIZED VIEW "
              + any("", "CONCURRENTLY ")
              + "mv1"
              + any("", " WITH DATA", " WITH NO DATA");
      case 2 ->
          "ALTER VIEW "
              + maybe("IF EXISTS ")
              + any("v1", "public.v1")
              + any(
                  " RENAME TO n",
                  " RENAME COLUMN a TO n",
                  " RENAME b TO n",
                  " SET SCHEMA s",
                  " OWNER TO CURRENT_USER",
                  " SET (security_invoker)",
                  " RESET (security_barrier)",
                  " ALTER a SET DEFAULT 1",
                  " ALTER COLUMN a DROP DEFAULT");
      default ->
          "CREATE "
              + maybe("OR REPLACE ")
              + any("", "", "TEMP ", "RECURSIVE ")
              + "VIEW "
              + fresh()
              + maybe(" (x)")
              + maybe(" WITH (security_barrier = true)")
              + " AS "
              + select(2)
              + any("", "", " WITH CHECK OPTION", " WITH LOCAL CHECK OPTION");
    };
  }

  private String createType() {
    return switch (random.nextInt(5)) {
      case 0 ->
          "CREATE TYPE "
              + fresh()
              + any(
                  " AS ENUM ()",
                  " AS ENUM ('a', 'it''s')",
                  " AS (x int, y text COLLATE \"C\")",
                  " AS ()",
                  " AS RANGE (subtype = float8)",
                  "");
      case 1 ->
          "CREATE DOMAIN "
              + fresh()
              + maybe(" AS")
              + " "
              + any("int", "text", "numeric(3, 1)", "text[]")
              + any("", " COLLATE \"C\"")
              + any("", " DEFAULT " + value())
              + any(
                  "",
                  " NOT NULL",
                  " CONSTRAINT n CHECK (VALUE IS NOT NULL)",
                  " NULL CHECK (" + any("VALUE > 1", "true") + ")");
      case 2 ->
          "ALTER TYPE e1"
              + any(
                  " ADD VALUE 'z'",
                  " ADD VALUE IF NOT EXISTS 'x'",
                  " ADD VALUE 'z' BEFORE 'x'",
                  " ADD VALUE 'z' AFTER 'y'",
                  " RENAME VALUE 'x' TO 'z'",
                  " RENAME TO n",
                  " SET SCHEMA s",
                  " OWNER TO CURRENT_USER");
      case 3 ->
          "ALTER TYPE c1"
              + any(
                  " ADD ATTRIBUTE x int",
                  " DROP ATTRIBUTE IF EXISTS b CASCADE",
                  " ALTER ATTRIBUTE a TYPE bigint",
                  " ADD ATTRIBUTE x text COLLATE \"C\", DROP ATTRIBUTE a",
                  " RENAME ATTRIBUTE a TO n CASCADE");
      default ->
          "ALTER DOMAIN d1"
              + any(
                  " SET DEFAULT 5",
                  " DROP DEFAULT",
                  " SET NOT NULL",
                  " DROP NOT NULL",
                  " ADD CONSTRAINT n CHECK (VALUE < 9)",
                  " ADD CHECK (VALUE < 9) NOT VALID",
                  " ADD NOT NULL",
                  " DROP CONSTRAINT d1_check",
                  " RENAME CONSTRAINT d1_check TO n",
                  " VALIDATE CONSTRAINT d1_check",
                  " RENAME TO n",
                  " SET SCHEMA s");
    };
  }

  private String alterOther() {
    return switch (random.nextInt(7)) {
      case 0 ->
          "ALTER INDEX "
              + maybe("IF EXISTS ")
              + any("i1", "public.i1")
              + any(
                  " RENAME TO n",
                  " SET (fillfactor = 80)",
                  " RESET (fillfactor)",
                  " SET TABLESPACE pg_default",
                  " ALTER COLUMN 1 SET STATISTICS 5",
                  " DEPENDS ON EXTENSION plpgsql");
      case 1 ->
          "ALTER SEQUENCE "
              + maybe("IF EXISTS ")
              + any("q1", "public.q1")
              + any(
                  " INCREMENT BY 5",
                  " RESTART",
                  " OWNED BY t1.a",
                  " OWNED BY NONE NO CYCLE",
                  " AS smallint MAXVALUE 9",
                  " RENAME TO n",
                  " SET SCHEMA s",
                  " SET UNLOGGED",
                  " OWNER TO CURRENT_USER");
      case 2 ->
          "ALTER FUNCTION f1"
              + any("", "(int)", "(a integer)")
              + any(
                  " STABLE STRICT",
                  " RENAME TO n",
                  " SET SCHEMA s",
                  " OWNER TO CURRENT_USER",
                  " SET work_mem = '1MB'",
                  " RESET ALL",
                  " PARALLEL SAFE COST 5",
                  " DEPENDS ON EXTENSION plpgsql");
      case 3 -> "ALTER SCHEMA s" + any(" RENAME TO n", " OWNER TO CURRENT_USER");
      case 4 -> "ALTER TRIGGER tg1 ON t1 RENAME TO n";
      case 5 ->
          "ALTER MATERIALIZED VIEW mv1"
              + any(
                  " RENAME TO n",
                  " RENAME a TO n",
                  " SET (fillfactor = 70)",
                  " SET SCHEMA s",
                  " CLUSTER ON i1",
                  " SET WITHOUT CLUSTER",
                  " ALTER a SET STATISTICS 5");
      default ->
          any(
              "CREATE SCHEMA n",
              "CREATE SCHEMA IF NOT EXISTS s",
              "CREATE SCHEMA n AUTHORIZATION CURRENT_USER",
              "CREATE SEQUENCE n AS int START 5",
              "CREATE STATISTICS n ON a, b FROM t1",
              "CREATE STATISTICS n (ndistinct) ON a, (b || 'x') FROM t1",
              "CREATE AGGREGATE n(int) (sfunc = int4pl, stype = int)",
              "CREATE RULE n AS ON DELETE TO t1 DO INSTEAD NOTHING",
              "CREATE OR REPLACE RULE n AS ON INSERT TO s.t2 WHERE new.a > 1 DO ALSO (DELETE FROM t1; DELETE FROM t4)",
              "CREATE PUBLICATION n FOR TABLE t1 (a), t4 WHERE (a > 1)");
    };
  }

  private String with() {
    return random.nextInt(3) == 0
        ? "WITH w AS (" + select(1) + "), w2 (x) AS NOT MATERIALIZED (" + select(1) + ") "
        : "";
  }

  private String change() {
    String returning = any("", "", " RETURNING *", " RETURNING a AS returning, b");
    return with()
        + switch (random.nextInt(6)) {
          case 0, 1 ->
              "INSERT INTO "
                  + table()
                  + any("", " AS x")
                  + any("", " (a, b)")
                  + any("", "", " OVERRIDING USER VALUE")
                  + any(
                      " VALUES (1, 'x'), (2, DEFAULT)",
                      " DEFAULT VALUES",
                      " SELECT 1, 'x'",
                      " (SELECT 1, 'x')",
                      " TABLE t1")
                  + any(
                      "",
                      "",
                      " ON CONFLICT DO NOTHING",
                      " ON CONFLICT (a) DO UPDATE SET b = excluded.b WHERE " + expression(1),
                      " ON CONFLICT ON CONSTRAINT t1_pkey DO NOTHING")
                  + returning;
          case 2, 3 ->
              "UPDATE "
                  + maybe("ONLY ")
                  + table()
                  + any("", " x", " AS x")
                  + " SET "
                  + list(2, ", ", 5)
                  + maybe(" FROM t4, (SELECT 1) y")
                  + maybe(" WHERE " + expression(2))
                  + returning;
          case 4 ->
              "DELETE FROM "
                  + maybe("ONLY ")
                  + table()
                  + any("", " AS x")
                  + maybe(" USING t4 y JOIN t3 USING (a)")
                  + maybe(" WHERE " + expression(2))
                  + returning;
          default ->
              "MERGE INTO t1"
                  + any("", " AS m")
                  + " USING "
                  + any("t4 AS src", "(SELECT 1 AS a) src")
                  + " ON (src.a = 1) WHEN MATCHED"
                  + maybe(" AND src.a > 1")
                  + " THEN "
                  + any("DELETE", "DO NOTHING", "UPDATE SET b = 'x'")
                  + maybe(" WHEN NOT MATCHED THEN INSERT (a, b) VALUES (1, 'x')")
                  + returning;
        };
  }

  private String select(int depth) {
    return "SELECT "
        + any("", "DISTINCT ")
        + list(2, ", ", 2)
        + any("", " AS x0", " \"X\"")
        + maybe(
            " FROM "
                + table()
                + any(
                    "",
                    " x",
                    " AS x",
                    " JOIN t4 USING (a)",
                    ", LATERAL (SELECT 1) y",
                    " TABLESAMPLE system (5)"))
        + maybe(" WHERE " + expression(depth))
        + any(
            "",
            "",
            " GROUP BY 1 HAVING true",
            " ORDER BY 1 DESC NULLS LAST",
            " UNION ALL SELECT 1",
            " LIMIT 5 OFFSET 1",
            " FETCH FIRST 2 ROWS ONLY");
  }

  private String comment() {
    return "COMMENT ON "
        + any(
            "TABLE t1",
            "COLUMN t1.a",
            "COLUMN s.t2.b",
            "INDEX i1",
            "VIEW v1",
            "MATERIALIZED VIEW mv1",
            "SEQUENCE q1",
            "TYPE e1",
            "DOMAIN d1",
            "FUNCTION f1(int)",
            "FUNCTION f1",
            "TRIGGER tg1 ON t1",
            "POLICY p1 ON t1",
            "CONSTRAINT t1_pkey ON t1",
            "CONSTRAINT d1_check ON DOMAIN d1",
            "SCHEMA s")
        + " IS "
        + any("NULL", "'it''s'", "E'a\\'b'", "$$x$$");
  }

  private String grant() {
    boolean grant = random.nextBoolean();
    String what =
        any(
            "SELECT",
            "ALL",
            "ALL PRIVILEGES",
            "INSERT (a, b), UPDATE",
            "SELECT, DELETE, TRUNCATE",
            "USAGE",
            "EXECUTE");
    String on =
        any(
            "t1",
            "TABLE t1, s.t2",
            "SEQUENCE q1",
            "FUNCTION f1(int)",
            "SCHEMA s",
            "ALL TABLES IN SCHEMA s, public",
            "TYPE e1",
            "DOMAIN d1",
            "ROUTINE f1",
            "ALL FUNCTIONS IN SCHEMA s");
    if (random.nextInt(5) == 0) {
      return "ALTER DEFAULT PRIVILEGES "
          + maybe("FOR ROLE CURRENT_USER ")
          + maybe("IN SCHEMA s ")
          + (grant ? "GRANT " : "REVOKE ")
          + what
          + " ON "
          + any("TABLES", "SEQUENCES", "FUNCTIONS", "TYPES")
          + (grant ? " TO PUBLIC" : " FROM PUBLIC");
    }
    return grant
        ? "GRANT "
            + what
            + " ON "
            + on
            + " TO "
            + any("PUBLIC", "CURRENT_USER", "GROUP PUBLIC")
            + any("", "", " WITH GRANT OPTION")
        : "REVOKE "
            + any("", "", "GRANT OPTION FOR ")
            + what
            + " ON "
            + on
            + " FROM "
            + any("PUBLIC", "CURRENT_USER, PUBLIC")
            + any("", " CASCADE", " GRANTED BY CURRENT_USER");
  }
}
