package dev.veery.core.rehearse;

import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport.MigrationReport;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One migration of a rehearsal: what was measured and what follows.
 *
 * @param trace what was measured
 * @param lint what the linter says of its text; null for a migration in Java
 * @param forecasts by ordinal, of statements whose time grows with a table of the target
 * @param locks that the target would see, with how long
 * @param targets by ordinal, what a statement is the first of the plan to touch, with the
 *     fingerprint that it has on the target; empty where nobody asked for it
 * @param wayBack what became of a database that went up, down and up again; null where nobody tried
 * @param findings of the rehearsal, not of the linter
 */
public record RehearsedMigration(
    TracedMigration trace,
    @Nullable MigrationReport lint,
    Map<Integer, Forecast> forecasts,
    List<LockForecast> locks,
    Map<Integer, Map<TracedObject, String>> targets,
    @Nullable RoundTrip wayBack,
    List<Finding> findings) {

  public RehearsedMigration {
    Objects.requireNonNull(trace);
    forecasts = Map.copyOf(forecasts);
    locks = List.copyOf(locks);
    targets = Map.copyOf(targets);
    findings = List.copyOf(findings);
  }

  /** The strongest lock on something with rows that was there; null where there is none. */
  public @Nullable HeldLock strongest() {
    HeldLock strongest = null;
    for (TracedStatement statement : trace.statements()) {
      HeldLock lock = statement.strongest().orElse(null);
      if (lock != null
          && lock.isNotable()
          && (strongest == null || lock.mode().compareTo(strongest.mode()) > 0)) {
        strongest = lock;
      }
    }
    return strongest;
  }

  /** Of the locks that an application notices the one that lasts longest; null for none. */
  public @Nullable LockForecast longest() {
    LockForecast longest = null;
    for (LockForecast lock : locks) {
      if (lock.lock().blocking().application()
          && (longest == null || lock.forecast().high().compareTo(longest.forecast().high()) > 0)) {
        longest = lock;
      }
    }
    return longest;
  }
}
