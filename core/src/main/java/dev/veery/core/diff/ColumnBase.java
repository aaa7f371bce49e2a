package dev.veery.core.diff;

import dev.veery.core.catalog.Attributes.Privileges;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Column.NotNull;
import dev.veery.core.catalog.Column.Value;
import dev.veery.core.catalog.ConstraintNames;
import dev.veery.core.catalog.Relation.Table;
import java.util.Map;

/** How a column stands when it is its table's turn: what parents and earlier steps made of it. */
final class ColumnBase {

  private static final int SINCE_NAMED_NOT_NULL = 18;
  private static final int SINCE_INHERITED_IDENTITY = 17;

  private ColumnBase() {}

  /** How a NOT NULL is called that a parent shares does not matter. */
  static Column namedAs(Column column, Column wanted, boolean shared) {
    return shared
            && column.notNull() instanceof NotNull.Required required
            && wanted.notNull() instanceof NotNull.Required name
        ? with(
            column,
            column.type(),
            column.collation(),
            column.value(),
            new NotNull.Required(
                name.name(),
                required.validated(),
                required.inheritable(),
                true,
                required.comment()))
        : column;
  }

  /** Just added, as ADD COLUMN leaves it. */
  static Column added(Column column) {
    NotNull notNull =
        column.notNull() instanceof NotNull.Required required && !required.validated()
            ? NotNull.NULLABLE
            : column.notNull();
    return new Column(
        column.name(),
        column.type(),
        notNull,
        column.collation(),
        column.value(),
        "",
        column.compression(),
        -1,
        Map.of(),
        column.foreignOptions(),
        true,
        "",
        Privileges.DEFAULT);
  }

  /** Added by a parent's ADD COLUMN. */
  static Column inherited(Column theirs, Table child, int major, boolean isPartition) {
    Value value =
        switch (theirs.value()) {
          case Value.Identity identity ->
              isPartition && major >= SINCE_INHERITED_IDENTITY
                  ? new Value.InheritedIdentity(identity.always())
                  : Value.NONE;
          case Value other -> other;
        };
    Column added = added(theirs);
    return with(
        added,
        theirs.type(),
        theirs.collation(),
        value,
        reached(added.notNull(), theirs, child, major));
  }

  /** How the parent's NOT NULL arrives. */
  private static NotNull reached(NotNull notNull, Column theirs, Table child, int major) {
    if (!(notNull instanceof NotNull.Required required) || !required.inheritable()) {
      return NotNull.NULLABLE;
    }
    String name = major < SINCE_NAMED_NOT_NULL || required.name().isEmpty() ? "" : required.name();
    String chosen = ConstraintNames.choose(child.id().name(), theirs.name(), "not_null");
    return new NotNull.Required(
        name.equals(chosen) ? "" : name, required.validated(), true, true, "");
  }

  /** There before, after the parent went from one column to another. */
  static Column afterParent(
      Column mine,
      Column theirOld,
      Column theirs,
      Table child,
      int major,
      boolean unset,
      boolean ownNotNull) {
    boolean isRetyped =
        !theirOld.type().equals(theirs.type()) || !theirOld.collation().equals(theirs.collation());
    Column own = own(mine, isRetyped, unset);
    Value value = own.value();
    if (theirOld.value() instanceof Value.Generated && value instanceof Value.Generated) {
      value = theirs.value() instanceof Value.Generated ? theirs.value() : Value.NONE;
    }
    NotNull notNull = own.notNull();
    boolean recurses = major >= SINCE_NAMED_NOT_NULL || child.partitionOf().isPresent();
    if (recurses && !theirOld.notNull().equals(theirs.notNull())) {
      boolean was = theirOld.notNull() instanceof NotNull.Required;
      boolean is = theirs.notNull() instanceof NotNull.Required;
      if (!was && is && notNull instanceof NotNull.Nullable) {
        notNull = reached(theirs.notNull(), theirs, child, major);
      } else if (was && !is) {
        boolean staysLocal = major >= SINCE_NAMED_NOT_NULL && ownNotNull;
        notNull = staysLocal ? notNull : NotNull.NULLABLE;
      } else if (was && is && notNull instanceof NotNull.Required required) {
        boolean validated =
            theirs.notNull() instanceof NotNull.Required now && now.validated()
                || required.validated();
        notNull =
            new NotNull.Required(
                required.name(), validated, required.inheritable(), true, required.comment());
      }
    }
    return with(
        own,
        isRetyped ? theirs.type() : own.type(),
        isRetyped ? theirs.collation() : own.collation(),
        value,
        notNull);
  }

  /** There before; a new type brings its own storage. */
  static Column own(Column mine, boolean retyped, boolean unset) {
    return new Column(
        mine.name(),
        mine.type(),
        mine.notNull(),
        mine.collation(),
        unset ? Value.NONE : mine.value(),
        retyped ? "" : mine.storage(),
        retyped ? "" : mine.compression(),
        mine.statistics(),
        mine.options(),
        mine.foreignOptions(),
        mine.local(),
        mine.comment(),
        mine.privileges());
  }

  static Column with(Column column, String type, String collation, Value value, NotNull notNull) {
    return new Column(
        column.name(),
        type,
        notNull,
        collation,
        value,
        column.storage(),
        column.compression(),
        column.statistics(),
        column.options(),
        column.foreignOptions(),
        column.local(),
        column.comment(),
        column.privileges());
  }
}
