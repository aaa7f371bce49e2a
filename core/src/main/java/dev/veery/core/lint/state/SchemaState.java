package dev.veery.core.lint.state;

import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.RoutineStatement.CreateRoutine;
import dev.veery.core.sql.ast.TypeStatement.CreateDomain;
import dev.veery.core.sql.ast.ViewStatement.CreateMaterializedView;
import dev.veery.core.sql.ast.ViewStatement.CreateView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schema that the migrations so far have made. Rules read it before each statement; {@link
 * SchemaChanges} writes it.
 */
public final class SchemaState {

  private static final List<String> DEFAULT_PATH = List.of("public");

  List<String> searchPath = DEFAULT_PATH;
  final Map<String, TableState> tables = new LinkedHashMap<>();

  /** Tables that a statement names and no migration makes or changes: each is one object. */
  private final Map<String, TableState> strangers = new HashMap<>();

  final Map<String, TableState> tableOfIndex = new HashMap<>();
  final Map<String, List<String>> enums = new LinkedHashMap<>();
  final Map<String, CreateDomain> domains = new LinkedHashMap<>();
  final Map<String, CreateView> views = new LinkedHashMap<>();
  final Map<String, CreateMaterializedView> materializedViews = new LinkedHashMap<>();
  final Map<String, List<CreateRoutine>> routines = new LinkedHashMap<>();

  /** Begins a script: what an earlier one has set for its session is gone. */
  public void beginScript(List<String> path) {
    searchPath = path.isEmpty() ? DEFAULT_PATH : path;
  }

  /** The schemas in which names without one are looked up. */
  public List<String> searchPath() {
    return searchPath;
  }

  /** The table of that name; one that no migration mentions is made up. */
  public TableState table(QualifiedName name) {
    TableState found = find(name);
    if (found != null) {
      return found;
    }
    String schema = name.schema() == null ? searchPath.getFirst() : name.schema();
    return strangers.computeIfAbsent(
        key(schema, name.name()),
        key -> new TableState(schema, name.name(), TableState.BEFORE, false));
  }

  /** The table of that name, or null where no migration mentions it. */
  public @Nullable TableState find(QualifiedName name) {
    return find(tables, name);
  }

  /** The table that an index belongs to, or null. */
  public @Nullable TableState tableOfIndex(QualifiedName index) {
    return find(tableOfIndex, index);
  }

  /** The labels of an enum, or null where no migration creates it. */
  public @Nullable List<String> enumLabels(QualifiedName name) {
    return find(enums, name);
  }

  /** A domain as it was created, or null. */
  public @Nullable CreateDomain domain(QualifiedName name) {
    return find(domains, name);
  }

  /** A view as it was created last, or null. */
  public @Nullable CreateView view(QualifiedName name) {
    return find(views, name);
  }

  public Collection<CreateView> views() {
    return Collections.unmodifiableCollection(views.values());
  }

  /** A materialised view as it was created, or null. */
  public @Nullable CreateMaterializedView materializedView(QualifiedName name) {
    return find(materializedViews, name);
  }

  public Collection<CreateMaterializedView> materializedViews() {
    return Collections.unmodifiableCollection(materializedViews.values());
  }

  /** The functions and procedures of that name, as they were created last. */
  public List<CreateRoutine> routines(QualifiedName name) {
    List<CreateRoutine> found = find(routines, name);
    return found == null ? List.of() : Collections.unmodifiableList(found);
  }

  /** Whether a table is still there. */
  public boolean has(TableState table) {
    return tables.get(key(table.schema, table.name)) == table;
  }

  /** Every table that a migration mentions, oldest first. */
  public Collection<TableState> tables() {
    return Collections.unmodifiableCollection(tables.values());
  }

  <T> @Nullable T find(Map<String, T> byName, QualifiedName name) {
    if (name.schema() != null) {
      return byName.get(key(name.schema(), name.name()));
    }
    for (String schema : searchPath) {
      T found = byName.get(key(schema, name.name()));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  <T> @Nullable T remove(Map<String, T> byName, QualifiedName name) {
    if (name.schema() != null) {
      return byName.remove(key(name.schema(), name.name()));
    }
    for (String schema : searchPath) {
      T found = byName.remove(key(schema, name.name()));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The key under which something new of that name is kept. */
  String newKey(QualifiedName name) {
    return key(name.schema() == null ? searchPath.getFirst() : name.schema(), name.name());
  }

  /** A table that a statement changes, kept from now on. */
  TableState remember(QualifiedName name) {
    TableState found = find(name);
    if (found == null) {
      found = table(name);
      String key = key(found.schema, found.name);
      strangers.remove(key);
      tables.put(key, found);
    }
    return found;
  }

  static String key(String schema, String name) {
    return schema + '\0' + name;
  }

  /** The views, materialised ones included, whose queries name a table or view. */
  public List<QualifiedName> readersOf(QualifiedName name) {
    List<QualifiedName> readers = new ArrayList<>();
    for (CreateView view : views.values()) {
      if (view.query().columns().stream().anyMatch(n -> sameRelation(n, name))) {
        readers.add(view.name());
      }
    }
    for (CreateMaterializedView view : materializedViews.values()) {
      if (view.query().columns().stream().anyMatch(n -> sameRelation(n, name))) {
        readers.add(view.name());
      }
    }
    return readers;
  }

  /** As {@link #readersOf(QualifiedName)}. */
  public List<QualifiedName> readersOf(TableState table) {
    List<QualifiedName> readers = new ArrayList<>();
    views.values().stream()
        .filter(v -> reads(v.query(), table))
        .forEach(v -> readers.add(v.name()));
    materializedViews.values().stream()
        .filter(v -> reads(v.query(), table))
        .forEach(v -> readers.add(v.name()));
    return readers;
  }

  /** Whether a query names a table. */
  public boolean reads(Expression query, TableState table) {
    return query.columns().stream()
        .anyMatch(n -> n.name().equals(table.name()) && table(n) == table);
  }

  /** A name as SQL, with its schema where it was written with one. */
  public String label(QualifiedName name) {
    return Identifiers.qualify(name.schema() == null ? "" : name.schema(), name.name());
  }

  private boolean sameRelation(QualifiedName mentioned, QualifiedName name) {
    return mentioned.name().equals(name.name())
        && (mentioned.schema() == null || mentioned.schema().equals(table(name).schema()));
  }
}
