package dev.veery.cli.rehearse;

import dev.veery.cli.test.VerdictWords;
import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.migration.Migration;
import dev.veery.core.rehearse.Effect;
import dev.veery.core.rehearse.HeldLock;
import dev.veery.core.rehearse.LockForecast;
import dev.veery.core.rehearse.RehearsedMigration;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.rehearse.Spans;
import dev.veery.core.rehearse.TracedStatement;
import dev.veery.core.rehearse.Work;
import dev.veery.engine.RehearsalReport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The page of one migration. What was measured stands between two marks, so that a later page, of a
 * time when the migration is applied and cannot be rehearsed any more, can keep it.
 */
public final class MigrationPage {

  private static final String FROM = "<!-- veery: measured -->";
  private static final String TO = "<!-- veery: end of measured -->";

  private final Migration migration;
  private final @Nullable MigrationReport lint;
  private final StringBuilder out = new StringBuilder();

  private MigrationPage(Migration migration, @Nullable MigrationReport lint) {
    this.migration = migration;
    this.lint = lint;
  }

  /**
   * The whole page.
   *
   * @param lint what the linter says; null for a migration in Java
   * @param report of the rehearsal; null where there was none
   * @param before the page as it was; empty where there was none
   */
  public static String of(
      Migration migration,
      @Nullable MigrationReport lint,
      @Nullable RehearsalReport report,
      String before) {
    MigrationPage page = new MigrationPage(migration, lint);
    page.purpose();
    page.risk();
    page.out.append(page.measured(report, before));
    page.wayBack();
    return page.out.toString();
  }

  /** What people call it: its title, or its name. */
  public static String title(Migration migration) {
    String title = migration.header().title();
    if (!title.isEmpty()) {
      return title;
    }
    return migration.name().isEmpty()
        ? migration.version().text()
        : migration.name().replace('_', ' ');
  }

  private void purpose() {
    Migration.Header header = migration.header();
    out.append("# ").append(title(migration)).append("\n\n");
    out.append("`").append(migration.label()).append("`, `").append(migration.path()).append("`");
    if (!header.author().isEmpty()) {
      out.append(", by ").append(header.author());
    }
    if (!header.date().isEmpty()) {
      out.append(", ").append(header.date());
    }
    out.append("\n\n## Purpose\n\n");
    boolean told = !header.description().isEmpty() || !header.documentation().isEmpty();
    if (!header.description().isEmpty()) {
      out.append(header.description()).append("\n\n");
    }
    header.documentation().forEach(line -> out.append(line).append('\n'));
    out.append(header.documentation().isEmpty() ? "" : "\n");
    if (!told) {
      out.append("The header of the file does not say.\n\n");
    }
  }

  private void risk() {
    out.append("## Class and risk\n\n");
    MigrationReport report = lint;
    if (report == null) {
      out.append("A migration in Java: its statements are not known before it runs.\n\n");
      return;
    }
    out.append("**").append(report.risk().words()).append("**\n\n");
    List<Finding> reasons = report.reasons();
    if (reasons.isEmpty()) {
      out.append("The linter has found no reason against it.\n\n");
      return;
    }
    for (Finding reason : reasons) {
      out.append("- line ")
          .append(reason.position().line())
          .append(": ")
          .append(reason.message())
          .append(" (`")
          .append(reason.code())
          .append("`). ")
          .append(reason.effect());
      if (reason.pardon() instanceof Finding.Pardon.Allowed allowed) {
        out.append(" Accepted: ").append(allowed.reason());
      }
      out.append('\n');
    }
    out.append('\n');
  }

  private String measured(@Nullable RehearsalReport report, String before) {
    RehearsedMigration rehearsed = report == null ? null : find(report);
    if (rehearsed != null) {
      return measured(Objects.requireNonNull(report), rehearsed);
    }
    int from = before.indexOf(FROM);
    int to = before.indexOf(TO);
    return from >= 0 && to > from
        ? before.substring(from, to) + TO + "\n\n"
        : FROM
            + "\n\n## Locks and forecast\n\nNot rehearsed. Only what is pending can be.\n\n"
            + TO
            + "\n\n";
  }

  private @Nullable RehearsedMigration find(RehearsalReport report) {
    for (RehearsedMigration rehearsed : report.migrations()) {
      if (rehearsed.trace().version().equals(migration.version())) {
        return rehearsed;
      }
    }
    return null;
  }

