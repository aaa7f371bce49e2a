package dev.veery.core.lint;

import dev.veery.core.lint.LintReport.MigrationReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Findings that were there before anybody looked: they are shown and do not count. The file has a
 * line for each, sorted, so that it merges well; a finding is known by its rule, its migration and
 * the tokens of its statement, not by its line.
 *
 * @param entries how often each line stands in the file
 */
public record Baseline(Map<String, Integer> entries) {

  public static final Baseline EMPTY = new Baseline(Map.of());

  private static final String HEAD =
      """
      # Findings that were there before the linter, one per line. They are shown and do not count.
      # veery lint --write-baseline writes this file.
      """;

  public Baseline {
    entries = Map.copyOf(entries);
  }

  /** Reads a file's text; what it does not understand is passed over. */
  public static Baseline read(String text) {
    Map<String, Integer> entries = new HashMap<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line -> entries.merge(line, 1, Integer::sum));
    return new Baseline(entries);
  }

  /** The text of a file that accepts every finding that counts or is accepted by a baseline. */
  public static String write(LintReport report) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : report.findings()) {
      if (!(finding.pardon() instanceof Finding.Pardon.Allowed)) {
        lines.add(line(finding));
      }
    }
    StringBuilder text = new StringBuilder(HEAD);
    for (String line : new TreeSet<>(lines)) {
      text.append((line + "\n").repeat((int) lines.stream().filter(line::equals).count()));
    }
    return text.toString();
  }

  /** The report with the findings of this baseline accepted. */
  public LintReport apply(LintReport report) {
    if (entries.isEmpty()) {
      return report;
    }
    Map<String, Integer> left = new HashMap<>(entries);
    List<MigrationReport> migrations = new ArrayList<>();
    for (MigrationReport migration : report.migrations()) {
      List<Finding> findings = new ArrayList<>();
      for (Finding finding : migration.findings()) {
        boolean known = finding.counts() && left.merge(line(finding), -1, Integer::sum) >= 0;
        findings.add(known ? finding.pardoned(new Finding.Pardon.Baseline()) : finding);
      }
      migrations.add(new MigrationReport(migration.label(), migration.path(), findings));
    }
    return new LintReport(migrations, report.problems(), report.statements());
  }

  private static String line(Finding finding) {
    return finding.migration()
        + (finding.down() ? " (down) " : " ")
        + finding.code()
        + (finding.fingerprint().isEmpty() ? "" : " " + finding.fingerprint());
  }
}
