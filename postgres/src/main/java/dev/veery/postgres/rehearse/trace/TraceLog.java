package dev.veery.postgres.rehearse.trace;

import dev.veery.core.lint.LockMode;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.core.plan.StepHash;
import dev.veery.core.rehearse.Effect;
import dev.veery.core.rehearse.HeldLock;
import dev.veery.core.rehearse.TracedMigration;
import dev.veery.core.rehearse.TracedObject;
import dev.veery.core.rehearse.TracedStatement;
import dev.veery.core.rehearse.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what was measured, statement by statement. A statement that is run again (the
 * server had refused it in its transaction) takes the place of its first attempt. Its clock stands
 * still while the tracer looks.
 */
final class TraceLog {

  private final Map<PlannedMigration, Map<Integer, Entry>> entries = new LinkedHashMap<>();
  private final List<Entry> inTransaction = new ArrayList<>();
  private final List<Hold> open = new ArrayList<>();
  private Duration clock = Duration.ZERO;
  private int transactions;
  private long began;
  private long lastLook;
  private @Nullable Entry current;

  /** A statement in the making. */
  private static final class Entry {
    private final Step step;
    private final int transaction;
    private final Duration start;
    private Duration duration = Duration.ZERO;
    private final List<Hold> holds = new ArrayList<>();
    private List<Effect> effects = List.of();
    private Work work = Work.NONE;
    private String failure = "";

    Entry(Step step, int transaction, Duration start) {
      this.step = step;
      this.transaction = transaction;
      this.start = start;
    }
  }

  /** A lock in the making. */
  private static final class Hold {
    private final SeenLock lock;
    private Duration held;
    private final List<Integer> past = new ArrayList<>();

    Hold(SeenLock lock, Duration held) {
      this.lock = lock;
      this.held = held;
    }

    HeldLock finished() {
      return new HeldLock(lock.object(), lock.mode(), held, past);
    }
  }

  void begin(PlannedMigration migration, Step step, boolean transaction) {
    if (transaction && inTransaction.isEmpty()) {
      transactions++;
    }
    Entry entry = new Entry(step, transaction ? transactions : 0, clock);
    entries.computeIfAbsent(migration, m -> new LinkedHashMap<>()).put(step.ordinal(), entry);
    if (transaction) {
      inTransaction.add(entry);
    }
    current = entry;
    began = System.nanoTime();
  }

  /** The statement is over; called before anything else, so that nothing else is measured. */
  void end() {
    Entry entry = entry();
    entry.duration = Duration.ofNanos(System.nanoTime() - began);
    clock = clock.plus(entry.duration);
  }

  /** Looking is over: from here time counts again. */
  void looked() {
    lastLook = System.nanoTime();
  }

  /** The locks before and behind the statement, of a transaction that is open. */
  void locks(Set<SeenLock> before, Set<SeenLock> held) {
    Entry entry = entry();
    for (Hold hold : List.copyOf(open)) {
      if (held.contains(hold.lock)) {
        hold.held = hold.held.plus(entry.duration);
        hold.past.add(entry.step.ordinal());
      } else {
        open.remove(hold);
      }
    }
    Map<TracedObject, LockMode> had = strongest(before);
    Set<SeenLock> taken = new HashSet<>(held);
    taken.removeAll(before);
    for (SeenLock lock : telling(taken, held)) {
      LockMode mode = had.get(lock.object());
      if (mode == null || lock.mode().compareTo(mode) > 0) {
        Hold hold = new Hold(lock, entry.duration);
        open.add(hold);
        entry.holds.add(hold);
      }
    }
  }

  /**
   * What was seen while a statement outside a transaction ran.
   *
   * @param delayed what looking has added to its time
   */
  void sights(Map<SeenLock, LockPoll.Sight> seen, Duration delayed) {
    Entry entry = entry();
    if (delayed.compareTo(entry.duration) < 0) {
      entry.duration = entry.duration.minus(delayed);
      clock = clock.minus(delayed);
    }
    for (SeenLock lock : telling(seen.keySet(), seen.keySet())) {
      LockPoll.Sight sight = Objects.requireNonNull(seen.get(lock));
      Duration held =
          sight.length().compareTo(entry.duration) > 0 ? entry.duration : sight.length();
      entry.holds.add(new Hold(lock, held));
    }
  }

  void effects(Comparison comparison, long walBytes) {
    Entry entry = entry();
    entry.effects = comparison.effects();
    entry.work = comparison.work(walBytes);
  }

  void fail(String message) {
    end();
    entry().failure = message;
    if (!inTransaction.isEmpty()) {
      // What the transaction held, it held while this ran, too.
      open.forEach(hold -> hold.past.add(entry().step.ordinal()));
    }
  }

  /**
   * The locks are gone; the way to there, with the record and the COMMIT, is part of their time.
   */
  void transactionEnded() {
    if (!inTransaction.isEmpty() && !open.isEmpty()) {
      Duration commit = Duration.ofNanos(System.nanoTime() - lastLook);
      open.forEach(hold -> hold.held = hold.held.plus(commit));
      clock = clock.plus(commit);
    }
    open.clear();
    inTransaction.clear();
  }

  List<TracedMigration> migrations() {
    List<TracedMigration> migrations = new ArrayList<>();
    entries.forEach((migration, statements) ->
        migrations.add(
            new TracedMigration(
                migration.version(),
                migration.label(),
                migration.direction(),
                migration.origin().path(),
                statements.values().stream()
                    .sorted(Comparator.comparingInt(e -> e.step.ordinal()))
                    .map(TraceLog::statement)
                    .toList())));
    return List.copyOf(migrations);
  }

  private static TracedStatement statement(Entry entry) {
    Step step = entry.step;
    return new TracedStatement(
        step.ordinal(),
        StepHash.of(step),
        step.summary(),
        text(step),
        step.position(),
        entry.transaction,
        entry.start,
        entry.duration,
        entry.holds.stream()
            .map(Hold::finished)
            .sorted(Comparator.comparing(HeldLock::mode).reversed().thenComparing(HeldLock::object))
            .toList(),
        entry.effects,
        entry.work,
        entry.failure);
  }

  private static String text(Step step) {
    return switch (step.action()) {
      case Step.Action.Sql sql -> sql.statement().text();
      case Step.Action.Copy copy -> copy.copy().statement().text();
      case Step.Action.Echo echo -> step.summary();
      case Step.Action.Java java -> java.className();
    };
  }

  private static Map<TracedObject, LockMode> strongest(Set<SeenLock> locks) {
    Map<TracedObject, LockMode> modes = new LinkedHashMap<>();
    locks.forEach(lock -> modes.merge(lock.object(), lock.mode(), LockMode::or));
    return modes;
  }

  /**
   * The strongest of each object, without those of an index whose table is locked as strongly: that
   * one says it all.
   */
  private static List<SeenLock> telling(Set<SeenLock> taken, Set<SeenLock> held) {
    Map<TracedObject, LockMode> modes = strongest(taken);
    Map<Long, LockMode> tables = new HashMap<>();
    held.forEach(lock -> tables.merge(lock.oid(), lock.mode(), LockMode::or));
    return taken.stream()
        .filter(lock -> lock.mode() == modes.get(lock.object()))
        .filter(lock -> {
          LockMode table = lock.table() == 0 ? null : tables.get(lock.table());
          return table == null || table.compareTo(lock.mode()) < 0;
        })
        .toList();
  }

  private Entry entry() {
    return Objects.requireNonNull(current, "no statement has begun");
  }
}
