package dev.veery.core.catalog;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What every kind of object may carry besides its definition.
 *
 * @param owner a role; empty for kinds that have none of their own
 * @param comment empty where there is none
 * @param privileges what is granted where that differs from what PostgreSQL grants on a new object
 *     of this owner, else {@link Privileges#DEFAULT}
 */
public record Attributes(String owner, String comment, Privileges privileges) {

  /** No owner of its own, no comment, nothing granted. */
  public static final Attributes NONE = new Attributes("", "", Privileges.DEFAULT);

  /**
   * The access list of an object. The order, as PostgreSQL keeps it, does not count.
   *
   * @param isDefault nothing was granted or revoked; {@code grants} is then empty
   * @param grants every right that anyone holds, the owner's own included
   */
  public record Privileges(boolean isDefault, Set<Grant> grants) {

    public static final Privileges DEFAULT = new Privileges(true, Set.of());

    public Privileges {
      grants = Collections.unmodifiableSet(new LinkedHashSet<>(grants));
      if (isDefault && !grants.isEmpty()) {
        throw new IllegalArgumentException("default privileges are not listed");
      }
    }

    public static Privileges of(Set<Grant> grants) {
      return new Privileges(false, grants);
    }
  }

  /**
   * One right of one role.
   *
   * @param grantee a role, or the empty string for PUBLIC
   * @param grantor the role that granted it
   * @param privilege such as {@code SELECT}
   * @param grantable with grant option
   */
  public record Grant(String grantee, String grantor, String privilege, boolean grantable)
      implements Comparable<Grant> {
    @Override
    public int compareTo(Grant other) {
      int byGrantee = grantee.compareTo(other.grantee);
      if (byGrantee != 0) {
        return byGrantee;
      }
      int byGrantor = grantor.compareTo(other.grantor);
      if (byGrantor != 0) {
        return byGrantor;
      }
      int byPrivilege = privilege.compareTo(other.privilege);
      return byPrivilege != 0 ? byPrivilege : Boolean.compare(grantable, other.grantable);
    }

    @Override
    public String toString() {
      return privilege
          + " to "
          + (grantee.isEmpty() ? "PUBLIC" : grantee)
          + (grantable ? " with grant option" : "")
          + " by "
          + grantor;
    }
  }
}
