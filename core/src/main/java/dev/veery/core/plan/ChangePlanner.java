package dev.veery.core.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration.Kind;
import dev.veery.core.plan.History.RecordedStep;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans a phase of a change: its script comes from the journal, like what is done of it. */
public final class ChangePlanner {

  private ChangePlanner() {}

  /**
   * What the journal keeps of the migration whose change this is.
   *
   * @param version its identity
   * @param name as people call it
   * @param origin where it comes from
   * @param checksum over the tokens of its up script
   * @param downText how to take it back; null where there is no way
   */
  public record Of(
      Version version,
      String name,
      PlannedMigration.Origin origin,
      String checksum,
      @Nullable String downText) {}

  /** What the journal is to keep of a migration. */
  public static Of of(Migration migration, Migration.Scripts scripts) {
    return new Of(
        migration.version(),
        migration.name(),
        PlannedMigration.Origin.of(migration),
        scripts.up().checksum(),
        DownText.of(scripts));
  }

  /**
   * What is left of a phase.
   *
   * @param phase its name, for messages
   * @param direction whether it leads to the new state or back
   * @param done steps of this phase that are on record
   * @throws VeeryException when the script is not understood, which a newer build may have written
   */
  public static PlannedMigration plan(
      Of of, String phase, Direction direction, String text, List<RecordedStep> done) {
    List<Problem> problems = new ArrayList<>();
    Script script =
        Splitter.split(
            SqlSource.of(of.version().text() + " (" + phase + ")", text.getBytes(UTF_8)));
    MigrationSet none = new MigrationSet("", List.of(), List.of(), List.of(), List.of());
    History history = new History(true, 0, Map.of(), Map.of(), done);
    PlanRequest request =
        new PlanRequest(
            none, MigrationGraph.of(none), history, PlanRequest.Options.DEFAULT, version -> null);
    MigrationPlanner.Work work =
        new MigrationPlanner(request, problems)
            .work(of.version(), direction, script, Directives.NONE);
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return new PlannedMigration(
        of.version(),
        of.name(),
        Kind.SQL,
        direction,
        of.origin(),
        of.checksum(),
        work.segments(),
        work.settings(),
        null,
        work.total(),
        work.resumed(),
        of.downText());
  }
}
