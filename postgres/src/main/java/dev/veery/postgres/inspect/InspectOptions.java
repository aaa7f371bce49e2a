package dev.veery.postgres.inspect;

import java.util.Set;

/**
 * What to read.
 *
 * @param schemas the only schemas to read; empty for all
 * @param excludedSchemas schemas that are passed over with everything in them; of a journal those
 *     with what was dropped, too
 */
public record InspectOptions(Set<String> schemas, Set<String> excludedSchemas) {

  /** Everything but Veery's own journal. */
  public static final InspectOptions DEFAULT = new InspectOptions(Set.of(), Set.of("veery"));

  public InspectOptions {
    schemas = Set.copyOf(schemas);
    excludedSchemas = Set.copyOf(excludedSchemas);
  }

  boolean wants(String schema) {
    return (schemas.isEmpty() || schemas.contains(schema))
        && !excludedSchemas.contains(schema)
        && excludedSchemas.stream().noneMatch(s -> schema.startsWith(s + "_trash_"));
  }
}
