package dev.veery.postgres.fleet;

import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Lease;
import dev.veery.postgres.journal.Masking;
import dev.veery.postgres.journal.TenantClaim;
import dev.veery.postgres.session.PipelineException;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The journal of a fleet: who is behind, whose turn it is, how it ended. Any number of processes
 * may use it at once. Not for use by several threads: each has its own session and its own one of
 * these.
 */
public final class FleetQueue {

  private final Session session;
  private final String name;
  private final String schema;
  private Masking masking = Masking.NONE;

  /**
   * @param schema the name of the journal's schema, not quoted
   */
  public FleetQueue(Session session, String schema) {
    this.session = session;
    this.name = schema;
    this.schema = Identifiers.quote(schema);
  }

  /** Lets scripts pass through this before they are kept. */
  public FleetQueue masking(Masking masking) {
    this.masking = masking;
    return this;
  }

  /**
   * Where the fleet stands, in one round trip.
   *
   * @throws SQLException also when the query for tenants fails
   */
  public FleetOverview overview(TenantList list) throws SQLException {
    return new FleetReader(session, schema).read(list);
  }

  /** Makes the journal and the tables of the fleet, where they are not there. */
  public void create() throws SQLException {
    Journal journal = new Journal(session, name);
    journal.createOrUpgrade();
    if (exists()) {
      return;
    }
    try {
      session.execute("BEGIN");
      session.execute(
          "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended("
              + Sql.literal("veery fleet " + schema)
              + ", 0))");
      List<String> statements = new ArrayList<>();
      if (!exists()) {
        for (String statement : FleetTables.DDL.split(";;\n")) {
          if (!statement.isBlank()) {
            statements.add(statement.replace("{schema}", schema));
          }
        }
      }
      statements.add("COMMIT");
      session.pipeline(statements);
    } catch (PipelineException e) {
      throw e.getCause() instanceof SQLException cause
          ? cause
          : new SQLException(e.getMessage(), e.error().sqlState(), e);
    } finally {
      session.rollbackQuietly();
    }
  }

  private boolean exists() throws SQLException {
    return session.value(
            "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid ="
                + " c.relnamespace WHERE c.relname = 'tenant' AND n.nspname = "
                + Sql.literal(name))
        != null;
  }

  /** The texts of migrations, and what tenants can have. */
  public FleetScripts scripts() {
    return new FleetScripts(session, schema, masking);
  }

  /** Runs as a whole. */
  public FleetRuns runs() {
    return new FleetRuns(session, schema);
  }

  /** Which tenants there are. */
  public FleetEnrolment tenants() {
    return new FleetEnrolment(session, schema);
  }

  /** What runs have made of tenants. */
  public FleetPast past() {
    return new FleetPast(session, schema);
  }

  /**
   * Ends with one tenant and takes the next, in one round trip.
   *
   * @param before what is to be said about tenants that were taken before; may be empty
   * @param limit how many to take at most
   */
  public List<TenantClaim> claim(long run, Actor actor, boolean pooled, int limit, String before)
      throws SQLException {
    List<TenantClaim> claims = new ArrayList<>();
    List<Session.RowReader> readers = new ArrayList<>();
    if (!before.isEmpty()) {
      readers.add(row -> {});
    }
    readers.add(row ->
        claims.add(
            new TenantClaim(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                row.getBoolean(5),
                row.getLong(6),
                row.getLong(7))));
    session.query(
        before
            + (before.isEmpty() ? "" : "; ")
            + "SELECT * FROM "
            + schema
            + ".tenant_claim("
            + run
            + ", "
            + Sql.literal(actor.name())
            + ", "
            + pooled
            + ", "
            + limit
            + ", "
            + Lease.TIME_TO_LIVE.toSeconds()
            + ")",
        readers);
    return claims;
  }

  /** The statement that says how it ended with a tenant whose migrations did not move it. */
  public String over(
      TenantClaim claim,
      String outcome,
      @Nullable String code,
      @Nullable String error,
      @Nullable String version) {
    return "SELECT "
        + schema
        + ".tenant_over("
        + String.join(
            ", ",
            Sql.literal(claim.name()),
            Long.toString(claim.token()),
            Sql.literal(outcome),
            Long.toString(claim.state()),
            Sql.literal(code),
            Sql.literal(error),
            Sql.literal(version))
        + ")";
  }

  /** The statement that lets a tenant be taken again later. */
  public String putBack(TenantClaim claim, Duration pause) {
    return "SELECT "
        + schema
        + ".tenant_put_back("
        + Sql.literal(claim.name())
        + ", "
        + claim.token()
        + ", "
        + pause.toMillis()
        + ")";
  }

  /** Sends statements of {@link #over} and {@link #putBack} with nothing behind them. */
  public void say(String statements) throws SQLException {
    if (!statements.isEmpty()) {
      session.query(statements, List.of());
    }
  }

  /** The schema of the journal, quoted. */
  public String schema() {
    return schema;
  }
}
