package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.migration.Migration;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.History;
import dev.veery.core.rehearse.RehearsedPlan;
import dev.veery.core.rehearse.RehearsedSchema;
import dev.veery.core.sql.Script;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckReport;
import dev.veery.core.verify.CheckReport.Section;
import dev.veery.engine.backup.Backup;
import dev.veery.postgres.rehearse.proof.VerifyScript;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether what the applied migrations say of themselves holds in the database now. */
public final class Verification {

  private Verification() {}

  /**
   * Runs the verify section of every applied migration, each in a transaction that is rolled back.
   *
   * @param schema whether to hold the live schema against what the migrations make, too
   * @param rehearsed to hold the live schema against what was made there; null for none
   * @param counted to hold the numbers of rows against; null for none
   */
  public static CheckReport run(
      Veery veery, boolean schema, @Nullable RehearsedPlan rehearsed, @Nullable Backup counted) {
    History history = veery.load().history();
    List<CheckLine> lines = new ArrayList<>();
    int without = 0;
    try {
      for (Migration migration : veery.graph().order()) {
        AppliedMigration applied = history.find(migration.version());
        if (applied == null || applied.state() != AppliedMigration.State.APPLIED) {
          continue;
        }
        Script script =
            migration.body() instanceof Migration.Body.Sql sql
                ? sql.scripts().get().verify()
                : null;
        if (script == null || script.items().isEmpty()) {
          without++;
          continue;
        }
        boolean newest = applied.order() == newest(history);
        lines.add(line(migration, VerifyScript.run(veery.session(), script), newest));
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "verifying");
    }
    if (without > 0 || lines.isEmpty()) {
      lines.add(
          CheckLine.skipped(
                  "verify-absent",
                  "without verify",
                  without == 0
                      ? "nothing is applied"
                      : without
                          + (without == 1 ? " migration has" : " migrations have")
                          + " no verify section")
              .fact("migrations", without));
    }
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("Migrations", lines));
    List<CheckLine> schemas = new ArrayList<>();
    if (schema) {
      schemas.add(schema(veery));
    }
    if (rehearsed != null) {
      schemas.add(rehearsed(veery, rehearsed));
    }
    if (!schemas.isEmpty()) {
      sections.add(new Section("Schema", schemas));
    }
    if (counted != null) {
      sections.add(
          new Section(
              "Rows", RowComparison.of(veery.session(), counted, veery.config().journalSchema())));
    }
    return new CheckReport(sections);
  }

  private static long newest(History history) {
    long newest = 0;
    for (AppliedMigration applied : history.all()) {
      newest = Math.max(newest, applied.order());
    }
    return newest;
  }

  private static CheckLine line(Migration migration, Optional<Problem> failed, boolean newest) {
    if (failed.isEmpty()) {
      return CheckLine.tick("verify", migration.label(), "holds");
    }
    Problem problem = failed.get();
    if (problem.code() == ErrorCode.VERIFY_OUTDATED && !newest) {
      return CheckLine.skipped(
          "verify", migration.label(), "what it looks at is no longer there: " + problem.message());
    }
    return CheckLine.stop(
            "verify",
            migration.label(),
            (problem.position() == null ? "" : problem.position() + ": ") + problem.message(),
            "mend what it names; or where a later migration has changed it on purpose, remove the section")
        .fact("migration", migration.version().text());
  }

  /** Compared with the schema that a rehearsal has made. */
  private static CheckLine rehearsed(Veery veery, RehearsedPlan plan) {
    RehearsedSchema schema = plan.schema();
    if (schema == null) {
      return CheckLine.skipped(
          "rehearsed", "rehearsed", plan.file() + " says nothing of the schema");
    }
    String now = RehearsedSchema.fingerprint(veery.catalog());
    if (now.equals(schema.after())) {
      return CheckLine.tick(
          "rehearsed", "rehearsed", "the schema is what " + plan.file() + " has made");
    }
    return CheckLine.stop(
        "rehearsed",
        "rehearsed",
        now.equals(schema.before())
            ? "what was rehearsed in " + plan.file() + " has not been run"
            : "the schema is not what " + plan.file() + " has made",
        now.equals(schema.before()) ? "veery up --plan " + plan.file() : "see veery drift");
  }

  /** Compared with the schema that the applied migrations make of an empty database. */
  private static CheckLine schema(Veery veery) {
    try {
      Drift drift = veery.drift(IgnoreList.NONE);
      Comparison comparison = drift.comparison();
      if (comparison.isEmpty()) {
        return CheckLine.tick("schema", "schema", "what the migrations make of an empty database")
            .fact("differences", 0);
      }
      return CheckLine.stop(
              "schema",
              "schema",
              comparison.differences().size()
                  + (comparison.differences().size() == 1 ? " difference" : " differences")
                  + " from what the migrations make",
              "see veery drift")
          .details(
              comparison.differences().stream()
                  .limit(5)
                  .map(d -> d.toString().lines().findFirst().orElse(""))
                  .toList())
          .fact("differences", comparison.differences().size());
    } catch (VeeryException e) {
      return CheckLine.skipped("schema", "schema", e.problems().getFirst().message());
    }
  }
}
