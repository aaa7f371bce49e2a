package dev.veery.core.diff;

import dev.veery.core.catalog.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A group of statements of an export that stay together.
 *
 * @param id the object they make
 * @param stage most objects have one only
 */
record Node(ObjectId id, Stage stage) {

  /** When an object takes more than one go. */
  enum Stage {
    /** Announced, so that what it needs can already name it. */
    SHELL,
    /** Made, with owner, comments and privileges. */
    MAIN,
    /** A sequence is given to its column once both are there. */
    OWNED
  }

  // By hand, as that of ObjectId.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Node node && stage == node.stage && id.equals(node.id);
  }

  @Override
  public int hashCode() {
    return 31 * id.hashCode() + stage.ordinal();
  }

  static Node of(ObjectId id) {
    return new Node(id, Stage.MAIN);
  }
}
