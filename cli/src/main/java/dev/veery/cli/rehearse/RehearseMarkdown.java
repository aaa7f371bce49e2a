package dev.veery.cli.rehearse;

import dev.veery.cli.lint.LintMarkdown;
import dev.veery.core.lint.Finding;
import dev.veery.core.lint.Severity;
import dev.veery.core.rehearse.Forecast;
import dev.veery.core.rehearse.HeldLock;
import dev.veery.core.rehearse.RehearsedMigration;
import dev.veery.core.rehearse.Spans;
import dev.veery.core.rehearse.TracedStatement;
import dev.veery.engine.RehearsalReport;
import java.util.ArrayList;
import java.util.List;

/** A comment for a pull request: a table of migrations, the findings, each statement folded. */
final class RehearseMarkdown {

  private final StringBuilder out = new StringBuilder();

  private RehearseMarkdown() {}

  static String of(RehearsalReport report) {
    RehearseMarkdown markdown = new RehearseMarkdown();
    markdown.report(report);
    return markdown.out.toString();
  }

  private void report(RehearsalReport report) {
    out.append("### Rehearsal\n\n");
    if (report.migrations().isEmpty()) {
      out.append("There is nothing to rehearse.\n");
      return;
    }
    out.append("| migration | strongest lock | blocks | way back | here | on the target |\n");
    out.append("|---|---|---|---|---|---|\n");
    for (RehearsedMigration migration : report.migrations()) {
      out.append("| ")
          .append(symbol(migration))
          .append(" `")
          .append(cell(migration.trace().label()))
          .append("` | ")
          .append(cell(StatementWords.strongest(migration)))
          .append(" | ")
          .append(StatementWords.blocks(migration))
          .append(" | ")
          .append(StatementWords.wayBack(migration))
          .append(" | ")
          .append(Spans.words(migration.trace().duration()))
          .append(" | ")
          .append(StatementWords.forecast(migration))
          .append(" |\n");
    }
    for (String label : report.notReached()) {
      out.append("| ⚪ `").append(cell(label)).append("` | not reached | | | | |\n");
    }
    for (Finding finding : report.findings()) {
      LintMarkdown.add(out, finding);
    }
    for (RehearsedMigration migration : report.migrations()) {
      out.append("\n<details><summary><code>")
          .append(html(migration.trace().label()))
          .append("</code>, statement by statement</summary>\n\n");
      statements(out, migration);
      out.append("\n</details>\n");
    }
    String queries = StatementWords.queries(report);
    if (!queries.isEmpty()) {
      out.append("\nOf the queries: ").append(queries).append(".\n");
    }
    out.append("\nRehearsed on PostgreSQL ")
        .append(report.scratchVersion())
        .append(" for a target on ")
        .append(report.targetVersion())
        .append(".\n");
  }

  /** Every statement with what was measured, as a numbered list. */
  static void statements(StringBuilder out, RehearsedMigration migration) {
    for (TracedStatement statement : migration.trace().statements()) {
      out.append(statement.ordinal())
          .append(". `")
          .append(statement.summary().replace('`', '\''))
          .append("` (")
          .append(statement.transaction() == 0 ? "outside a transaction, " : "")
          .append(Spans.words(statement.duration()))
          .append(")\n");
      details(migration, statement)
          .forEach(line -> out.append("   - ").append(html(line)).append('\n'));
    }
  }

  /** What there is to say of a statement, line by line. */
  static List<String> details(RehearsedMigration migration, TracedStatement statement) {
    List<String> lines = new ArrayList<>();
    if (statement.failed()) {
      lines.add("fails: " + statement.failure());
      return lines;
    }
    for (HeldLock lock : StatementWords.locks(statement)) {
      lines.add(StatementWords.lock(lock));
    }
    List<String> effects = StatementWords.effects(statement);
    if (!effects.isEmpty()) {
      lines.add(String.join("; ", effects));
    }
    lines.add(StatementWords.work(statement.work()));
    Forecast forecast = migration.forecasts().get(statement.ordinal());
    if (forecast != null) {
      lines.add(
          "on the target " + Spans.words(forecast) + ": " + String.join("; ", forecast.how()));
    }
    return lines;
  }

  private static String symbol(RehearsedMigration migration) {
    boolean error = migration.findings().stream().anyMatch(f -> f.severity() == Severity.ERROR);
    boolean warning = migration.findings().stream().anyMatch(f -> f.severity() == Severity.WARNING);
    return error ? "🔴" : warning ? "🟡" : "🟢";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }

  static String html(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
