package dev.veery.core.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements about who may do what: roles, privileges, policies. */
public sealed interface AccessStatement extends SqlStatement {

  /**
   * A privilege.
   *
   * @param name in lower case, {@code all} for ALL PRIVILEGES
   * @param columns empty for the whole object
   */
  record Privilege(String name, List<Identifier> columns) {
    public Privilege {
      columns = List.copyOf(columns);
    }
  }

  /**
   * GRANT or REVOKE of privileges.
   *
   * @param grant otherwise REVOKE
   * @param type of the objects
   * @param objects empty with {@code allInSchemas}
   * @param allInSchemas the schemas of ALL … IN SCHEMA
   * @param grantees {@code public} not quoted is everybody
   * @param grantOption WITH GRANT OPTION or GRANT OPTION FOR
   */
  record Grant(
      boolean grant,
      List<Privilege> privileges,
      ObjectType type,
      List<ObjectName> objects,
      List<Identifier> allInSchemas,
      List<Identifier> grantees,
      boolean grantOption,
      Behavior behavior)
      implements AccessStatement {
    public Grant {
      privileges = List.copyOf(privileges);
      objects = List.copyOf(objects);
      allInSchemas = List.copyOf(allInSchemas);
      grantees = List.copyOf(grantees);
    }

    @Override
    public String tag() {
      return grant ? "GRANT" : "REVOKE";
    }

    @Override
    public List<ObjectName> targets() {
      return objects;
    }
  }

  /**
   * GRANT or REVOKE of roles. {@code options} is what stands behind WITH or before FOR, as written.
   */
  record GrantRole(
      boolean grant,
      List<Identifier> roles,
      List<Identifier> grantees,
      @Nullable Expression options,
      Behavior behavior)
      implements AccessStatement {
    public GrantRole {
      roles = List.copyOf(roles);
      grantees = List.copyOf(grantees);
    }

    @Override
    public String tag() {
      return grant ? "GRANT ROLE" : "REVOKE ROLE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }

  /** ALTER DEFAULT PRIVILEGES. The objects of {@code grant} are empty. */
  record AlterDefaultPrivileges(List<Identifier> roles, List<Identifier> schemas, Grant grant)
      implements AccessStatement {
    public AlterDefaultPrivileges {
      roles = List.copyOf(roles);
      schemas = List.copyOf(schemas);
    }

    @Override
    public String tag() {
      return "ALTER DEFAULT PRIVILEGES";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }

  /**
   * CREATE ROLE, USER or GROUP.
   *
   * @param options as written
   */
  record CreateRole(Identifier name, Expression options) implements AccessStatement {
    @Override
    public String tag() {
      return "CREATE ROLE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.ROLE, new QualifiedName(List.of(name))));
    }
  }

  /**
   * ALTER ROLE, USER or GROUP.
   *
   * @param name {@code all} not quoted is every role
   */
  record AlterRole(Identifier name, AlterAction action) implements AccessStatement {
    @Override
    public String tag() {
      return "ALTER ROLE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.ROLE, new QualifiedName(List.of(name))));
    }
  }

  /**
   * CREATE POLICY.
   *
   * @param permissive otherwise restrictive
   * @param command {@code all}, {@code select}, {@code insert}, {@code update} or {@code delete}
   * @param roles {@code public} where none is named
   */
  record CreatePolicy(
      Identifier name,
      QualifiedName table,
      boolean permissive,
      String command,
      List<Identifier> roles,
      @Nullable Expression using,
      @Nullable Expression withCheck)
      implements AccessStatement {
    public CreatePolicy {
      roles = List.copyOf(roles);
    }

    @Override
    public String tag() {
      return "CREATE POLICY";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(
          new ObjectName(ObjectType.POLICY, new QualifiedName(List.of(name)), table, null));
    }
  }

  /** ALTER POLICY. */
  record AlterPolicy(
      Identifier name,
      QualifiedName table,
      @Nullable Identifier renameTo,
      List<Identifier> roles,
      @Nullable Expression using,
      @Nullable Expression withCheck)
      implements AccessStatement {
    public AlterPolicy {
      roles = List.copyOf(roles);
    }

    @Override
    public String tag() {
      return "ALTER POLICY";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(
          new ObjectName(ObjectType.POLICY, new QualifiedName(List.of(name)), table, null));
    }
  }

  /** DROP OWNED. */
  record DropOwned(List<Identifier> roles, Behavior behavior) implements AccessStatement {
    public DropOwned {
      roles = List.copyOf(roles);
    }

    @Override
    public String tag() {
      return "DROP OWNED";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }

  /** REASSIGN OWNED. */
  record ReassignOwned(List<Identifier> roles, Identifier to) implements AccessStatement {
    public ReassignOwned {
      roles = List.copyOf(roles);
    }

    @Override
    public String tag() {
      return "REASSIGN OWNED";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }
}
