package dev.veery.engine;

import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import java.util.Objects;

/**
 * What to rehearse, and how.
 *
 * @param target how far up
 * @param planning as for a run
 * @param scratch what to rehearse on
 * @param kept is given the state in front of a migration that fails, before it is dropped; what it
 *     does until it returns can be done to the database
 * @param asPlan whether a run is to be held to the report: then it also says what the schema is
 *     before and behind, and what the target's tables are now, which is as much reading of schemas
 *     again as a rehearsal takes without it
 */
public record RehearsalOptions(
    Target.Up target,
    PlanRequest.Options planning,
    ScratchOptions scratch,
    Kept kept,
    boolean asPlan) {

  /** Somebody who wants to look at the database of a failed rehearsal. */
  @FunctionalInterface
  public interface Kept {
    /**
     * @param url of the database, with the password
     */
    void look(String url);
  }

  /** Nobody. */
  public static final Kept NOBODY = url -> {};

  public RehearsalOptions {
    Objects.requireNonNull(target);
    Objects.requireNonNull(planning);
    Objects.requireNonNull(scratch);
  }
}
