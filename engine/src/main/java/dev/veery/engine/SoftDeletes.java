package dev.veery.engine;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.softdelete.SoftDeleteCheck;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckReport;
import dev.veery.postgres.check.MarkedParents;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a check says besides where {@code [soft-delete]} is configured. */
final class SoftDeletes {

  private SoftDeletes() {}

  /**
   * The same report with a section about marked rows; as it is where nothing is configured.
   *
   * @param scan false for the schema only
   * @param patience how long one scan may take; zero sets no limit
   */
  static CheckReport with(CheckReport report, Veery veery, boolean scan, Duration patience)
      throws SQLException {
    String column = SoftDeleteSettings.of(veery.config()).column();
    if (column.isEmpty()) {
      return report;
    }
    Catalog catalog = veery.catalog();
    List<CheckLine> lines = new ArrayList<>(SoftDeleteCheck.lines(catalog, column));
    if (scan) {
      List<CheckLine> rows = MarkedParents.lines(veery.session(), catalog, column, patience);
      if (!rows.isEmpty()) {
        // That all is in order is not said beside what is not.
        lines.removeIf(line -> line.level() == CheckLine.Level.TICK);
      }
      lines.addAll(rows);
    }
    List<CheckReport.Section> sections = new ArrayList<>(report.sections());
    sections.add(new CheckReport.Section("Marked rows", lines));
    return new CheckReport(sections);
  }
}
