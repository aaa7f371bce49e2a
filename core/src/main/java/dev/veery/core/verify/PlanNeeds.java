package dev.veery.core.verify;

import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import dev.veery.core.sql.ast.AccessStatement;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.DataStatement;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.MaintenanceStatement;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.RoutineStatement;
import dev.veery.core.sql.ast.SequenceStatement;
import dev.veery.core.sql.ast.SessionStatement;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.TriggerStatement;
import dev.veery.core.sql.ast.TypeStatement;
import dev.veery.core.sql.ast.Unrecognised;
import dev.veery.core.sql.ast.ViewStatement;
import dev.veery.core.verify.Need.Relation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the statements of a plan touch, and what the role that runs them must be allowed to do. Read
 * from the statements alone: what functions and Java migrations do is not in it, nor what a plan
 * makes itself.
 */
public final class PlanNeeds {

  private final Map<Need, String> needs = new LinkedHashMap<>();
  private final Set<Relation> tables = new LinkedHashSet<>();
  private final Set<Relation> made = new LinkedHashSet<>();
  private final Set<String> madeSchemas = new LinkedHashSet<>();
  private final List<UniqueToBe> unique = new ArrayList<>();
  private boolean changesRole;
  private boolean hasCode;
  private String where = "";

  private PlanNeeds() {}

  /**
   * Columns that a statement of the plan will make unique.
   *
   * @param where the migration that does it
   */
  public record UniqueToBe(Relation table, List<String> columns, String where) {
    public UniqueToBe {
      columns = List.copyOf(columns);
    }
  }

  public static PlanNeeds of(Plan plan) {
    PlanNeeds found = new PlanNeeds();
    for (PlannedMigration migration : plan.migrations()) {
      found.where = migration.label();
      for (Segment segment : migration.segments()) {
        segment.steps().forEach(found::step);
      }
    }
    return found;
  }

  /** What is needed, and the first migration that needs it, in the order of the plan. */
  public Map<Need, String> needs() {
    return new LinkedHashMap<>(needs);
  }

  /**
   * The tables that are there before the plan runs and that it changes, reads or writes by name.
   */
  public Set<Relation> tables() {
    return new LinkedHashSet<>(tables);
  }

  public List<UniqueToBe> unique() {
    return List.copyOf(unique);
  }

  /** Whether it becomes another role on its way: then not all of this is asked of the first one. */
  public boolean changesRole() {
    return changesRole;
  }

  /**
   * Whether some of it is code whose needs nobody can read: Java, DO, functions that are called.
   */
  public boolean hasCode() {
    return hasCode;
  }

  private void step(Step step) {
    switch (step.action()) {
      case Step.Action.Sql sql ->
          statement(SqlStatement.parse(sql.statement().bytes()).statement());
      case Step.Action.Copy copy ->
          statement(SqlStatement.parse(copy.copy().statement().bytes()).statement());
      case Step.Action.Echo echo -> {}
      case Step.Action.Java java -> hasCode = true;
    }
  }

  private void statement(SqlStatement sql) {
    switch (sql) {
      case TableStatement table -> table(table);
      case CreateIndex index -> {
        own(index.table());
        if (index.unique() && index.where() == null) {
          uniqueIndex(index);
        }
      }
      case ViewStatement view -> view(view);
      case SequenceStatement.CreateSequence sequence -> {
        if (sequence.persistence() != TableStatement.Persistence.TEMPORARY) {
          create(sequence.name());
        }
      }
      case TypeStatement type -> type(type);
      case RoutineStatement routine -> routine(routine);
      case TriggerStatement trigger -> trigger(trigger);
      case AccessStatement access -> access(access);
      case ObjectStatement object -> object(object);
      case DataStatement data -> data(data);
      case SessionStatement session -> session(session);
      case MaintenanceStatement maintenance -> maintenance(maintenance);
      case Unrecognised unknown -> hasCode = true;
    }
  }

  private void table(TableStatement statement) {
    switch (statement) {
      case CreateTable create -> {
        if (create.partitionOf() != null) {
          own(create.partitionOf());
        }
        create.inherits().forEach(this::own);
        for (Constraint constraint : create.constraints()) {
          references(constraint);
        }
        create.columns().forEach(column -> column.constraints().forEach(this::references));
        if (create.persistence() == TableStatement.Persistence.TEMPORARY) {
          made.add(relation(create.name()));
        } else {
          create(create.name());
        }
      }
      case TableStatement.CreateTableAs create -> {
        if (create.persistence() == TableStatement.Persistence.TEMPORARY) {
          made.add(relation(create.name()));
        } else {
          create(create.name());
        }
      }
      case AlterTable alter -> alter(alter);
      case TableStatement.MoveAll move -> {}
    }
  }

