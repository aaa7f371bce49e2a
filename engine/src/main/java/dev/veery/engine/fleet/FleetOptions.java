package dev.veery.engine.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to run over a fleet, where it differs from the configuration.
 *
 * @param command as the journal records it, such as {@code fleet up --canary 1%}
 * @param tenants these only; empty for all
 * @param onlyFailed those that failed when they were last touched
 * @param canary how many go first, or which; null as configured
 * @param maxFailures more than these end the run; null as configured
 * @param parallel how many tenants at a time; null as configured
 * @param allowOutOfOrder whether a pending migration may be older than an applied one
 */
public record FleetOptions(
    String command,
    List<String> tenants,
    boolean onlyFailed,
    @Nullable String canary,
    @Nullable Integer maxFailures,
    @Nullable Integer parallel,
    boolean allowOutOfOrder) {

  public FleetOptions {
    tenants = List.copyOf(tenants);
  }

  /** All tenants, as configured. */
  public static FleetOptions of(String command) {
    return new FleetOptions(command, List.of(), false, null, null, null, false);
  }
}
