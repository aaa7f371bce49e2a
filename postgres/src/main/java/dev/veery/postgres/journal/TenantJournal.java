package dev.veery.postgres.journal;

import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The journal of a database as one of its tenants sees it. The lease is the tenant's claim, which
 * was taken from the queue before, and the run is the fleet's; so a runner that works with it sends
 * nothing but the migrations and one row.
 */
public final class TenantJournal extends Journal {

  private final TenantClaim claim;
  private final long runId;
  private final TenantMoves moves;

  /**
   * @param schema the name of the journal's schema, not quoted
   * @param claim must be held
   * @param runId of the fleet
   * @param moves what the plan that is run makes of the tenant
   */
  public TenantJournal(
      Session session, String schema, TenantClaim claim, long runId, TenantMoves moves) {
    super(session, schema);
    this.claim = claim;
    this.runId = runId;
    this.moves = moves;
  }

  /** The head that a plan for this tenant is based on. */
  public static long head(TenantClaim claim) {
    return claim.token() - 1;
  }

  @Override
  public Lease.Attempt tryAcquire(Actor actor, String purpose, ServerFacts facts) {
    return new Lease.Attempt.Held(new Lease(claim.token()));
  }

  @Override
  public Begun beginRun(
      Lease lease,
      boolean batch,
      String command,
      String environment,
      Actor actor,
      Map<String, String> evidence) {
    return new Begun(runId, null);
  }

  @Override
  public JournalWrites writes(Lease lease, long run, Actor actor) {
    return masking(new TenantWrites(schema(), claim, run, actor, moves));
  }

  /** A success is recorded with the last migration, a failure by whoever took the tenant. */
  @Override
  public void endRun(
      Lease lease, long run, String outcome, @Nullable String errorCode, @Nullable String error) {}

  @Override
  public void release(Lease lease) {}

  @Override
  public String heartbeat(Lease lease) {
    return "UPDATE "
        + schema()
        + ".tenant SET expires_at = clock_timestamp() + interval '"
        + Lease.TIME_TO_LIVE.toSeconds()
        + " seconds' WHERE name = "
        + Sql.literal(claim.name())
        + " AND token = "
        + lease.token()
        + " AND work = 'running'";
  }
}
