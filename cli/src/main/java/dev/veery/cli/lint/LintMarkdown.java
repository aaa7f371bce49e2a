package dev.veery.cli.lint;

import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.lint.Risk;
import java.util.stream.Collectors;

/** A comment for a pull request: a table of migrations, then each finding, folded. */
public final class LintMarkdown {

  private LintMarkdown() {}

  static String of(LintReport report) {
    StringBuilder out = new StringBuilder("### Migrations\n\n");
    if (report.migrations().isEmpty()) {
      return out.append("There are no migrations to look at.\n").toString();
    }
    out.append("| migration | class | findings |\n|---|---|---|\n");
    for (MigrationReport migration : report.migrations()) {
      long open = migration.findings().stream().filter(Finding::counts).count();
      long accepted = migration.findings().size() - open;
      out.append("| `")
          .append(migration.label().replace("|", "\\|"))
          .append("` | ")
          .append(symbol(migration.risk()))
          .append(' ')
          .append(migration.risk().words())
          .append(migration.risk() == Risk.SAFE ? "" : ": " + reasons(migration))
          .append(" | ")
          .append(open)
          .append(accepted == 0 ? "" : " and " + accepted + " accepted")
          .append(" |\n");
    }
    for (Finding finding : report.findings()) {
      add(out, finding);
    }
    return out.toString();
  }

  private static String reasons(MigrationReport migration) {
    return RiskView.codes(migration).stream()
        .map(code -> "`" + code + "`")
        .collect(Collectors.joining(", "));
  }

  private static String symbol(Risk risk) {
    return switch (risk) {
      case SAFE -> "🟢";
      case RISKY -> "🟡";
      case SEVERAL_STEPS -> "🔴";
    };
  }

  /** A finding, folded. */
  public static void add(StringBuilder out, Finding finding) {
    out.append("\n<details><summary><b>")
        .append(finding.counts() ? finding.severity().word() : "accepted")
        .append("</b> ")
        .append(html(finding.message()))
        .append(" (<code>")
        .append(html(finding.position().file()))
        .append(':')
        .append(finding.position().line())
        .append("</code>)</summary>\n\n");
    out.append(finding.effect()).append(html(LintText.pardon(finding)));
    out.append(" `").append(finding.code()).append("`\n");
    if (!finding.remedy().isEmpty()) {
      String fence = finding.remedy().sql().contains("```") ? "~~~~" : "```";
      out.append('\n').append(fence).append("sql\n");
      out.append(finding.remedy().sql()).append('\n').append(fence).append('\n');
    }
    out.append("\n</details>\n");
  }

  private static String html(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
