package dev.veery.postgres.journal;

import dev.veery.core.plan.History;
import dev.veery.postgres.session.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The journal's part of a script that a person runs with psql. It leaves the same rows as a run
 * does: the lease is taken by the session that runs the script, and the run's id is found by it.
 */
public final class OfflineJournal {

  private final String schema;

  /**
   * @param schema the journal's schema, quoted
   */
  public OfflineJournal(String schema) {
    this.schema = schema;
  }

  /** What creates the journal; in one transaction. */
  public List<String> creation() {
    return JournalSchema.upgrade(schema, 0);
  }

  /**
   * Takes the lease and opens the run; in one transaction, which fails when somebody is at work or
   * the history is not the one that the script was made from.
   *
   * @param batch whether the run makes a batch
   */
  public List<String> begin(
      History history, boolean batch, String command, String environment, String build) {
    List<String> statements = new ArrayList<>();
    statements.add(
        "DO $veery$ BEGIN IF coalesce((SELECT token FROM "
            + schema
            + ".lease WHERE scope = 'run'), 0) <> "
            + history.head()
            + " THEN RAISE EXCEPTION 'this database has changed since the script was made'; END IF;"
            + " END $veery$");
    statements.add(Journal.leaseStatement(schema, "session_user || ' (script)'", command, false));
    statements.add(
        JournalWrites.beginRun(
            schema,
            token(),
            batch,
            command,
            environment,
            "session_user",
            "coalesce(pg_catalog.host(pg_catalog.inet_client_addr()), 'localhost')",
            build,
            Map.of("script", "true")));
    return statements;
  }

  /** The records of what is run. */
  public JournalWrites writes() {
    return JournalWrites.offline(
        schema,
        token(),
        runId(),
        "session_user || '@' || coalesce(pg_catalog.host(pg_catalog.inet_client_addr()),"
            + " 'localhost')");
  }

  /** Closes the run and gives the lease back; in one transaction. */
  public List<String> end() {
    return List.of(JournalWrites.endRun(schema, token(), runId(), "succeeded", null, null));
  }

  /** Null when this session does not hold the lease, and then every write fails. */
  private String token() {
    return "(SELECT token FROM "
        + schema
        + ".lease WHERE scope = 'run' AND backend_pid = pg_catalog.pg_backend_pid())";
  }

  private String runId() {
    return "pg_catalog.currval(pg_catalog.pg_get_serial_sequence("
        + Sql.literal(schema + ".run")
        + ", 'id'))";
  }
}
