package dev.veery.postgres.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes, renames and drops tenants that are schemas, each in one transaction with the journal. */
public final class TenantCare {

  private final Session session;
  private final String schema;
  private @Nullable TenantTemplate template;

  /**
   * @param schema the journal's, quoted
   */
  public TenantCare(Session session, String schema) {
    this.session = session;
    this.schema = schema;
  }

  /**
   * A tenant as the journal has it.
   *
   * @param state what it has
   * @param work how the newest run stands with it
   */
  public record Row(String name, String place, long state, boolean template, String work) {}

  /** Every tenant that Veery knows, in the order of their names. */
  public List<Row> rows() throws SQLException {
    List<Row> rows = new ArrayList<>();
    session.query(
        "SELECT name, place, state_id, template, work FROM " + schema + ".tenant ORDER BY name",
        row ->
            rows.add(
                new Row(
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getBoolean(4),
                    row.getString(5))));
    return rows;
  }

  /** Makes the template's schema where there is none, and its row. */
  public void meetTemplate(String place) throws SQLException {
    transaction(() -> {
      if (session.value(
              "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = " + Sql.literal(place))
          == null) {
        session.execute("CREATE SCHEMA " + Identifiers.quote(place));
      }
      session.execute(
          "INSERT INTO "
              + schema
              + ".tenant AS t (name, place, place_oid, state_id, template) SELECT nspname, nspname, oid, "
              + FleetOverview.EMPTY_STATE
              + ", true FROM pg_catalog.pg_namespace WHERE nspname = "
              + Sql.literal(place)
              + " ON CONFLICT (name) DO UPDATE SET template = true, state_id = CASE WHEN t.place_oid ="
              + " excluded.place_oid THEN t.state_id ELSE excluded.state_id END, place_oid ="
              + " excluded.place_oid");
    });
  }

  /**
   * Makes a tenant after the template, with the template's history.
   *
   * @throws VeeryException when it is there already, or comes out different
   */
  public void create(String name, String place, String templatePlace) throws SQLException {
    TenantTemplate model = template;
    if (model == null || !model.schema().equals(templatePlace)) {
      model = TenantTemplate.read(session, templatePlace);
      template = model;
    }
    TenantTemplate made = model;
    StringBuilder script = new StringBuilder("SET LOCAL check_function_bodies = off");
    model.statements(place).forEach(statement -> script.append(";\n").append(statement));
    try {
      transaction(() -> {
        session.query(script.toString(), List.of());
        String[] answers = new String[2];
        session.query(
            record(name, place, made) + "; " + Fingerprints.of(place),
            List.of(
                row -> answers[0] = row.getString(1),
                row -> {},
                row -> answers[1] = row.getString(1)));
        if (answers[0] == null) {
          throw new VeeryException(
              new Problem(
                  ErrorCode.TENANT_TEMPLATE_UNUSABLE,
                  "the template "
                      + templatePlace
                      + " has changed while tenant "
                      + name
                      + " was made after it",
                  "run the same command again"));
        }
        if (!made.fingerprint().equals(answers[1])) {
          throw different(name, place, templatePlace);
        }
      });
    } catch (SQLException e) {
      if ("42P06".equals(e.getSQLState())) {
        throw there(name, place);
      }
      throw e;
    }
  }

  /**
   * The statement that records a new tenant, and answers with a row. The template's row is locked,
   * so that nobody migrates it before this is committed.
   */
  private String record(String name, String place, TenantTemplate model) {
    return """
    WITH m AS (SELECT * FROM {schema}.tenant WHERE place = %s AND template AND open_script IS NULL
        AND work <> 'running' FOR SHARE)
    INSERT INTO {schema}.tenant AS t (name, place, place_oid, state_id, fingerprint, fingerprint_state)
    SELECT %s, n.nspname, n.oid, m.state_id, %s, m.state_id FROM m, pg_catalog.pg_namespace n WHERE n.nspname = %s
    ON CONFLICT (name) DO UPDATE SET place = excluded.place, place_oid = excluded.place_oid,
      state_id = excluded.state_id, work = 'none', run_id = NULL, open_script = NULL, open_state = NULL,
      fingerprint = excluded.fingerprint, fingerprint_state = excluded.fingerprint_state
    RETURNING 1
    """
        .formatted(
            Sql.literal(model.schema()),
            Sql.literal(name),
            Sql.literal(model.fingerprint()),
            Sql.literal(place))
        .replace("{schema}", schema);
  }

  /** Says in what, for a tenant whose fingerprint is not that of the template. */
  private VeeryException different(String name, String place, String templatePlace)
      throws SQLException {
    Fingerprints fingerprints = new Fingerprints(session);
    Map<String, String> wanted = fingerprints.objects(templatePlace);
    Map<String, String> made = fingerprints.objects(place);
    List<String> differing = new ArrayList<>();
    wanted.forEach((object, definition) -> {
      if (!definition.equals(made.get(object))) {
        differing.add(object);
      }
    });
    made.keySet().stream().filter(o -> !wanted.containsKey(o)).forEach(differing::add);
    return new VeeryException(
        new Problem(
            ErrorCode.TENANT_TEMPLATE_UNUSABLE,
            differing.isEmpty()
                ? "the template "
                    + templatePlace
                    + " was changed while tenant "
                    + name
                    + " was made after it"
                : "tenant "
                    + name
                    + " would differ from the template in "
                    + String.join(", ", differing),
            differing.isEmpty()
                ? "run the same command again"
                : "make it by replaying: CREATE SCHEMA, then veery fleet up --tenant " + name));
  }

