package dev.veery.core.graph;

import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet.Repeatable;
import dev.veery.core.migration.Version;
import java.util.ArrayList;
import java.util.List;

/**
 * What a person can call a migration by.
 *
 * @param version its identity
 * @param name may be empty
 * @param label how messages name it
 * @param path of its file, as shown to the user; a path without a file may be empty
 */
public record Named(Version version, String name, String label, String path) {

  static Named of(Migration migration) {
    return new Named(migration.version(), migration.name(), migration.label(), migration.path());
  }

  /** What a repeatable migration can be called by, where it can be named at all. */
  public static List<Named> of(List<Repeatable> repeatables) {
    List<Named> named = new ArrayList<>(repeatables.size());
    for (Repeatable repeatable : repeatables) {
      String label = repeatable.version().text();
      named.add(new Named(repeatable.version(), repeatable.name(), label, repeatable.path()));
    }
    return named;
  }
}
