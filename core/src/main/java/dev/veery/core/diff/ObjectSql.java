package dev.veery.core.diff;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Attributes.Grant;
import dev.veery.core.catalog.Attributes.Privileges;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ForeignData;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.OperatorObject;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Routine;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.catalog.TextSearch;
import dev.veery.core.diff.Node.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An object as the statements that make it: itself, its owner, its comments, its privileges. */
final class ObjectSql {

  private static final int SINCE_CLOSED_PUBLIC = 15;
  private static final String PUBLIC_COMMENT = "standard public schema";
  private static final String PLPGSQL_COMMENT = "PL/pgSQL procedural language";

  private static final Comparator<Constraint> CONSTRAINTS =
      Comparator.<Constraint, Integer>comparing(constraint ->
              switch (constraint) {
                case Constraint.Key key -> key.type().ordinal();
                case Constraint.ForeignKey ignored -> Constraint.KeyType.values().length;
                case Constraint.Check ignored -> Constraint.KeyType.values().length + 1;
              })
          .thenComparing(Constraint::id);

  private final Catalog catalog;
  private final ExportOptions options;
  private final ExportOrder order;
  private final Surroundings surroundings;
  private final Map<ObjectId, List<Constraint>> constraints = new HashMap<>();

  /** An export, into a database that is empty. */
  ObjectSql(Catalog catalog, ExportOptions options, ExportOrder order) {
    this(catalog, options, order, Surroundings.EMPTY);
  }

  ObjectSql(Catalog catalog, ExportOptions options, ExportOrder order, Surroundings surroundings) {
    this.catalog = catalog;
    this.options = options;
    this.order = order;
    this.surroundings = surroundings;
    for (Constraint constraint : catalog.all(Constraint.class)) {
      constraints.computeIfAbsent(constraint.holder(), h -> new ArrayList<>()).add(constraint);
    }
    constraints.values().forEach(list -> list.sort(CONSTRAINTS));
  }

  List<String> statements(Node node) {
    if (node.id().kind() == ObjectKind.COLUMN) {
      return laterDefault(node.id());
    }
    SchemaObject object = catalog.objects().get(node.id());
    if (object == null) {
      return List.of();
    }
    if (node.stage() == Stage.SHELL) {
      return switch (object) {
        case Relation.View view -> List.of(ViewSql.shell(view));
        case DataType type -> List.of(TypeSql.shell(type));
        default -> List.of();
      };
    }
    if (node.stage() == Stage.OWNED) {
      return object instanceof Relation.Sequence sequence
          ? List.of(SequenceSql.ownedBy(sequence))
          : List.of();
    }
    var statements = new ArrayList<>(create(object));
    attributes(object, statements);
    return statements;
  }

  private List<String> laterDefault(ObjectId column) {
    for (ObjectKind kind : new ObjectKind[] {ObjectKind.TABLE, ObjectKind.FOREIGN_TABLE}) {
      var id = new ObjectId(kind, column.schema(), column.on());
      if (catalog.objects().get(id) instanceof Relation.Table table) {
        for (Column candidate : table.columns()) {
          if (candidate.name().equals(column.name())
              && candidate.value() instanceof Column.Value.Default value) {
            return List.of(ColumnSql.setDefault(id, column.name(), value.expression()));
          }
        }
      }
    }
    return List.of();
  }

  private List<String> create(SchemaObject object) {
    return switch (object) {
      case Relation relation -> relation(relation);
      case Index index -> index(index);
      case Constraint constraint -> constraint(constraint);
      case TablePart part -> part(part);
      case DataType type ->
          List.of(TypeSql.create(type, inDefinition(type.id(), Constraint.Check.class)));
      case Routine routine -> List.of(RoutineSql.create(routine));
      case OperatorObject operator -> OperatorSql.create(operator);
      case TextSearch textSearch -> MiscellaneousSql.create(textSearch);
      case ForeignData foreign -> List.of(MiscellaneousSql.create(foreign));
      case DatabaseObject.DefaultPrivileges defaults ->
          options.privileges() ? MiscellaneousSql.create(defaults) : List.of();
      case DatabaseObject.Grants grants ->
          options.privileges() ? MiscellaneousSql.create(grants) : List.of();
      case DatabaseObject.Schema schema
          when isPublic(schema.id()) && surroundings.createsPublic() ->
          List.of("CREATE SCHEMA public");
      case DatabaseObject other -> MiscellaneousSql.create(other);
    };
  }

  private <T extends Constraint> List<T> inDefinition(ObjectId holder, Class<T> type) {
    return constraints.getOrDefault(holder, List.of()).stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(order::isInDefinition)
        .toList();
  }

