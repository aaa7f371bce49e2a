package dev.veery.core.online;

import dev.veery.core.catalog.Constraint.Key;
import dev.veery.core.catalog.ConstraintNames;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.lint.state.SchemaState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.Constraint;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The names that the server would give where none is written: a form that needs to name what it
 * makes ends in the same catalog only with these.
 *
 * <p>{@code ChooseConstraintName} and {@code ChooseIndexName} of the server count up at the end of
 * the label until the name is free in the schema of the table.
 */
final class ServerNames {

  private final OnlineFacts facts;

  /** Names that this form has given away already, with their schemas. */
  private final Set<String> given = new HashSet<>();

  ServerNames(OnlineFacts facts) {
    this.facts = facts;
  }

  /** Of a constraint without a name. */
  String of(TableState table, Constraint constraint, List<String> columns) {
    return switch (constraint) {
      case Constraint.Unique unique ->
          unique.primary()
              ? choose(table, "", "pkey")
              : choose(table, String.join("_", columns), "key");
      case Constraint.ForeignKey key -> choose(table, String.join("_", columns), "fkey");
      case Constraint.Check check -> {
        Set<String> distinct = new LinkedHashSet<>();
        check.condition().columns().forEach(c -> distinct.add(c.name()));
        yield choose(table, distinct.size() == 1 ? distinct.iterator().next() : "", "check");
      }
      case Constraint.Exclude exclude -> choose(table, String.join("_", columns), "excl");
      case Constraint.NotNull notNull -> choose(table, String.join("_", columns), "not_null");
      case Constraint.Null other -> throw unnamed(other);
      case Constraint.Default other -> throw unnamed(other);
      case Constraint.Generated other -> throw unnamed(other);
      case Constraint.Identity other -> throw unnamed(other);
    };
  }

  private static IllegalArgumentException unnamed(Constraint constraint) {
    return new IllegalArgumentException("the server names no " + constraint);
  }

  /** {@code table_middle_label}, with a number behind it where that is taken. */
  String choose(TableState table, String middle, String label) {
    for (int i = 0; ; i++) {
      String name = ConstraintNames.choose(table.name(), middle, i == 0 ? label : label + i);
      if (!isTaken(table.schema(), name) && given.add(table.schema() + '.' + name)) {
        return name;
      }
    }
  }

  private boolean isTaken(String schema, String name) {
    SchemaState state = facts.schema();
    for (TableState table : state.tables()) {
      if (table.schema().equals(schema)
          && (table.name().equals(name)
              || table.constraint(name) != null
              || table.index(name) != null)) {
        return true;
      }
    }
    if (facts.catalog().isEmpty()) {
      return false;
    }
    for (SchemaObject object : facts.catalog().get().objects().values()) {
      if (object.id().schema().equals(schema)
          && object.id().name().equals(name)
          && (object instanceof dev.veery.core.catalog.Relation
              || object instanceof dev.veery.core.catalog.DataType
              || object instanceof Key)) {
        return true;
      }
    }
    return facts.catalog().get().isNotNullName(schema, name);
  }
}
