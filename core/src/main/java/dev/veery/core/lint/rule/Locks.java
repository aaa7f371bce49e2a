package dev.veery.core.lint.rule;

import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.DataStatement.Truncate;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.MaintenanceStatement.Cluster;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement.Drop;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.Option;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.SessionStatement.Lock;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.TriggerStatement.CreateRule;
import dev.veery.core.sql.ast.TriggerStatement.CreateTrigger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which locks statements take on tables that others use, as far as they block writes or reads. */
final class Locks {

  private Locks() {}

  /**
   * The strong locks of a statement, by table; those that let reads and writes through are left
   * out, and so are those on tables that the script itself makes.
   */
  static Map<TableState, LockMode> of(Site at, SqlStatement sql) {
    Map<TableState, LockMode> locks = new LinkedHashMap<>();
    switch (sql) {
      case AlterTable alter -> {
        if (alter.type() == ObjectType.TABLE && at.schema().tableOfIndex(alter.name()) == null) {
          alter(at, alter, locks);
        }
      }
      case CreateIndex create -> {
        if (!create.concurrently()) {
          add(at, create.table(), LockMode.SHARE, locks);
        }
      }
      case CreateTable create -> create(at, create, locks);
      case CreateTrigger trigger -> add(at, trigger.table(), LockMode.SHARE_ROW_EXCLUSIVE, locks);
      case CreateRule rule -> add(at, rule.table(), LockMode.ACCESS_EXCLUSIVE, locks);
      case Drop drop -> drop(at, drop, locks);
      case Truncate truncate ->
          truncate.tables().forEach(t -> add(at, t, LockMode.ACCESS_EXCLUSIVE, locks));
      case Lock lock -> lock.tables().forEach(t -> add(at, t, LockMode.of(lock.mode()), locks));
      case Cluster cluster -> {
        if (cluster.table() != null) {
          add(at, cluster.table(), LockMode.ACCESS_EXCLUSIVE, locks);
        }
      }
      default -> {
        // Takes none, or none on a table.
      }
    }
    return locks;
  }

  private static void add(
      Site at, QualifiedName name, LockMode mode, Map<TableState, LockMode> locks) {
    if (mode.blocksWrites() && !at.isNew(name)) {
      locks.merge(at.table(name), mode, LockMode::or);
    }
  }

  private static void alter(Site at, AlterTable alter, Map<TableState, LockMode> locks) {
    for (AlterAction action : alter.actions()) {
      add(at, alter.name(), mode(action), locks);
      switch (action) {
        case AlterAction.AddConstraint add -> {
          if (add.constraint() instanceof Constraint.ForeignKey key) {
            add(at, key.table(), LockMode.SHARE_ROW_EXCLUSIVE, locks);
          }
        }
        case AlterAction.AddColumn add -> {
          Constraint.ForeignKey key = add.column().constraint(Constraint.ForeignKey.class);
          if (key != null) {
            add(at, key.table(), LockMode.SHARE_ROW_EXCLUSIVE, locks);
          }
        }
        case AlterAction.DropConstraint drop -> {
          ConstraintState dropped = at.table(alter.name()).constraint(drop.name().effective());
          if (dropped != null && dropped.definition() instanceof Constraint.ForeignKey key) {
            add(at, key.table(), LockMode.ACCESS_EXCLUSIVE, locks);
          }
        }
        case AlterAction.AttachPartition attach ->
            add(at, attach.partition(), LockMode.ACCESS_EXCLUSIVE, locks);
        default -> {
          // Concerns no other table.
        }
      }
    }
  }

  /** As {@code AlterTableGetLockLevel} of PostgreSQL 14 to 18 says it. */
  static LockMode mode(AlterAction action) {
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

  private static void create(Site at, CreateTable create, Map<TableState, LockMode> locks) {
    if (create.partitionOf() != null) {
      add(at, create.partitionOf(), LockMode.ACCESS_EXCLUSIVE, locks);
    }
    List<Constraint> constraints = new ArrayList<>(create.constraints());
    create.columns().forEach(c -> constraints.addAll(c.constraints()));
    for (Constraint constraint : constraints) {
      if (constraint instanceof Constraint.ForeignKey key && !key.table().same(create.name())) {
        add(at, key.table(), LockMode.SHARE_ROW_EXCLUSIVE, locks);
      }
    }
  }

  private static void drop(Site at, Drop drop, Map<TableState, LockMode> locks) {
    for (ObjectName object : drop.objects()) {
      switch (object.type()) {
        case TABLE -> {
          add(at, object.name(), LockMode.ACCESS_EXCLUSIVE, locks);
          // Its foreign keys have triggers on the tables that they reference.
          for (ConstraintState constraint : at.table(object.name()).constraints()) {
            if (constraint.definition() instanceof Constraint.ForeignKey key) {
              add(at, key.table(), LockMode.ACCESS_EXCLUSIVE, locks);
            }
          }
        }
        case TRIGGER, RULE, POLICY -> {
          if (object.on() != null) {
            add(at, object.on(), LockMode.ACCESS_EXCLUSIVE, locks);
          }
        }
        case INDEX -> {
          TableState table = at.schema().tableOfIndex(object.name());
          if (table != null && !drop.concurrently() && !at.isNew(table)) {
            locks.merge(table, LockMode.ACCESS_EXCLUSIVE, LockMode::or);
          }
        }
        default -> {
          // No table.
        }
      }
    }
  }
}
