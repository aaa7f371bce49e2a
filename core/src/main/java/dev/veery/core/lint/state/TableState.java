package dev.veery.core.lint.state;

import dev.veery.core.sql.ast.TableStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table as far as the migrations tell. One that no migration creates is not {@link #isKnown}:
 * then what is not in here may be there all the same.
 */
public final class TableState {

  /** {@link #createdBy} of a table that no migration creates. */
  public static final int BEFORE = -1;

  String schema;
  String name;
  final int createdBy;
  final boolean known;
  TableStatement.Persistence persistence = TableStatement.Persistence.PERMANENT;
  TableStatement.@Nullable PartitionBy partitionBy;
  @Nullable TableState partitionOf;
  boolean defaultPartition;
  boolean rowSecurity;
  boolean forcedRowSecurity;
  final Map<String, ColumnState> columns = new LinkedHashMap<>();
  final Map<String, ConstraintState> constraints = new LinkedHashMap<>();
  final Map<String, IndexState> indexes = new LinkedHashMap<>();
  final Map<String, PolicyState> policies = new LinkedHashMap<>();
  final List<TableState> partitions = new ArrayList<>();

  /** Tables that inherit from it. */
  final List<TableState> heirs = new ArrayList<>();

  boolean materializedView;
  final List<String> triggers = new ArrayList<>();

  TableState(String schema, String name, int createdBy, boolean known) {
    this.schema = schema;
    this.name = name;
    this.createdBy = createdBy;
    this.known = known;
  }

  /** With its schema where that is not {@code public}. */
  public String label() {
    return schema.equals("public") ? name : schema + "." + name;
  }

  public String schema() {
    return schema;
  }

  public String name() {
    return name;
  }

  /** The script that creates it, {@link #BEFORE} for none. */
  public int createdBy() {
    return createdBy;
  }

  /** Whether a migration creates it with a list of columns, so that all of it is known. */
  public boolean isKnown() {
    return known;
  }

  public TableStatement.Persistence persistence() {
    return persistence;
  }

  public boolean isPartitioned() {
    return partitionBy != null;
  }

  /** How it is divided into partitions, or null. */
  public TableStatement.@Nullable PartitionBy partitionBy() {
    return partitionBy;
  }

  /** The table that it is a partition of, or null. */
  public @Nullable TableState partitionOf() {
    return partitionOf;
  }

  /** Its partitions, in the order in which they came. */
  public List<TableState> partitions() {
    return Collections.unmodifiableList(partitions);
  }

  /** What is altered together with it: its partitions, the tables that inherit from it. */
  public List<TableState> children() {
    if (heirs.isEmpty()) {
      return partitions();
    }
    List<TableState> children = new ArrayList<>(partitions);
    children.addAll(heirs);
    return children;
  }

  /** The tables that inherit from it without being its partitions. */
  public List<TableState> heirs() {
    return Collections.unmodifiableList(heirs);
  }

  /** Whether it is a materialised view, which has rows and indexes as tables have. */
  public boolean isMaterializedView() {
    return materializedView;
  }

  /** Its default partition, or null. */
  public @Nullable TableState defaultPartition() {
    for (TableState partition : partitions) {
      if (partition.defaultPartition) {
        return partition;
      }
    }
    return null;
  }

  public @Nullable ColumnState column(String column) {
    return columns.get(column);
  }

  public Collection<ColumnState> columns() {
    return Collections.unmodifiableCollection(columns.values());
  }

  public @Nullable ConstraintState constraint(String constraint) {
    return constraints.get(constraint);
  }

  public Collection<ConstraintState> constraints() {
    return Collections.unmodifiableCollection(constraints.values());
  }

  public @Nullable IndexState index(String index) {
    return indexes.get(index);
  }

  public Collection<IndexState> indexes() {
    return Collections.unmodifiableCollection(indexes.values());
  }

  public boolean hasRowSecurity() {
    return rowSecurity;
  }

  public boolean forcesRowSecurity() {
    return forcedRowSecurity;
  }

  public Collection<PolicyState> policies() {
    return Collections.unmodifiableCollection(policies.values());
  }

  /** Names of triggers. */
  public List<String> triggers() {
    return Collections.unmodifiableList(triggers);
  }

  @Override
  public String toString() {
    return label();
  }
}
