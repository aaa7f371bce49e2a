package dev.veery.core.plan;

import dev.veery.core.migration.Version;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which applied migration builds on which, from the journal alone: the files of a rolled-back
 * release may be gone.
 */
final class AppliedGraph {

  private final Map<Version, List<AppliedMigration>> children = new HashMap<>();

  AppliedGraph(Collection<AppliedMigration> applied) {
    List<AppliedMigration> inOrder = new ArrayList<>(applied);
    inOrder.sort(Comparator.comparingLong(AppliedMigration::order));
    AppliedMigration previous = null;
    for (AppliedMigration migration : inOrder) {
      if (migration.parents() != null) {
        for (Version parent : migration.parents()) {
          link(parent, migration);
        }
      } else if (previous != null) {
        link(previous.version(), migration);
      }
      previous = migration;
    }
  }

  private void link(Version parent, AppliedMigration child) {
    children.computeIfAbsent(parent, ignored -> new ArrayList<>()).add(child);
  }

  /** Whether everything that builds directly on a version is in a set. */
  boolean areChildrenAmong(Version version, Set<Version> set) {
    for (AppliedMigration child : children.getOrDefault(version, List.of())) {
      if (!set.contains(child.version())) {
        return false;
      }
    }
    return true;
  }

  /** Everything applied that builds on a version, itself left out; newest application first. */
  List<AppliedMigration> descendants(Version version) {
    Set<Version> seen = new HashSet<>();
    List<AppliedMigration> found = new ArrayList<>();
    Deque<Version> open = new ArrayDeque<>();
    open.add(version);
    while (!open.isEmpty()) {
      for (AppliedMigration child : children.getOrDefault(open.remove(), List.of())) {
        if (seen.add(child.version())) {
          found.add(child);
          open.add(child.version());
        }
      }
    }
    found.sort(Comparator.comparingLong(AppliedMigration::order).reversed());
    return found;
  }
}
