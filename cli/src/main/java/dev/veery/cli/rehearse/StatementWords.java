package dev.veery.cli.rehearse;

import dev.veery.core.rehearse.Compatibility;
import dev.veery.core.rehearse.Effect;
import dev.veery.core.rehearse.HeldLock;
import dev.veery.core.rehearse.RehearsedMigration;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.rehearse.Spans;
import dev.veery.core.rehearse.TracedStatement;
import dev.veery.core.rehearse.Work;
import dev.veery.engine.RehearsalReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What was measured of a statement, in sentences that every form of the report shares. */
final class StatementWords {

  private StatementWords() {}

  /** {@code ACCESS EXCLUSIVE on orders, held 8 ms and past 2, 3; blocks reads, writes, …}. */
  static String lock(HeldLock lock) {
    String past =
        lock.past().isEmpty()
            ? ""
            : " and past "
                + lock.past().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return lock.mode().words()
        + " on "
        + lock.object()
        + ", held "
        + Spans.words(lock.held())
        + past
        + (lock.object().hasRows() ? "; blocks " + lock.blocking().words() : "");
  }

  /** What it did to tables and indexes, a clause for each. */
  static List<String> effects(TracedStatement statement) {
    List<String> words = new ArrayList<>();
    for (Effect effect : statement.effects()) {
      words.add(
          switch (effect) {
            case Effect.Scanned scanned ->
                "reads all of "
                    + scanned.object().shown()
                    + (scanned.scans() == 1 ? "" : ", " + scanned.scans() + " times")
                    + " ("
                    + rows(scanned.rows())
                    + ")";
            case Effect.Rewritten rewritten ->
                rewritten.emptied()
                    ? "empties " + rewritten.object().shown()
                    : "rewrites " + rewritten.object() + " (" + bytes(rewritten.bytes()) + ")";
            case Effect.Built built ->
                "builds "
                    + built.object()
                    + " on "
                    + built.table().shown()
                    + " ("
                    + bytes(built.bytes())
                    + (built.valid() ? ")" : ", not valid)");
            case Effect.Changed changed ->
                "changes " + rows(changed.rows()) + " of " + changed.object().shown();
            case Effect.TriggerSwitched switched ->
                (switched.disabled() ? "disables" : "enables")
                    + " trigger "
                    + switched.trigger()
                    + " on "
                    + switched.object().shown();
          });
    }
    return words;
  }

  /** {@code 1,000 rows read, 12 pages written, 48 kB of WAL}; empty for next to nothing. */
  static String work(Work work) {
    List<String> parts = new ArrayList<>();
    add(parts, work.rowsRead(), "read");
    add(parts, work.rowsInserted(), "inserted");
    add(parts, work.rowsUpdated(), "updated");
    add(parts, work.rowsDeleted(), "deleted");
    pages(parts, work.pagesRead(), "read");
    pages(parts, work.pagesWritten(), "written");
    parts.add(bytes(work.walBytes()) + " of WAL");
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, long rows, String done) {
    if (rows > 0) {
      parts.add(rows(rows) + " " + done);
    }
  }

  private static void pages(List<String> parts, long pages, String done) {
    if (pages > 0) {
      parts.add(
          String.format(Locale.ROOT, "%,d %s %s", pages, pages == 1 ? "page" : "pages", done));
    }
  }

  static String rows(long rows) {
    return String.format(Locale.ROOT, "%,d %s", rows, rows == 1 ? "row" : "rows");
  }

  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " bytes";
    }
    if (bytes < 10L << 20) {
      return String.format(Locale.ROOT, "%,d kB", (bytes + 512) / 1024);
    }
    return bytes < 10L << 30
        ? String.format(Locale.ROOT, "%,d MB", bytes >> 20)
        : String.format(Locale.ROOT, "%,d GB", bytes >> 30);
  }

  /** The locks worth a line: those that others notice. */
  static List<HeldLock> locks(TracedStatement statement) {
    return statement.locks().stream().filter(HeldLock::isNotable).toList();
  }

  /** {@code SHARE on orders}, or {@code none}. */
  static String strongest(RehearsedMigration migration) {
    HeldLock lock = migration.strongest();
    return lock == null ? "none" : lock.mode().words() + " on " + lock.object().shown();
  }

  /** Whom it keeps waiting. */
  static String blocks(RehearsedMigration migration) {
    HeldLock lock = migration.strongest();
    return lock == null ? "nobody" : lock.blocking().words();
  }

  /** The verdict on the way back; empty where nobody tried. */
  static String wayBack(RehearsedMigration migration) {
    RoundTrip trip = migration.wayBack();
    return trip == null || migration.trace().failed() ? "" : trip.verdict().word();
  }

  /** How the queries fare; empty where there are none. */
  static String queries(RehearsalReport report) {
    Compatibility compatibility = report.compatibility();
    if (compatibility == null) {
      return "";
    }
    long broken =
        compatibility.broken().stream()
            .filter(b -> b.how() != Compatibility.Break.COLUMNS_ADDED)
            .count();
    String skipped =
        compatibility.skipped().isEmpty()
            ? ""
            : "; nothing is known of "
                + compatibility.skipped().size()
                + " that could not be prepared before";
    String worse =
        compatibility.plans().isEmpty()
            ? ""
            : "; " + compatibility.plans().size() + " are planned for the worse";
    return (broken == 0
            ? "all " + compatibility.checked() + " queries of the running release still work"
            : broken + " of " + compatibility.checked() + " queries of the running release break")
        + skipped
        + worse;
  }

  /** How long on the target. */
  static String forecast(RehearsedMigration migration) {
    var longest = migration.longest();
    return longest == null || longest.forecast().how().isEmpty()
        ? ""
        : Spans.words(longest.forecast());
  }
}
