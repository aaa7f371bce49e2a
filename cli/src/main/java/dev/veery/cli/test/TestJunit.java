package dev.veery.cli.test;

import dev.veery.cli.terminal.Xml;
import dev.veery.core.lint.Severity;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.rehearse.RoundTrip.Verdict;
import dev.veery.core.tenancy.TenancyReport;
import dev.veery.engine.TestReport;
import java.util.Locale;
import java.util.stream.Collectors;

/** The XML that test runners write: a case for each migration. */
public final class TestJunit {

  private TestJunit() {}

  /**
   * @param strict whether whatever is not exact is a failure
   */
  public static String of(TestReport report, boolean strict) {
    long failures =
        report.trips().stream().filter(trip -> fails(trip, strict)).count()
            + (report.repeatables() == null ? 0 : 1)
            + (report.tenancy() != null && report.tenancy().reaches(Severity.ERROR) ? 1 : 0);
    int tests =
        report.trips().size()
            + report.notReached().size()
            + (report.repeatables() == null ? 0 : 1)
            + (report.tenancy() == null ? 0 : 1);
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append(
        "<testsuites>\n  <testsuite name=\"veery test\" tests=\"%d\" failures=\"%d\" skipped=\"%d\" errors=\"0\" time=\"%s\">\n"
            .formatted(
                tests,
                failures,
                report.notReached().size(),
                seconds(report.duration().toMillis())));
    report.trips().forEach(trip -> add(xml, trip, strict));
    for (String label : report.notReached()) {
      xml.append(
          "    <testcase name=\"%s\" classname=\"migrations\"><skipped message=\"not reached\"/></testcase>\n"
              .formatted(Xml.escape(label)));
    }
    if (report.repeatables() != null) {
      xml.append(
          "    <testcase name=\"repeatable migrations\" classname=\"migrations\"><failure message=\"%s\"/></testcase>\n"
              .formatted(Xml.escape(report.repeatables().message())));
    }
    TenancyReport tenancy = report.tenancy();
    if (tenancy != null) {
      String findings =
          tenancy.findings().stream()
              .filter(finding -> finding.severity() == Severity.ERROR)
              .map(finding -> finding.message() + "\n" + String.join("\n", finding.proofs()))
              .collect(Collectors.joining("\n"));
      xml.append("    <testcase name=\"tenants are kept apart\" classname=\"tenancy\">");
      if (!findings.isEmpty()) {
        xml.append("<failure message=\"%s\"/>".formatted(Xml.escape(findings)));
      }
      xml.append("</testcase>\n");
    }
    return xml.append("  </testsuite>\n</testsuites>\n").toString();
  }

  private static boolean fails(RoundTrip trip, boolean strict) {
    return trip.verdict() instanceof Verdict.Fails
        || (strict && !(trip.verdict() instanceof Verdict.Exact && trip.refused() == null));
  }

  private static void add(StringBuilder xml, RoundTrip trip, boolean strict) {
    String details = Xml.escape(String.join("\n", VerdictWords.of(trip)));
    xml.append(
        "    <testcase name=\"%s\" classname=\"migrations\" file=\"%s\" time=\"%s\">\n"
            .formatted(
                Xml.escape(trip.label()),
                Xml.escape(trip.path()),
                seconds(trip.duration().toMillis())));
    if (fails(trip, strict)) {
      boolean isExact = trip.verdict() instanceof Verdict.Exact;
      String what = isExact ? "refuses rows" : "the way back: " + trip.verdict().word();
      xml.append(
          "      <failure type=\"%s\" message=\"%s\">%s</failure>\n"
              .formatted(isExact ? "rows" : trip.verdict().word(), what, details));
    } else {
      xml.append(
          "      <system-out>%s%s</system-out>\n"
              .formatted(trip.verdict().word(), details.isEmpty() ? "" : ": " + details));
    }
    xml.append("    </testcase>\n");
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }
}
