package dev.veery.cli.check;

import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckLine.Level;
import dev.veery.core.verify.CheckReport;

/** Lines of checks for programs; the shape is in {@code docs/cli/json.md}. */
public final class CheckJson {

  private CheckJson() {}

  /** The fields of a report, within a document or an object. */
  public static void fields(JsonOutput json, CheckReport report) {
    json.field("passed", report.passed());
    json.field("stops", report.count(Level.STOP));
    json.field("warnings", report.count(Level.WARNING));
    json.field("skipped", report.count(Level.SKIPPED));
    json.list(
        "checks",
        () ->
            report
                .sections()
                .forEach(section ->
                    section
                        .lines()
                        .forEach(line -> json.object(() -> line(json, section.title(), line)))));
  }

  private static void line(JsonOutput json, String section, CheckLine line) {
    json.field("code", line.code());
    json.field("section", section);
    json.field("level", line.level().word());
    json.field("name", line.name());
    json.field("message", line.what());
    json.texts("details", line.details());
    json.field("remedy", line.remedy());
    json.object("facts", () -> line.facts().forEach((key, value) -> fact(json, key, value)));
  }

  private static void fact(JsonOutput json, String key, Object value) {
    switch (value) {
      case Long number -> json.field(key, number.longValue());
      case Double number -> json.field(key, number.doubleValue());
      case Boolean truth -> json.field(key, truth.booleanValue());
      default -> json.field(key, value.toString());
    }
  }
}
