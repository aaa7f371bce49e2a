package dev.veery.core.lint.state;

import dev.veery.core.sql.ast.AccessStatement;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.IndexStatement;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.RoutineStatement;
import dev.veery.core.sql.ast.SessionStatement;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement;
import dev.veery.core.sql.ast.TriggerStatement;
import dev.veery.core.sql.ast.TypeStatement;
import dev.veery.core.sql.ast.ViewStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a statement does to the schema, as far as rules ask about it. */
public final class SchemaChanges {

  private final SchemaState schema;

  public SchemaChanges(SchemaState schema) {
    this.schema = schema;
  }

  /**
   * @param script number of the script that it stands in
   * @param transaction number of the transaction, within the script
   */
  public void apply(SqlStatement statement, int script, int transaction) {
    switch (statement) {
      case TableStatement table -> new TableChanges(schema, script, transaction).apply(table);
      case IndexStatement.CreateIndex index ->
          new TableChanges(schema, script, transaction).apply(index);
      case ViewStatement view -> {
        apply(view);
        if (view instanceof ViewStatement.CreateMaterializedView rows) {
          new TableChanges(schema, script, transaction).create(rows);
        }
      }
      case TypeStatement type -> apply(type);
      case RoutineStatement routine -> apply(routine);
      case TriggerStatement trigger -> apply(trigger);
      case AccessStatement access -> apply(access);
      case ObjectStatement.Drop drop -> drop.objects().forEach(this::drop);
      case SessionStatement.Set set -> {
        if (set.name().equals("search_path")) {
          schema.searchPath = path(set.value().text());
        }
      }
      default -> {
        // Sequences, data, maintenance: nothing that a rule asks the schema about.
      }
    }
  }

  /** The schemas of a {@code search_path}, those of roles left out. */
  public static List<String> path(String text) {
    List<String> path = new ArrayList<>();
    for (String part : text.split(",")) {
      String name = part.strip();
      if (name.length() > 1 && (name.startsWith("\"") || name.startsWith("'"))) {
        name = name.substring(1, name.length() - 1);
      } else {
        name = name.toLowerCase(Locale.ROOT);
      }
      if (!name.isEmpty() && !name.equals("$user") && !name.equals("default")) {
        path.add(name);
      }
    }
    return path.isEmpty() ? List.of("public") : path;
  }

  private void apply(ViewStatement statement) {
    switch (statement) {
      case ViewStatement.CreateView view -> schema.views.put(schema.newKey(view.name()), view);
      case ViewStatement.CreateMaterializedView view ->
          schema.materializedViews.putIfAbsent(schema.newKey(view.name()), view);
      case ViewStatement.Refresh refresh -> {}
    }
  }

  private void apply(TypeStatement statement) {
    switch (statement) {
      case TypeStatement.CreateEnum type ->
          schema.enums.put(schema.newKey(type.name()), new ArrayList<>(type.labels()));
      case TypeStatement.CreateDomain domain ->
          schema.domains.put(schema.newKey(domain.name()), domain);
      case TypeStatement.AlterType type -> type.actions().forEach(a -> alterType(type.name(), a));
      case TypeStatement.CreateComposite other -> {}
      case TypeStatement.CreateRange other -> {}
      case TypeStatement.CreateBase other -> {}
      case TypeStatement.AlterDomain other -> {}
    }
  }

  private void alterType(QualifiedName name, AlterAction action) {
    List<String> labels = schema.find(schema.enums, name);
    if (labels == null) {
      return;
    }
    switch (action) {
      case AlterAction.AddValue add -> {
        if (!labels.contains(add.value())) {
          labels.add(add.value());
        }
      }
      case AlterAction.RenameValue rename ->
          labels.replaceAll(l -> l.equals(rename.from()) ? rename.to() : l);
      case AlterAction.RenameTo rename -> {
        schema.remove(schema.enums, name);
        schema.enums.put(schema.newKey(renamed(name, rename.name())), labels);
      }
      default -> {
        // Owner, schema, attributes: the labels stay.
      }
    }
  }

  static QualifiedName renamed(QualifiedName name, Identifier to) {
    List<Identifier> parts = new ArrayList<>(name.parts());
    parts.set(parts.size() - 1, to);
    return new QualifiedName(parts);
  }

  private void apply(RoutineStatement statement) {
    if (statement instanceof RoutineStatement.CreateRoutine routine) {
      List<RoutineStatement.CreateRoutine> overloads =
          schema.routines.computeIfAbsent(schema.newKey(routine.name()), k -> new ArrayList<>());
      String signature = signature(routine);
      overloads.removeIf(other -> signature(other).equals(signature));
      overloads.add(routine);
    }
  }

  /** The types of its input parameters: what tells overloads apart. */
  public static String signature(RoutineStatement.CreateRoutine routine) {
    StringBuilder text = new StringBuilder();
    for (RoutineStatement.Parameter parameter : routine.parameters()) {
      if (!"out".equals(parameter.mode())) {
        text.append(text.isEmpty() ? "" : ", ").append(parameter.type());
      }
    }
    return text.toString();
  }

  private void apply(TriggerStatement statement) {
    if (statement instanceof TriggerStatement.CreateTrigger trigger) {
      TableState table = schema.remember(trigger.table());
      if (!table.triggers.contains(trigger.name().effective())) {
        table.triggers.add(trigger.name().effective());
      }
    }
  }

  private void apply(AccessStatement statement) {
    if (statement instanceof AccessStatement.CreatePolicy policy) {
      String name = policy.name().effective();
      schema.remember(policy.table()).policies.put(name, new PolicyState(name, policy));
    }
  }

  private void drop(ObjectName object) {
    QualifiedName name = object.name();
    switch (object.type()) {
      case TABLE, FOREIGN_TABLE -> new TableChanges(schema, 0, 0).drop(name);
      case INDEX -> {
        TableState table = schema.remove(schema.tableOfIndex, name);
        if (table != null) {
          table.indexes.remove(name.name());
        }
      }
      case VIEW -> schema.remove(schema.views, name);
      case MATERIALIZED_VIEW -> {
        schema.remove(schema.materializedViews, name);
        new TableChanges(schema, 0, 0).drop(name);
      }
      case TYPE -> schema.remove(schema.enums, name);
      case DOMAIN -> schema.remove(schema.domains, name);
      case FUNCTION, PROCEDURE, ROUTINE -> schema.remove(schema.routines, name);
      case SCHEMA -> {
        String prefix = name.name() + '\0';
        schema.tables.keySet().removeIf(key -> key.startsWith(prefix));
        schema.tableOfIndex.keySet().removeIf(key -> key.startsWith(prefix));
        schema.views.keySet().removeIf(key -> key.startsWith(prefix));
        schema.enums.keySet().removeIf(key -> key.startsWith(prefix));
        schema.domains.keySet().removeIf(key -> key.startsWith(prefix));
        schema.routines.keySet().removeIf(key -> key.startsWith(prefix));
      }
      case POLICY -> {
        TableState table = object.on() == null ? null : schema.find(object.on());
        if (table != null) {
          table.policies.remove(name.name());
        }
      }
      case TRIGGER -> {
        TableState table = object.on() == null ? null : schema.find(object.on());
        if (table != null) {
          table.triggers.remove(name.name());
        }
      }
      default -> {
        // Nothing that is kept.
      }
    }
  }

  /** An identifier made up where the server would make up a name. */
  static Identifier invented(String name) {
    return new Identifier(name, true, new Span(0, 0));
  }
}
