package dev.veery.cli.test;

import dev.veery.cli.args.Call;
import dev.veery.cli.tenancy.TenancyJson;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.rehearse.RoundTrip.Verdict;
import dev.veery.core.tenancy.TenancyReport;
import dev.veery.engine.TestReport;
import dev.veery.engine.TestReport.Branches;

/** One document. */
public final class TestJson {

  private TestJson() {}

  public static void write(Call call, TestReport report) {
    try (JsonOutput json = call.jsonOutput()) {
      json.field("ok", report.failing() == 0 && report.notReached().isEmpty());
      json.field("server", report.server());
      json.field("milliseconds", report.duration().toMillis());
      json.list(
          "migrations", () -> report.trips().forEach(trip -> json.object(() -> trip(json, trip))));
      json.texts("not_reached", report.notReached());
      json.list(
          "branches",
          () -> report.branches().forEach(pair -> json.object(() -> branches(json, pair))));
      if (report.repeatables() != null) {
        json.field("repeatables", report.repeatables().message());
      }
      TenancyReport tenancy = report.tenancy();
      if (tenancy != null) {
        json.object("tenancy", () -> TenancyJson.fields(json, tenancy));
      }
    }
  }

  private static void trip(JsonOutput json, RoundTrip trip) {
    json.field("migration", trip.label());
    json.field("path", trip.path());
    json.field("verdict", trip.verdict().word());
    if (trip.verdict() instanceof Verdict.Fails fails) {
      json.field("stage", fails.stage().word());
    }
    json.texts("details", VerdictWords.of(trip));
    json.field("refuses_rows", trip.refused() != null);
    json.field("rows", trip.rows());
    json.field("milliseconds", trip.duration().toMillis());
  }

  private static void branches(JsonOutput json, Branches branches) {
    json.field("first", branches.first());
    json.field("second", branches.second());
    json.field("agree", branches.agree());
    json.field("explanation", TestText.sentence(branches));
  }
}
