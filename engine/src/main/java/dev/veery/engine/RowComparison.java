package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.verify.Amount;
import dev.veery.core.verify.CheckLine;
import dev.veery.engine.backup.Backup;
import dev.veery.engine.backup.TableRows;
import dev.veery.postgres.session.Question;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds how many rows each table has against what a backup of the whole database has counted. An
 * application goes on working, so other numbers are no fault; fewer of them, or none, are worth a
 * look.
 */
final class RowComparison {

  private static final Duration LOCK = Duration.ofSeconds(2);

  /** For one table. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int SHOWN = 20;

  private RowComparison() {}

  /**
   * Counts and compares; each table in a transaction of its own.
   *
   * @param journal name of its schema, which is left out: every run writes there
   * @throws VeeryException when the backup holds only parts of tables
   */
  static List<CheckLine> of(Session session, Backup backup, String journal) {
    if (backup.kind() != Backup.Kind.FULL) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "backup "
                  + backup.id()
                  + " holds only what a plan could destroy: it says nothing of"
                  + " whole tables",
              "name one of the whole database; veery backup --list shows them"));
    }
    try {
      return compare(session, backup, journal + ".");
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "counting rows");
    }
  }

  private static List<CheckLine> compare(Session session, Backup backup, String own)
      throws SQLException {
    Map<String, Long> now = new LinkedHashMap<>();
    List<String> uncounted = new ArrayList<>();
    for (TableRows.Table table : TableRows.tables(session)) {
      if (backup.rows().containsKey(table.label()) && !table.label().startsWith(own)) {
        ServerError error =
            Question.ask(
                session,
                LOCK,
                PATIENCE,
                TableRows.counting(table),
                row -> now.put(table.label(), row.getLong(1)));
        if (error != null) {
          uncounted.add(table.label() + " cannot be counted: " + error.message());
        }
      }
    }
    List<String> fewer = new ArrayList<>();
    List<String> more = new ArrayList<>();
    int same = 0;
    for (Map.Entry<String, Long> then : backup.rows().entrySet()) {
      String table = then.getKey();
      if (table.startsWith(own)) {
        continue;
      }
      Long is = now.get(table);
      if (is == null) {
        if (uncounted.stream().noneMatch(line -> line.startsWith(table + " "))) {
          fewer.add(table + " " + Amount.number(then.getValue()) + " → gone");
        }
      } else if (is.equals(then.getValue())) {
        same++;
      } else {
        (is < then.getValue() ? fewer : more)
            .add(table + " " + Amount.number(then.getValue()) + " → " + Amount.number(is));
      }
    }
    return lines(backup, same, fewer, more, uncounted);
  }

  private static List<CheckLine> lines(
      Backup backup, int same, List<String> fewer, List<String> more, List<String> uncounted) {
    List<CheckLine> lines = new ArrayList<>();
    String behind = " since " + backup.id();
    if (!fewer.isEmpty()) {
      lines.add(
          CheckLine.warning(
                  "rows-fewer",
                  "fewer rows",
                  tables(fewer.size())
                      + (fewer.size() == 1 ? " has" : " have")
                      + " lost rows"
                      + behind,
                  "where no migration and no application has removed them: veery restore --only, or the"
                      + " whole backup with --into another database")
              .details(cut(fewer))
              .fact("tables", fewer.size()));
    }
    if (!uncounted.isEmpty()) {
      lines.add(
          CheckLine.skipped("rows-unknown", "not counted", tables(uncounted.size()))
              .details(cut(uncounted))
              .fact("tables", uncounted.size()));
    }
    if (!more.isEmpty()) {
      lines.add(
          CheckLine.tick(
                  "rows-more",
                  "more rows",
                  tables(more.size())
                      + (more.size() == 1 ? " has" : " have")
                      + " gained rows"
                      + behind)
              .details(cut(more))
              .fact("tables", more.size()));
    }
    if (same > 0 || lines.isEmpty()) {
      lines.add(
          CheckLine.tick(
                  "rows-same",
                  "same rows",
                  tables(same) + (same == 1 ? " has" : " have") + " as many as in " + backup.id())
              .fact("tables", same));
    }
    return lines;
  }

  private static String tables(int count) {
    return count + (count == 1 ? " table" : " tables");
  }

  private static List<String> cut(List<String> all) {
    if (all.size() <= SHOWN) {
      return all;
    }
    List<String> shown = new ArrayList<>(all.subList(0, SHOWN));
    shown.add("and " + (all.size() - SHOWN) + " more");
    return shown;
  }
}
