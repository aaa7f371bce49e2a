package dev.veery.core.plan;

import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.History.RecordedStep;
import dev.veery.core.sql.Script;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What runs in place of a script as its author wrote it. Asked once for each migration of a plan,
 * in the order in which they run.
 */
public interface Rewriting {

  /** Every script runs as it is written. */
  Rewriting NONE =
      new Rewriting() {
        @Override
        public @Nullable Rewritten up(
            Version version, boolean begun, Script script, Directives file) {
          return null;
        }

        @Override
        public @Nullable Script leftovers(Version version) {
          return null;
        }
      };

  /**
   * The form of an up script.
   *
   * @param begun whether an earlier run has committed some of it: then it goes on in the form in
   *     which it began
   * @param file the directives of the file and the section
   * @return null where it runs as it is written
   */
  @Nullable Rewritten up(Version version, boolean begun, Script script, Directives file);

  /**
   * A migration whose first half an earlier run has begun, as the journal has it; null where there
   * is none, or where another command has to go on with it.
   */
  default @Nullable Begun begun(Version version) {
    return null;
  }

  /**
   * What is on record of a first half that is not whole.
   *
   * @param of the migration as it was then: whatever the file says now, it goes on as it began
   * @param done the steps that are committed or intended
   */
  record Begun(ChangePlanner.Of of, Halves.Split split, List<RecordedStep> done) {
    public Begun {
      done = List.copyOf(done);
    }
  }

  /**
   * What removes the things that the form of a migration leaves behind when it is taken back half
   * done; null where there is none.
   */
  @Nullable Script leftovers(Version version);

  /** The forms that migrations have in a plan, whatever the database looks like. */
  static Rewriting of(Plan plan) {
    Map<Version, Rewritten> forms = new HashMap<>();
    for (PlannedMigration migration : plan.migrations()) {
      if (migration.rewritten() != null) {
        forms.put(migration.version(), migration.rewritten());
      }
    }
    return new Rewriting() {
      @Override
      public @Nullable Rewritten up(
          Version version, boolean begun, Script script, Directives file) {
        return forms.get(version);
      }

      @Override
      public @Nullable Script leftovers(Version version) {
        return null;
      }
    };
  }
}
