package dev.veery.postgres.rehearse.trace;

import dev.veery.core.rehearse.Effect;
import dev.veery.core.rehearse.TracedObject;
import dev.veery.core.rehearse.Work;
import dev.veery.postgres.rehearse.trace.Relation.Counters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of relations between two looks. */
final class Comparison {

  private static final int PAGE = 8192;

  private final ServerState before;
  private final ServerState after;
  private final Set<Long> existing;
  private final String journalSchema;
  private final List<Effect> effects = new ArrayList<>();
  private Counters sum = Counters.ZERO;
  private long bytesWritten;

  /**
   * @param before a relation that is not in it has not been touched or was not there
   * @param existing relations that were there before the run: only what happens to them is told,
   *     while all the work counts
   */
  Comparison(ServerState before, ServerState after, Set<Long> existing, String journalSchema) {
    this.before = before;
    this.after = after;
    this.existing = existing;
    this.journalSchema = journalSchema;
    after.relations().values().forEach(this::relation);
    after.triggers().values().forEach(this::trigger);
  }

  /** In the order in which they are told: by kind, then by name. */
  List<Effect> effects() {
    return effects.stream()
        .sorted(Comparator.comparingInt(Comparison::rank).thenComparing(Effect::object))
        .toList();
  }

  private static int rank(Effect effect) {
    return switch (effect) {
      case Effect.Scanned scanned -> 0;
      case Effect.Rewritten rewritten -> 1;
      case Effect.Built built -> 2;
      case Effect.Changed changed -> 3;
      case Effect.TriggerSwitched switched -> 4;
    };
  }

  Work work(long walBytes) {
    return new Work(
        sum.read() + sum.fetched(),
        sum.inserted(),
        sum.updated(),
        sum.deleted(),
        sum.blocks(),
        (bytesWritten + PAGE - 1) / PAGE,
        Math.max(0, walBytes));
  }

  private void relation(Relation now) {
    if (now.object().schema().equals(journalSchema)) {
      return;
    }
    Relation then = before.relation(now.oid());
    Counters did = now.counters().since(then == null ? Counters.ZERO : then.counters());
    boolean index = now.object().kind() == TracedObject.Kind.INDEX;
    // What an index counts as read and fetched is counted for its table, too.
    sum = sum.plus(index ? new Counters(0, 0, 0, 0, 0, 0, did.blocks()) : did);
    bytesWritten +=
        then != null && then.file() == now.file()
            ? Math.max(0, now.bytes() - then.bytes())
            : now.bytes();
    if (index) {
      index(now, then);
    } else if (existing.contains(now.oid()) && now.object().hasRows()) {
      table(now, then, did);
    }
  }

  private void table(Relation now, @Nullable Relation then, Counters did) {
    TracedObject called = then == null ? now.object() : then.object();
    // A TRUNCATE makes the indexes anew by reading the empty table.
    boolean emptied =
        then != null && then.file() != now.file() && then.bytes() > 0 && now.bytes() == 0;
    if (did.scans() > 0 && !emptied) {
      effects.add(
          new Effect.Scanned(
              called, did.scans(), did.read(), then == null ? now.bytes() : then.bytes()));
    }
    if (then != null && then.file() != now.file() && now.file() != 0) {
      effects.add(new Effect.Rewritten(called, then.bytes(), now.bytes()));
    }
    long changed = did.inserted() + did.updated() + did.deleted();
    if (changed > 0) {
      effects.add(
          new Effect.Changed(called, changed, did.scans() > 0 ? did.read() / did.scans() : -1));
    }
  }

  private void index(Relation now, @Nullable Relation then) {
    Relation table = after.relation(now.table());
    if (table == null || !existing.contains(now.table()) || now.file() == 0) {
      return;
    }
    if (then == null && hadTheSameName(now)) {
      effects.add(new Effect.Rewritten(now.object(), now.bytes(), now.bytes()));
    } else if (then == null) {
      effects.add(new Effect.Built(now.object(), table.object(), now.bytes(), now.valid()));
    } else if (then.file() != now.file()) {
      effects.add(new Effect.Rewritten(then.object(), then.bytes(), now.bytes()));
    }
  }

  /** To change a type drops the indexes of the column and makes them again. */
  private boolean hadTheSameName(Relation now) {
    return before.relations().values().stream()
        .anyMatch(r -> r.object().equals(now.object()) && after.relation(r.oid()) == null);
  }

  private void trigger(Trigger now) {
    Trigger then = before.triggers().get(now.oid());
    Relation table = after.relation(now.table());
    if (table != null
        && existing.contains(now.table())
        && (then == null ? !now.on() : then.on() != now.on())) {
      Relation called = before.relation(now.table());
      Effect switched =
          new Effect.TriggerSwitched(
              (called == null ? table : called).object(), now.name(), !now.on());
      // A foreign key has two triggers on each side, which are one thing to whoever reads this.
      if (!effects.contains(switched)) {
        effects.add(switched);
      }
    }
  }
}
