package dev.veery.core.catalog;

import java.util.List;

/**
 * A constraint of a table or a domain. {@code NOT NULL} is a property of its {@link Column}, and a
 * constraint trigger is a {@link TablePart.Trigger}.
 */
public sealed interface Constraint extends SchemaObject {

  /** The table or domain. */
  ObjectId holder();

  /**
   * A primary key, unique or exclusion constraint.
   *
   * @param index the index behind it, with the constraint's name; its keys are the columns
   * @param operators of an exclusion constraint, one per key, as SQL
   * @param withoutOverlaps the last key is compared by overlap, since PostgreSQL 18
   * @param local whether the table itself defines it; false where it only inherits it
   */
  record Key(
      ObjectId id,
      Attributes attributes,
      ObjectId holder,
      KeyType type,
      Index index,
      List<String> operators,
      boolean withoutOverlaps,
      Timing timing,
      boolean local)
      implements Constraint {
    public Key {
      operators = List.copyOf(operators);
    }
  }

  /** What a {@link Key} promises. */
  enum KeyType {
    PRIMARY_KEY("PRIMARY KEY"),
    UNIQUE("UNIQUE"),
    EXCLUSION("EXCLUDE");

    private final String sql;

    KeyType(String sql) {
      this.sql = sql;
    }

    public String sql() {
      return sql;
    }
  }

  /**
   * A foreign key. Those that a partition has because its parent has them are not listed.
   *
   * @param onUpdate {@code NO ACTION}, {@code RESTRICT}, {@code CASCADE}, {@code SET NULL} or
   *     {@code SET DEFAULT}
   * @param onDelete likewise
   * @param onDeleteColumns the columns that {@code SET NULL} and {@code SET DEFAULT} touch; empty
   *     for all
   * @param matchFull {@code MATCH FULL}; {@code MATCH SIMPLE} otherwise
   * @param period the last column is compared by containment, since PostgreSQL 18
   * @param validated false after {@code NOT VALID}
   * @param enforced false for {@code NOT ENFORCED}, since PostgreSQL 18
   */
  record ForeignKey(
      ObjectId id,
      Attributes attributes,
      ObjectId holder,
      List<String> columns,
      ObjectId referenced,
      List<String> referencedColumns,
      String onUpdate,
      String onDelete,
      List<String> onDeleteColumns,
      boolean matchFull,
      boolean period,
      Timing timing,
      boolean validated,
      boolean enforced)
      implements Constraint {
    public ForeignKey {
      columns = List.copyOf(columns);
      referencedColumns = List.copyOf(referencedColumns);
      onDeleteColumns = List.copyOf(onDeleteColumns);
    }
  }

  /**
   * A check of a table or a domain.
   *
   * @param expression without the outer parentheses of {@code CHECK (…)}
   * @param inheritable false for {@code NO INHERIT}
   * @param local whether the table itself defines it; false where it only inherits it
   */
  record Check(
      ObjectId id,
      Attributes attributes,
      ObjectId holder,
      String expression,
      boolean inheritable,
      boolean validated,
      boolean enforced,
      boolean local)
      implements Constraint {}

  /** When a constraint is checked. */
  enum Timing {
    IMMEDIATE(""),
    DEFERRABLE(" DEFERRABLE"),
    DEFERRED(" DEFERRABLE INITIALLY DEFERRED");

    private final String sql;

    Timing(String sql) {
      this.sql = sql;
    }

    /** The clause with a space before it; empty for what needs no words. */
    public String sql() {
      return sql;
    }
  }
}
