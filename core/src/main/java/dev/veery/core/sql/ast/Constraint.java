package dev.veery.core.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A constraint of a table, a column or a domain. On a column, {@code columns} is empty, and so are
 * the referencing columns of a foreign key.
 */
public sealed interface Constraint {

  /** Its name, or null where the server makes one. */
  @Nullable Identifier name();

  /** What may stand behind every constraint. */
  Attributes attributes();

  /** Where it stands. */
  Span span();

  /**
   * What may stand behind a constraint.
   *
   * @param deferrable whether {@code DEFERRABLE} is said
   * @param initiallyDeferred whether {@code INITIALLY DEFERRED} is said
   * @param notValid whether existing rows are not checked
   * @param noInherit whether children do not get it
   * @param notEnforced {@code NOT ENFORCED}, since PostgreSQL 18
   */
  record Attributes(
      boolean deferrable,
      boolean initiallyDeferred,
      boolean notValid,
      boolean noInherit,
      boolean notEnforced) {
    public static final Attributes NONE = new Attributes(false, false, false, false, false);
  }

  /**
   * {@code NOT NULL}, or {@code [CONSTRAINT name] NOT NULL column} on a table since PostgreSQL 18.
   *
   * @param column null on a column or a domain
   */
  record NotNull(
      @Nullable Identifier name, @Nullable Identifier column, Attributes attributes, Span span)
      implements Constraint {}

  /** {@code NULL}, which says nothing. */
  record Null(@Nullable Identifier name, Attributes attributes, Span span) implements Constraint {}

  /** {@code DEFAULT expression}. */
  record Default(@Nullable Identifier name, Expression value, Attributes attributes, Span span)
      implements Constraint {}

  /** {@code CHECK (condition)}. */
  record Check(@Nullable Identifier name, Expression condition, Attributes attributes, Span span)
      implements Constraint {}

  /**
   * {@code GENERATED ALWAYS AS (expression)}.
   *
   * @param stored whether the value is stored; virtual ones exist since PostgreSQL 18
   */
  record Generated(
      @Nullable Identifier name, Expression value, boolean stored, Attributes attributes, Span span)
      implements Constraint {}

  /**
   * {@code GENERATED { ALWAYS | BY DEFAULT } AS IDENTITY}.
   *
   * @param options those of the sequence, as written
   */
  record Identity(
      @Nullable Identifier name,
      boolean always,
      Expression options,
      Attributes attributes,
      Span span)
      implements Constraint {}

  /**
   * {@code PRIMARY KEY} or {@code UNIQUE}.
   *
   * @param primary which of both
   * @param columns empty on a column and with {@code USING INDEX}
   * @param nullsNotDistinct {@code UNIQUE NULLS NOT DISTINCT}, since PostgreSQL 15
   * @param withoutOverlaps whether the last column is a range that must not overlap, since 18
   * @param include the columns of {@code INCLUDE}
   * @param usingIndex the index that becomes the constraint's, or null where one is built
   * @param tablespace of the index, or null
   */
  record Unique(
      @Nullable Identifier name,
      boolean primary,
      List<Identifier> columns,
      boolean nullsNotDistinct,
      boolean withoutOverlaps,
      List<Identifier> include,
      @Nullable Identifier usingIndex,
      List<Option> with,
      @Nullable Identifier tablespace,
      Attributes attributes,
      Span span)
      implements Constraint {
    public Unique {
      columns = List.copyOf(columns);
      include = List.copyOf(include);
      with = List.copyOf(with);
    }
  }

  /** {@code EXCLUDE USING method (element WITH operator, …) [WHERE (…)]}. */
  record Exclude(
      @Nullable Identifier name,
      String method,
      Expression elements,
      List<Identifier> include,
      List<Option> with,
      @Nullable Expression where,
      Attributes attributes,
      Span span)
      implements Constraint {
    public Exclude {
      include = List.copyOf(include);
      with = List.copyOf(with);
    }
  }

  /**
   * {@code FOREIGN KEY (columns) REFERENCES table (columns)}, or {@code REFERENCES} on a column.
   *
   * @param columns the referencing ones; empty on a column
   * @param referenced the other table's; empty for its primary key
   * @param period whether the last column of each is a range (since PostgreSQL 18)
   * @param match {@code full}, {@code partial}, {@code simple} or null
   * @param onDelete what happens then
   * @param onDeleteColumns those that {@code SET NULL (…)} names; mostly none
   */
  record ForeignKey(
      @Nullable Identifier name,
      List<Identifier> columns,
      QualifiedName table,
      List<Identifier> referenced,
      boolean period,
      @Nullable String match,
      ReferentialAction onDelete,
      List<Identifier> onDeleteColumns,
      ReferentialAction onUpdate,
      Attributes attributes,
      Span span)
      implements Constraint {
    public ForeignKey {
      columns = List.copyOf(columns);
      referenced = List.copyOf(referenced);
      onDeleteColumns = List.copyOf(onDeleteColumns);
    }
  }

  /** What happens to rows that reference a row that goes or changes. */
  enum ReferentialAction {
    NO_ACTION,
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT
  }
}
