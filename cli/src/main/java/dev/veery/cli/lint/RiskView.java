package dev.veery.cli.lint;

import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.lint.Risk;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.engine.LintScope;
import dev.veery.engine.Veery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The class of a migration, safe, risky or in need of several steps, and why. */
public final class RiskView {

  private RiskView() {}

  /** Those of the migrations that a plan applies, by the path of their file. */
  public static Map<String, MigrationReport> of(Veery veery, Plan plan) {
    List<String> paths = new ArrayList<>();
    for (PlannedMigration migration : plan.migrations()) {
      if (migration.direction() == Direction.UP) {
        paths.add(migration.origin().path());
      }
    }
    Map<String, MigrationReport> reports = new HashMap<>();
    if (!paths.isEmpty()) {
      for (MigrationReport report : veery.lint(new LintScope.Files(paths)).migrations()) {
        reports.put(report.path(), report);
      }
    }
    return reports;
  }

  /** That of one migration, or null for one that is not written in SQL. */
  public static @Nullable MigrationReport of(Veery veery, String path) {
    LintReport report = veery.lint(new LintScope.Files(List.of(path)));
    return report.migrations().isEmpty() ? null : report.migrations().getFirst();
  }

  /** {@code risky (lock-index-not-concurrent)}. */
  public static String text(Paint paint, MigrationReport migration) {
    Risk risk = migration.risk();
    return switch (risk) {
          case SAFE -> paint.green(risk.words());
          case RISKY -> paint.yellow(risk.words());
          case SEVERAL_STEPS -> paint.red(risk.words());
        }
        + (risk == Risk.SAFE ? "" : paint.dim(" (" + String.join(", ", codes(migration)) + ")"));
  }

  /** The rules that decide the class, in the order of the alphabet. */
  static TreeSet<String> codes(MigrationReport migration) {
    TreeSet<String> codes = new TreeSet<>();
    reasons(migration).forEach(f -> codes.add(f.code()));
    return codes;
  }

  /** The findings that decide the class. */
  public static List<Finding> reasons(MigrationReport migration) {
    return migration.reasons().stream()
        .filter(f -> migration.risk() != Risk.SEVERAL_STEPS || f.severalSteps())
        .toList();
  }

  /** What the linter says about rows that are marked as deleted, a sentence for each statement. */
  public static List<String> deletedRows(MigrationReport migration) {
    return migration.findings().stream()
        .filter(f -> !f.down() && f.code().startsWith("softdelete-rows-"))
        .map(Finding::message)
        .toList();
  }

  /** The fields {@code risk} and {@code reasons}. */
  public static void json(JsonOutput json, MigrationReport migration) {
    json.field("risk", migration.risk().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.list(
        "reasons",
        () ->
            reasons(migration)
                .forEach(finding ->
                    json.object(() -> {
                      json.field("code", finding.code());
                      json.field("message", finding.message());
                    })));
  }
}
