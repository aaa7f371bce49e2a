package dev.veery.core.diff;

import dev.veery.core.catalog.Attributes.Grant;
import dev.veery.core.catalog.Attributes.Privileges;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Owners, comments and privileges. */
final class AttributeSql {

  private static final int SINCE_MAINTAIN = 17;

  private AttributeSql() {}

  static String owner(ObjectId id, String owner) {
    return "ALTER "
        + id.kind().sql()
        + ' '
        + id.sqlName()
        + " OWNER TO "
        + Identifiers.quote(owner);
  }

  /**
   * @param onDomain whether a constraint is a domain's
   */
  static String comment(ObjectId id, boolean onDomain, String comment) {
    String target =
        switch (id.kind()) {
          case CONSTRAINT -> id.sqlName() + " ON " + (onDomain ? "DOMAIN " : "") + id.sqlOn();
          case TRIGGER, RULE, POLICY -> id.sqlName() + " ON " + id.sqlOn();
          case COLUMN -> id.sqlOn() + '.' + id.sqlName();
          default -> id.sqlName();
        };
    return "COMMENT ON "
        + id.kind().sql()
        + ' '
        + target
        + " IS "
        + (comment.isEmpty() ? "NULL" : Identifiers.literal(comment));
  }

  /** What brings an object that was just made from {@code before} to its privileges. */
  static List<String> privileges(
      ObjectId id, Set<Grant> before, Set<Grant> after, String owner, int major) {
    return changes(
        before, after, owner, allPrivileges(id.kind(), major), "", " ON " + grantTarget(id));
  }

  /** The same for a column. */
  static List<String> columnPrivileges(
      ObjectId relation, String column, Set<Grant> before, Set<Grant> after, String owner) {
    return changes(
        before,
        after,
        owner,
        Set.of(),
        " (" + Identifiers.quote(column) + ')',
        " ON " + grantTarget(relation));
  }

  /**
   * What brings an object that the schema does not make to its privileges.
   *
   * @param id holds the words from {@code ON} on
   */
  static List<String> grants(ObjectId id, Set<Grant> before, Set<Grant> after) {
    return changes(before, after, DatabaseObject.Grants.OWNER, Set.of(), "", ' ' + id.name());
  }

  /** The statements of {@code ALTER DEFAULT PRIVILEGES}. */
  static List<String> defaultPrivileges(
      String role, String schema, String objects, Set<Grant> before, Set<Grant> after) {
    String prefix =
        "ALTER DEFAULT PRIVILEGES FOR ROLE "
            + Identifiers.quote(role)
            + (schema.isEmpty() ? "" : " IN SCHEMA " + Identifiers.quote(schema))
            + ' ';
    return changes(before, after, role, Set.of(), "", " ON " + objects).stream()
        .map(statement -> prefix + statement)
        .toList();
  }

  private static List<String> changes(
      Set<Grant> before,
      Set<Grant> after,
      String owner,
      Set<String> all,
      String column,
      String target) {
    boolean isPassedOn =
        before.stream().anyMatch(g -> !g.grantor().equals(owner)) && !before.equals(after);
    if (isPassedOn) {
      return passedOn(before, after, owner, all, column, target);
    }
    var statements = new ArrayList<String>();
    before = withoutOptions(before, after, column, target, statements);
    Map<String, Set<String>> revoked = new LinkedHashMap<>();
    for (Grant grant : before) {
      boolean kept =
          after.stream()
              .anyMatch(g ->
                  g.grantee().equals(grant.grantee()) && g.privilege().equals(grant.privilege()));
      if (!kept) {
        revoked.computeIfAbsent(grant.grantee(), g -> new LinkedHashSet<>()).add(grant.privilege());
      }
    }
    revoked.forEach((grantee, privileges) ->
        statements.add(
            "REVOKE "
                + words(privileges, all, column)
                + target
                + " FROM "
                + Clauses.role(grantee)));
    record Giving(String grantor, String grantee, boolean grantable) {}
    Map<Giving, Set<String>> granted = new LinkedHashMap<>();
    for (Grant grant : after) {
      if (!before.contains(grant)) {
        granted
            .computeIfAbsent(
                new Giving(grant.grantor(), grant.grantee(), grant.grantable()),
                g -> new LinkedHashSet<>())
            .add(grant.privilege());
      }
    }
    // Whoever passes a right on must have it first: the owner's grants, then those of the
    // grantees, however long the chain.
    Set<String> able = new LinkedHashSet<>(Set.of(owner));
    var pending = new ArrayList<>(granted.entrySet());
    while (!pending.isEmpty()) {
      var ready = pending.stream().filter(g -> able.contains(g.getKey().grantor())).toList();
      var batch = ready.isEmpty() ? List.copyOf(pending) : ready;
      pending.removeAll(batch);
      for (var entry : batch) {
        Giving giving = entry.getKey();
        if (giving.grantable()) {
          able.add(giving.grantee());
        }
        String statement =
            "GRANT "
                + words(entry.getValue(), all, column)
                + target
                + " TO "
                + Clauses.role(giving.grantee())
                + (giving.grantable() ? " WITH GRANT OPTION" : "");
        if (giving.grantor().equals(owner)) {
          statements.add(statement);
        } else {
          statements.add("SET ROLE " + Identifiers.quote(giving.grantor()));
          statements.add(statement);
          statements.add("RESET ROLE");
        }
      }
    }
    return statements;
  }

