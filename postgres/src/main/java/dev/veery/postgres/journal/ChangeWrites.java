package dev.veery.postgres.journal;

import dev.veery.core.plan.AppliedMigration.State;
import dev.veery.postgres.journal.JournalWrites.MigrationRow;
import dev.veery.postgres.journal.JournalWrites.StepRow;
import dev.veery.postgres.session.Sql;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The journal's writes about one phase of a change, as text. */
public final class ChangeWrites {

  private static final String SELECT = "SELECT ";

  private final JournalWrites writes;
  private final String version;
  private final String phase;

  public ChangeWrites(JournalWrites writes, String version, String phase) {
    this.writes = writes;
    this.version = version;
    this.phase = phase;
  }

  /**
   * A change that is about to begin.
   *
   * @param tables that it concerns
   * @param changes what it does, in words
   * @param keep how long the old is kept, as an interval; null for not at all
   * @param scripts by the name of their phase
   */
  public record Opening(
      List<String> tables,
      List<String> changes,
      @Nullable String keep,
      Map<String, String> scripts) {
    public Opening {
      tables = List.copyOf(tables);
      changes = List.copyOf(changes);
      scripts = Map.copyOf(scripts);
    }

    private String script(String phase) {
      return scripts.getOrDefault(phase, "");
    }
  }

  /** The change begins. */
  public String open(MigrationRow row, Opening opening) {
    return writes.written(
        "open_change",
        Sql.literal(version),
        Sql.literal(row.name()),
        Sql.array(opening.tables()),
        Sql.array(opening.changes()),
        Sql.literal(opening.keep()),
        Sql.literal(row.checksum()),
        Sql.literal(row.rawHash()),
        writes.script(row.downScript()),
        Sql.literal(row.path()),
        writes.actor(),
        writes.script(opening.script("expand")),
        writes.script(opening.script("contract")),
        writes.script(opening.script("revert")),
        writes.script(opening.script("abort")),
        writes.script(opening.script("purge")));
  }

  /**
   * Steps of the phase.
   *
   * @param state that the change is in when this commits
   * @param done whether the steps commit with this, or are only intended
   */
  public String steps(String state, boolean done, List<StepRow> steps) {
    return writes.written(
        "record_change",
        writes.runId(),
        Sql.literal(version),
        Sql.literal(phase),
        Sql.literal(state),
        JournalWrites.steps(done, steps));
  }

  /** An intended step has happened. */
  public String done(int ordinal) {
    return writes.written(
        "change_step_done", Sql.literal(version), Sql.literal(phase), Integer.toString(ordinal));
  }

  /** From now on the migration counts as applied. */
  public String applied(MigrationRow row, long millis) {
    return writes.up(row, State.APPLIED, true, List.of(), millis);
  }

  /** Several writes as one statement: they happen in this order. */
  public static String together(List<String> selects) {
    StringBuilder sql = new StringBuilder(SELECT);
    for (String select : selects) {
      if (sql.length() > SELECT.length()) {
        sql.append(", ");
      }
      sql.append(select, SELECT.length(), select.length());
    }
    return sql.toString();
  }
}
