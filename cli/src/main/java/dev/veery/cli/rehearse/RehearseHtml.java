package dev.veery.cli.rehearse;

import static dev.veery.cli.rehearse.RehearseMarkdown.html;

import dev.veery.core.lint.Finding;
import dev.veery.core.rehearse.RehearsedMigration;
import dev.veery.core.rehearse.Spans;
import dev.veery.core.rehearse.TracedStatement;
import dev.veery.engine.RehearsalReport;
import java.time.temporal.ChronoUnit;

/** One page with everything in it: no script, no font and no picture is loaded. */
final class RehearseHtml {

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Rehearsal</title>
      <style>
      :root { color-scheme: light dark; --ink: #1c2430; --dim: #66707e; --page: #fff; --line: #dde2e8;
        --even: #f5f7f9; --odd: #eceff3; --reads: #d6453d; --writes: #e39b2d; --ddl: #6f8fb5; --good: #2f8f5b; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --dim: #98a3b1; --page: #14181e;
        --line: #2d3540; --even: #1a2028; --odd: #202832; --reads: #e0625b; --writes: #d9982f; --ddl: #5d7fa8; } }
      body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 1000px;
        margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.5rem; margin-bottom: .2rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .3rem; }
      code, pre { font: 13px/1.45 ui-monospace, monospace; }
      pre { background: var(--even); border: 1px solid var(--line); border-radius: 4px; padding: .6rem; overflow-x: auto; }
      p, li { max-width: 52rem; } .dim { color: var(--dim); }
      table { border-collapse: collapse; width: 100%; } th { text-align: left; color: var(--dim); font-weight: 500; }
      th, td { padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
      .scroll { overflow-x: auto; } ol { padding-left: 1.6rem; } ol > li { margin-bottom: .6rem; }
      li ul { padding-left: 1.1rem; color: var(--dim); } .error { color: var(--reads); font-weight: 600; }
      .warning { color: var(--writes); font-weight: 600; } .note { color: var(--ddl); font-weight: 600; }
      .legend span { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin: 0 .3rem 0 1rem; }
      .finding { border-left: 3px solid var(--line); padding-left: .8rem; margin: 1rem 0; }
      svg text { font: 12px system-ui, sans-serif; fill: var(--ink); } svg .object { text-anchor: end; }
      svg .number, svg .time { text-anchor: middle; } svg .time { fill: var(--dim); font-size: 11px; }
      svg .mode { fill: #fff; font-size: 11px; font-weight: 600; } svg .even { fill: var(--even); } svg .odd { fill: var(--odd); }
      svg .reads { fill: var(--reads); } svg .writes { fill: var(--writes); } svg .ddl { fill: var(--ddl); }
      </style>
      </head>
      <body>
      """;

  private final StringBuilder out = new StringBuilder(HEAD);

  private RehearseHtml() {}

  static String of(RehearsalReport report) {
    RehearseHtml page = new RehearseHtml();
    page.report(report);
    return page.out.append("</body>\n</html>\n").toString();
  }

  private void report(RehearsalReport report) {
    out.append("<h1>Rehearsal</h1>\n<p class=\"dim\">")
        .append(html(report.target()))
        .append(", PostgreSQL ")
        .append(html(report.targetVersion()));
    if (!report.scratch().isEmpty()) {
      out.append("; rehearsed on ")
          .append(html(report.scratch()))
          .append(" at ")
          .append(report.began().truncatedTo(ChronoUnit.SECONDS));
    }
    out.append("</p>\n");
    if (report.migrations().isEmpty()) {
      out.append("<p>There is nothing to rehearse.</p>\n");
      return;
    }
    table(report);
    String queries = StatementWords.queries(report);
    if (!queries.isEmpty()) {
      out.append("<p>").append(html(queries)).append("</p>\n");
    }
    for (Finding finding : report.findings()) {
      finding(finding);
    }
    out.append(
        "<p class=\"legend dim\">A lock that blocks<span style=\"background: var(--reads)\"></span>reads and"
            + " writes<span style=\"background: var(--writes)\"></span>writes<span style=\"background:"
            + " var(--ddl)\"></span>only other DDL and autovacuum</p>\n");
    report.migrations().forEach(this::migration);
  }

  private void table(RehearsalReport report) {
    out.append("<div class=\"scroll\"><table>\n<tr>");
    for (String head :
        new String[] {
          "migration", "strongest lock", "blocks", "way back", "here", "on the target"
        }) {
      out.append("<th>").append(head).append("</th>");
    }
    out.append("</tr>\n");
    for (RehearsedMigration migration : report.migrations()) {
      out.append("<tr><td><code>")
          .append(html(migration.trace().label()))
          .append("</code>")
          .append(migration.trace().failed() ? " <span class=\"error\">fails</span>" : "")
          .append("</td><td>")
          .append(html(StatementWords.strongest(migration)))
          .append("</td><td>")
          .append(StatementWords.blocks(migration))
          .append("</td><td>")
          .append(StatementWords.wayBack(migration))
          .append("</td><td>")
          .append(Spans.words(migration.trace().duration()))
          .append("</td><td>")
          .append(StatementWords.forecast(migration))
          .append("</td></tr>\n");
    }
    for (String label : report.notReached()) {
      out.append("<tr><td><code>")
          .append(html(label))
          .append("</code></td><td class=\"dim\" colspan=\"5\">not reached</td></tr>\n");
    }
    out.append("</table></div>\n");
  }

  private void finding(Finding finding) {
    String severity = finding.severity().word();
    out.append("<div class=\"finding\"><span class=\"")
        .append(severity)
        .append("\">")
        .append(severity)
        .append("</span> ")
        .append(html(finding.message()))
        .append(" <span class=\"dim\">")
        .append(html(finding.position().toString()))
        .append("</span><br>")
        .append(html(finding.effect()))
        .append('\n');
    if (!finding.remedy().isEmpty()) {
      out.append("<pre>").append(html(finding.remedy().sql())).append("</pre>\n");
    }
    out.append("</div>\n");
  }

  private void migration(RehearsedMigration migration) {
    out.append("<h2><code>")
        .append(html(migration.trace().label()))
        .append("</code></h2>\n<div class=\"scroll\">")
        .append(LockTimeline.of(migration))
        .append("</div>\n<ol>\n");
    for (TracedStatement statement : migration.trace().statements()) {
      out.append("<li value=\"")
          .append(statement.ordinal())
          .append("\"><code>")
          .append(html(statement.summary()))
          .append("</code>\n<ul>\n");
      RehearseMarkdown.details(migration, statement)
          .forEach(line -> out.append("<li>").append(html(line)).append("</li>\n"));
      out.append("</ul></li>\n");
    }
    out.append("</ol>\n");
  }
}
