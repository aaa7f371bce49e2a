package dev.veery.core.lint;

import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.AccessStatement.AlterPolicy;
import dev.veery.core.sql.ast.AccessStatement.CreatePolicy;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Behavior;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.DataStatement.Truncate;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.MaintenanceStatement.Cluster;
import dev.veery.core.sql.ast.MaintenanceStatement.Reindex;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.Option;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.SessionStatement.Lock;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.TriggerStatement.CreateRule;
import dev.veery.core.sql.ast.TriggerStatement.CreateTrigger;
import dev.veery.core.sql.ast.ViewStatement.Refresh;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The locks that a statement takes on tables that others use and that block writes or reads. Those
 * that let both through are left out, and so are those on tables that the script itself makes.
 *
 * <p>Partitions and tables that inherit are locked with their parent where the server does so. What
 * is in here was compared with a server of each kind, statement by statement: {@code
 * LocksOnServerTest}.
 */
final class StatementLocks {

  /**
   * From this major on NOT NULL is a constraint, and adding any constraint looks at the children.
   */
  private static final int CONSTRAINTS_NOT_NULL = 18;

  private final Site at;
  private final Map<TableState, LockMode> locks = new LinkedHashMap<>();

  private StatementLocks(Site at) {
    this.at = at;
  }

  static Map<TableState, LockMode> of(Site at) {
    StatementLocks found = new StatementLocks(at);
    found.statement(at.sql());
    return found.locks;
  }

  private void statement(SqlStatement sql) {
    switch (sql) {
      case AlterTable alter -> alter(alter);
      case CreateIndex create -> {
        if (!create.concurrently()) {
          TableState table = at.table(create.table());
          add(table, LockMode.SHARE);
          if (!create.only()) {
            // Of the children only partitions get the index, too.
            table.partitions().forEach(p -> addAll(p, LockMode.SHARE));
          }
        }
      }
      case CreateTable create -> create(create);
      case CreateTrigger trigger -> {
        TableState table = at.table(trigger.table());
        add(table, LockMode.SHARE_ROW_EXCLUSIVE);
        if (trigger.forEachRow()) {
          table.partitions().forEach(p -> addAll(p, LockMode.SHARE_ROW_EXCLUSIVE));
        }
      }
      case CreateRule rule -> add(at.table(rule.table()), LockMode.ACCESS_EXCLUSIVE);
      case CreatePolicy policy -> add(at.table(policy.table()), LockMode.ACCESS_EXCLUSIVE);
      case AlterPolicy policy -> add(at.table(policy.table()), LockMode.ACCESS_EXCLUSIVE);
      case ObjectStatement.Alter other -> {
        QualifiedName on = other.object().on();
        switch (other.object().type()) {
          case TRIGGER, RULE, POLICY -> {
            if (on != null && !(other.action() instanceof AlterAction.DependsOnExtension)) {
              add(at.table(on), LockMode.ACCESS_EXCLUSIVE);
            }
          }
          default -> {
            // No table.
          }
        }
      }
      case ObjectStatement.Drop drop -> drop(drop);
      case Truncate truncate ->
          truncate
              .tables()
              .forEach(t -> truncate(at.table(t), truncate.behavior() == Behavior.CASCADE, only()));
      case Lock lock -> {
        for (QualifiedName name : lock.tables()) {
          if (lock.only()) {
            add(at.table(name), LockMode.of(lock.mode()));
          } else {
            addAll(at.table(name), LockMode.of(lock.mode()));
          }
        }
      }
      case Cluster cluster -> {
        if (cluster.table() != null) {
          add(at.table(cluster.table()), LockMode.ACCESS_EXCLUSIVE);
        }
      }
      case Reindex reindex -> reindex(reindex);
      case Refresh refresh ->
          add(
              at.table(refresh.name()),
              refresh.concurrently() ? LockMode.EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE);
      default -> {
        // Takes none, or none on a table that blocks anybody.
      }
    }
  }

  private boolean only() {
    for (int i = 0; i < at.statement().tokens().count(); i++) {
      if (at.statement().tokens().word(i).equals("only")) {
        return true;
      }
    }
    return false;
  }