  /** Grants that hang on each other go together, and are given anew. */
  private static List<String> passedOn(
      Set<Grant> before,
      Set<Grant> after,
      String owner,
      Set<String> all,
      String column,
      String target) {
    var statements = new ArrayList<String>();
    Set<Grant> left = new LinkedHashSet<>();
    Map<String, Set<String>> revoked = new LinkedHashMap<>();
    for (Grant grant : before) {
      if (grant.grantee().equals(owner)) {
        left.add(grant);
      } else if (grant.grantor().equals(owner)) {
        revoked.computeIfAbsent(grant.grantee(), g -> new LinkedHashSet<>()).add(grant.privilege());
      }
    }
    revoked.forEach((grantee, privileges) ->
        statements.add(
            "REVOKE "
                + words(privileges, all, column)
                + target
                + " FROM "
                + Clauses.role(grantee)
                + " CASCADE"));
    statements.addAll(changes(left, after, owner, all, column, target));
    return statements;
  }

  /** Takes away what is only the option to pass a right on. */
  private static Set<Grant> withoutOptions(
      Set<Grant> before, Set<Grant> after, String column, String target, List<String> statements) {
    Set<Grant> result = new LinkedHashSet<>();
    for (Grant grant : before) {
      var plain = new Grant(grant.grantee(), grant.grantor(), grant.privilege(), false);
      if (grant.grantable() && after.contains(plain)) {
        statements.add(
            "REVOKE GRANT OPTION FOR "
                + grant.privilege()
                + column
                + target
                + " FROM "
                + Clauses.role(grant.grantee()));
        result.add(plain);
      } else {
        result.add(grant);
      }
    }
    return result;
  }

  private static String words(Set<String> privileges, Set<String> all, String column) {
    if (!all.isEmpty() && privileges.containsAll(all)) {
      return "ALL";
    }
    return privileges.stream().map(p -> p + column).collect(Collectors.joining(", "));
  }

  private static String grantTarget(ObjectId id) {
    return switch (id.kind()) {
      case TABLE, FOREIGN_TABLE, VIEW, MATERIALIZED_VIEW -> "TABLE " + id.sqlName();
      case TYPE, DOMAIN -> "TYPE " + id.sqlName();
      case SERVER -> "FOREIGN SERVER " + id.sqlName();
      case AGGREGATE -> "FUNCTION " + id.sqlName().replace("(*)", "()");
      default -> id.kind().sql() + ' ' + id.sqlName();
    };
  }

  /** What a new object of a kind grants by itself, as {@code acldefault} has it. */
  static Set<Grant> builtin(ObjectKind kind, String owner, int major) {
    Set<Grant> grants = new LinkedHashSet<>();
    for (String privilege : allPrivileges(kind, major)) {
      grants.add(new Grant(owner, owner, privilege, false));
    }
    switch (kind) {
      case FUNCTION, PROCEDURE, AGGREGATE -> grants.add(new Grant("", owner, "EXECUTE", false));
      case TYPE, DOMAIN, LANGUAGE -> grants.add(new Grant("", owner, "USAGE", false));
      default -> {}
    }
    return grants;
  }

  static Set<Grant> effective(Privileges privileges, Set<Grant> builtin) {
    return privileges.isDefault() ? builtin : privileges.grants();
  }

  private static Set<String> allPrivileges(ObjectKind kind, int major) {
    return switch (kind) {
      case TABLE, FOREIGN_TABLE, VIEW, MATERIALIZED_VIEW -> {
        Set<String> all =
            new LinkedHashSet<>(
                List.of(
                    "INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"));
        if (major >= SINCE_MAINTAIN) {
          all.add("MAINTAIN");
        }
        yield all;
      }
      case SEQUENCE -> Set.of("USAGE", "SELECT", "UPDATE");
      case SCHEMA -> Set.of("USAGE", "CREATE");
      case FUNCTION, PROCEDURE, AGGREGATE -> Set.of("EXECUTE");
      case TYPE, DOMAIN, LANGUAGE, SERVER, FOREIGN_DATA_WRAPPER -> Set.of("USAGE");
      default -> Set.of();
    };
  }
}