  private static String measured(RehearsalReport report, RehearsedMigration rehearsed) {
    StringBuilder text = new StringBuilder(FROM).append("\n\n## Locks and forecast\n\n");
    HeldLock strongest = rehearsed.strongest();
    text.append(
        strongest == null
            ? "Keeps nobody waiting.\n\n"
            : "Strongest lock: "
                + StatementWords.strongest(rehearsed)
                + ", which blocks "
                + strongest.blocking().words()
                + ".\n\n");
    RehearseMarkdown.statements(text, rehearsed);
    text.append("\n## Performance impact\n\n");
    impact(text, rehearsed);
    RoundTrip trip = rehearsed.wayBack();
    text.append("\n## Verdict on the way back\n\n");
    if (trip == null) {
      text.append("Not tried.\n");
    } else {
      text.append("**").append(trip.verdict().word()).append("**\n\n");
      VerdictWords.of(trip)
          .forEach(w -> text.append("- ").append(RehearseMarkdown.html(w)).append('\n'));
    }
    text.append("\n## Tested\n\n");
    text.append("Rehearsed on PostgreSQL ")
        .append(report.scratchVersion())
        .append(" at ")
        .append(report.began().toString(), 0, 16)
        .append("Z, for a target on PostgreSQL ")
        .append(report.targetVersion())
        .append(
            report.rows() == null
                ? ", on empty tables"
                : ", with " + StatementWords.rows(report.rows().rows()))
        .append(
            rehearsed.trace().failed()
                ? ". **It failed.**"
                : rehearsed.findings().isEmpty() ? ". Nothing was found." : ". It was found that")
        .append('\n');
    for (Finding finding : rehearsed.findings()) {
      text.append("- ")
          .append(finding.severity().word())
          .append(", line ")
          .append(finding.position().line())
          .append(": ")
          .append(RehearseMarkdown.html(finding.message()))
          .append(" (`")
          .append(finding.code())
          .append("`)\n");
    }
    return text.append('\n').append(TO).append("\n\n").toString();
  }

  private static void impact(StringBuilder text, RehearsedMigration rehearsed) {
    long rows = 0;
    long wal = 0;
    long pages = 0;
    for (TracedStatement statement : rehearsed.trace().statements()) {
      Work work = statement.work();
      rows += work.rowsWritten();
      wal += work.walBytes();
      pages += work.pagesWritten();
    }
    text.append("In the rehearsal ")
        .append(Spans.words(rehearsed.trace().duration()))
        .append(", ")
        .append(StatementWords.rows(rows))
        .append(" and ")
        .append(pages)
        .append(" pages written, ")
        .append(StatementWords.bytes(wal))
        .append(" of WAL.\n");
    LockForecast longest = rehearsed.longest();
    if (longest != null && !longest.forecast().how().isEmpty()) {
      text.append("On the target, ")
          .append(longest.lock().object().shown())
          .append(" is locked against ")
          .append(longest.lock().blocking().words())
          .append(" for ")
          .append(Spans.words(longest.forecast()))
          .append(".\n");
    } else {
      text.append(
          growing(rehearsed)
              ? "What it reads or writes whole has no rows on the target, so there is nothing to"
                  + " forecast.\n"
              : "Nothing in it grows with a table of the target.\n");
    }
  }

  private void wayBack() {
    out.append("## Rollback\n\n");
    if (!(migration.body() instanceof Migration.Body.Sql sql)) {
      out.append("By its own code: `veery down --name ").append(migration.label()).append("`.\n");
      return;
    }
    Migration.Scripts scripts = sql.scripts().get();
    switch (scripts.undo()) {
      case SCRIPT -> {
        out.append("`veery down --name ").append(migration.label()).append("` runs\n\n```sql\n");
        Migration.Section down = scripts.sections().down();
        out.append(down == null ? "" : text(down));
        out.append("\n```\n");
      }
      case NOTHING -> out.append("There is nothing to take back.\n");
      case ABSENT, EMPTY -> out.append("There is none: no down script is written.\n");
    }
  }

  private static String text(Migration.Section section) {
    byte[] bytes = section.source().bytes(0, section.source().length());
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }

  /** Whether a table or an index is read, written anew or built as a whole. */
  private static boolean growing(RehearsedMigration rehearsed) {
    return rehearsed.trace().statements().stream()
        .flatMap(statement -> statement.effects().stream())
        .anyMatch(effect ->
            effect instanceof Effect.Scanned
                || effect instanceof Effect.Rewritten
                || effect instanceof Effect.Built);
  }
}
