package dev.veery.engine;

import dev.veery.core.softdelete.SoftDeleteCheck;
import dev.veery.core.verify.CheckReport;
import java.util.ArrayList;
import java.util.List;

/** What a check says besides where {@code [soft-delete]} is configured. */
final class SoftDeletes {

  private SoftDeletes() {}

  /** The same report with a section about marked rows; as it is where nothing is configured. */
  static CheckReport with(CheckReport report, Veery veery) {
    String column = SoftDeleteSettings.of(veery.config()).column();
    if (column.isEmpty()) {
      return report;
    }
    List<CheckReport.Section> sections = new ArrayList<>(report.sections());
    sections.add(
        new CheckReport.Section("Marked rows", SoftDeleteCheck.lines(veery.catalog(), column)));
    return new CheckReport(sections);
  }
}
