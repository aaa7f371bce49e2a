package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.expand.BreakingForm;
import dev.veery.core.expand.Expansion;
import dev.veery.core.expand.ScriptExpansion;
import dev.veery.core.migration.Migration;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.ChangePlanner;
import dev.veery.core.plan.History;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.SourcePosition;
import dev.veery.engine.ChangePlan.Begin;
import dev.veery.engine.config.BreakingMode;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.postgres.journal.OpenChange;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a pending migration apart into phases. */
final class ChangeOpening {

  private final Veery veery;
  private final List<OpenChange> open;

  /**
   * @param open changes that are not closed
   */
  ChangeOpening(Veery veery, List<OpenChange> open) {
    this.veery = veery;
    this.open = open;
  }

  /**
   * The change that a migration is to be.
   *
   * @throws VeeryException with every reason why it cannot be
   */
  Begin begin(Migration migration) {
    if (!(migration.body() instanceof Migration.Body.Sql sql)) {
      throw new VeeryException(
          new Problem(
              ErrorCode.CHANGE_IMPOSSIBLE,
              migration.label() + " is not SQL, and nobody can tell what it changes",
              SourcePosition.startOf(migration.path()),
              "apply it as it stands: veery up"));
    }
    Migration.Scripts scripts = sql.scripts().get();
    String interval = keep(veery.config());
    Expansion expansion =
        new ScriptExpansion(
                Identifiers.quote(veery.config().journalSchema()),
                interval,
                migration.version().text(),
                versions(veery.config()) ? before(veery.load().history()) : null,
                "this cannot be made in two halves: ",
                "")
            .of(scripts.up(), veery.catalog(), searchPath(scripts));
    refuseOverlap(migration, expansion);
    return new Begin(ChangePlanner.of(migration, scripts), expansion, interval);
  }

  /**
   * What an online up makes of a migration that the running application would not survive.
   *
   * @throws VeeryException when the setting is none of those that there are
   */
  static BreakingForm.Wishes breaking(Config config) {
    return new BreakingForm.Wishes(
        BreakingMode.of(config),
        Identifiers.quote(config.journalSchema()),
        keep(config),
        versions(config));
  }

  private static boolean versions(Config config) {
    return config.values().flag(ConfigKey.VERSION_SCHEMAS);
  }

  /** The version that the running application was written for. */
  private static String before(History history) {
    String newest = "0";
    for (AppliedMigration applied : history.all()) {
      newest = applied.version().text();
    }
    return newest;
  }

  /** How long the old is kept behind the contract phase, as an interval; null for not at all. */
  static @Nullable String keep(Config config) {
    Duration keep = config.values().duration(ConfigKey.KEEP_DROPPED);
    return keep == null || keep.isZero() ? null : keep.toSeconds() + " seconds";
  }

  /** Two changes of one table at a time would each take the other's work for the old state. */
  private void refuseOverlap(Migration migration, Expansion expansion) {
    List<Problem> problems = new ArrayList<>();
    for (OpenChange other : open) {
      for (String table : expansion.tables()) {
        if (other.tables().contains(table)) {
          problems.add(
              new Problem(
                  ErrorCode.CHANGE_OVERLAPS,
                  table + " is being changed already, by " + other.label(),
                  SourcePosition.startOf(migration.path()),
                  "finish that first: veery "
                      + (other.state().equals("contracted") ? "purge " : "contract ")
                      + other.version()
                      + ", or take it back: veery abort "
                      + other.version()));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
  }

  private List<String> searchPath(Migration.Scripts scripts) {
    String own = scripts.sections().up().directives().searchPath();
    try {
      if (own != null) {
        veery.session().execute("SET search_path TO " + own);
      }
      List<String> schemas = new ArrayList<>();
      veery
          .session()
          .query(
              "SELECT pg_catalog.unnest(pg_catalog.current_schemas(false))",
              row -> schemas.add(row.getString(1)));
      if (own != null) {
        veery.session().execute("RESET search_path");
      }
      return schemas;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the search path");
    }
  }
}