  private void add(@Nullable TableState table, LockMode mode) {
    if (table != null && mode.blocksWrites() && !at.isNew(table)) {
      locks.merge(table, mode, LockMode::or);
    }
  }

  /** A table and everything below it. */
  private void addAll(TableState table, LockMode mode) {
    add(table, mode);
    table.children().forEach(child -> addAll(child, mode));
  }

  private void alter(AlterTable alter) {
    boolean known =
        switch (alter.type()) {
          case TABLE -> at.schema().tableOfIndex(alter.name()) == null;
          case MATERIALIZED_VIEW -> true;
          default -> false;
        };
    if (!known) {
      return;
    }
    TableState table = at.table(alter.name());
    for (AlterAction action : alter.actions()) {
      LockMode mode = mode(action);
      add(table, mode);
      // DROP COLUMN looks at the children even where it leaves them alone.
      if (!alter.only() || action instanceof AlterAction.DropColumn) {
        below(table, action, mode);
      }
      others(table, action);
    }
  }

  /** What a subcommand locks besides the table that is altered. */
  private void others(TableState table, AlterAction action) {
    switch (action) {
      case AlterAction.AddConstraint add -> {
        if (add.constraint() instanceof Constraint.ForeignKey key) {
          add(at.table(key.table()), LockMode.SHARE_ROW_EXCLUSIVE);
        }
      }
      case AlterAction.AddColumn add -> {
        Constraint.ForeignKey key = add.column().constraint(Constraint.ForeignKey.class);
        if (key != null) {
          add(at.table(key.table()), LockMode.SHARE_ROW_EXCLUSIVE);
        }
      }
      case AlterAction.AlterConstraint change -> {
        // Its triggers on the other table are changed, too.
        TableState other = referenced(table, change.name().effective());
        if (change.enforces()) {
          add(other, LockMode.SHARE_ROW_EXCLUSIVE);
        } else if (change.leavesUnenforced()) {
          add(other, LockMode.ACCESS_EXCLUSIVE);
        }
      }
      case AlterAction.DropConstraint drop -> {
        add(referenced(table, drop.name().effective()), LockMode.ACCESS_EXCLUSIVE);
        if (drop.behavior() == Behavior.CASCADE) {
          // Foreign keys to it go with it.
          referencing(table).forEach(other -> add(other, LockMode.ACCESS_EXCLUSIVE));
        }
      }
      case AlterAction.DropColumn drop -> {
        for (ConstraintState constraint : table.constraints()) {
          if (constraint.columns().contains(drop.column().effective())) {
            add(referenced(table, constraint.name()), LockMode.ACCESS_EXCLUSIVE);
          }
        }
      }
      case AlterAction.AttachPartition attach -> {
        addAll(at.table(attach.partition()), LockMode.ACCESS_EXCLUSIVE);
        add(table.defaultPartition(), LockMode.ACCESS_EXCLUSIVE);
      }
      case AlterAction.DetachPartition detach -> {
        if (!detach.concurrently() && !detach.isFinal()) {
          add(at.table(detach.partition()), LockMode.ACCESS_EXCLUSIVE);
          add(table.defaultPartition(), LockMode.ACCESS_EXCLUSIVE);
        }
      }
      default -> {
        // Concerns no other table.
      }
    }
  }

  /** The table that a foreign key references, or null. */
  private @Nullable TableState referenced(TableState table, String constraint) {
    ConstraintState found = table.constraint(constraint);
    return found != null && found.definition() instanceof Constraint.ForeignKey key
        ? at.table(key.table())
        : null;
  }

  /** The tables with a foreign key to one. */
  private List<TableState> referencing(TableState table) {
    List<TableState> found = new ArrayList<>();
    for (TableState other : at.schema().tables()) {
      for (ConstraintState constraint : other.constraints()) {
        if (constraint.definition() instanceof Constraint.ForeignKey key
            && at.table(key.table()) == table
            && other != table) {
          found.add(other);
        }
      }
    }
    return found;
  }

