package dev.veery.core.plan;

import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The line below which nothing is run. In a linear history that is every version up to the
 * baseline's. In a graph it is what the baseline's file builds on: a branch beside it may have an
 * older version and is not in the database for that. Where no file has the baseline's version only
 * the order of versions is left to decide.
 */
public final class BaselineLine {

  private final @Nullable Version baseline;
  private final @Nullable Set<Version> below;

  private BaselineLine(@Nullable Version baseline, @Nullable Set<Version> below) {
    this.baseline = baseline;
    this.below = below;
  }

  /**
   * The line of a baseline.
   *
   * @param baseline null for none: nothing is below it
   */
  public static BaselineLine of(MigrationGraph graph, @Nullable Version baseline) {
    if (baseline == null || graph.linear() || graph.find(baseline) == null) {
      return new BaselineLine(baseline, null);
    }
    Set<Version> below = new HashSet<>();
    below.add(baseline);
    for (Migration ancestor : graph.ancestors(baseline)) {
      below.add(ancestor.version());
    }
    return new BaselineLine(baseline, below);
  }

  /** Whether a version is the baseline's or below it. */
  public boolean covers(Version version) {
    if (baseline == null) {
      return false;
    }
    return below == null ? version.compareTo(baseline) <= 0 : below.contains(version);
  }
}
