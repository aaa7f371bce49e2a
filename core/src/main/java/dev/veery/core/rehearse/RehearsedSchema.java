package dev.veery.core.rehearse;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Fingerprint;
import dev.veery.core.catalog.IgnoreList;
import java.util.List;
import java.util.Objects;

/**
 * The schema around a rehearsal, as fingerprints that can be held against a target: owners and
 * privileges are left out, as a scratch server has roles of its own.
 *
 * @param before what the history makes of an empty database
 * @param after the same with what is pending
 */
public record RehearsedSchema(String before, String after) {

  private static final IgnoreList ROLES = IgnoreList.of(List.of("owners", "privileges"));

  public RehearsedSchema {
    Objects.requireNonNull(before);
    Objects.requireNonNull(after);
  }

  public static RehearsedSchema of(Catalog before, Catalog after) {
    return new RehearsedSchema(fingerprint(before), fingerprint(after));
  }

  /** Of any catalog, to be compared with these. */
  public static String fingerprint(Catalog catalog) {
    return Fingerprint.of(catalog, ROLES).text();
  }
}
