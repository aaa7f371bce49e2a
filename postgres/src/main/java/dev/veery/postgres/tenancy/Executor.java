package dev.veery.postgres.tenancy;

import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes attempts on the server, thousands in one call. Each is a block of its own, which is rolled
 * back whatever becomes of it: a function on the server makes, judges by numbers and undoes them,
 * as a round trip for each savepoint would take longer than the attempts themselves.
 */
final class Executor {

  static final String SCHEMA = "veery_attack";

  /** What the probe raises when it gets to see a value that it should not. */
  static final String SEEN = "VRY01";

  private static final String SETUP =
      """
      CREATE SCHEMA veery_attack;
      CREATE TABLE veery_attack.attempts (
        n integer, login text, role text, before text, value text, prepare text, warm text[],
        digest text, statement text, counts boolean);
      CREATE FUNCTION veery_attack.peek(value text, own text) RETURNS boolean
      LANGUAGE plpgsql COST 0.0000001 AS $$
      BEGIN
        IF value <> own THEN
          RAISE EXCEPTION USING ERRCODE = 'VRY01', MESSAGE = 'a row of another tenant was seen';
        END IF;
        RETURN true;
      END $$;
      GRANT USAGE ON SCHEMA veery_attack TO PUBLIC;
      CREATE FUNCTION veery_attack.run(setting text)
      RETURNS TABLE (n integer, counted text, rows bigint, state text, message text,
                     changed boolean)
      LANGUAGE plpgsql AS $$
      DECLARE
        a record;
        w text;
        found_before text;
        found_after text;
      BEGIN
        FOR a IN SELECT * FROM veery_attack.attempts t ORDER BY t.n LOOP
          n := a.n; counted := NULL; rows := NULL; state := NULL; message := NULL; changed := NULL;
          BEGIN
            IF a.prepare <> '' THEN
              SET LOCAL session_replication_role = replica;
              EXECUTE a.prepare;
              SET LOCAL session_replication_role = origin;
            END IF;
            IF a.digest <> '' THEN
              EXECUTE a.digest INTO found_before;
            END IF;
            IF a.before IS NOT NULL THEN
              PERFORM set_config(setting, a.before, true);
            ELSIF a.value IS NOT NULL THEN
              PERFORM set_config(setting, a.value, true);
            END IF;
            EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', a.login);
            IF a.role <> '' THEN
              EXECUTE format('SET LOCAL ROLE %I', a.role);
            END IF;
            FOREACH w IN ARRAY a.warm LOOP
              EXECUTE w;
            END LOOP;
            IF a.before IS NOT NULL THEN
              PERFORM set_config(setting, a.value, true);
            END IF;
            IF a.counts THEN
              EXECUTE a.statement INTO counted;
            ELSE
              EXECUTE a.statement;
              GET DIAGNOSTICS rows = ROW_COUNT;
            END IF;
            SET CONSTRAINTS ALL IMMEDIATE;
            SET LOCAL SESSION AUTHORIZATION DEFAULT;
            IF a.digest <> '' THEN
              EXECUTE a.digest INTO found_after;
              changed := found_before IS DISTINCT FROM found_after;
            END IF;
            RAISE EXCEPTION USING ERRCODE = 'VRY00';
          EXCEPTION
            WHEN SQLSTATE 'VRY00' THEN NULL;
            WHEN OTHERS THEN state := SQLSTATE; message := SQLERRM;
          END;
          RETURN NEXT;
        END LOOP;
      END $$
      """;

  private final Session session;
  private final String setting;

  Executor(Session session, String setting) {
    this.session = session;
    this.setting = setting;
  }

  /**
   * What became of an attempt.
   *
   * @param counted what it counted or answered; null where it does neither or failed
   * @param rows that it touched; null where it failed
   * @param state the SQLSTATE; null where it went through
   * @param message the server's words; null where it went through
   * @param changed whether the digest is another one; null where there is none or it failed
   */
  record Result(
      Attempt attempt,
      @Nullable String counted,
      @Nullable Long rows,
      @Nullable String state,
      @Nullable String message,
      @Nullable Boolean changed) {}

  /** Makes the function in the database; once. */
  static void setUp(Session session) throws SQLException {
    session.query(SETUP, List.of());
  }

  /**
   * Makes attempts, in their order.
   *
   * @throws SQLException when they cannot be made at all; one that fails is a result
   */
  List<Result> run(List<Attempt> attempts) throws SQLException {
    var text = new StringBuilder();
    for (int i = 0; i < attempts.size(); i++) {
      Attempt attempt = attempts.get(i);
      Situation situation = attempt.situation();
      text.append(i).append('\t');
      field(text, attempt.login());
      field(text, attempt.role());
      field(text, situation.before());
      field(text, situation.value());
      field(text, attempt.prepare());
      field(text, array(attempt.warm()));
      field(text, attempt.digest());
      field(text, attempt.statement());
      text.append(isCounting(attempt) ? 't' : 'f').append('\n');
    }
    try {
      session.copyIn(
          "COPY veery_attack.attempts FROM STDIN",
          new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
    List<Result> results = new ArrayList<>();
    session.query(
        "SELECT * FROM veery_attack.run(" + Identifiers.literal(setting) + ")",
        row -> {
          long touched = row.getLong(3);
          Long rows = row.wasNull() ? null : touched;
          boolean changed = row.getBoolean(6);
          Boolean change = row.wasNull() ? null : changed;
          results.add(
              new Result(
                  attempts.get(row.getInt(1)),
                  row.getString(2),
                  rows,
                  row.getString(4),
                  row.getString(5),
                  change));
        });
    session.execute("TRUNCATE veery_attack.attempts");
    session.execute("DEALLOCATE ALL");
    return results;
  }

  private static boolean isCounting(Attempt attempt) {
    return switch (attempt.expect()) {
      case Attempt.Expect.NoMoreThan e -> true;
      case Attempt.Expect.OwnRows e -> true;
      case Attempt.Expect.NothingSeen e -> true;
      case Attempt.Expect.Unchanged e -> false;
      case Attempt.Expect.Refused e -> false;
      case Attempt.Expect.NoConflict e -> false;
      case Attempt.Expect.SameAnswer same -> same.answers();
    };
  }

  private static String array(List<String> texts) {
    return "{"
        + String.join(
            ",",
            texts.stream()
                .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .toList())
        + "}";
  }

  /** As COPY reads it. */
  private static void field(StringBuilder text, @Nullable String value) {
    if (value == null) {
      text.append("\\N");
    } else {
      text.append(
          value
              .replace("\\", "\\\\")
              .replace("\n", "\\n")
              .replace("\r", "\\r")
              .replace("\t", "\\t"));
    }
    text.append('\t');
  }
}
