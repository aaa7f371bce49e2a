package dev.veery.cli.lint;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.rule.Rules;
import dev.veery.engine.Build;
import java.io.PrintStream;
import java.util.List;

/** SARIF 2.1.0 of OASIS, which code hosts show beside the lines of a change. */
final class Sarif {

  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private Sarif() {}

  static void write(Call call, PrintStream out, LintReport report) {
    List<Rule> used =
        Rules.ALL.stream()
            .filter(
                r -> report.findings().stream().anyMatch(f -> f.code().equals(r.about().code())))
            .toList();
    try (JsonOutput json = new JsonOutput(out, call.secrets())) {
      json.field("version", "2.1.0");
      json.field("$schema", SCHEMA);
      json.list("runs", () -> json.object(() -> run(json, report, used)));
    }
  }

  private static void run(JsonOutput json, LintReport report, List<Rule> used) {
    json.object(
        "tool",
        () ->
            json.object(
                "driver",
                () -> {
                  json.field("name", "Veery");
                  json.field("version", Build.version());
                  json.list("rules", () -> used.forEach(rule -> rule(json, rule)));
                }));
    json.field("columnKind", "unicodeCodePoints");
    json.list("results", () -> report.findings().forEach(f -> result(json, f, used)));
  }

  private static void rule(JsonOutput json, Rule rule) {
    json.object(() -> {
      json.field("id", rule.about().code());
      message(json, "shortDescription", rule.about().title());
      message(json, "fullDescription", String.join("\n\n", rule.about().explanation()));
      message(json, "help", "veery rules " + rule.about().code() + " says it with examples.");
      if (!rule.about().addresses().isEmpty()) {
        json.field("helpUri", rule.about().addresses().getFirst());
      }
      json.object(
          "defaultConfiguration", () -> json.field("level", rule.about().severity().word()));
    });
  }

  private static void result(JsonOutput json, Finding finding, List<Rule> used) {
    json.object(() -> {
      json.field("ruleId", finding.code());
      for (int i = 0; i < used.size(); i++) {
        if (used.get(i).about().code().equals(finding.code())) {
          json.field("ruleIndex", i);
        }
      }
      json.field("level", finding.severity().word());
      String remedy = finding.remedy().isEmpty() ? "" : "\n\n" + finding.remedy().sql();
      message(json, "message", finding.message() + ". " + finding.effect() + remedy);
      json.list(
          "locations",
          () ->
              json.object(() ->
                  json.object(
                      "physicalLocation",
                      () -> {
                        json.object(
                            "artifactLocation",
                            () -> json.field("uri", uri(finding.position().file())));
                        json.object(
                            "region",
                            () -> {
                              json.field("startLine", finding.position().line());
                              json.field("startColumn", finding.position().column());
                              json.field("endLine", finding.end().line());
                              json.field("endColumn", finding.end().column());
                            });
                      })));
      if (!finding.fingerprint().isEmpty()) {
        json.object(
            "partialFingerprints",
            () -> json.field("statement/v1", finding.migration() + "/" + finding.fingerprint()));
      }
      if (!finding.counts()) {
        json.list("suppressions", () -> json.object(() -> suppression(json, finding)));
      }
    });
  }

  private static void suppression(JsonOutput json, Finding finding) {
    switch (finding.pardon()) {
      case null -> {}
      case Finding.Pardon.Allowed allowed -> {
        json.field("kind", "inSource");
        json.field("justification", allowed.reason());
      }
      case Finding.Pardon.Baseline() -> json.field("kind", "external");
    }
  }

  private static void message(JsonOutput json, String name, String text) {
    json.object(name, () -> json.field("text", text));
  }

  private static String uri(String path) {
    return path.replace("%", "%25").replace(" ", "%20").replace("#", "%23").replace("?", "%3F");
  }
}
