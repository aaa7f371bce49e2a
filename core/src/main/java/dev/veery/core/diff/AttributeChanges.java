package dev.veery.core.diff;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Attributes.Grant;
import dev.veery.core.catalog.Attributes.Privileges;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.SchemaObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What brings an object that stays to its new owner, comments and privileges. */
final class AttributeChanges {

  private final DiffOptions options;
  private final int major;

  AttributeChanges(DiffOptions options, int major) {
    this.options = options;
    this.major = major;
  }

  /** A column, a field: what can be said and granted of it. */
  private record Named(String comment, Privileges privileges) {
    static final Named NEW = new Named("", Privileges.DEFAULT);
  }

  /**
   * @param fresh columns that are made on the way, so that nothing is said of them yet
   */
  List<String> of(SchemaObject before, SchemaObject after, Set<String> fresh) {
    var statements = new ArrayList<String>();
    ObjectId id = after.id();
    Attributes old = before.attributes();
    Attributes attributes = after.attributes();
    if (options.owners() && !old.owner().equals(attributes.owner()) && !isOwned(before, after)) {
      statements.add(AttributeSql.owner(id, attributes.owner()));
    }
    if (!old.comment().equals(attributes.comment())) {
      boolean onDomain =
          after instanceof Constraint constraint && constraint.holder().kind() == ObjectKind.DOMAIN;
      statements.add(AttributeSql.comment(id, onDomain, attributes.comment()));
    }
    if (before instanceof Constraint.Key oldKey && after instanceof Constraint.Key key) {
      String comment = key.index().attributes().comment();
      if (!oldKey.index().attributes().comment().equals(comment)) {
        statements.add(AttributeSql.comment(key.index().id(), false, comment));
      }
    }
    Map<String, Named> oldColumns = columns(before);
    oldColumns.keySet().removeAll(fresh);
    Map<String, Named> columns = columns(after);
    columns.forEach((name, column) -> {
      if (!oldColumns.getOrDefault(name, Named.NEW).comment().equals(column.comment())) {
        statements.add(AttributeSql.comment(ObjectId.column(id, name), false, column.comment()));
      }
    });
    if (options.privileges()
        && !(after instanceof DatabaseObject.DefaultPrivileges)
        && !(after instanceof DatabaseObject.Grants)) {
      privileges(before, after, oldColumns, columns, statements);
    }
    return statements;
  }

  /** The owner of a sequence that belongs to a column is the table's, and changes with it. */
  private static boolean isOwned(SchemaObject before, SchemaObject after) {
    return before instanceof Relation.Sequence old
        && after instanceof Relation.Sequence sequence
        && old.ownedBy().isPresent()
        && sequence.ownedBy().isPresent()
        && old.ownedBy().get().table().equals(sequence.ownedBy().get().table());
  }

  private static Map<String, Named> columns(SchemaObject object) {
    Map<String, Named> columns = new LinkedHashMap<>();
    switch (object) {
      case Relation.Table table -> {
        for (Column column : table.columns()) {
          columns.put(column.name(), new Named(column.comment(), column.privileges()));
        }
      }
      case Relation.View view ->
          view.columns()
              .forEach(c -> columns.put(c.name(), new Named(c.comment(), c.privileges())));
      case Relation.MaterializedView view ->
          view.columns()
              .forEach(c -> columns.put(c.name(), new Named(c.comment(), c.privileges())));
      case DataType.Composite composite ->
          composite
              .fields()
              .forEach(f -> columns.put(f.name(), new Named(f.comment(), Privileges.DEFAULT)));
      default -> {}
    }
    return columns;
  }

  private void privileges(
      SchemaObject before,
      SchemaObject after,
      Map<String, Named> oldColumns,
      Map<String, Named> columns,
      List<String> statements) {
    ObjectId id = after.id();
    String owner = options.owners() ? after.attributes().owner() : before.attributes().owner();
    Set<Grant> old =
        handedOver(
            AttributeSql.effective(
                before.attributes().privileges(),
                AttributeSql.builtin(id.kind(), before.attributes().owner(), major)),
            before.attributes().owner(),
            owner);
    Set<Grant> granted =
        handedOver(
            AttributeSql.effective(
                after.attributes().privileges(),
                AttributeSql.builtin(id.kind(), after.attributes().owner(), major)),
            after.attributes().owner(),
            owner);
    List<String> changes = AttributeSql.privileges(id, old, granted, owner, major);
    statements.addAll(changes);
    boolean revoked = changes.stream().anyMatch(s -> s.startsWith("REVOKE"));
    columns.forEach((name, column) -> {
      Set<Grant> oldGrants =
          new HashSet<>(
              handedOver(
                  oldColumns.getOrDefault(name, Named.NEW).privileges().grants(),
                  before.attributes().owner(),
                  owner));
      Set<Grant> grants =
          handedOver(column.privileges().grants(), after.attributes().owner(), owner);
      if (revoked) {
        // A right that is taken from the table is taken from every column with it.
        oldGrants.removeIf(g ->
            old.stream()
                .anyMatch(
                    t -> t.grantee().equals(g.grantee()) && t.privilege().equals(g.privilege())));
      }
      statements.addAll(AttributeSql.columnPrivileges(id, name, oldGrants, grants, owner));
    });
  }

  /** A new owner takes the old one's part in every grant. */
  private static Set<Grant> handedOver(Set<Grant> grants, String from, String to) {
    if (from.equals(to)) {
      return grants;
    }
    Set<Grant> result = new LinkedHashSet<>();
    for (Grant grant : grants) {
      result.add(
          new Grant(
              grant.grantee().equals(from) ? to : grant.grantee(),
              grant.grantor().equals(from) ? to : grant.grantor(),
              grant.privilege(),
              grant.grantable()));
    }
    return result;
  }
}
