package dev.veery.cli.lint;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Words;
import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.lint.Risk;
import dev.veery.core.lint.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * For people: each finding with its line, its effect and its remedy, and a last line that counts.
 */
final class LintText {

  private final Call call;
  private final Paint paint;
  private final FindingText text;
  private final List<String> lines = new ArrayList<>();

  LintText(Call call) {
    this.call = call;
    this.paint = call.terminal().paint();
    this.text = new FindingText(call);
  }

  String of(LintReport report) {
    for (MigrationReport migration : report.migrations()) {
      if (migration.findings().stream().anyMatch(this::isShown)) {
        migration(migration);
      }
    }
    // Problems are told by themselves; "nothing found" beside them would be wrong.
    if (report.problems().isEmpty() || !report.migrations().isEmpty()) {
      lines.add(summary(report));
    }
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private void migration(MigrationReport migration) {
    lines.add(paint.bold(migration.label()) + "  " + RiskView.text(paint, migration));
    for (Finding finding : migration.findings()) {
      if (finding.counts()) {
        lines.add("");
        lines.addAll(text.lines(finding));
      } else if (isShown(finding)) {
        lines.add("");
        lines.add(
            paint.dim("allowed[" + finding.code() + "]: " + finding.message() + pardon(finding)));
      }
    }
    lines.add("");
  }

  private boolean isShown(Finding finding) {
    return finding.counts() || call.verbose() || finding.pardon() instanceof Finding.Pardon.Allowed;
  }

  static String pardon(Finding finding) {
    return switch (finding.pardon()) {
      case null -> "";
      case Finding.Pardon.Allowed allowed -> " (" + allowed.reason() + ")";
      case Finding.Pardon.Baseline() -> " (in the baseline)";
    };
  }

  private String summary(LintReport report) {
    Map<Severity, Integer> counts = report.counts();
    List<String> parts = new ArrayList<>();
    for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.NOTE)) {
      if (counts.containsKey(severity)) {
        parts.add(Words.count(counts.get(severity), severity.word()));
      }
    }
    long pardoned = report.findings().stream().filter(f -> !f.counts()).count();
    if (pardoned > 0) {
      parts.add(pardoned + " accepted");
    }
    if (report.migrations().isEmpty()) {
      return call.terminal().tick() + " no migration to look at";
    }
    String looked = Words.count(report.migrations().size(), "migration") + " (" + classes(report);
    return parts.isEmpty()
        ? call.terminal().tick() + " " + looked + "), nothing found"
        : looked + "): " + String.join(", ", parts);
  }

  private static String classes(LintReport report) {
    List<String> classes = new ArrayList<>();
    for (Risk risk : Risk.values()) {
      long count = report.migrations().stream().filter(m -> m.risk() == risk).count();
      if (count > 0) {
        classes.add(count + " " + risk.words());
      }
    }
    return String.join(", ", classes);
  }
}
