package dev.veery.core.plan;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backfill.BackfillOptions;
import dev.veery.core.backfill.BackfillSpec;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Directives.TransactionMode;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet.Repeatable;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration.Kind;
import dev.veery.core.plan.AppliedMigration.State;
import dev.veery.core.plan.History.RecordedStep;
import dev.veery.core.plan.PlannedMigration.Origin;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.SourcePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns one migration and its direction into segments, without those that are done already. */
final class MigrationPlanner {

  private final PlanRequest request;
  private final List<Problem> problems;

  MigrationPlanner(PlanRequest request, List<Problem> problems) {
    this.request = request;
    this.problems = problems;
  }

  PlannedMigration up(Migration migration) {
    return up(migration, Kind.SQL);
  }

  /** A script that stands for every migration up to its version. */
  PlannedMigration baseline(Migration migration) {
    return up(migration, Kind.BASELINE);
  }

  private PlannedMigration up(Migration migration, Kind kind) {
    AppliedMigration begun = request.history().find(migration.version());
    Version version = begun == null ? migration.version() : begun.version();
    return switch (migration.body()) {
      case Migration.Body.Sql sql -> {
        Rewriting.Begun half = begunHalf(version);
        if (half != null) {
          yield firstHalf(half.of(), Rewritten.halved(NOTHING, half.split()), half);
        }
        Migration.Scripts scripts = scripts(sql);
        Rewritten rewritten =
            scripts == null || kind == Kind.BASELINE ? null : rewritten(version, begun, scripts);
        if (scripts != null && rewritten != null && rewritten.split() != null) {
          yield firstHalf(ChangePlanner.of(migration, scripts), rewritten, null);
        }
        Work work =
            scripts == null
                ? Work.NONE
                : work(
                    version,
                    Direction.UP,
                    rewritten == null ? scripts.up() : rewritten.script(),
                    scripts.sections().up().directives());
        yield new PlannedMigration(
            version,
            migration.name(),
            kind,
            Direction.UP,
            Origin.of(migration),
            scripts == null ? "" : scripts.up().checksum(),
            work.segments,
            work.settings,
            scripts == null ? null : scripts.sections().up().directives().searchPath(),
            work.total,
            work.resumed,
            scripts == null ? null : DownText.of(scripts),
            rewritten);
      }
      case Migration.Body.Java java -> java(version, migration, java, Direction.UP);
      case Migration.Body.Foreign foreign ->
          throw new IllegalStateException("a foreign migration cannot be planned");
    };
  }

  private static final Script NOTHING = new Script(List.of(), "");

  /** A first half that was interrupted; null where there is none that this plan may go on with. */
  private Rewriting.@Nullable Begun begunHalf(Version version) {
    return request.options().atomic()
            || !Halves.UNDER_WAY.equals(request.history().changes().get(version))
        ? null
        : request.rewriting().begun(version);
  }

  private PlannedMigration firstHalf(
      ChangePlanner.Of of, Rewritten form, Rewriting.@Nullable Begun begun) {
    String script = form.split() == null ? "" : form.split().first();
    return ChangePlanner.plan(
            of, Halves.FIRST, Direction.UP, script, begun == null ? List.of() : begun.done())
        .as(form);
  }

