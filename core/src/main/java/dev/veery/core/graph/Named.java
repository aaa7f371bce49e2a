package dev.veery.core.graph;

import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;

/**
 * What a person can call a migration by.
 *
 * @param version its identity
 * @param name may be empty
 * @param path of its file, as shown to the user; a path without a file may be empty
 */
public record Named(Version version, String name, String path) {

  static Named of(Migration migration) {
    return new Named(migration.version(), migration.name(), migration.path());
  }

  /** {@code 20260901121000_add_ticket_priority}. */
  String label() {
    return name.isEmpty() ? version.text() : version.text() + "_" + name;
  }
}
