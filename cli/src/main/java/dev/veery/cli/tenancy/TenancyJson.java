package dev.veery.cli.tenancy;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.tenancy.Matrix;
import dev.veery.core.tenancy.TenancyFinding;
import dev.veery.core.tenancy.TenancyReport;
import java.util.List;

/** A report on tenants for programs; the shape is in {@code docs/cli/json.md}. */
public final class TenancyJson {

  private TenancyJson() {}

  /** The whole document. */
  public static void write(Call call, TenancyReport report, boolean failed) {
    try (JsonOutput json = call.jsonOutput()) {
      json.field("ok", true);
      json.field("passed", !failed);
      fields(json, report);
    }
  }

  /** The fields of a report, within an object. */
  public static void fields(JsonOutput json, TenancyReport report) {
    json.field("tables", report.tables());
    json.texts("roles", report.roles());
    json.texts("tenants", report.tenants());
    json.field("accepted", report.accepted());
    findings(json, "findings", report.findings());
    Matrix matrix = report.matrix();
    if (matrix != null) {
      json.list(
          "matrix",
          () ->
              matrix
                  .cells()
                  .forEach((key, cell) ->
                      json.object(() -> {
                        json.field("object", key.object());
                        json.field("command", key.command().word());
                        json.field("role", key.role());
                        json.field("setting", key.setting().words());
                        json.field(
                            "outcome", cell.outcome().name().toLowerCase(java.util.Locale.ROOT));
                        json.field("detail", cell.detail());
                        if (!cell.script().isEmpty()) {
                          json.field("script", cell.script());
                        }
                      })));
    }
  }

  static void findings(JsonOutput json, String name, List<TenancyFinding> findings) {
    json.list(
        name,
        () ->
            findings.forEach(finding ->
                json.object(() -> {
                  json.field("code", finding.code());
                  json.field("severity", finding.severity().word());
                  json.field("source", finding.source().word());
                  json.field("object", finding.object());
                  json.field("message", finding.message());
                  json.field("effect", finding.effect());
                  json.field("remedy", finding.remedy());
                  json.texts("proofs", finding.proofs());
                })));
  }
}
