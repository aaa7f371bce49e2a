package dev.veery.core.diff;

import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.ObjectId;
import java.util.List;

/** What becomes of one object on the way from one schema to another. */
public sealed interface Change {

  ObjectId id();

  /** It is made. */
  record Created(ObjectId id) implements Change {}

  /**
   * It is taken away.
   *
   * @param loss what is gone for good with it; empty where nothing is
   */
  record Dropped(ObjectId id, String loss) implements Change {}

  /** It stays and becomes another. */
  record Altered(ObjectId id, List<Comparison.Change> properties) implements Change {
    public Altered {
      properties = List.copyOf(properties);
    }
  }

  /**
   * It is taken away and made again, because it cannot be altered or because something that it
   * stands on cannot.
   *
   * @param loss what is gone for good with it; empty where nothing is
   */
  record Recreated(ObjectId id, String loss) implements Change {}
}