  private void alter(AlterTable alter) {
    own(alter.name());
    for (AlterAction action : alter.actions()) {
      switch (action) {
        case AlterAction.AddConstraint add -> {
          references(add.constraint());
          if (add.constraint() instanceof Constraint.Unique key) {
            uniqueConstraint(alter.name(), key);
          }
        }
        case AlterAction.AddColumn add -> add.column().constraints().forEach(this::references);
        case AlterAction.AttachPartition attach -> own(attach.partition());
        case AlterAction.DetachPartition detach -> own(detach.partition());
        case AlterAction.Inherit inherit -> own(inherit.parent());
        case AlterAction.OwnerTo owner -> member(owner.role().effective());
        case AlterAction.SetSchema set -> need(new Need.CreatingIn(set.schema().effective()));
        case AlterAction.RenameTo rename ->
            made.add(new Relation(alter.name().schema(), rename.name().effective()));
        default -> {
          // The owner may do all the others.
        }
      }
    }
  }

  private void uniqueIndex(CreateIndex index) {
    List<String> columns = new ArrayList<>();
    for (var element : index.elements()) {
      if (element.column() == null) {
        return;
      }
      columns.add(element.column().effective());
    }
    unique(index.table(), columns);
  }

  private void uniqueConstraint(QualifiedName table, Constraint.Unique key) {
    List<String> columns = new ArrayList<>();
    key.columns().forEach(column -> columns.add(column.effective()));
    unique(table, columns);
  }

  private void unique(QualifiedName table, List<String> columns) {
    if (!columns.isEmpty() && !isMade(relation(table))) {
      unique.add(new UniqueToBe(relation(table), columns, where));
    }
  }

  private void references(Constraint constraint) {
    if (constraint instanceof Constraint.ForeignKey key) {
      on(key.table(), "REFERENCES");
    }
  }

  private void view(ViewStatement statement) {
    switch (statement) {
      case ViewStatement.CreateView view -> {
        if (view.temporary()) {
          made.add(relation(view.name()));
        } else {
          create(view.name());
        }
      }
      case ViewStatement.CreateMaterializedView view -> create(view.name());
      case ViewStatement.Refresh refresh -> own(refresh.name());
    }
  }

  private void type(TypeStatement statement) {
    switch (statement) {
      case TypeStatement.AlterType alter -> {}
      case TypeStatement.AlterDomain alter -> {}
      default -> statement.targets().forEach(target -> createIn(target.name()));
    }
  }

  private void routine(RoutineStatement statement) {
    switch (statement) {
      case RoutineStatement.CreateRoutine create -> {
        createIn(create.name());
        if (create.language().equals("c") || create.language().equals("internal")) {
          need(new Need.BeingSuperuser("a function in " + create.language()));
        }
      }
      case RoutineStatement.CreateAggregate create -> createIn(create.name());
      case RoutineStatement.Do code -> hasCode = true;
      case RoutineStatement.Call call -> hasCode = true;
    }
  }

  private void trigger(TriggerStatement statement) {
    switch (statement) {
      case TriggerStatement.CreateTrigger trigger -> on(trigger.table(), "TRIGGER");
      case TriggerStatement.CreateRule rule -> own(rule.table());
      case TriggerStatement.CreateEventTrigger trigger ->
          need(new Need.BeingSuperuser("CREATE EVENT TRIGGER"));
    }
  }

  private void access(AccessStatement statement) {
    switch (statement) {
      case AccessStatement.CreatePolicy policy -> own(policy.table());
      case AccessStatement.AlterPolicy policy -> own(policy.table());
      case AccessStatement.CreateRole role -> need(new Need.CreatingRoles("CREATE ROLE"));
      case AccessStatement.ReassignOwned reassign -> {
        reassign.roles().forEach(role -> member(role.effective()));
        member(reassign.to().effective());
      }
      case AccessStatement.DropOwned drop -> drop.roles().forEach(role -> member(role.effective()));
      default -> {
        // Who may grant what depends on grant options; the server says so when it runs.
      }
    }
  }

