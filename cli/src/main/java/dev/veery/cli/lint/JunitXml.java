package dev.veery.cli.lint;

import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport;
import dev.veery.core.lint.LintReport.MigrationReport;

/** The XML that test runners write: a suite per migration, a case per finding. */
final class JunitXml {

  private JunitXml() {}

  static String of(LintReport report) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<testsuites name=\"veery lint\">\n");
    for (MigrationReport migration : report.migrations()) {
      long failures = migration.findings().stream().filter(Finding::counts).count();
      long skipped = migration.findings().size() - failures;
      xml.append("  <testsuite name=\"")
          .append(escape(migration.label()))
          .append("\" tests=\"")
          .append(Math.max(1, migration.findings().size()))
          .append("\" failures=\"")
          .append(failures)
          .append("\" skipped=\"")
          .append(skipped)
          .append("\" errors=\"0\">\n");
      if (migration.findings().isEmpty()) {
        xml.append("    <testcase name=\"no findings\" classname=\"")
            .append(escape(migration.label()))
            .append("\"/>\n");
      }
      migration.findings().forEach(finding -> add(xml, finding));
      xml.append("  </testsuite>\n");
    }
    return xml.append("</testsuites>\n").toString();
  }

  private static void add(StringBuilder xml, Finding finding) {
    xml.append("    <testcase name=\"")
        .append(escape(finding.code() + " " + finding.position()))
        .append("\" classname=\"")
        .append(escape(finding.migration()))
        .append("\" file=\"")
        .append(escape(finding.position().file()))
        .append("\" line=\"")
        .append(finding.position().line())
        .append("\">\n");
    if (finding.counts()) {
      xml.append("      <failure type=\"")
          .append(finding.severity().word())
          .append("\" message=\"")
          .append(escape(finding.message()))
          .append("\">")
          .append(
              escape(
                  finding.position()
                      + "\n"
                      + finding.effect()
                      + (finding.remedy().isEmpty() ? "" : "\n\n" + finding.remedy().sql())))
          .append("</failure>\n");
    } else {
      xml.append("      <skipped message=\"")
          .append(escape("accepted" + LintText.pardon(finding)))
          .append("\"/>\n");
    }
    xml.append("    </testcase>\n");
  }

  /** Characters that XML 1.0 cannot hold at all become a replacement character. */
  private static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\n' -> out.append("&#10;");
            default -> {
              boolean allowed = c >= 0x20 && c != 0xfffe && c != 0xffff || c == '\t';
              out.appendCodePoint(allowed ? c : 0xfffd);
            }
          }
        });
    return out.toString();
  }
}
