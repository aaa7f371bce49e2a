package dev.veery.cli.lint;

import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport;

/** Workflow commands that GitHub shows beside the lines of a change. */
final class GithubAnnotations {

  private GithubAnnotations() {}

  static String of(LintReport report) {
    StringBuilder out = new StringBuilder();
    for (Finding finding : report.findings()) {
      if (finding.counts()) {
        out.append("::")
            .append(
                switch (finding.severity()) {
                  case ERROR -> "error";
                  case WARNING -> "warning";
                  case NOTE -> "notice";
                })
            .append(" file=")
            .append(property(finding.position().file()))
            .append(",line=")
            .append(finding.position().line())
            .append(",endLine=")
            .append(finding.end().line())
            .append(",col=")
            .append(finding.position().column())
            .append(",title=")
            .append(property(finding.code() + ": " + finding.message()))
            .append("::")
            .append(
                data(
                    finding.effect()
                        + (finding.remedy().isEmpty() ? "" : "\n\n" + finding.remedy().sql())))
            .append('\n');
      }
    }
    return out.toString();
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