  private List<String> relation(Relation relation) {
    return switch (relation) {
      case Relation.Table table -> {
        Set<String> laterDefaults = new HashSet<>();
        for (Column column : table.columns()) {
          if (order.isApart(ObjectId.column(table.id(), column.name()))) {
            laterDefaults.add(column.name());
          }
        }
        List<Constraint> own = inDefinition(table.id(), Constraint.class);
        var statements =
            new ArrayList<>(
                new TableSql(catalog, table, own, laterDefaults)
                    .create(!surroundings.attachedLater().contains(table.id())));
        for (Constraint constraint : own) {
          if (constraint instanceof Constraint.Key key) {
            indexSettings(key.index(), statements);
          }
        }
        yield statements;
      }
      case Relation.View view -> ViewSql.create(view, order.hasShell(view.id()));
      case Relation.MaterializedView view -> ViewSql.create(view, surroundings.filled());
      case Relation.Sequence sequence -> List.of(SequenceSql.create(sequence));
    };
  }

  private void indexSettings(Index index, List<String> statements) {
    statements.addAll(IndexSql.settings(index, !surroundings.attachedLater().contains(index.id())));
    TableSql.replicaIdentity(catalog, index.table(), index.id().name()).ifPresent(statements::add);
  }

  private boolean isPartitioned(ObjectId table) {
    return catalog.objects().get(table) instanceof Relation.Table t && !t.partitionBy().isEmpty();
  }

  private List<String> index(Index index) {
    boolean partitioned = isPartitioned(index.table());
    if (!index.valid() && !partitioned) {
      // A concurrent build failed: the name is taken and nothing uses it. It is no part of what
      // the schema is meant to be.
      return List.of();
    }
    var statements = new ArrayList<String>();
    statements.add(IndexSql.create(index, partitioned));
    indexSettings(index, statements);
    return statements;
  }

  private List<String> constraint(Constraint constraint) {
    var statements = new ArrayList<String>();
    boolean only = constraint instanceof Constraint.Key;
    statements.add(ConstraintSql.add(constraint, only));
    if (constraint instanceof Constraint.Key key) {
      indexSettings(key.index(), statements);
    }
    return statements;
  }

  private List<String> part(TablePart part) {
    var statements = new ArrayList<String>();
    String relation =
        "ALTER "
            + (part.relation().kind() == ObjectKind.FOREIGN_TABLE ? "FOREIGN TABLE " : "TABLE ")
            + part.relation().sqlName()
            + ' ';
    switch (part) {
      case TablePart.Trigger trigger -> {
        boolean isCopy = trigger.definition().isEmpty();
        if (!isCopy) {
          statements.add(trigger.definition());
        }
        if (isCopy || trigger.enabled() != TablePart.Enabled.ORIGIN) {
          statements.add(relation + trigger.enabled().sql() + " TRIGGER " + trigger.id().sqlName());
        }
      }
      case TablePart.Rule rule -> {
        statements.add(rule.definition());
        if (rule.enabled() != TablePart.Enabled.ORIGIN) {
          statements.add(relation + rule.enabled().sql() + " RULE " + rule.id().sqlName());
        }
      }
      case TablePart.Policy policy ->
          statements.add(
              "CREATE POLICY "
                  + policy.id().sqlName()
                  + " ON "
                  + policy.relation().sqlName()
                  + (policy.permissive() ? "" : " AS RESTRICTIVE")
                  + (policy.command().equals("ALL") ? "" : " FOR " + policy.command())
                  + " TO "
                  + Clauses.roles(policy.roles())
                  + (policy.using().isEmpty()
                      ? ""
                      : "\n    USING " + Clauses.parenthesized(policy.using()))
                  + (policy.check().isEmpty()
                      ? ""
                      : "\n    WITH CHECK " + Clauses.parenthesized(policy.check())));
      case TablePart.Statistics statistics -> {
        statements.add(statistics.definition());
        if (statistics.target() >= 0) {
          statements.add(
              "ALTER STATISTICS "
                  + statistics.id().sqlName()
                  + " SET STATISTICS "
                  + statistics.target());
        }
      }
    }
    return statements;
  }

  private void attributes(SchemaObject object, List<String> statements) {
    Attributes attributes = object.attributes();
    owner(object.id(), attributes, statements);
    comments(object, statements);
    if (object instanceof Relation.Table table) {
      for (Constraint constraint : inDefinition(table.id(), Constraint.class)) {
        comments(constraint, statements);
      }
      identities(table, statements);
    }
    if (object instanceof DataType.Domain domain) {
      inDefinition(domain.id(), Constraint.class).forEach(c -> comments(c, statements));
    }
    if (options.privileges()) {
      privileges(object, statements);
    }
  }

