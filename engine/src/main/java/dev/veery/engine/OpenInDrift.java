package dev.veery.engine;

import dev.veery.core.VeeryException;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.Halves;
import dev.veery.core.plan.Rewriting;
import dev.veery.core.plan.Rewritten;
import dev.veery.core.sql.Script;
import dev.veery.postgres.backfill.BackfillControl;
import dev.veery.postgres.journal.OpenChange;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a database between two shapes, and is no drift: changes of which only the first
 * half is done, and triggers of backfills that are not over.
 *
 * <p>Where the history is run again, such changes are brought to where they stand in the database,
 * by the scripts that its journal keeps, and so are compared like everything else. One that was
 * interrupted inside a phase is somewhere on the way, and can only be named.
 */
final class OpenInDrift implements Rewriting {

  private final List<OpenChange> open;

  /**
   * @param open changes that are not closed
   */
  OpenInDrift(List<OpenChange> open) {
    this.open = List.copyOf(open);
  }

  @Override
  public @Nullable Rewritten up(Version version, boolean begun, Script script, Directives file) {
    for (OpenChange change : open) {
      if (change.version().equals(version.text())) {
        return Rewritten.halved(
            script,
            new Halves.Split(
                change.tables(),
                change.changes(),
                List.of(),
                change.keeps() ? "1 day" : null,
                change.scripts()));
      }
    }
    return null;
  }

  @Override
  public @Nullable Script leftovers(Version version) {
    return null;
  }

  /** Brings those further that are further. */
  void contract(Veery replay) {
    for (OpenChange change : open) {
      if (change.state().equals("contracted")) {
        ChangeWork work = replay.changes("drift", new RunListener() {}, false);
        ChangePlan plan = work.contract(change.version());
        // Without its file: what that claims of rows says nothing here, where there are none.
        RunResult result =
            work.run(new ChangePlan(plan.label(), plan.phases(), "", plan.change(), null, null));
        if (result instanceof RunResult.Failed failed) {
          throw new VeeryException(failed.failure().problem());
        }
      }
    }
  }

  /** The live schema without triggers that only keep rows right while a backfill runs. */
  static Catalog withoutBackfills(Catalog live) {
    return live.without(OpenInDrift::keepsRows);
  }

  private static boolean keepsRows(SchemaObject object) {
    return object instanceof TablePart.Trigger trigger
        && trigger.id().name().startsWith(BackfillControl.TRIGGER_PREFIX);
  }

  /** What a person should know beside the differences, one sentence each without a full stop. */
  List<String> notes(Catalog live) {
    List<String> notes = new ArrayList<>();
    for (OpenChange change : open) {
      Instant since =
          change.contractedAt() != null
              ? change.contractedAt()
              : change.expandedAt() != null ? change.expandedAt() : change.openedAt();
      String what =
          change.label()
              + " is "
              + change.state()
              + " since "
              + since.truncatedTo(ChronoUnit.SECONDS);
      notes.add(
          what
              + switch (change.state()) {
                case "expanded" -> ": old and new stand side by side, and are compared as such";
                case "contracted" -> ": what is kept of the old is compared as well";
                default ->
                    ", and not whole: what differs on "
                        + String.join(", ", change.tables())
                        + " may be its; veery status says how it goes on";
              });
    }
    for (TablePart.Trigger trigger : live.all(TablePart.Trigger.class)) {
      if (keepsRows(trigger)) {
        notes.add(
            "a backfill of "
                + trigger.relation()
                + " is not over: its trigger "
                + trigger.id().name()
                + " goes with the end of its migration");
      }
    }
    return notes;
  }
}
