package dev.veery.core.graph;

import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sets of migrations from a line each: {@code 3 < 1 2} stands on 1 and 2, {@code 3} says nothing.
 */
final class Graphs {

  private Graphs() {}

  static MigrationSet set(String... lines) {
    List<Migration> migrations = new ArrayList<>();
    for (String line : lines) {
      String[] parts = line.split("<", -1);
      List<Version> parents = null;
      if (parts.length > 1) {
        parents = new ArrayList<>();
        for (String parent : parts[1].strip().split(" ")) {
          if (!parent.isEmpty()) {
            parents.add(new Version(parent));
          }
        }
      }
      migrations.add(migration(parts[0].strip(), parents));
    }
    migrations.sort(Comparator.comparing(Migration::version));
    return new MigrationSet("veery", List.of(), migrations, List.of(), List.of());
  }

  static Migration migration(String version, @Nullable List<Version> parents) {
    Migration.Header header =
        new Migration.Header("", "", "", "", parents, null, List.of(), List.of());
    return new Migration(
        new Version(version),
        "m" + version,
        "migrations/" + version + ".sql",
        header,
        new Migration.Body.Foreign("a test"),
        "");
  }

  static List<String> texts(List<Migration> migrations) {
    List<String> texts = new ArrayList<>();
    for (Migration migration : migrations) {
      texts.add(migration.version().text());
    }
    return texts;
  }
}
