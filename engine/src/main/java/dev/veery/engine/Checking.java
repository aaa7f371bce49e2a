package dev.veery.engine;

import dev.veery.core.VeeryException;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.core.verify.CheckReport;
import dev.veery.core.verify.PlanNeeds;
import dev.veery.core.verify.PlanNeeds.UniqueToBe;
import dev.veery.postgres.check.DataCheck;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Whether the rows of the target keep what its schema promises, and what is pending will promise.
 */
public final class Checking {

  private Checking() {}

  /**
   * Counts the rows that do not.
   *
   * @param scan false to look at the catalog only
   * @param tables names, with or without a schema; empty for all
   * @param patience how long one scan may take; zero sets no limit
   */
  public static CheckReport run(Veery veery, boolean scan, List<String> tables, Duration patience) {
    List<UniqueToBe> pending = pending(veery);
    try {
      return SoftDeletes.with(
          new DataCheck(veery.session(), new DataCheck.Options(scan, tables, patience, pending))
              .run(veery.config().journalSchema()),
          veery,
          scan,
          patience);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "looking at the rows");
    }
  }

  /** What migrations that are not applied yet make unique; nothing where they cannot be read. */
  private static List<UniqueToBe> pending(Veery veery) {
    try {
      Planning planning = veery.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
      return planning.result() instanceof Plan.Result.Ready ready
          ? PlanNeeds.of(ready.plan()).unique()
          : List.of();
    } catch (VeeryException e) {
      // The rows can be looked at although the files are broken; other commands say that.
      return List.of();
    }
  }
}
