package dev.veery.core.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an ALTER statement does: the subcommands of ALTER TABLE and those of other objects. */
public sealed interface AlterAction {

  // ---- columns

  record AddColumn(boolean ifNotExists, ColumnDefinition column) implements AlterAction {}

  record DropColumn(boolean ifExists, Identifier column, Behavior behavior)
      implements AlterAction {}

  /**
   * {@code ALTER COLUMN … TYPE}.
   *
   * @param using how values are converted, or null
   */
  record AlterColumnType(
      Identifier column,
      TypeName type,
      @Nullable QualifiedName collation,
      @Nullable Expression using)
      implements AlterAction {}

  record SetDefault(Identifier column, Expression value) implements AlterAction {}

  record DropDefault(Identifier column) implements AlterAction {}

  record SetNotNull(Identifier column) implements AlterAction {}

  record DropNotNull(Identifier column) implements AlterAction {}

  /**
   * {@code SET EXPRESSION AS (…)} of a generated column, since PostgreSQL 17; rewrites a stored
   * one.
   */
  record SetExpression(Identifier column, Expression value) implements AlterAction {}

  record DropExpression(Identifier column, boolean ifExists) implements AlterAction {}

  record AddIdentity(Identifier column, boolean always, Expression options)
      implements AlterAction {}

  /** {@code SET GENERATED …}, {@code SET sequence_option} or {@code RESTART}, as written. */
  record SetIdentity(Identifier column, Expression options) implements AlterAction {}

  record DropIdentity(Identifier column, boolean ifExists) implements AlterAction {}

  /**
   * {@code SET STATISTICS}.
   *
   * @param column its name, or the number of an index's column
   */
  record SetStatistics(Identifier column, Expression target) implements AlterAction {}

  record SetColumnOptions(Identifier column, List<Option> options) implements AlterAction {
    public SetColumnOptions {
      options = List.copyOf(options);
    }
  }

  record ResetColumnOptions(Identifier column, List<Option> options) implements AlterAction {
    public ResetColumnOptions {
      options = List.copyOf(options);
    }
  }

  record SetStorage(Identifier column, String storage) implements AlterAction {}

  record SetCompression(Identifier column, String method) implements AlterAction {}

  // ---- constraints

  record AddConstraint(Constraint constraint) implements AlterAction {}

  /**
   * {@code ALTER CONSTRAINT}.
   *
   * @param attributes such as {@code deferrable initially deferred}, as written
   */
  record AlterConstraint(Identifier name, Expression attributes) implements AlterAction {
    /** Whether it holds for old and new rows from now on, which it did not: since PostgreSQL 18. */
    public boolean enforces() {
      return attributes.hasWord("enforced") && !attributes.hasWord("not");
    }

    /** Whether nobody looks at it any more: since PostgreSQL 18. */
    public boolean leavesUnenforced() {
      return attributes.hasWord("enforced") && attributes.hasWord("not");
    }
  }

  record ValidateConstraint(Identifier name) implements AlterAction {}

  record DropConstraint(boolean ifExists, Identifier name, Behavior behavior)
      implements AlterAction {}

  record RenameConstraint(Identifier from, Identifier to) implements AlterAction {}

  // ---- names and owners

  record RenameTo(Identifier name) implements AlterAction {}

  /**
   * {@code RENAME [COLUMN]}, {@code RENAME ATTRIBUTE}.
   *
   * @param behavior of a type's attribute
   */
  record RenameColumn(Identifier from, Identifier to, Behavior behavior) implements AlterAction {}

  record SetSchema(Identifier schema) implements AlterAction {}

  record OwnerTo(Identifier role) implements AlterAction {}

  /** {@code [NO] DEPENDS ON EXTENSION}. */
  record DependsOnExtension(boolean no, Identifier extension) implements AlterAction {}

  // ---- partitions and inheritance

  record AttachPartition(QualifiedName partition, TableStatement.@Nullable PartitionBound bound)
      implements AlterAction {}

  /**
   * {@code DETACH PARTITION}.
   *
   * @param concurrently may not run in a transaction
   * @param isFinal {@code FINALIZE}, which completes an interrupted one
   */
  record DetachPartition(QualifiedName partition, boolean concurrently, boolean isFinal)
      implements AlterAction {}

  record Inherit(QualifiedName parent) implements AlterAction {}

  record NoInherit(QualifiedName parent) implements AlterAction {}

  record OfType(QualifiedName type) implements AlterAction {}

  record NotOf() implements AlterAction {}

  // ---- triggers, rules, row security

  /**
   * {@code { ENABLE | DISABLE } { TRIGGER | RULE }}.
   *
   * @param type trigger or rule
   * @param mode {@code enable}, {@code enable always}, {@code enable replica} or {@code disable}
   * @param name a name, or {@code all} or {@code user} not quoted
   */
  record FireMode(ObjectType type, String mode, Identifier name) implements AlterAction {}

  /** What {@code ROW LEVEL SECURITY} is told. */
  enum RowSecurityMode {
    ENABLE,
    DISABLE,
    FORCE,
    NO_FORCE
  }

  record RowSecurity(RowSecurityMode mode) implements AlterAction {}

  // ---- storage

  record ClusterOn(Identifier index) implements AlterAction {}

  record SetWithoutCluster() implements AlterAction {}

  record SetWithoutOids() implements AlterAction {}

  /** {@code SET ACCESS METHOD}; rewrites the table. Null is {@code DEFAULT}. */
  record SetAccessMethod(@Nullable Identifier method) implements AlterAction {}

  record SetTablespace(Identifier tablespace, boolean noWait) implements AlterAction {}

  record SetLogged(boolean logged) implements AlterAction {}

  record SetOptions(List<Option> options) implements AlterAction {
    public SetOptions {
      options = List.copyOf(options);
    }
  }

  record ResetOptions(List<Option> options) implements AlterAction {
    public ResetOptions {
      options = List.copyOf(options);
    }
  }

  /**
   * {@code REPLICA IDENTITY}.
   *
   * @param kind {@code default}, {@code full}, {@code nothing} or {@code using index}
   */
  record ReplicaIdentity(String kind, @Nullable Identifier index) implements AlterAction {}

  /** {@code OPTIONS (ADD …)} of a foreign object, or of a foreign table's column, as written. */
  record ForeignOptions(@Nullable Identifier column, Expression options) implements AlterAction {}

  // ---- types

  record AddAttribute(ColumnDefinition attribute, Behavior behavior) implements AlterAction {}

  record DropAttribute(boolean ifExists, Identifier attribute, Behavior behavior)
      implements AlterAction {}

  record AlterAttributeType(
      Identifier attribute, TypeName type, @Nullable QualifiedName collation, Behavior behavior)
      implements AlterAction {}

  /**
   * {@code ALTER TYPE … ADD VALUE}.
   *
   * @param value without its quotes
   * @param before whether it comes before {@code neighbour}, otherwise behind it
   * @param neighbour null for the end
   */
  record AddValue(boolean ifNotExists, String value, boolean before, @Nullable String neighbour)
      implements AlterAction {}

  record RenameValue(String from, String to) implements AlterAction {}

  // ---- domains, which have one default and no column

  record SetDomainDefault(Expression value) implements AlterAction {}

  record DropDomainDefault() implements AlterAction {}

  record SetDomainNotNull() implements AlterAction {}

  record DropDomainNotNull() implements AlterAction {}

  /** What this class has no record for, as written: the options of sequences, functions, roles … */
  record Other(Expression text) implements AlterAction {}
}
