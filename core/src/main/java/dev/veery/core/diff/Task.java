package dev.veery.core.diff;

import dev.veery.core.catalog.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A group of statements of a difference that stay together.
 *
 * @param id the object they are about; a column for a default that is set by itself
 */
record Task(ObjectId id, Phase phase) implements Comparable<Task> {

  /** What may happen to one object, in this order. */
  enum Phase {
    DROP,
    LOOSEN,
    AWAY,
    SHELL,
    MAIN,
    OWNED,
    ATTACH,
    LAST,
    GONE
  }

  static Task of(Node node) {
    return new Task(
        node.id(),
        switch (node.stage()) {
          case SHELL -> Phase.SHELL;
          case MAIN -> Phase.MAIN;
          case OWNED -> Phase.OWNED;
        });
  }

  // By hand, as that of ObjectId: it is the key of every map of a difference.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Task task && phase == task.phase && id.equals(task.id);
  }

  @Override
  public int hashCode() {
    return 31 * id.hashCode() + phase.ordinal();
  }

  @Override
  public int compareTo(Task other) {
    int byPhase = phase.compareTo(other.phase);
    return byPhase != 0 ? byPhase : id.compareTo(other.id);
  }
}
