package dev.veery.engine;

import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.rehearse.Compatibility;
import dev.veery.core.rehearse.Forecast;
import dev.veery.core.rehearse.Forecaster;
import dev.veery.core.rehearse.LockForecast;
import dev.veery.core.rehearse.RehearsalFindings;
import dev.veery.core.rehearse.RehearsedMigration;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.rehearse.Speeds;
import dev.veery.core.rehearse.TargetSizes;
import dev.veery.core.rehearse.TracedMigration;
import dev.veery.core.rehearse.TracedObject;
import dev.veery.core.rehearse.TracedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says what measurements mean for a target.
 *
 * @param lint what the linter says, by label
 * @param sizes of the target's tables
 * @param speeds of the scratch server; null where nothing is to be forecast
 * @param marks of the target's tables, by label and ordinal
 * @param budget how long readers and writers may be kept waiting
 * @param trips up, down and up again, by label
 * @param compatibility of the queries; null where none are named
 * @param onlyWithRows whether what failed works on empty tables; null where nothing did, or nobody
 *     has tried
 * @param wayOut what a run would say to do about the failure; empty for nothing
 * @param noRows knows the tables without rows
 */
record Judge(
    Map<String, MigrationReport> lint,
    TargetSizes sizes,
    @Nullable Speeds speeds,
    Map<String, Map<Integer, Map<TracedObject, String>>> marks,
    Duration budget,
    Map<String, RoundTrip> trips,
    @Nullable Compatibility compatibility,
    @Nullable Boolean onlyWithRows,
    String wayOut,
    NoRows noRows) {

  RehearsedMigration of(TracedMigration migration) {
    @Nullable MigrationReport report = lint.get(migration.label());
    Map<Integer, Forecast> forecasts = new HashMap<>();
    List<LockForecast> locks = List.of();
    Speeds known = speeds;
    if (known != null) {
      Forecaster forecaster = new Forecaster(known, sizes);
      for (TracedStatement statement : migration.statements()) {
        Forecast forecast = forecaster.of(statement);
        if (forecast != null) {
          forecasts.put(statement.ordinal(), forecast);
        }
      }
      locks = forecaster.locks(migration);
    }
    List<Finding> findings =
        new ArrayList<>(
            RehearsalFindings.of(
                migration,
                report,
                locks,
                budget,
                trips.get(migration.label()),
                broken(migration),
                onlyWithRows,
                wayOut));
    findings.addAll(noRows.findings(migration));
    return new RehearsedMigration(
        migration,
        report,
        forecasts,
        locks,
        marks.getOrDefault(migration.label(), Map.of()),
        trips.get(migration.label()),
        findings);
  }

  private List<Compatibility.Broken> broken(TracedMigration migration) {
    Compatibility known = compatibility;
    return known == null
        ? List.of()
        : known.broken().stream()
            .filter(broken -> broken.migration().equals(migration.label()))
            .toList();
  }
}
