package dev.veery.cli.lint;

import dev.veery.cli.terminal.Xml;
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
          .append(Xml.escape(migration.label()))
          .append("\" tests=\"")
          .append(Math.max(1, migration.findings().size()))
          .append("\" failures=\"")
          .append(failures)
          .append("\" skipped=\"")
          .append(skipped)
          .append("\" errors=\"0\">\n");
      if (migration.findings().isEmpty()) {
        xml.append("    <testcase name=\"no findings\" classname=\"")
            .append(Xml.escape(migration.label()))
            .append("\"/>\n");
      }
      migration.findings().forEach(finding -> add(xml, finding));
      xml.append("  </testsuite>\n");
    }
    return xml.append("</testsuites>\n").toString();
  }

  private static void add(StringBuilder xml, Finding finding) {
    xml.append("    <testcase name=\"")
        .append(Xml.escape(finding.code() + " " + finding.position()))
        .append("\" classname=\"")
        .append(Xml.escape(finding.migration()))
        .append("\" file=\"")
        .append(Xml.escape(finding.position().file()))
        .append("\" line=\"")
        .append(finding.position().line())
        .append("\">\n");
    if (finding.counts()) {
      xml.append("      <failure type=\"")
          .append(finding.severity().word())
          .append("\" message=\"")
          .append(Xml.escape(finding.message()))
          .append("\">")
          .append(
              Xml.escape(
                  finding.position()
                      + "\n"
                      + finding.effect()
                      + (finding.remedy().isEmpty() ? "" : "\n\n" + finding.remedy().sql())))
          .append("</failure>\n");
    } else {
      xml.append("      <skipped message=\"")
          .append(Xml.escape("accepted" + LintText.pardon(finding)))
          .append("\"/>\n");
    }
    xml.append("    </testcase>\n");
  }
}
