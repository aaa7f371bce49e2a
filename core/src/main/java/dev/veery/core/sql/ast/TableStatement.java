package dev.veery.core.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements about tables. */
public sealed interface TableStatement extends SqlStatement {

  /** How long a table lives and whether it is logged. */
  enum Persistence {
    PERMANENT,
    TEMPORARY,
    UNLOGGED
  }

  /** Something between the parentheses of CREATE TABLE. */
  sealed interface Element {

    /** A column. */
    record Column(ColumnDefinition definition) implements Element {}

    /** A table constraint. */
    record TableConstraint(Constraint constraint) implements Element {}

    /**
     * {@code LIKE table [INCLUDING …]}.
     *
     * @param options such as {@code including all}, in lower case
     */
    record Like(QualifiedName table, List<String> options) implements Element {
      public Like {
        options = List.copyOf(options);
      }
    }
  }

  /**
   * {@code PARTITION BY strategy (…)}.
   *
   * @param strategy {@code range}, {@code list} or {@code hash}
   * @param key the columns and expressions, as written
   */
  record PartitionBy(String strategy, Expression key) {}

  /**
   * The bounds of a partition.
   *
   * @param isDefault {@code DEFAULT}
   * @param values what stands behind {@code FOR VALUES}, as written; empty for a default partition
   */
  record PartitionBound(boolean isDefault, Expression values) {}

  /**
   * CREATE TABLE or CREATE FOREIGN TABLE with columns.
   *
   * @param persistence how long it lives
   * @param elements columns, constraints and LIKE clauses, in order
   * @param inherits the parents of {@code INHERITS}
   * @param ofType the type of a typed table, or null
   * @param partitionOf the table that it is a partition of, or null
   * @param bound of a partition, or null
   * @param partitionBy of a partitioned table, or null
   * @param accessMethod {@code USING}, or null
   * @param with storage parameters
   * @param onCommit {@code drop}, {@code delete rows}, {@code preserve rows} or null
   * @param tablespace null for the default one
   * @param server of a foreign table, otherwise null
   */
  record CreateTable(
      Persistence persistence,
      boolean ifNotExists,
      QualifiedName name,
      List<Element> elements,
      List<QualifiedName> inherits,
      @Nullable QualifiedName ofType,
      @Nullable QualifiedName partitionOf,
      @Nullable PartitionBound bound,
      @Nullable PartitionBy partitionBy,
      @Nullable Identifier accessMethod,
      List<Option> with,
      @Nullable String onCommit,
      @Nullable Identifier tablespace,
      @Nullable Identifier server)
      implements TableStatement {
    public CreateTable {
      elements = List.copyOf(elements);
      inherits = List.copyOf(inherits);
      with = List.copyOf(with);
    }

    /** The columns, in order. */
    public List<ColumnDefinition> columns() {
      return elements.stream()
          .filter(Element.Column.class::isInstance)
          .map(e -> ((Element.Column) e).definition())
          .toList();
    }

    /** The table constraints, in order. */
    public List<Constraint> constraints() {
      return elements.stream()
          .filter(Element.TableConstraint.class::isInstance)
          .map(e -> ((Element.TableConstraint) e).constraint())
          .toList();
    }

    @Override
    public String tag() {
      return server == null ? "CREATE TABLE" : "CREATE FOREIGN TABLE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(
          new ObjectName(server == null ? ObjectType.TABLE : ObjectType.FOREIGN_TABLE, name));
    }
  }

  /**
   * CREATE TABLE … AS, or SELECT … INTO.
   *
   * @param columns their names, where given
   * @param query the query, as written
   * @param withData false for {@code WITH NO DATA}
   * @param into whether it is SELECT … INTO
   */
  record CreateTableAs(
      Persistence persistence,
      boolean ifNotExists,
      QualifiedName name,
      List<Identifier> columns,
      Expression query,
      boolean withData,
      boolean into)
      implements TableStatement {
    public CreateTableAs {
      columns = List.copyOf(columns);
    }

    @Override
    public String tag() {
      return withData ? "SELECT" : "CREATE TABLE AS";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.TABLE, name));
    }
  }

  /**
   * ALTER TABLE, INDEX, VIEW, MATERIALIZED VIEW, SEQUENCE or FOREIGN TABLE.
   *
   * @param type the word that is used, which the server takes loosely
   * @param only whether children are left out
   * @param actions at least one
   */
  record AlterTable(
      ObjectType type,
      boolean ifExists,
      boolean only,
      QualifiedName name,
      List<AlterAction> actions)
      implements TableStatement {
    public AlterTable {
      actions = List.copyOf(actions);
    }

    @Override
    public String tag() {
      return "ALTER " + type.words();
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(type, name));
    }
  }

  /**
   * {@code ALTER { TABLE | INDEX | MATERIALIZED VIEW } ALL IN TABLESPACE}.
   *
   * @param ownedBy empty for everybody's
   */
  record MoveAll(
      ObjectType type, Identifier from, List<Identifier> ownedBy, Identifier to, boolean noWait)
      implements TableStatement {
    public MoveAll {
      ownedBy = List.copyOf(ownedBy);
    }

    @Override
    public String tag() {
      return "ALTER " + type.words();
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }
}
