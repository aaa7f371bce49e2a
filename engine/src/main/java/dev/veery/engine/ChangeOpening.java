package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.expand.Expander;
import dev.veery.core.expand.Expansion;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Migration;
import dev.veery.core.plan.ChangePlanner;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.engine.ChangePlan.Begin;
import dev.veery.engine.config.ConfigKey;
import dev.veery.postgres.journal.OpenChange;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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
    List<Problem> problems = new ArrayList<>();
    List<ScriptItem.Statement> items = new ArrayList<>();
    List<ParsedStatement> parsed = new ArrayList<>();
    List<String> backwards = new ArrayList<>();
    for (ScriptItem item : scripts.up().items()) {
      switch (item) {
        case ScriptItem.Statement statement -> {
          items.add(statement);
          parsed.add(SqlStatement.parse(statement.text()));
          backwards.add(
              Objects.requireNonNullElse(
                  Directives.ofStatement(statement.directives()).reverse(), ""));
        }
        case ScriptItem.Copy copy ->
            problems.add(
                new Problem(
                    ErrorCode.CHANGE_IMPOSSIBLE,
                    "rows are copied in, which could not be taken back with the rest",
                    copy.position(),
                    "move them to a migration of their own"));
        case ScriptItem.Echo ignored -> {}
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    Duration keep = veery.config().values().duration(ConfigKey.KEEP_DROPPED);
    String interval = keep == null || keep.isZero() ? null : keep.toSeconds() + " seconds";
    String home = Identifiers.quote(veery.config().journalSchema());
    Expander.Result result =
        Expander.split(
            new Expander.Request(
                parsed,
                backwards,
                veery.catalog(),
                searchPath(scripts),
                home,
                interval,
                migration.version().text()));
    return switch (result) {
      case Expander.Result.Refused refused -> throw refused(migration, items, refused);
      case Expander.Result.Split split -> {
        refuseOverlap(migration, split.expansion());
        yield new Begin(ChangePlanner.of(migration, scripts), split.expansion(), interval);
      }
    };
  }

  private static VeeryException refused(
      Migration migration, List<ScriptItem.Statement> items, Expander.Result.Refused refused) {
    List<Problem> problems = new ArrayList<>();
    for (Expander.Refusal refusal : refused.refusals()) {
      SourcePosition at =
          refusal.statement() < items.size()
              ? items.get(refusal.statement()).position()
              : SourcePosition.startOf(migration.path());
      problems.add(
          new Problem(
              ErrorCode.CHANGE_IMPOSSIBLE,
              "this cannot be made in two halves: " + refusal.reason(),
              at,
              refusal.remedy()));
    }
    return new VeeryException(problems);
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
