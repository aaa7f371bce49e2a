package dev.veery.core.tenancy;

import dev.veery.core.catalog.Attributes;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The roles of a server, as far as they decide who sees what.
 *
 * @param roles by name
 * @param memberships who has a share in whom
 */
public record Roles(Map<String, Role> roles, List<Membership> memberships) {

  public Roles {
    roles = new TreeMap<>(roles);
    memberships = List.copyOf(memberships);
  }

  /**
   * A role.
   *
   * @param superuser may do everything
   * @param bypass row-level security does not hold for it
   * @param login may connect
   * @param config what {@code ALTER ROLE … SET} gives its sessions, as {@code name=value}
   */
  public record Role(
      String name, boolean superuser, boolean bypass, boolean login, List<String> config) {
    public Role {
      config = List.copyOf(config);
    }

    /** Whether policies say nothing to it. */
    public boolean isAbovePolicies() {
      return superuser || bypass;
    }
  }

  /**
   * A share in a role.
   *
   * @param inherits has the rights of the group without asking; before PostgreSQL 16 the member's
   *     own attribute
   * @param set may {@code SET ROLE} to it; always before PostgreSQL 16
   */
  public record Membership(
      String group, String member, boolean inherits, boolean set, boolean admin) {}

  /** A role by its name; one that is not there has no rights of its own. */
  public Role find(String name) {
    return roles.getOrDefault(name, new Role(name, false, false, false, List.of()));
  }

  public boolean has(String name) {
    return roles.containsKey(name);
  }

  /** The role and every group whose rights it has without asking. */
  public Set<String> inherited(String name) {
    return closure(name, false);
  }

  /** The role and every role that it can turn into with {@code SET ROLE}. */
  public Set<String> reachable(String name) {
    return closure(name, true);
  }

  private Set<String> closure(String name, boolean set) {
    Set<String> found = new LinkedHashSet<>();
    var next = new ArrayDeque<String>();
    next.add(name);
    while (!next.isEmpty()) {
      String role = next.poll();
      if (!found.add(role)) {
        continue;
      }
      for (Membership membership : memberships) {
        // Who administers a role can grant it to itself with every option.
        boolean leads = set ? membership.set() || membership.admin() : membership.inherits();
        if (membership.member().equals(role) && leads) {
          next.add(membership.group());
        }
      }
    }
    return found;
  }

  /**
   * Whether a role has a right to an object.
   *
   * @param attributes of the object
   * @param openByDefault whether everybody has the right where nothing was granted, as with
   *     functions
   */
  public boolean may(
      String role, Attributes attributes, Collection<String> privileges, boolean openByDefault) {
    if (find(role).superuser()) {
      return true;
    }
    Set<String> self = inherited(role);
    if (attributes.privileges().isDefault()) {
      return openByDefault || self.contains(attributes.owner());
    }
    for (Attributes.Grant grant : attributes.privileges().grants()) {
      if (privileges.contains(grant.privilege())
          && (grant.grantee().isEmpty() || self.contains(grant.grantee()))) {
        return true;
      }
    }
    return false;
  }

  /** The same for the owner's share: an owner can always give itself every right. */
  public boolean owns(String role, Attributes attributes) {
    return find(role).superuser() || inherited(role).contains(attributes.owner());
  }
}