  private void owner(ObjectId id, Attributes attributes, List<String> statements) {
    boolean isStandard =
        isPublic(id)
                && !surroundings.createsPublic()
                && attributes.owner().equals("pg_database_owner")
            || attributes.owner().equals(surroundings.creator());
    if (options.owners() && !attributes.owner().isEmpty() && !isStandard) {
      statements.add(AttributeSql.owner(id, attributes.owner()));
    }
  }

  private static boolean isPublic(ObjectId id) {
    return id.kind() == ObjectKind.SCHEMA && id.name().equals("public");
  }

  private void comments(SchemaObject object, List<String> statements) {
    ObjectId id = object.id();
    String comment = object.attributes().comment();
    String standard =
        isPublic(id) && !surroundings.createsPublic()
            ? PUBLIC_COMMENT
            : id.kind() == ObjectKind.EXTENSION && id.name().equals("plpgsql")
                ? PLPGSQL_COMMENT
                : "";
    if (!comment.equals(standard)) {
      boolean onDomain =
          object instanceof Constraint constraint
              && constraint.holder().kind() == ObjectKind.DOMAIN;
      statements.add(AttributeSql.comment(id, onDomain, comment));
    }
    switch (object) {
      case Relation.Table table -> {
        for (Column column : table.columns()) {
          columnComment(id, column.name(), column.comment(), statements);
        }
        statements.addAll(TableSql.notNullComments(table));
      }
      case Relation.View view ->
          view.columns().forEach(c -> columnComment(id, c.name(), c.comment(), statements));
      case Relation.MaterializedView view ->
          view.columns().forEach(c -> columnComment(id, c.name(), c.comment(), statements));
      case DataType.Composite composite ->
          composite.fields().forEach(f -> columnComment(id, f.name(), f.comment(), statements));
      case Constraint.Key key -> {
        String ofIndex = key.index().attributes().comment();
        if (!ofIndex.isEmpty()) {
          statements.add(AttributeSql.comment(key.index().id(), false, ofIndex));
        }
      }
      default -> {}
    }
  }

  private static void columnComment(
      ObjectId relation, String column, String comment, List<String> statements) {
    if (!comment.isEmpty()) {
      statements.add(AttributeSql.comment(ObjectId.column(relation, column), false, comment));
    }
  }

  /** The sequences of identity columns came with the table. */
  private void identities(Relation.Table table, List<String> statements) {
    for (Column column : table.columns()) {
      if (column.value() instanceof Column.Value.Identity identity
          && catalog.objects().get(identity.sequence()) instanceof Relation.Sequence sequence) {
        comments(sequence, statements);
        if (options.privileges()) {
          privileges(sequence, statements);
        }
      }
    }
  }

  /**
   * The comment and the rights of the sequence of a column that becomes an identity. The server
   * makes it in the name of the table's owner, with what is granted on that one's new sequences.
   *
   * @param tableOwner at that time
   */
  List<String> identity(Relation.Sequence sequence, String tableOwner) {
    var statements = new ArrayList<String>();
    comments(sequence, statements);
    if (options.privileges()) {
      privileges(sequence, surroundings.by(tableOwner), statements);
    }
    return statements;
  }

  private void privileges(SchemaObject object, List<String> statements) {
    privileges(object, surroundings, statements);
  }

  private void privileges(SchemaObject object, Surroundings surroundings, List<String> statements) {
    Attributes attributes = object.attributes();
    ObjectId id = object.id();
    String owner = attributes.owner();
    Set<Grant> builtin = AttributeSql.builtin(id.kind(), owner, catalog.major());
    Set<Grant> initial = surroundings.initial(id, owner, builtin);
    if (isPublic(id) && !surroundings.createsPublic()) {
      initial = new LinkedHashSet<>(builtin);
      initial.add(new Grant("", owner, "USAGE", false));
      if (catalog.major() < SINCE_CLOSED_PUBLIC) {
        initial.add(new Grant("", owner, "CREATE", false));
      }
    }
    Set<Grant> granted = AttributeSql.effective(attributes.privileges(), builtin);
    statements.addAll(AttributeSql.privileges(id, initial, granted, owner, catalog.major()));
    switch (object) {
      case Relation.Table table ->
          table.columns().forEach(c -> column(id, c.name(), c.privileges(), owner, statements));
      case Relation.View view ->
          view.columns().forEach(c -> column(id, c.name(), c.privileges(), owner, statements));
      case Relation.MaterializedView view ->
          view.columns().forEach(c -> column(id, c.name(), c.privileges(), owner, statements));
      default -> {}
    }
  }

  private static void column(
      ObjectId relation,
      String column,
      Privileges privileges,
      String owner,
      List<String> statements) {
    if (!privileges.isDefault()) {
      statements.addAll(
          AttributeSql.columnPrivileges(relation, column, Set.of(), privileges.grants(), owner));
    }
  }
}
