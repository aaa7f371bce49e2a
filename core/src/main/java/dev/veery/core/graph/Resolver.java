package dev.veery.core.graph;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Finds the one migration that a person means. */
final class Resolver {

  private Resolver() {}

  static Migration resolve(String text, List<Migration> nodes, Map<Version, Integer> indexes) {
    String wanted = text.strip();
    if (!wanted.isEmpty()) {
      Integer exact = indexes.get(new Version(wanted));
      if (exact != null) {
        return nodes.get(exact);
      }
      // From the most to the least exact: the first way that finds anything decides.
      List<Predicate<Migration>> ways =
          List.of(
              migration -> migration.label().equals(wanted),
              migration -> isFile(migration.path(), wanted),
              migration -> migration.name().equals(wanted),
              migration -> migration.version().text().startsWith(wanted));
      for (Predicate<Migration> way : ways) {
        List<Migration> found = new ArrayList<>();
        for (Migration node : nodes) {
          if (way.test(node)) {
            found.add(node);
          }
        }
        if (found.size() == 1) {
          return found.getFirst();
        }
        if (!found.isEmpty()) {
          throw ambiguous(wanted, found);
        }
      }
    }
    throw unknown(wanted, nodes);
  }

  /** {@code 007_x.sql}, {@code 007_x} or {@code migrations/007_x.sql} for {@code …/007_x.sql}. */
  private static boolean isFile(String path, String wanted) {
    String plain = wanted.replace('\\', '/');
    if (path.equals(plain) || path.endsWith("/" + plain) || plain.endsWith("/" + path)) {
      return true;
    }
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot > 0 && file.substring(0, dot).equals(plain);
  }

  private static VeeryException ambiguous(String wanted, List<Migration> found) {
    List<String> labels = new ArrayList<>();
    for (Migration migration : found.subList(0, Math.min(5, found.size()))) {
      labels.add(migration.label());
    }
    if (found.size() > labels.size()) {
      labels.add((found.size() - labels.size()) + " more");
    }
    return new VeeryException(
        new Problem(
            ErrorCode.VERSION_AMBIGUOUS,
            "'" + wanted + "' could be " + String.join(", ", labels),
            "write more of it, or the whole version"));
  }

  private static VeeryException unknown(String wanted, List<Migration> nodes) {
    List<String> names = new ArrayList<>();
    for (Migration node : nodes) {
      if (!node.name().isEmpty()) {
        names.add(node.name());
        names.add(node.label());
      }
    }
    String otherwise = NearMiss.remedy(wanted, names, "'veery list' shows every migration");
    return new VeeryException(
        new Problem(
            ErrorCode.VERSION_UNKNOWN,
            "there is no migration '" + wanted + "'",
            NearMiss.remedy(wanted, GraphProblems.versions(nodes), otherwise)));
  }
}
