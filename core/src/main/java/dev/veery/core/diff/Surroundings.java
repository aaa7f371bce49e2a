package dev.veery.core.diff;

import dev.veery.core.catalog.Attributes.Grant;
import dev.veery.core.catalog.DatabaseObject.DefaultPrivileges;
import dev.veery.core.catalog.ObjectId;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Into what an object is made.
 *
 * @param creator the role that makes it and owns it at first; empty where that is not known
 * @param defaults what the database grants on new objects by itself
 * @param filled materialized views get their rows
 * @param createsPublic schema public does not exist
 * @param attachedLater partitions that are attached once they have their indexes
 */
record Surroundings(
    String creator,
    Collection<DefaultPrivileges> defaults,
    boolean filled,
    boolean createsPublic,
    Set<ObjectId> attachedLater) {

  /** An empty database, and whoever loads the script. */
  static final Surroundings EMPTY = new Surroundings("", List.of(), false, false, Set.of());

  /** The same, where another role makes it. */
  Surroundings by(String role) {
    return new Surroundings(role, defaults, filled, createsPublic, attachedLater);
  }

  /**
   * What is granted on an object that was just made and given to its owner.
   *
   * @param builtin what PostgreSQL would grant to that owner
   */
  Set<Grant> initial(ObjectId id, String owner, Set<Grant> builtin) {
    String objects =
        switch (id.kind()) {
          case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE -> "TABLES";
          case SEQUENCE -> "SEQUENCES";
          case FUNCTION, PROCEDURE, AGGREGATE -> "FUNCTIONS";
          case TYPE, DOMAIN -> "TYPES";
          case SCHEMA -> "SCHEMAS";
          default -> "";
        };
    Set<Grant> grants = new LinkedHashSet<>(builtin);
    var added = new HashSet<Grant>();
    for (DefaultPrivileges defaults : defaults) {
      if (!defaults.role().equals(creator) || !defaults.objects().equals(objects)) {
        continue;
      }
      if (defaults.schema().isEmpty()) {
        grants = new LinkedHashSet<>(given(defaults.grants(), owner));
      } else if (defaults.schema().equals(id.schema())) {
        added.addAll(given(defaults.grants(), owner));
      }
    }
    grants.addAll(added);
    return grants;
  }

  /** ALTER … OWNER TO hands the old owner's part in every grant to the new one. */
  private Set<Grant> given(Set<Grant> grants, String owner) {
    Set<Grant> result = new LinkedHashSet<>();
    for (Grant grant : grants) {
      result.add(
          new Grant(
              grant.grantee().equals(creator) ? owner : grant.grantee(),
              grant.grantor().equals(creator) ? owner : grant.grantor(),
              grant.privilege(),
              grant.grantable()));
    }
    return result;
  }
}
