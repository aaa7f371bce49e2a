package dev.veery.core.tenancy;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.tenancy.TenantTable.Owner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A schema seen with the eyes of {@code [tenancy]}: which tables belong to tenants, which are
 * shared, and which nobody has said anything about.
 *
 * <p>A table belongs to tenants when it has the tenant column, when the tenant column of another
 * table refers to it (the list of tenants itself), or when one of its foreign keys leads to such a
 * table and it has no column of its own.
 */
public final class TenancyModel {

  private final Catalog catalog;
  private final TenancySettings settings;
  private final Roles roles;
  private final Map<ObjectId, TenantTable> tenantTables = new LinkedHashMap<>();
  private final List<Relation.Table> shared = new ArrayList<>();
  private final List<Relation.Table> unclassified = new ArrayList<>();
  private final List<String> applicationRoles;
  private final Map<ObjectId, List<Constraint.ForeignKey>> foreignKeys = new LinkedHashMap<>();

  public TenancyModel(Catalog catalog, TenancySettings settings, Roles roles) {
    this.catalog = catalog;
    this.settings = settings;
    this.roles = roles;
    for (Constraint.ForeignKey key : catalog.all(Constraint.ForeignKey.class)) {
      foreignKeys.computeIfAbsent(key.holder(), id -> new ArrayList<>()).add(key);
    }
    classify();
    this.applicationRoles = settings.roles().isEmpty() ? guessRoles() : settings.roles();
  }

  private void classify() {
    List<Relation.Table> left = new ArrayList<>();
    for (Relation.Table table : catalog.all(Relation.Table.class)) {
      Relation.Table root = root(table);
      if (settings.isShared(root.id().schema(), root.id().name())
          || settings.isShared(table.id().schema(), table.id().name())) {
        shared.add(table);
        continue;
      }
      Column column = ownColumn(table);
      if (column == null) {
        left.add(table);
      } else {
        tenantTables.put(
            table.id(), new TenantTable(table, new Owner.ByColumn(column.name(), column.type())));
      }
    }
    registry(left);
    boolean grown = true;
    while (grown) {
      grown = left.removeIf(this::joinsByForeignKey);
    }
    unclassified.addAll(left);
  }

  private @Nullable Column ownColumn(Relation.Table table) {
    String qualified = table.id().schema() + '.' + table.id().name() + '.';
    for (String name : settings.columns()) {
      if (name.indexOf('.') < 0) {
        continue;
      }
      for (Column column : table.columns()) {
        if (name.equals(qualified + column.name())
            || name.equals(table.id().name() + '.' + column.name())) {
          return column;
        }
      }
    }
    for (String name : settings.columns()) {
      for (Column column : table.columns()) {
        if (column.name().equals(name)) {
          return column;
        }
      }
    }
    return null;
  }

  /** The tables that tenant columns refer to: the list of the tenants. */
  private void registry(List<Relation.Table> left) {
    for (TenantTable child : List.copyOf(tenantTables.values())) {
      for (Constraint.ForeignKey key : foreignKeys(child.table())) {
        if (!key.columns().equals(child.deciding())) {
          continue;
        }
        for (Relation.Table table : List.copyOf(left)) {
          if (table.id().equals(key.referenced())) {
            String name = key.referencedColumns().getFirst();
            column(table, name)
                .ifPresent(column -> {
                  tenantTables.put(
                      table.id(), new TenantTable(table, new Owner.ByColumn(name, column.type())));
                  left.remove(table);
                });
          }
        }
      }
    }
  }

  private boolean joinsByForeignKey(Relation.Table table) {
    Constraint.ForeignKey best = null;
    for (Constraint.ForeignKey key : foreignKeys(table)) {
      if (tenantTables.containsKey(key.referenced())
          && (best == null || !isRequired(table, best) && isRequired(table, key))) {
        best = key;
      }
    }
    if (best == null) {
      return false;
    }
    TenantTable parent = tenantTables.get(best.referenced());
    if (parent == null) {
      return false;
    }
    tenantTables.put(table.id(), new TenantTable(table, new Owner.ByParent(best, parent)));
    return true;
  }

  private static boolean isRequired(Relation.Table table, Constraint.ForeignKey key) {
    return key.columns().stream()
        .allMatch(name ->
            column(table, name)
                .filter(c -> c.notNull() instanceof Column.NotNull.Required)
                .isPresent());
  }

  /** Foreign keys of a table and, for a partition, of what it is a partition of. */
  public List<Constraint.ForeignKey> foreignKeys(Relation.Table table) {
    List<Constraint.ForeignKey> keys = new ArrayList<>();
    for (Relation.Table t = table; t != null; t = parent(t)) {
      keys.addAll(foreignKeys.getOrDefault(t.id(), List.of()));
    }
    return keys;
  }

  /** What a partition is a partition of; null for a table that is none. */
  public Relation.@Nullable Table parent(Relation.Table table) {
    return table.partitionOf().isPresent()
            && catalog.find(table.partitionOf().get().parent()).orElse(null)
                instanceof Relation.Table parent
        ? parent
        : null;
  }