  private void refuseIfThere(String name, String place) throws SQLException {
    if (session.value("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = " + Sql.literal(place))
        != null) {
      throw there(name, place);
    }
  }

  private static VeeryException there(String name, String place) {
    return new VeeryException(
        new Problem(
            ErrorCode.TENANT_EXISTS,
            "schema " + place + " of tenant " + name + " is there already",
            "veery fleet up --tenant " + name + " migrates it"));
  }

  /**
   * Gives a tenant another name.
   *
   * @throws VeeryException when it is unknown or under way, the other is there, or something in it
   *     has the old name in its text
   */
  public void rename(String from, String fromPlace, String to, String toPlace) throws SQLException {
    transaction(() -> {
      hold(from);
      refuseIfThere(to, toPlace);
      Map<String, String> before = new Fingerprints(session).objects(fromPlace);
      session.execute(
          "ALTER SCHEMA "
              + Identifiers.quote(fromPlace)
              + " RENAME TO "
              + Identifiers.quote(toPlace));
      recordName(from, to, toPlace);
      Map<String, String> after = new Fingerprints(session).objects(toPlace);
      for (Map.Entry<String, String> object : before.entrySet()) {
        if (!object.getValue().equals(after.get(object.getKey()))) {
          throw new VeeryException(
              new Problem(
                  ErrorCode.TENANT_NAMES_FIXED,
                  object.getKey()
                      + " of tenant "
                      + from
                      + " has the name "
                      + fromPlace
                      + " in its text",
                  "write it without the schema, with search_path set on the function"));
        }
      }
    });
  }

  /** What is done in another session while nobody can take the tenant. */
  @FunctionalInterface
  public interface Elsewhere {
    void run() throws SQLException;
  }

  /**
   * Gives a tenant that is a database another name.
   *
   * @param work renames the database; it may be done twice
   * @throws VeeryException when it is unknown or under way, or another has the name
   */
  public void rename(String from, String to, String toPlace, Elsewhere work) throws SQLException {
    transaction(() -> {
      hold(from);
      if (!from.equals(to)
          && session.value("SELECT 1 FROM " + schema + ".tenant WHERE name = " + Sql.literal(to))
              != null) {
        throw new VeeryException(
            new Problem(
                ErrorCode.TENANT_EXISTS,
                "Veery knows a tenant " + to + " already",
                "see veery tenant list; veery tenant drop " + to + " forgets one that is gone"));
      }
      work.run();
      recordName(from, to, toPlace);
    });
  }

  private void recordName(String from, String to, String toPlace) throws SQLException {
    session.execute(
        "UPDATE "
            + schema
            + ".tenant SET name = "
            + Sql.literal(to)
            + ", place = "
            + Sql.literal(toPlace)
            + " WHERE name = "
            + Sql.literal(from));
    for (String table : List.of("tenant_step", "tenant_run")) {
      session.execute(
          "UPDATE "
              + schema
              + "."
              + table
              + " SET tenant = "
              + Sql.literal(to)
              + " WHERE tenant = "
              + Sql.literal(from));
    }
  }

  /**
   * Drops a tenant that is a database.
   *
   * @param work drops the database; it may be done twice
   * @throws VeeryException when it is unknown or under way
   */
  public void drop(String name, Elsewhere work) throws SQLException {
    transaction(() -> {
      hold(name);
      work.run();
      forget(name);
    });
  }

  /**
   * Drops a tenant with everything in it.
   *
   * @return whether its schema was there
   */
  public boolean drop(String name, String place) throws SQLException {
    boolean[] there = new boolean[1];
    transaction(() -> {
      hold(name);
      there[0] =
          session.value(
                  "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = " + Sql.literal(place))
              != null;
      session.execute("DROP SCHEMA IF EXISTS " + Identifiers.quote(place) + " CASCADE");
      forget(name);
    });
    return there[0];
  }

  /** Takes it out of the journal, but for what runs have made of it. */
  void forget(String name) throws SQLException {
    session.execute("DELETE FROM " + schema + ".tenant_step WHERE tenant = " + Sql.literal(name));
    session.execute("DELETE FROM " + schema + ".tenant WHERE name = " + Sql.literal(name));
  }

  /**
   * @throws VeeryException when it is unknown or somebody is at work on it
   */
  void refuseUnlessFree(String name) throws SQLException {
    transaction(() -> hold(name));
  }

  /** Nobody may be at work on it: a claim is a lock on its row by whoever commits. */
  void hold(String name) throws SQLException {
    String work =
        session.value(
            "SELECT CASE WHEN work = 'running' AND NOT "
                + schema
                + ".tenant_lost(t) THEN 'running' ELSE 'free' END FROM "
                + schema
                + ".tenant t WHERE name = "
                + Sql.literal(name)
                + " FOR UPDATE");
    if (work == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.TENANT_UNKNOWN,
              "Veery does not know a tenant " + name,
              "see veery tenant list; veery fleet up makes it known"));
    }
    if (work.equals("running")) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FLEET_BUSY,
              "a run is at work on tenant " + name,
              "run the same command again when it is done"));
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void transaction(Work work) throws SQLException {
    session.execute("BEGIN");
    boolean done = false;
    try {
      work.run();
      session.execute("COMMIT");
      done = true;
    } finally {
      if (!done) {
        session.rollbackQuietly();
      }
    }
  }
}