  /** As {@code AlterTableGetLockLevel} of PostgreSQL 14 to 18 says it. */
  private static LockMode mode(AlterAction action) {
    return switch (action) {
      case AlterAction.AddConstraint add ->
          add.constraint() instanceof Constraint.ForeignKey
              ? LockMode.SHARE_ROW_EXCLUSIVE
              : LockMode.ACCESS_EXCLUSIVE;
      case AlterAction.ValidateConstraint validate -> LockMode.SHARE_UPDATE_EXCLUSIVE;
      case AlterAction.FireMode fire ->
          fire.type() == ObjectType.TRIGGER
              ? LockMode.SHARE_ROW_EXCLUSIVE
              : LockMode.ACCESS_EXCLUSIVE;
      case AlterAction.SetStatistics set -> LockMode.SHARE_UPDATE_EXCLUSIVE;
      case AlterAction.SetColumnOptions set -> LockMode.SHARE_UPDATE_EXCLUSIVE;
      case AlterAction.ResetColumnOptions reset -> LockMode.SHARE_UPDATE_EXCLUSIVE;
      case AlterAction.ClusterOn cluster -> LockMode.SHARE_UPDATE_EXCLUSIVE;
      case AlterAction.SetWithoutCluster cluster -> LockMode.SHARE_UPDATE_EXCLUSIVE;
      case AlterAction.SetOptions set -> options(set.options());
      case AlterAction.ResetOptions reset -> options(reset.options());
      case AlterAction.AttachPartition attach -> LockMode.SHARE_UPDATE_EXCLUSIVE;
      case AlterAction.DetachPartition detach ->
          detach.concurrently() || detach.isFinal()
              ? LockMode.SHARE_UPDATE_EXCLUSIVE
              : LockMode.ACCESS_EXCLUSIVE;
      default -> LockMode.ACCESS_EXCLUSIVE;
    };
  }

  private static LockMode options(List<Option> options) {
    return options.stream().anyMatch(o -> o.name().equals("user_catalog_table"))
        ? LockMode.ACCESS_EXCLUSIVE
        : LockMode.SHARE_UPDATE_EXCLUSIVE;
  }

  /** Locks partitions and inheriting tables where the subcommand concerns them, too. */
  private void below(TableState table, AlterAction action, LockMode mode) {
    switch (action) {
      case AlterAction.AddColumn change -> children(table, mode);
      case AlterAction.DropColumn change -> children(table, mode);
      case AlterAction.AlterColumnType change -> children(table, mode);
      case AlterAction.SetDefault change -> children(table, mode);
      case AlterAction.DropDefault change -> children(table, mode);
      case AlterAction.SetNotNull change -> children(table, mode);
      case AlterAction.SetStorage change -> children(table, mode);
      case AlterAction.RenameColumn change -> children(table, mode);
      case AlterAction.RenameConstraint change -> children(table, mode);
      case AlterAction.DropNotNull drop -> {
        // From 18 on there is a constraint to look for first.
        ColumnState column = table.column(drop.column().effective());
        if (at.server() < CONSTRAINTS_NOT_NULL || column != null && column.notNull()) {
          children(table, mode);
        }
      }
      case AlterAction.DropConstraint drop -> {
        ConstraintState dropped = table.constraint(drop.name().effective());
        if (dropped == null || !dropped.definition().attributes().noInherit()) {
          children(table, mode);
        }
      }
      case AlterAction.AddConstraint add -> addBelow(table, add.constraint(), mode);
      default -> {
        // Only the table itself.
      }
    }
  }

  private void addBelow(TableState table, Constraint constraint, LockMode mode) {
    boolean inherited =
        at.server() >= CONSTRAINTS_NOT_NULL
            || (constraint instanceof Constraint.Check || constraint instanceof Constraint.NotNull)
                && !constraint.attributes().noInherit();
    if (inherited) {
      children(table, mode);
    } else if (constraint instanceof Constraint.ForeignKey) {
      table.partitions().forEach(p -> addAll(p, mode));
    } else if (constraint instanceof Constraint.Unique unique) {
      table.partitions().forEach(p -> addAll(p, LockMode.SHARE));
      if (unique.primary()) {
        // The columns become NOT NULL in them as well.
        table.heirs().forEach(heir -> addAll(heir, mode));
      }
    }
  }

