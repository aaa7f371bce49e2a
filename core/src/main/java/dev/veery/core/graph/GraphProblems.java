package dev.veery.core.graph;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.sql.SourcePosition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What can be wrong with a graph, in words. */
final class GraphProblems {

  private GraphProblems() {}

  static Problem duplicate(Migration first, Migration second) {
    String same =
        first.version().text().equals(second.version().text())
            ? "version " + first.version()
            : "versions " + first.version() + " and " + second.version() + ", which are equal";
    return new Problem(
        ErrorCode.VERSION_DUPLICATE,
        "two migrations have " + same + ": " + first.path() + " and " + second.path(),
        SourcePosition.startOf(second.path()),
        "give the one that is not applied anywhere yet a new version");
  }

  static Problem unknownParent(Migration migration, Version parent, List<Migration> nodes) {
    return new Problem(
        ErrorCode.PARENT_UNKNOWN,
        migration.path() + " names the parent " + parent + ", which no file has",
        named(migration),
        NearMiss.remedy(
            parent.text(),
            versions(nodes),
            "correct the Parent line, or bring back the file; 'Parent: none' makes a root"));
  }

  static Problem cycle(List<Integer> cycle, List<Migration> nodes) {
    Migration first = nodes.get(cycle.getFirst());
    StringBuilder message = new StringBuilder();
    if (cycle.size() == 1) {
      message.append(first.path()).append(" names itself as its parent");
    } else {
      message.append("parents form a cycle: ");
      for (int node : cycle) {
        message.append(nodes.get(node).path()).append(" → ");
      }
      message.append(first.path());
      for (int node : cycle) {
        Migration migration = nodes.get(node);
        if (migration.header().parents() == null) {
          message
              .append("; ")
              .append(migration.path())
              .append(" names no parent and so follows the version before it");
        }
      }
    }
    return new Problem(
        ErrorCode.GRAPH_CYCLE,
        message.toString(),
        named(first),
        "change one of the Parent lines so that it names an earlier migration");
  }

  /** The line that names the parents of a migration, or the beginning of its file. */
  private static SourcePosition named(Migration migration) {
    SourcePosition line = migration.header().parentsAt();
    return line == null ? SourcePosition.startOf(migration.path()) : line;
  }

  static List<String> versions(List<Migration> nodes) {
    // A set: a version that two files have is one suggestion.
    Set<String> versions = LinkedHashSet.newLinkedHashSet(nodes.size());
    for (Migration node : nodes) {
      versions.add(node.version().text());
    }
    return List.copyOf(versions);
  }
}
