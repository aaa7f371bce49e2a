package dev.veery.engine;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import java.util.List;

/**
 * The live schema held against what the history produces.
 *
 * @param expected what the applied migrations make of an empty database
 * @param actual what is there
 * @param comparison how they differ, without what was ignored
 * @param replayed how many migrations were run to know
 * @param open what stands between two shapes and is no drift, one sentence each without a full stop
 */
public record Drift(
    Catalog expected, Catalog actual, Comparison comparison, int replayed, List<String> open) {

  public Drift {
    open = List.copyOf(open);
  }

  /** Whether the live schema is what the history says. */
  public boolean isNone() {
    return comparison.isEmpty();
  }
}