  /** The partitioned table at the top, or the table itself. */
  public Relation.Table root(Relation.Table table) {
    Relation.Table root = table;
    for (Relation.Table next = parent(root); next != null; next = parent(root)) {
      root = next;
    }
    return root;
  }

  static Optional<Column> column(Relation.Table table, String name) {
    return table.columns().stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /**
   * Where the configuration names none: every role that may log in, is subject to policies, owns no
   * tenant's table and has a right to one.
   */
  private List<String> guessRoles() {
    Set<String> owners = new TreeSet<>();
    tenantTables.values().forEach(t -> owners.add(t.table().attributes().owner()));
    Set<String> found = new TreeSet<>();
    for (Roles.Role role : roles.roles().values()) {
      if (!role.login() || role.isAbovePolicies() || owners.contains(role.name())) {
        continue;
      }
      for (SchemaObject object : catalog.objects().values()) {
        if (object instanceof Relation && mayTouch(role.name(), (Relation) object)) {
          found.add(role.name());
          break;
        }
      }
    }
    return List.copyOf(found);
  }

  public Catalog catalog() {
    return catalog;
  }

  public TenancySettings settings() {
    return settings;
  }

  public Roles roles() {
    return roles;
  }

  /** The application's roles, as configured or found. */
  public List<String> applicationRoles() {
    return applicationRoles;
  }

  /** Every role that the application has or can turn into. */
  public Set<String> reachableRoles() {
    Set<String> all = new LinkedHashSet<>();
    applicationRoles.forEach(role -> all.addAll(roles.reachable(role)));
    return all;
  }

  /** Tables of tenants in name order, partitions among them. */
  public Collection<TenantTable> tenantTables() {
    return tenantTables.values().stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
  }

  public Optional<TenantTable> find(ObjectId id) {
    return Optional.ofNullable(tenantTables.get(id));
  }

  public List<Relation.Table> shared() {
    return shared;
  }

  /** Tables with neither the column, nor a way to one, nor a word in the configuration. */
  public List<Relation.Table> unclassified() {
    return unclassified;
  }

  private static final List<String> TOUCHING =
      List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE");

  /** Whether a role has any right to the rows of a relation. */
  public boolean mayTouch(String role, Relation relation) {
    return TOUCHING.stream().anyMatch(privilege -> may(role, relation, privilege));
  }

  /** Whether a role has a right to a relation or to a column of it, and to its schema. */
  public boolean may(String role, Relation relation, String privilege) {
    if (!mayUse(role, relation.id().schema())) {
      return false;
    }
    if (roles.may(role, relation.attributes(), List.of(privilege), false)) {
      return true;
    }
    return switch (relation) {
      case Relation.Table table ->
          table.columns().stream().anyMatch(c -> mayColumn(role, c.privileges(), privilege));
      case Relation.View view ->
          view.columns().stream().anyMatch(c -> mayColumn(role, c.privileges(), privilege));
      case Relation.MaterializedView view ->
          view.columns().stream().anyMatch(c -> mayColumn(role, c.privileges(), privilege));
      case Relation.Sequence sequence -> false;
    };
  }

  /** Whether a role has a right to a column, by the table or by the column itself. */
  public boolean mayColumn(String role, Relation.Table table, Column column, String privilege) {
    return roles.may(role, table.attributes(), List.of(privilege), false)
        || mayColumn(role, column.privileges(), privilege);
  }

  private boolean mayColumn(String role, Attributes.Privileges privileges, String privilege) {
    return !privileges.isDefault()
        && roles.may(role, new Attributes("", "", privileges), List.of(privilege), false);
  }

  /** Whether a role may name what is in a schema. */
  public boolean mayUse(String role, String schema) {
    if (catalog.find(new ObjectId(ObjectKind.SCHEMA, "", schema)).orElse(null)
        instanceof DatabaseObject.Schema found) {
      return roles.may(role, found.attributes(), List.of("USAGE"), schema.equals("public"));
    }
    return true;
  }

  /**
   * What a view, a function or a policy rests on, through other views.
   *
   * @return tables and functions, as far as the server recorded them
   */
  public Set<ObjectId> reads(ObjectId object) {
    Set<ObjectId> seen = new LinkedHashSet<>();
    collect(object, seen);
    return seen;
  }

  private void collect(ObjectId object, Set<ObjectId> seen) {
    for (ObjectId needed : catalog.dependencies(object)) {
      ObjectId relation =
          needed.kind() == ObjectKind.COLUMN
              ? new ObjectId(ObjectKind.TABLE, needed.schema(), needed.on())
              : needed;
      if (seen.add(relation) && catalog.find(relation).orElse(null) instanceof SchemaObject found) {
        if (found instanceof Relation.View || found instanceof Relation.MaterializedView) {
          collect(relation, seen);
        }
      }
    }
  }
}
