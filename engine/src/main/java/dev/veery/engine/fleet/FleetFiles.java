package dev.veery.engine.fleet;

import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.lint.TenantFiles;
import dev.veery.core.migration.Directive;
import dev.veery.core.migration.DirectiveKey;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of a fleet: those for what tenants share, and those for each tenant. A directive
 * in a file decides, otherwise the folder that it is in.
 */
public final class FleetFiles {

  private FleetFiles() {}

  /**
   * The migrations of one kind. Where a parent is of the other kind, what it builds on stands in
   * its place.
   *
   * @param folder of the shared ones, below that of all migrations; empty for none
   */
  public static MigrationSet of(
      MigrationSet all, MigrationGraph graph, String folder, boolean shared) {
    Predicate<Migration> wanted = migration -> isShared(migration, folder) == shared;
    List<Migration> kept = new ArrayList<>();
    Map<Version, Boolean> keep = new HashMap<>();
    for (Migration migration : all.migrations()) {
      keep.put(migration.version(), wanted.test(migration));
    }
    for (Migration migration : all.migrations()) {
      if (wanted.test(migration)) {
        kept.add(relinked(migration, graph, keep));
      }
    }
    return new MigrationSet(
        all.layout(),
        all.explanation(),
        kept,
        all.repeatables().stream()
            .filter(repeatable ->
                (repeatable.directives().shared()
                        || (TenantFiles.inFolder(repeatable.path(), folder)
                            && !repeatable.directives().tenant()))
                    == shared)
            .toList(),
        all.baselines().stream().filter(wanted).toList(),
        all.warnings());
  }

  /** Whether a migration is for what tenants share. */
  public static boolean isShared(Migration migration, String folder) {
    if (has(migration, DirectiveKey.SHARED)) {
      return true;
    }
    return TenantFiles.inFolder(migration.path(), folder) && !has(migration, DirectiveKey.TENANT);
  }

  private static boolean has(Migration migration, DirectiveKey key) {
    for (Directive directive : migration.header().directives()) {
      if (directive.key().equals(key.word())) {
        return true;
      }
    }
    return false;
  }

  private static Migration relinked(
      Migration migration, MigrationGraph graph, Map<Version, Boolean> keep) {
    List<Version> parents = migration.header().parents();
    if (parents == null || parents.stream().allMatch(p -> keep.getOrDefault(p, true))) {
      return migration;
    }
    Set<Version> found = new LinkedHashSet<>();
    for (Version parent : parents) {
      collect(parent, graph, keep, found);
    }
    var header = migration.header();
    return new Migration(
        migration.version(),
        migration.name(),
        migration.path(),
        new Migration.Header(
            header.title(),
            header.description(),
            header.author(),
            header.date(),
            List.copyOf(found),
            header.parentsAt(),
            header.documentation(),
            header.directives()),
        migration.body(),
        migration.rawHash());
  }

  private static void collect(
      Version version, MigrationGraph graph, Map<Version, Boolean> keep, Set<Version> found) {
    if (keep.getOrDefault(version, true)) {
      found.add(version);
      return;
    }
    @Nullable Migration other = graph.find(version);
    if (other != null) {
      for (Migration parent : graph.parents(version)) {
        collect(parent.version(), graph, keep, found);
      }
    }
  }
}
