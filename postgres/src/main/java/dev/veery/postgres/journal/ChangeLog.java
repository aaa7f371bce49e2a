package dev.veery.postgres.journal;

import dev.veery.core.migration.Version;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.Halves;
import dev.veery.core.plan.History.RecordedStep;
import dev.veery.core.plan.Rewriting;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the changes in two halves that the journal knows. */
public final class ChangeLog {

  private static final List<String> PHASES =
      List.of("expand", "contract", "revert", "abort", "purge");

  private ChangeLog() {}

  /**
   * Those that are not closed, oldest first.
   *
   * @param schema of the journal, quoted
   */
  public static List<OpenChange> open(Session session, String schema) throws SQLException {
    List<OpenChange> changes = new ArrayList<>();
    session.query(
        "SELECT version, name, state, tables, changes, checksum, raw_hash, down_script, path,"
            + " opened_by, "
            + millis("opened_at")
            + ", "
            + millis("expanded_at")
            + ", "
            + millis("contracted_at")
            + ", "
            + millis("keep_until")
            + ", expand_script, contract_script, revert_script, abort_script, purge_script, keep IS NOT NULL FROM "
            + schema
            + ".change WHERE state <> 'closed' ORDER BY opened_at, version",
        row -> changes.add(change(row)));
    return changes;
  }

  private static OpenChange change(ResultSet row) throws SQLException {
    Map<String, String> scripts = new HashMap<>();
    for (int i = 0; i < PHASES.size(); i++) {
      scripts.put(PHASES.get(i), row.getString(15 + i));
    }
    Instant opened = instant(row, 11);
    return new OpenChange(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        texts(row.getArray(4)),
        texts(row.getArray(5)),
        row.getBoolean(20),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        scripts,
        opened == null ? Instant.EPOCH : opened,
        row.getString(10),
        instant(row, 12),
        instant(row, 13),
        instant(row, 14));
  }

  /**
   * A first half that is not whole, for an up that goes on with it; null where there is none.
   *
   * @param journal that session's
   */
  public static Rewriting.@Nullable Begun begun(Session session, Journal journal, Version version)
      throws SQLException {
    for (OpenChange change : open(session, journal.schema())) {
      if (change.version().equals(version.text()) && change.state().equals(Halves.UNDER_WAY)) {
        return new Rewriting.Begun(
            change.migration(null),
            new Halves.Split(
                change.tables(), change.changes(), List.of(), null, restored(change, journal)),
            steps(session, journal.schema(), change.version(), Halves.FIRST, Direction.UP));
      }
    }
    return null;
  }

  private static Map<String, String> restored(OpenChange change, Journal journal) {
    Map<String, String> scripts = new HashMap<>(change.scripts());
    scripts.replaceAll((phase, script) -> journal.restored(script));
    return scripts;
  }

  /** The steps of a phase that are on record, as those of a migration of that direction. */
  public static List<RecordedStep> steps(
      Session session, String schema, String version, String phase, Direction direction)
      throws SQLException {
    List<RecordedStep> steps = new ArrayList<>();
    session.query(
        "SELECT ordinal, hash, state = 'done' FROM "
            + schema
            + ".change_step WHERE version = "
            + Sql.literal(version)
            + " AND phase = "
            + Sql.literal(phase)
            + " ORDER BY ordinal",
        row ->
            steps.add(
                new RecordedStep(
                    new Version(version),
                    direction,
                    row.getInt(1),
                    row.getString(2),
                    row.getBoolean(3))));
    return steps;
  }

  private static String millis(String column) {
    return "(extract(epoch FROM " + column + ") * 1000)::bigint";
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
