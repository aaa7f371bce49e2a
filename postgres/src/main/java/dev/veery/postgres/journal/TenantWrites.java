package dev.veery.postgres.journal;

import dev.veery.core.plan.AppliedMigration.State;
import dev.veery.core.plan.Direction;
import dev.veery.postgres.session.Sql;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is written about one tenant: its state, which stands for all of its migrations. Where a plan
 * is one transaction that is a single row. Steps are kept only while a migration is half done.
 */
final class TenantWrites extends JournalWrites {

  private final String schema;
  private final TenantClaim claim;
  private final TenantMoves moves;

  TenantWrites(String schema, TenantClaim claim, long runId, Actor actor, TenantMoves moves) {
    super(schema, Long.toString(claim.token()), Long.toString(runId), Sql.literal(actor.name()));
    this.schema = schema;
    this.claim = claim;
    this.moves = moves;
  }

  @Override
  public String guard() {
    return "SELECT "
        + schema
        + ".tenant_here("
        + Sql.literal(claim.place())
        + ", "
        + claim.placeOid()
        + ")";
  }

  @Override
  public String subject(String version) {
    return version + "@" + claim.name();
  }

  @Override
  public String closing() {
    return moves.atomic() ? moved(moves.from(), moves.to(), true) : "";
  }

  @Override
  public String up(
      MigrationRow migration,
      State state,
      boolean done,
      List<StepRow> steps,
      @Nullable Long durationMillis) {
    return write(migration.version(), Direction.UP, state == State.APPLIED, done, steps);
  }

  @Override
  public String down(
      String version,
      String name,
      String checksum,
      boolean whole,
      boolean done,
      List<StepRow> steps,
      @Nullable Long durationMillis) {
    return write(version, Direction.DOWN, whole, done, steps);
  }

  private String write(
      String version, Direction direction, boolean whole, boolean done, List<StepRow> steps) {
    if (moves.atomic()) {
      return "";
    }
    if (whole) {
      return moved(moves.before(version), moves.of(version).to(), moves.isLast(version));
    }
    return call(
        "tenant_steps",
        Long.toString(moves.of(version).script()),
        Sql.literal(direction.word()),
        steps(done, steps));
  }

  @Override
  public String stepDone(String version, Direction direction, int ordinal) {
    return call("tenant_step_done", Sql.literal(direction.word()), Integer.toString(ordinal));
  }

  private String moved(long from, long to, boolean last) {
    return call(
        "tenant_moved",
        Long.toString(moves.from()),
        Long.toString(from),
        Long.toString(to),
        Boolean.toString(last));
  }

  private String call(String function, String... arguments) {
    return "SELECT "
        + schema
        + "."
        + function
        + "("
        + Sql.literal(claim.name())
        + ", "
        + claim.token()
        + ", "
        + String.join(", ", arguments)
        + ")";
  }
}
