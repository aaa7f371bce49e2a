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
 */
public record RehearsalOptions(
    Target.Up target, PlanRequest.Options planning, ScratchOptions scratch, Kept kept) {

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
