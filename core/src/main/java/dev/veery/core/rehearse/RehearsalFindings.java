package dev.veery.core.rehearse;

import dev.veery.core.lint.Family;
import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Severity;
import dev.veery.core.sql.SourcePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a person has to know of what was measured. */
public final class RehearsalFindings {

  /** What the linter says of statements that fail because of rows. */
  private static final Set<String> ABOUT_ROWS =
      Set.of("correct-add-not-null-fails", "correct-fails-on-rows");

  private final TracedMigration trace;
  private final @Nullable MigrationReport lint;
  private final List<Finding> findings = new ArrayList<>();

  private RehearsalFindings(TracedMigration trace, @Nullable MigrationReport lint) {
    this.trace = trace;
    this.lint = lint;
  }

  /**
   * Findings of one migration.
   *
   * @param lint where the safe forms are taken from; null for a migration in Java
   * @param budget how long readers or writers may be kept waiting
   * @param wayBack what became of taking it back; null where nobody tried
   * @param broken queries that it breaks
   * @param onlyWithRows whether the statement that failed does not fail on empty tables; null where
   *     none failed, or that is not known
   * @param wayOut what a run would say to do about the failure; empty for nothing
   */
  public static List<Finding> of(
      TracedMigration trace,
      @Nullable MigrationReport lint,
      List<LockForecast> locks,
      Duration budget,
      @Nullable RoundTrip wayBack,
      List<Compatibility.Broken> broken,
      @Nullable Boolean onlyWithRows,
      String wayOut) {
    RehearsalFindings findings = new RehearsalFindings(trace, lint);
    findings.failures(Boolean.TRUE.equals(onlyWithRows), wayOut);
    findings.budget(locks, budget);
    findings.triggers();
    if (wayBack != null) {
      findings.wayBack(wayBack.verdict());
    }
    broken.forEach(findings::broken);
    if (lint != null) {
      findings.linted(lint);
    }
    return List.copyOf(findings.findings);
  }

  /** What cannot be measured, and is to be known all the same. */
  private void linted(MigrationReport lint) {
    for (Finding finding : lint.findings()) {
      if (finding.down() || !finding.counts()) {
        continue;
      }
      if (finding.code().startsWith("softdelete-rows-")) {
        findings.add(finding);
      } else if (finding.severalSteps()
          && Family.of(finding.code()) == Family.COMPATIBILITY
          && finding.severity() != Severity.NOTE) {
        // Nothing blocks and nothing fails here, and yet the running application may not survive.
        findings.add(finding.as(Severity.WARNING));
      }
    }
  }

  private void failures(boolean onlyWithRows, String wayOut) {
    for (TracedStatement statement : trace.statements()) {
      if (statement.failed()) {
        add(
            onlyWithRows ? RehearsalCode.FAILS_ON_ROWS : RehearsalCode.FAILS,
            null,
            statement,
            "it fails" + (onlyWithRows ? " on rows" : "") + ": " + statement.failure(),
            onlyWithRows
                ? "It works on empty tables. What the rehearsal's rows do to it, rows of the target"
                    + " may do to it as well."
                : "Nothing of its transaction would stay, and no later migration would be reached."
                    + (wayOut.isEmpty() ? "" : " What may help: " + wayOut)
                    + (wayOut.matches("|.*[.?…]") ? "" : "."));
      }
    }
  }

  /** One finding for each table: the lock that lasts longest. */
  private void budget(List<LockForecast> locks, Duration budget) {
    Map<TracedObject, LockForecast> longest = new LinkedHashMap<>();
    for (LockForecast lock : locks) {
      if (lock.mayExceed(budget) && lock.lock().object().hasRows()) {
        longest.merge(
            lock.lock().object(),
            lock,
            (a, b) -> b.forecast().high().compareTo(a.forecast().high()) > 0 ? b : a);
      }
    }
    for (LockForecast lock : longest.values()) {
      TracedStatement takes = taker(lock);
      TracedStatement slow = statement(lock.slowest());
      if (takes == null || slow == null) {
        continue;
      }
      boolean another = slow.ordinal() != takes.ordinal();
      add(
          RehearsalCode.LOCK_BUDGET,
          lock.exceeds(budget) ? null : Severity.WARNING,
          another ? slow : takes,
          (lock.lock().blocking().reads()
                  ? "reads and writes"
                  : lock.lock().blocking().writes() ? "writes" : "SELECT FOR UPDATE")
              + " of "
              + lock.lock().object().shown()
              + " would wait for "
              + Spans.words(lock.forecast())
              + ", and the budget is "
              + Spans.words(budget),
          another
              ? "Statement "
                  + takes.ordinal()
                  + " takes "
                  + lock.lock().mode().words()
                  + " on it, which is held while this statement runs."
              : "It holds " + lock.lock().mode().words() + " on it meanwhile.");
    }
  }

