package dev.veery.core.rehearse;

import java.util.Objects;

/** Something that a statement did to a table or an index besides changing the catalog. */
public sealed interface Effect {

  /** What it was done to. */
  TracedObject object();

  /**
   * It was read from end to end.
   *
   * @param scans how often
   * @param rows that were read by that
   * @param bytes of the table's file
   */
  record Scanned(TracedObject object, long scans, long rows, long bytes) implements Effect {}

  /**
   * Its file is another one: everything in it was written again.
   *
   * @param before bytes of the old file
   * @param bytes of the new file; 0 when the statement emptied it
   */
  record Rewritten(TracedObject object, long before, long bytes) implements Effect {

    /** Whether there was something and now there is nothing, which takes no time. */
    public boolean emptied() {
      return before > 0 && bytes == 0;
    }
  }

  /**
   * An index was built on rows that were there.
   *
   * @param object the index
   * @param table that it is on
   * @param bytes of its file
   * @param valid whether it can be used
   */
  record Built(TracedObject object, TracedObject table, long bytes, boolean valid)
      implements Effect {
    public Built {
      Objects.requireNonNull(table);
    }
  }

  /**
   * Rows of it were changed.
   *
   * @param rows inserted, updated and deleted
   * @param before how many rows it had; -1 where that is not known
   */
  record Changed(TracedObject object, long rows, long before) implements Effect {}

  /**
   * A trigger was turned off or on.
   *
   * @param object the table
   * @param trigger its name; for the triggers of a foreign key that of the constraint
   * @param disabled whether it does not fire now
   */
  record TriggerSwitched(TracedObject object, String trigger, boolean disabled) implements Effect {}
}
