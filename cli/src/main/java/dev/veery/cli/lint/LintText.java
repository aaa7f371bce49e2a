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
import java.util.TreeSet;

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
      if (!migration.findings().isEmpty()) {
        migration(migration);
      }
    }
    lines.add(summary(report));
    return String.join("\n", lines) + "\n";
  }

  private void migration(MigrationReport migration) {
    lines.add(paint.bold(migration.label()) + "  " + risk(migration));
    for (Finding finding : migration.findings()) {
      if (finding.counts()) {
        lines.add("");
        lines.addAll(text.lines(finding));
      } else if (call.verbose() || finding.pardon() instanceof Finding.Pardon.Allowed) {
        lines.add("");
        lines.add(
            paint.dim("allowed[" + finding.code() + "]: " + finding.message() + pardon(finding)));
      }
    }
    lines.add("");
  }

  private String risk(MigrationReport migration) {
    Risk risk = migration.risk();
    return switch (risk) {
      case SAFE -> paint.green(risk.words());
      case RISKY -> paint.yellow(risk.words()) + reasons(migration);
      case SEVERAL_STEPS -> paint.red(risk.words()) + reasons(migration);
    };
  }

  private String reasons(MigrationReport migration) {
    TreeSet<String> codes = new TreeSet<>();
    migration.reasons().stream()
        .filter(f -> migration.risk() != Risk.SEVERAL_STEPS || f.severalSteps())
        .forEach(f -> codes.add(f.code()));
    return paint.dim(" (" + String.join(", ", codes) + ")");
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
    String looked = Words.count(report.migrations().size(), "migration");
    return parts.isEmpty()
        ? call.terminal().tick() + " " + looked + ", nothing found"
        : looked + ": " + String.join(", ", parts);
  }
}
