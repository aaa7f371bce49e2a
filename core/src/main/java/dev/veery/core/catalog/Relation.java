package dev.veery.core.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What holds rows or numbers: tables, views, materialized views, sequences. */
public sealed interface Relation extends SchemaObject {

  /**
   * A table, ordinary, partitioned, typed or foreign.
   *
   * @param unlogged {@code CREATE UNLOGGED TABLE}
   * @param columns in their order
   * @param ofType the composite type of a typed table as SQL, else empty
   * @param inherits parents of plain inheritance, in order; a partition's parent is in {@code
   *     partitionOf}
   * @param partitionBy {@code RANGE (created_at)} for a partitioned table, else empty
   * @param partitionOf where this table is a partition
   * @param accessMethod such as {@code heap}; empty for a table without storage that names none
   * @param tablespace empty where it is the database's default
   * @param options storage parameters; those of the TOAST table begin with {@code toast.}
   * @param replicaIdentity what logical replication sends of an old row
   * @param rowSecurity policies apply
   * @param forceRowSecurity policies apply to the owner too
   * @param foreign where this is a foreign table
   */
  record Table(
      ObjectId id,
      Attributes attributes,
      boolean unlogged,
      List<Column> columns,
      String ofType,
      List<ObjectId> inherits,
      String partitionBy,
      Optional<PartitionOf> partitionOf,
      String accessMethod,
      String tablespace,
      Map<String, String> options,
      ReplicaIdentity replicaIdentity,
      boolean rowSecurity,
      boolean forceRowSecurity,
      Optional<Foreign> foreign)
      implements Relation {
    public Table {
      columns = List.copyOf(columns);
      inherits = List.copyOf(inherits);
      options = SchemaObject.copy(options);
    }
  }

  /**
   * A partition's place.
   *
   * @param bound {@code FOR VALUES FROM (…) TO (…)} or {@code DEFAULT}
   * @param detachPending {@code DETACH … CONCURRENTLY} was begun and not finished
   */
  record PartitionOf(ObjectId parent, String bound, boolean detachPending) {}

  /** Where the rows of a foreign table are. */
  record Foreign(String server, Map<String, String> options) {
    public Foreign {
      options = SchemaObject.copy(options);
    }
  }

  /** What logical replication sends of an old row. */
  sealed interface ReplicaIdentity {
    /** The primary key. */
    record PrimaryKey() implements ReplicaIdentity {}

    /** The whole row. */
    record Full() implements ReplicaIdentity {}

    /** Nothing. */
    record Nothing() implements ReplicaIdentity {}

    /** The columns of an index; empty where that index was dropped. */
    record UsingIndex(String index) implements ReplicaIdentity {}

    ReplicaIdentity DEFAULT = new PrimaryKey();
  }

  /**
   * A view.
   *
   * @param query the {@code SELECT} without a closing semicolon
   * @param options such as {@code security_invoker}, {@code check_option}
   */
  record View(
      ObjectId id,
      Attributes attributes,
      List<ViewColumn> columns,
      String query,
      Map<String, String> options)
      implements Relation {
    public View {
      columns = List.copyOf(columns);
      options = SchemaObject.copy(options);
    }
  }

  /**
   * A materialized view. Whether it has been filled is data and not part of the schema.
   *
   * @param query the {@code SELECT} without a closing semicolon
   * @param options storage parameters; those of the TOAST table begin with {@code toast.}
   */
  record MaterializedView(
      ObjectId id,
      Attributes attributes,
      List<ViewColumn> columns,
      String query,
      String accessMethod,
      String tablespace,
      Map<String, String> options)
      implements Relation {
    public MaterializedView {
      columns = List.copyOf(columns);
      options = SchemaObject.copy(options);
    }
  }

  /**
   * A column of a view or a materialized view.
   *
   * @param collation empty where it is the type's own
   * @param defaultExpression {@code ALTER VIEW … ALTER COLUMN … SET DEFAULT}, else empty
   * @param statistics the statistics target, -1 where it is the server's default
   * @param storage and {@code compression} of a materialized view's column where they are set
   * @param options such as {@code n_distinct}
   */
  record ViewColumn(
      String name,
      String type,
      String collation,
      String defaultExpression,
      int statistics,
      String storage,
      String compression,
      Map<String, String> options,
      String comment,
      Attributes.Privileges privileges) {
    public ViewColumn {
      options = SchemaObject.copy(options);
    }
  }

  /**
   * A sequence; where it stands is data and not part of the schema.
   *
   * @param type {@code smallint}, {@code integer} or {@code bigint}
   * @param ownedBy the column with which it is dropped
   */
  record Sequence(
      ObjectId id,
      Attributes attributes,
      boolean unlogged,
      String type,
      long start,
      long increment,
      long minimum,
      long maximum,
      long cache,
      boolean cycle,
      Optional<SequenceOwner> ownedBy)
      implements Relation {}

  /**
   * The column that a sequence belongs to.
   *
   * @param identity the column is an identity column and cannot do without it
   */
  record SequenceOwner(ObjectId table, String column, boolean identity) {}
}