  private void triggers() {
    Map<String, TracedStatement> off = new LinkedHashMap<>();
    for (TracedStatement statement : trace.statements()) {
      for (Effect.TriggerSwitched trigger : statement.effects(Effect.TriggerSwitched.class)) {
        String name = trigger.trigger() + " on " + trigger.object().shown();
        if (trigger.disabled()) {
          off.put(name, statement);
        } else {
          off.remove(name);
        }
      }
    }
    off.forEach((name, statement) ->
        add(
            RehearsalCode.TRIGGER_OFF,
            null,
            statement,
            "trigger " + name + " does not fire after the migration",
            "What it guards is not guarded from then on."));
  }

  private void wayBack(RoundTrip.Verdict verdict) {
    switch (verdict) {
      case RoundTrip.Verdict.Exact exact -> {}
      case RoundTrip.Verdict.Absent absent ->
          add(
              RehearsalCode.DOWN_ABSENT,
              null,
              "there is no way back",
              "veery down and veery rollback stop at it.");
      case RoundTrip.Verdict.Fails fails -> {
        if (fails.stage() != RoundTrip.Stage.UP) {
          add(
              RehearsalCode.DOWN_FAILS,
              fails.problem().position(),
              "on the way back, " + fails.stage().word() + " fails: " + fails.problem().message(),
              fails.problem().remedy());
        }
      }
      case RoundTrip.Verdict.Lossy lossy -> {
        List<String> lost = new ArrayList<>();
        lossy.schema().differences().forEach(d -> lost.add(d.toString().replace("\n", ", ")));
        lossy.rows().forEach(loss -> lost.add(loss.toString()));
        add(
            RehearsalCode.DOWN_LOSSY,
            null,
            "the way back does not bring everything back",
            String.join("; ", lost) + ".");
      }
    }
  }

  private void broken(Compatibility.Broken broken) {
    if (broken.how() == Compatibility.Break.COLUMNS_ADDED) {
      return;
    }
    SourcePosition position = null;
    for (TracedStatement statement : trace.statements()) {
      if (!broken.statement().isEmpty() && statement.sql().equals(broken.statement())) {
        position = statement.position();
      }
    }
    add(
        RehearsalCode.QUERY_BREAKS,
        position,
        "a query of the running release "
            + (broken.how() == Compatibility.Break.FAILS ? "fails: " : "gives other columns: ")
            + broken.explanation(),
        broken.query().source() + ": " + broken.query().text().strip().replaceAll("\\s+", " "));
  }

  /** About the migration as a whole. */
  private void add(RehearsalCode code, @Nullable SourcePosition at, String message, String effect) {
    SourcePosition position = at == null ? SourcePosition.startOf(trace.path()) : at;
    findings.add(
        new Finding(
            code.code(),
            code.severity(),
            trace.label(),
            code != RehearsalCode.QUERY_BREAKS,
            position,
            position,
            message,
            effect,
            Remedy.NONE,
            "",
            false,
            null));
  }

  private @Nullable TracedStatement taker(LockForecast lock) {
    for (TracedStatement statement : trace.statements()) {
      if (statement.locks().contains(lock.lock())) {
        return statement;
      }
    }
    return null;
  }

  private @Nullable TracedStatement statement(int ordinal) {
    for (TracedStatement statement : trace.statements()) {
      if (statement.ordinal() == ordinal) {
        return statement;
      }
    }
    return null;
  }

  private void add(
      RehearsalCode code,
      @Nullable Severity milder,
      TracedStatement statement,
      String message,
      String effect) {
    SourcePosition position =
        statement.position() == null ? SourcePosition.startOf(trace.path()) : statement.position();
    findings.add(
        new Finding(
            code.code(),
            milder == null ? code.severity() : milder,
            trace.label(),
            false,
            position,
            position,
            message,
            effect,
            remedy(code, position),
            statement.hash(),
            false,
            null));
  }

  /** The linter knows the safe form of the statement, where there is one. */
  private Remedy remedy(RehearsalCode code, SourcePosition position) {
    if (lint == null || code != RehearsalCode.LOCK_BUDGET && code != RehearsalCode.FAILS_ON_ROWS) {
      return Remedy.NONE;
    }
    for (Finding finding : lint.findings()) {
      // For failures only another form of the same statement is a remedy, and only one against
      // them.
      boolean fits =
          code == RehearsalCode.LOCK_BUDGET
              ? finding.code().startsWith("lock-")
              : ABOUT_ROWS.contains(finding.code())
                  && finding.remedy().place() == Remedy.Place.INSTEAD;
      if (fits
          && !finding.down()
          && !finding.remedy().isEmpty()
          && finding.position().file().equals(position.file())
          && finding.position().line() <= endOf(position)
          && finding.end().line() >= position.line()) {
        return finding.remedy();
      }
    }
    return Remedy.NONE;
  }

  /** A finding may be about a part of the statement that stands on a later line. */
  private int endOf(SourcePosition position) {
    for (TracedStatement statement : trace.statements()) {
      if (position.equals(statement.position())) {
        return position.line() + (int) statement.sql().lines().count() - 1;
      }
    }
    return position.line();
  }
}
