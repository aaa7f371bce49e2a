package dev.veery.engine;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet.Repeatable;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.AppliedMigration.State;
import dev.veery.core.plan.BaselineLine;
import dev.veery.core.plan.History;
import dev.veery.core.plan.HistoryCheck;
import dev.veery.core.plan.PlanRequest;
import dev.veery.engine.config.Config;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.journal.OpenChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts files and history side by side. */
final class StatusReader {

  private StatusReader() {}

  static Status read(Config config, PlanRequest request, Loaded loaded, List<OpenChange> changes) {
    History history = loaded.history();
    List<Migration> pending = new ArrayList<>();
    BaselineLine line = BaselineLine.of(request.graph(), history.baseline());
    for (Migration migration : request.graph().order()) {
      AppliedMigration applied = history.find(migration.version());
      if (applied == null ? !line.covers(migration.version()) : applied.state() != State.APPLIED) {
        pending.add(migration);
      }
    }
    List<AppliedMigration> changed = new ArrayList<>();
    List<AppliedMigration> missing = new ArrayList<>();
    for (AppliedMigration applied : history.all()) {
      Migration file = request.graph().find(applied.version());
      if (HistoryCheck.isMissing(request, applied)) {
        missing.add(applied);
      } else if (file != null && HistoryCheck.isChanged(applied, file)) {
        changed.add(applied);
      }
    }
    List<Problem> warnings = new ArrayList<>(request.set().warnings());
    Problem version = Database.judge(loaded.facts().major(), loaded.facts().version());
    if (version != null) {
      warnings.add(version);
    }
    if (loaded.facts().pooled()) {
      warnings.add(Database.pooled());
    }
    return new Status(
        config.environment(),
        config.database().toString(),
        loaded.facts().version(),
        request.set().layout(),
        history.journalExists(),
        whole(history),
        pending,
        pendingRepeatables(request),
        request.graph().heads(),
        changed,
        missing,
        history.interrupted(),
        lastBatch(history),
        changes,
        warnings);
  }

  /** Without the one that is half done: it is named on its own, and pending as well. */
  private static List<AppliedMigration> whole(History history) {
    List<AppliedMigration> whole = new ArrayList<>();
    for (AppliedMigration applied : history.all()) {
      if (applied.state() == State.APPLIED) {
        whole.add(applied);
      }
    }
    return whole;
  }

  private static List<String> pendingRepeatables(PlanRequest request) {
    List<String> names = new ArrayList<>();
    for (Repeatable repeatable : request.set().repeatables()) {
      if (HistoryCheck.isPending(request.history(), repeatable)) {
        names.add(repeatable.name());
      }
    }
    return names;
  }

  private static Status.@Nullable Batch lastBatch(History history) {
    int number = history.lastBatch();
    if (number == 0) {
      return null;
    }
    List<AppliedMigration> batch = history.batch(number);
    Instant at = Instant.EPOCH;
    String by = "";
    for (AppliedMigration applied : batch) {
      if (applied.appliedAt().isAfter(at)) {
        at = applied.appliedAt();
        by = applied.appliedBy();
      }
    }
    return new Status.Batch(number, batch.size(), at, by);
  }
}