  private void object(ObjectStatement statement) {
    switch (statement) {
      case ObjectStatement.Drop drop -> drop.objects().forEach(o -> changed(drop.type(), o));
      case ObjectStatement.Alter alter -> {
        changed(alter.object().type(), alter.object());
        if (alter.action() instanceof AlterAction.OwnerTo owner) {
          member(owner.role().effective());
        }
      }
      case ObjectStatement.Comment comment -> {
        if (comment.object().type().isRelation()) {
          own(comment.object().name());
        } else if (comment.object().type() == ObjectType.COLUMN
            && comment.object().name().parts().size() > 1) {
          var parts = comment.object().name().parts();
          own(new QualifiedName(parts.subList(0, parts.size() - 1)));
        }
      }
      case ObjectStatement.SecurityLabel label -> {}
      case ObjectStatement.CreateSchema schema -> {
        need(new Need.CreatingInDatabase("CREATE SCHEMA"));
        if (schema.owner() != null) {
          member(schema.owner().effective());
        }
        schema.targets().forEach(target -> madeSchemas.add(target.name().name()));
      }
      case ObjectStatement.CreateExtension extension ->
          need(new Need.Installing(extension.name().effective()));
      case ObjectStatement.CreateStatistics statistics -> {
        if (statistics.name() != null) {
          createIn(statistics.name());
        }
      }
      case ObjectStatement.CreatePublication publication -> {
        need(
            publication.allTables()
                ? new Need.BeingSuperuser("CREATE PUBLICATION … FOR ALL TABLES")
                : new Need.CreatingInDatabase("CREATE PUBLICATION"));
        publication.tables().forEach(this::own);
      }
      case ObjectStatement.CreateSubscription subscription -> {}
      case ObjectStatement.ImportForeignSchema schema ->
          need(new Need.CreatingIn(schema.into().effective()));
      case ObjectStatement.Create create -> {
        if (create.object().type() == ObjectType.FOREIGN_DATA_WRAPPER) {
          need(new Need.BeingSuperuser("CREATE FOREIGN DATA WRAPPER"));
        }
      }
    }
  }

  private void changed(ObjectType type, ObjectName object) {
    if (type == ObjectType.SCHEMA) {
      if (!madeSchemas.contains(object.name().name())) {
        need(new Need.OwningSchema(object.name().name()));
      }
    } else if (type.isRelation()) {
      own(object.name());
    } else if (object.on() != null && type != ObjectType.CONSTRAINT) {
      own(object.on());
    } else if (type == ObjectType.ROLE) {
      need(new Need.CreatingRoles("a change of role " + object.name()));
    }
  }

  private void data(DataStatement statement) {
    switch (statement) {
      case DataStatement.Insert insert -> on(insert.table(), "INSERT");
      case DataStatement.Update update -> on(update.table(), "UPDATE");
      case DataStatement.Delete delete -> on(delete.table(), "DELETE");
      case DataStatement.Truncate truncate -> truncate.tables().forEach(t -> on(t, "TRUNCATE"));
      case DataStatement.Copy copy -> {
        if (copy.table() != null) {
          on(copy.table(), copy.from() ? "INSERT" : "SELECT");
        }
      }
      case DataStatement.Merge merge -> touch(merge.table());
      default -> {
        // Which tables a query reads is not taken apart here.
      }
    }
  }

  private void session(SessionStatement statement) {
    if (statement instanceof SessionStatement.Set set
        && (set.name().equals("role") || set.name().equals("session authorization"))) {
      changesRole = true;
    } else if (statement instanceof SessionStatement.Lock lock) {
      lock.tables().forEach(this::touch);
    }
  }

  private void maintenance(MaintenanceStatement statement) {
    switch (statement) {
      case MaintenanceStatement.Cluster cluster -> {
        if (cluster.table() != null) {
          own(cluster.table());
        }
      }
      case MaintenanceStatement.Reindex reindex -> {
        if (reindex.name() != null && reindex.what().equals("table")) {
          own(reindex.name());
        }
      }
      case MaintenanceStatement.Vacuum vacuum -> vacuum.relations().forEach(r -> touch(r.name()));
      case MaintenanceStatement.Analyze analyze ->
          analyze.relations().forEach(r -> touch(r.name()));
      case MaintenanceStatement.AlterSystem system -> need(new Need.BeingSuperuser("ALTER SYSTEM"));
      case MaintenanceStatement.Other other ->
          need(new Need.BeingSuperuser(other.command().toUpperCase(Locale.ROOT)));
    }
  }

  private void own(QualifiedName name) {
    if (touch(name)) {
      need(new Need.Owning(relation(name)));
    }
  }

  private void on(QualifiedName name, String privilege) {
    if (touch(name)) {
      need(new Need.OnTable(relation(name), privilege));
    }
  }

  /** Whether it was there before. */
  private boolean touch(QualifiedName name) {
    Relation relation = relation(name);
    if (isMade(relation)) {
      return false;
    }
    tables.add(relation);
    return true;
  }

  private boolean isMade(Relation relation) {
    return made.contains(relation)
        || (relation.schema() != null && made.contains(new Relation(null, relation.name())))
        || (relation.schema() != null && madeSchemas.contains(relation.schema()));
  }

  private void create(QualifiedName name) {
    createIn(name);
    made.add(relation(name));
  }

  private void createIn(QualifiedName name) {
    if (name.schema() == null || !madeSchemas.contains(name.schema())) {
      need(new Need.CreatingIn(name.schema()));
    }
  }

  private void member(String role) {
    switch (role) {
      case "current_user", "current_role", "session_user" -> {}
      default -> need(new Need.BeingMemberOf(role));
    }
  }

  private void need(Need need) {
    if (!changesRole) {
      needs.putIfAbsent(need, where);
    }
  }

  private static Relation relation(QualifiedName name) {
    @Nullable String schema = name.schema();
    return new Relation(schema, name.name());
  }
}
