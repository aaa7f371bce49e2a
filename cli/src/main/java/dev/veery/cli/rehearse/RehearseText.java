package dev.veery.cli.rehearse;

import dev.veery.cli.args.Call;
import dev.veery.cli.lint.FindingText;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
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

/** For people: a table first, then every statement, then what was found. */
final class RehearseText {

  private final Call call;
  private final Terminal terminal;
  private final Paint paint;
  private final List<String> lines = new ArrayList<>();

  RehearseText(Call call) {
    this.call = call;
    this.terminal = call.terminal();
    this.paint = terminal.paint();
  }

  String of(RehearsalReport report) {
    table(report);
    for (RehearsedMigration migration : report.migrations()) {
      lines.add("");
      migration(migration);
    }
    FindingText findings = new FindingText(call);
    for (Finding finding : report.findings()) {
      lines.add("");
      lines.addAll(findings.lines(finding));
    }
    lines.add("");
    String queries = StatementWords.queries(report);
    if (!queries.isEmpty()) {
      lines.add(queries);
    }
    lines.add(summary(report));
    return String.join("\n", lines) + "\n";
  }

  private void table(RehearsalReport report) {
    Table table = new Table();
    table.row(
        paint.dim(" "),
        paint.dim("migration"),
        paint.dim("strongest lock"),
        paint.dim("blocks"),
        paint.dim("way back"),
        paint.dim("here"),
        paint.dim("on the target"));
    for (RehearsedMigration migration : report.migrations()) {
      String forecast = StatementWords.forecast(migration);
      table.row(
          mark(migration),
          paint.bold(migration.trace().label()),
          StatementWords.strongest(migration),
          StatementWords.blocks(migration),
          wayBack(migration),
          Spans.words(migration.trace().duration()),
          forecast.isEmpty() ? paint.dim("-") : forecast);
    }
    for (String label : report.notReached()) {
      table.row(paint.dim(terminal.symbol("·", "-")), paint.dim(label), paint.dim("not reached"));
    }
    lines.addAll(table.lines());
  }

  private String mark(RehearsedMigration migration) {
    boolean error = migration.findings().stream().anyMatch(f -> f.severity() == Severity.ERROR);
    boolean warning = migration.findings().stream().anyMatch(f -> f.severity() == Severity.WARNING);
    return error ? terminal.cross() : warning ? paint.yellow("!") : terminal.tick();
  }

  private String wayBack(RehearsedMigration migration) {
    String word = StatementWords.wayBack(migration);
    return switch (word) {
      case "exact" -> paint.green(word);
      case "fails" -> paint.red(word);
      case "lossy" -> paint.yellow(word);
      default -> word.isEmpty() ? paint.dim("-") : word;
    };
  }

  private void migration(RehearsedMigration migration) {
    lines.add(paint.bold(migration.trace().label()) + paint.dim("  " + migration.trace().path()));
    int transaction = -1;
    for (TracedStatement statement : migration.trace().statements()) {
      if (statement.transaction() != transaction || statement.transaction() == 0) {
        transaction = statement.transaction();
        lines.add(paint.dim(transaction == 0 ? "  outside a transaction" : "  in a transaction"));
      }
      statement(migration, statement);
    }
  }

  private void statement(RehearsedMigration migration, TracedStatement statement) {
    String time = Spans.words(statement.duration());
    String number = statement.ordinal() + ".";
    int width = Math.max(20, terminal.width() - 8 - time.length() - number.length());
    lines.add(
        "  "
            + paint.dim(number)
            + " "
            + Paint.fit(statement.summary(), width)
            + "  "
            + paint.dim(time));
    if (statement.failed()) {
      line(paint.red("fails: " + statement.failure()));
      return;
    }
    for (HeldLock lock : StatementWords.locks(statement)) {
      boolean noticed = lock.blocking().application() && lock.object().hasRows();
      line(noticed ? paint.yellow(StatementWords.lock(lock)) : StatementWords.lock(lock));
    }
    List<String> effects = StatementWords.effects(statement);
    if (!effects.isEmpty()) {
      line(String.join("; ", effects));
    }
    line(paint.dim(StatementWords.work(statement.work())));
    Forecast forecast = migration.forecasts().get(statement.ordinal());
    if (forecast != null) {
      line("on the target: " + paint.bold(Spans.words(forecast)));
      forecast.how().forEach(how -> line("  " + paint.dim(how)));
    }
  }

  private void line(String text) {
    lines.add("     " + text);
  }

  private String summary(RehearsalReport report) {
    int total = report.migrations().size();
    List<String> parts = new ArrayList<>();
    for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.NOTE)) {
      long count = report.findings().stream().filter(f -> f.severity() == severity).count();
      if (count > 0) {
        parts.add(Words.count(count, severity.word()));
      }
    }
    String rows = report.rows() == null ? "" : ", " + StatementWords.rows(report.rows().rows());
    String where = " on " + report.scratch() + rows + ", in " + Words.duration(report.duration());
    String rehearsed = Words.count(total, "migration") + " rehearsed" + where;
    return parts.isEmpty()
        ? terminal.tick() + " " + rehearsed + ", nothing found"
        : rehearsed + ": " + String.join(", ", parts);
  }
}