  private void children(TableState table, LockMode mode) {
    table.children().forEach(child -> addAll(child, mode));
  }

  private void create(CreateTable create) {
    if (create.ifNotExists() && at.schema().find(create.name()) != null) {
      return;
    }
    if (create.partitionOf() != null) {
      TableState parent = at.table(create.partitionOf());
      add(parent, LockMode.ACCESS_EXCLUSIVE);
      add(parent.defaultPartition(), LockMode.ACCESS_EXCLUSIVE);
    }
    List<Constraint> constraints = new ArrayList<>(create.constraints());
    create.columns().forEach(c -> constraints.addAll(c.constraints()));
    for (Constraint constraint : constraints) {
      if (constraint instanceof Constraint.ForeignKey key && !key.table().same(create.name())) {
        add(at.table(key.table()), LockMode.SHARE_ROW_EXCLUSIVE);
      }
    }
  }

  private void drop(ObjectStatement.Drop drop) {
    for (ObjectName object : drop.objects()) {
      switch (object.type()) {
        case TABLE -> drop(at.table(object.name()), drop.behavior() == Behavior.CASCADE);
        case MATERIALIZED_VIEW -> add(at.table(object.name()), LockMode.ACCESS_EXCLUSIVE);
        case TRIGGER, RULE, POLICY -> {
          if (object.on() != null) {
            add(at.table(object.on()), LockMode.ACCESS_EXCLUSIVE);
          }
        }
        case INDEX -> {
          TableState table = at.schema().tableOfIndex(object.name());
          if (table != null && !drop.concurrently()) {
            add(table, LockMode.ACCESS_EXCLUSIVE);
            table.partitions().forEach(p -> addAll(p, LockMode.ACCESS_EXCLUSIVE));
          }
        }
        case TYPE, DOMAIN -> {
          if (drop.behavior() == Behavior.CASCADE) {
            // The columns of that type go with it.
            at.schema().tables().stream()
                .filter(t -> t.columns().stream().anyMatch(c -> isOf(c, object.name())))
                .forEach(t -> add(t, LockMode.ACCESS_EXCLUSIVE));
          }
        }
        default -> {
          // No table.
        }
      }
    }
  }

  private static boolean isOf(ColumnState column, QualifiedName type) {
    return column.type() != null && column.type().name().name().equals(type.name());
  }

  private void drop(TableState table, boolean cascade) {
    add(table, LockMode.ACCESS_EXCLUSIVE);
    table.partitions().forEach(p -> drop(p, cascade));
    // Its foreign keys have triggers on the tables that they reference.
    for (ConstraintState constraint : table.constraints()) {
      add(referenced(table, constraint.name()), LockMode.ACCESS_EXCLUSIVE);
    }
    if (cascade) {
      referencing(table).forEach(other -> add(other, LockMode.ACCESS_EXCLUSIVE));
      for (QualifiedName reader : at.schema().readersOf(table)) {
        TableState view = at.schema().find(reader);
        add(view != null && view.isMaterializedView() ? view : null, LockMode.ACCESS_EXCLUSIVE);
      }
    }
    if (table.partitionOf() != null) {
      add(table.partitionOf(), LockMode.ACCESS_EXCLUSIVE);
      add(table.partitionOf().defaultPartition(), LockMode.ACCESS_EXCLUSIVE);
    }
  }

  private void truncate(TableState table, boolean cascade, boolean only) {
    if (only) {
      add(table, LockMode.ACCESS_EXCLUSIVE);
    } else {
      addAll(table, LockMode.ACCESS_EXCLUSIVE);
    }
    if (cascade) {
      referencing(table).forEach(other -> addAll(other, LockMode.ACCESS_EXCLUSIVE));
    }
  }

  private void reindex(Reindex reindex) {
    if (reindex.concurrently() || reindex.name() == null) {
      return;
    }
    switch (reindex.what()) {
      case "table" -> addAll(at.table(reindex.name()), LockMode.SHARE);
      case "index" -> add(at.schema().tableOfIndex(reindex.name()), LockMode.SHARE);
      default -> {
        // A whole schema or database: ReindexNotConcurrent speaks of it.
      }
    }
  }
}
