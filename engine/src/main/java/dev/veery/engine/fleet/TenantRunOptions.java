package dev.veery.engine.fleet;

import dev.veery.engine.config.Config;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.run.RunOptions;
import java.time.Duration;
import java.util.Map;

/** How one tenant is migrated, be it a schema or a database. */
final class TenantRunOptions {

  private TenantRunOptions() {}

  /**
   * @param command as the journal records it
   * @param evidence what the audit keeps about the run, by name
   */
  static RunOptions of(Config config, Actor actor, String command, Map<String, String> evidence) {
    return new RunOptions(
        command,
        config.environment(),
        actor,
        config.lockTimeout(),
        // Whoever waits for a lock takes another tenant meanwhile.
        Duration.ZERO,
        config.insistence(),
        config.statementTimeout(),
        Duration.ZERO,
        false,
        () -> evidence);
  }
}