  private @Nullable Rewritten rewritten(
      Version version, @Nullable AppliedMigration begun, Migration.Scripts scripts) {
    try {
      return request
          .rewriting()
          .up(version, begun != null, scripts.up(), scripts.sections().up().directives());
    } catch (VeeryException e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  PlannedMigration repeatable(Repeatable repeatable) {
    Version version = repeatable.version();
    Script script = repeatable.script().get();
    Work work = work(version, Direction.UP, script, repeatable.directives());
    return new PlannedMigration(
        version,
        repeatable.name(),
        Kind.REPEATABLE,
        Direction.UP,
        new Origin(repeatable.path(), repeatable.rawHash(), Migration.Header.EMPTY),
        script.checksum(),
        work.segments,
        work.settings,
        null,
        work.total,
        work.resumed,
        null);
  }

  PlannedMigration down(AppliedMigration applied) {
    Migration file = request.graph().find(applied.version());
    if (file != null && file.body() instanceof Migration.Body.Java java) {
      return java(applied.version(), file, java, Direction.DOWN);
    }
    Down down = downOf(applied, file);
    Work work = Work.NONE;
    if (down != null) {
      work = work(applied.version(), Direction.DOWN, withLeftovers(applied, down), down.directives);
      if (applied.state() == State.APPLYING) {
        work = work.tolerant();
      }
    }
    return new PlannedMigration(
        applied.version(),
        applied.name(),
        applied.kind(),
        Direction.DOWN,
        new Origin(applied.path(), applied.rawHash(), Migration.Header.EMPTY),
        applied.checksum(),
        work.segments,
        work.settings,
        down == null ? null : down.directives.searchPath(),
        work.total,
        work.resumed,
        null);
  }

  /** What is taken back half done may have left things behind that its down knows nothing of. */
  private Script withLeftovers(AppliedMigration applied, Down down) {
    Script more =
        applied.state() == State.APPLIED ? null : request.rewriting().leftovers(applied.version());
    if (more == null) {
      return down.script;
    }
    List<ScriptItem> items = new ArrayList<>(down.script.items());
    items.addAll(more.items());
    return new Script(
        items, down.script.checksum(), down.script.directives(), down.script.includes());
  }

  private record Down(Script script, Directives directives) {}

  private static Down kept(AppliedMigration applied, String text) {
    Script script = DownText.parse(applied.label(), text);
    return new Down(script, DownText.directives(script));
  }

  /** The file's script where it is known to fit what was applied, otherwise the journal's. */
  private @Nullable Down downOf(AppliedMigration applied, @Nullable Migration file) {
    boolean journalFirst =
        request.options().downFromJournal()
            || file == null
            || HistoryCheck.isChanged(applied, file);
    if (journalFirst && applied.hasDown()) {
      String text = request.journalDown().apply(applied.version());
      if (text != null) {
        return kept(applied, text);
      }
    }
    if (file != null && file.body() instanceof Migration.Body.Sql sql) {
      Migration.Scripts scripts = scripts(sql);
      if (scripts == null) {
        return null;
      }
      if (scripts.undo() == Migration.Undo.NOTHING) {
        return new Down(new Script(List.of(), ""), Directives.NONE);
      }
      if (scripts.undo() == Migration.Undo.SCRIPT
          && scripts.down() != null
          && scripts.sections().down() != null) {
        return new Down(scripts.down(), scripts.sections().down().directives());
      }
      if (applied.hasDown()) {
        String text = request.journalDown().apply(applied.version());
        if (text != null) {
          return kept(applied, text);
        }
      }
    }
    problems.add(absent(applied, file));
    return null;
  }

  private static Problem absent(AppliedMigration applied, @Nullable Migration file) {
    String why =
        file == null
            ? ": its file is gone and the journal has no down script"
            : file.body() instanceof Migration.Body.Foreign foreign
                ? ": it is " + foreign.what() + ", which Veery does not run"
                : ": it has no down, or an empty one";
    return new Problem(
        ErrorCode.DOWN_ABSENT,
        "there is no way back from " + applied.label() + why,
        file == null ? null : SourcePosition.startOf(file.path()),
        "write its down; if there is nothing to undo, say so with -- veery: nothing-to-undo; or only"
            + " forget that it was applied: veery stamp --remove "
            + applied.version());
  }

  private Migration.@Nullable Scripts scripts(Migration.Body.Sql sql) {
    try {
      return sql.scripts().get();
    } catch (VeeryException e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  private PlannedMigration java(
      Version version, Migration migration, Migration.Body.Java java, Direction direction) {
    Step step = new Step(1, new Step.Action.Java(java.className()), Step.Timeouts.DEFAULT);
    RecordedStep recorded = request.history().stepsOf(version, direction).get(1);
    return new PlannedMigration(
        version,
        migration.name(),
        Kind.JAVA,
        direction,
        Origin.of(migration),
        "",
        List.of(
            new Segment.Alone(
                step, undecidable(Directives.NONE, step), recorded != null && !recorded.done())),
        List.of(),
        null,
        1,
        recorded != null,
        direction == Direction.UP ? "" : null);
  }

  /** What is left of a script. */
  record Work(List<Segment> segments, List<Step> settings, int total, boolean resumed) {
    static final Work NONE = new Work(List.of(), List.of(), 0, false);

    /** The same, each statement by itself, and what is absent already counts as dropped. */
    Work tolerant() {
      List<Segment> separate = new ArrayList<>();
      for (Segment segment : segments) {
        switch (segment) {
          case Segment.Alone alone -> separate.add(alone);
          case Segment.Backfill backfill -> separate.add(backfill);
          case Segment.Transaction transaction -> {
            for (Step step : transaction.steps()) {
              separate.add(new Segment.Transaction(List.of(step), Segment.Transaction.BEGIN, true));
            }
          }
        }
      }
      return new Work(separate, settings, total, resumed);
    }
  }

  Work work(Version version, Direction direction, Script script, Directives file) {
    List<Step> steps = steps(script, file);
    Segmenter.Cut cut = Segmenter.cut(steps, wishes(steps, file.transaction()));
    problems.addAll(cut.problems());
    return withoutDone(version, direction, steps, decided(cut.segments()));
  }

  private Segmenter.Wishes wishes(List<Step> steps, @Nullable TransactionMode file) {
    Set<Integer> alone = new HashSet<>();
    Set<Integer> outside = new HashSet<>();
    Set<Integer> inside = new HashSet<>();
    for (Step step : steps) {
      if (step.action() instanceof Step.Action.Sql sql) {
        TransactionMode own = directives(sql.statement()).transaction();
        TransactionMode mode = own == null ? file : own;
        if (mode == TransactionMode.OFF && mayEndTransactions(sql.statement())) {
          outside.add(step.ordinal());
        } else if (mode == TransactionMode.ON) {
          inside.add(step.ordinal());
        } else if (own == TransactionMode.OFF || own == TransactionMode.PER_STATEMENT) {
          alone.add(step.ordinal());
        }
      }
    }
    boolean separate = file == TransactionMode.OFF || file == TransactionMode.PER_STATEMENT;
    boolean together = file == TransactionMode.ON;
    return new Segmenter.Wishes(separate, together, alone, outside, inside, backfills(steps));
  }

  private Map<Integer, BackfillSpec> backfills(List<Step> steps) {
    Map<Integer, BackfillSpec> backfills = new HashMap<>();
    for (Step step : steps) {
      if (step.action() instanceof Step.Action.Sql sql) {
        Directives directives = directives(sql.statement());
        BackfillOptions options = directives.backfill();
        if (options != null) {
          try {
            backfills.put(
                step.ordinal(),
                BackfillSpec.of(
                    sql.statement().text(), options, directives.idempotent(), step.position()));
          } catch (VeeryException e) {
            problems.addAll(e.problems());
          }
        }
      }
    }
    return backfills;
  }

  /**
   * Whether a statement gains anything by running outside a transaction. All others get one of
   * their own, which they cannot tell from none, and in which their record is safe.
   */
  private static boolean mayEndTransactions(ScriptItem.Statement statement) {
    return !statement.words().isEmpty()
        && switch (statement.words().getFirst()) {
          case "call", "do", "reindex", "cluster" -> true;
          default -> false;
        };
  }

  private List<Step> steps(Script script, Directives file) {
    List<Step> steps = new ArrayList<>(script.items().size());
    int ordinal = 0;
    for (ScriptItem item : script.items()) {
      ordinal++;
      switch (item) {
        case ScriptItem.Statement statement ->
            steps.add(
                new Step(
                    ordinal,
                    new Step.Action.Sql(statement),
                    timeouts(file, directives(statement))));
        case ScriptItem.Copy copy ->
            steps.add(
                new Step(
                    ordinal,
                    new Step.Action.Copy(copy),
                    timeouts(file, directives(copy.statement()))));
        case ScriptItem.Echo echo ->
            steps.add(new Step(ordinal, new Step.Action.Echo(echo), Step.Timeouts.DEFAULT));
      }
    }
    return steps;
  }

  private Directives directives(ScriptItem.Statement statement) {
    try {
      return Directives.ofStatement(statement.directives());
    } catch (VeeryException e) {
      for (Problem problem : e.problems()) {
        if (!problems.contains(problem)) {
          problems.add(problem);
        }
      }
      return Directives.NONE;
    }
  }

  private static Step.Timeouts timeouts(Directives file, Directives statement) {
    var lock = statement.lockTimeout() == null ? file.lockTimeout() : statement.lockTimeout();
    var time =
        statement.statementTimeout() == null
            ? file.statementTimeout()
            : statement.statementTimeout();
    return lock == null && time == null ? Step.Timeouts.DEFAULT : new Step.Timeouts(lock, time);
  }

  /** Lets the author or the user decide about statements that nobody else can judge. */
  private List<Segment> decided(List<Segment> segments) {
    List<Segment> decided = new ArrayList<>(segments.size());
    for (Segment segment : segments) {
      if (segment instanceof Segment.Alone alone
          && alone.recovery() instanceof Recovery.Undecidable
          && alone.step().action() instanceof Step.Action.Sql sql) {
        decided.add(
            new Segment.Alone(
                alone.step(),
                undecidable(directives(sql.statement()), alone.step()),
                alone.interrupted()));
      } else {
        decided.add(segment);
      }
    }
    return decided;
  }

  private Recovery undecidable(Directives directives, Step step) {
    if (directives.idempotent() || request.options().rerunUndecided()) {
      return new Recovery.Repeatable();
    }
    return request.options().skipUndecided()
        ? new Recovery.TakenAsDone()
        : new Recovery.Undecidable();
  }

  /**
   * Leaves out what earlier runs have committed, and checks that it is still what the file says.
   */
  private Work withoutDone(
      Version version, Direction direction, List<Step> steps, List<Segment> segments) {
    Map<Integer, RecordedStep> recorded = request.history().stepsOf(version, direction);
    // The author's BEGIN and COMMIT are in no segment: they are how the others run.
    int total = 0;
    for (Segment segment : segments) {
      total += segment.steps().size();
    }
    if (recorded.isEmpty()) {
      return new Work(segments, List.of(), total, false);
    }
    List<Step> settings = new ArrayList<>();
    for (Step step : steps) {
      RecordedStep record = recorded.get(step.ordinal());
      if (record != null && record.done()) {
        if (!record.hash().equals(StepHash.of(step))) {
          problems.add(changedSince(version, step));
        } else if (SessionSettings.isSetting(step)) {
          settings.add(step);
        }
      }
    }
    List<Segment> left = new ArrayList<>();
    for (Segment segment : segments) {
      switch (segment) {
        case Segment.Alone alone -> {
          RecordedStep record = recorded.get(alone.step().ordinal());
          if (record == null) {
            left.add(alone);
          } else if (!record.done()) {
            left.add(new Segment.Alone(alone.step(), alone.recovery(), true));
          }
        }
        case Segment.Backfill backfill -> {
          RecordedStep record = recorded.get(backfill.step().ordinal());
          if (record == null) {
            left.add(backfill);
          } else if (!record.done()) {
            left.add(new Segment.Backfill(backfill.step(), backfill.spec(), true));
          }
        }
        case Segment.Transaction transaction -> {
          List<Step> open = new ArrayList<>();
          for (Step step : transaction.steps()) {
            RecordedStep record = recorded.get(step.ordinal());
            if (record == null || !record.done()) {
              open.add(step);
            }
          }
          if (!open.isEmpty()) {
            left.add(transaction.with(open));
          }
        }
      }
    }
    return new Work(left, settings, total, true);
  }

  private static Problem changedSince(Version version, Step step) {
    return new Problem(
        ErrorCode.PARTLY_APPLIED,
        "statement "
            + step.ordinal()
            + " of "
            + version
            + " is committed already and has been changed since",
        step.position(),
        "put it back as it was; change only what has not run yet");
  }
}
