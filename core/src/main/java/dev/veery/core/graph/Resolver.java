package dev.veery.core.graph;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Finds the one migration that a person means. */
final class Resolver {

  private Resolver() {}

  /**
   * Whom a text means.
   *
   * @param candidates several of one version are several names of one migration
   * @param repeatables what is known to be there, too, and cannot be named
   */
  static Version resolve(String text, List<Named> candidates, List<Named> repeatables) {
    String wanted = text.strip();
    if (!wanted.isEmpty()) {
      Version exact = new Version(wanted);
      // From the most to the least exact: the first way that finds anything decides.
      List<Predicate<Named>> ways =
          List.of(
              candidate -> candidate.version().equals(exact),
              candidate -> candidate.label().equals(wanted),
              candidate -> isFile(candidate.path(), wanted),
              candidate -> candidate.name().equals(wanted),
              candidate -> candidate.version().text().startsWith(wanted));
      for (Predicate<Named> way : ways) {
        Map<Version, Named> found = new LinkedHashMap<>();
        for (Named candidate : candidates) {
          if (way.test(candidate)) {
            found.putIfAbsent(candidate.version(), candidate);
          }
        }
        if (found.size() == 1) {
          return found.keySet().iterator().next();
        }
        if (!found.isEmpty()) {
          throw ambiguous(wanted, found.values());
        }
      }
    }
    for (Named repeatable : repeatables) {
      if (repeatable.label().equals(wanted)
          || repeatable.name().equals(wanted)
          || isFile(repeatable.path(), wanted)) {
        throw new VeeryException(
            new Problem(
                ErrorCode.ARGUMENT_INVALID,
                repeatable.label()
                    + " is a repeatable migration, and only versioned ones can be named here",
                "veery up runs it whenever it has changed; veery show "
                    + repeatable.label()
                    + " shows it"));
      }
    }
    throw unknown(wanted, candidates);
  }

  /** {@code 007_x.sql}, {@code 007_x} or {@code migrations/007_x.sql} for {@code …/007_x.sql}. */
  private static boolean isFile(String path, String wanted) {
    String plain = wanted.replace('\\', '/');
    if (path.isEmpty()) {
      return false;
    }
    if (path.equals(plain) || path.endsWith("/" + plain) || plain.endsWith("/" + path)) {
      return true;
    }
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot > 0 && file.substring(0, dot).equals(plain);
  }

  private static VeeryException ambiguous(String wanted, Collection<Named> found) {
    List<String> labels = new ArrayList<>();
    for (Named candidate : found) {
      if (labels.size() == 5) {
        labels.add((found.size() - labels.size()) + " more");
        break;
      }
      labels.add(candidate.label());
    }
    return new VeeryException(
        new Problem(
            ErrorCode.VERSION_AMBIGUOUS,
            "'" + wanted + "' could be " + String.join(", ", labels),
            "write more of it, or the whole version"));
  }

  private static VeeryException unknown(String wanted, List<Named> candidates) {
    // Sets: what a file and the journal both have is one suggestion.
    Set<String> names = new LinkedHashSet<>();
    Set<String> versions = new LinkedHashSet<>();
    for (Named candidate : candidates) {
      versions.add(candidate.version().text());
      if (!candidate.name().isEmpty()) {
        names.add(candidate.name());
        names.add(candidate.label());
      }
    }
    String otherwise = NearMiss.remedy(wanted, names, "'veery list' shows every migration");
    return new VeeryException(
        new Problem(
            ErrorCode.VERSION_UNKNOWN,
            "there is no migration '" + wanted + "'",
            NearMiss.remedy(wanted, versions, otherwise)));
  }
}
