package dev.veery.core.diff;

import dev.veery.core.catalog.Attributes.Privileges;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.sql.Identifiers;
import java.util.List;
import java.util.Set;

/** Parts of a table as statements, for those who make a part anew under another name. */
public final class PartSql {

  private PartSql() {}

  /** {@code CREATE INDEX CONCURRENTLY}; of an index on a table that is not partitioned. */
  public static String createConcurrently(Index index) {
    return IndexSql.create(index, false).replaceFirst("INDEX ", "INDEX CONCURRENTLY ");
  }

  /** What an index has beyond its definition. */
  public static List<String> settings(Index index) {
    return IndexSql.settings(index, false);
  }

  /** {@code ALTER TABLE … ADD CONSTRAINT …}. */
  public static String add(Constraint constraint) {
    return ConstraintSql.add(constraint, false);
  }

  /** {@code ALTER TABLE … ADD CONSTRAINT … PRIMARY KEY USING INDEX …}; the index takes its name. */
  public static String usingIndex(Constraint.Key key, String index) {
    return "ALTER TABLE "
        + key.holder().sqlName()
        + " ADD CONSTRAINT "
        + key.id().sqlName()
        + ' '
        + key.type().sql()
        + " USING INDEX "
        + Identifiers.quote(index)
        + key.timing().sql();
  }

  /** {@code GENERATED … AS IDENTITY} with its options, as it stands behind {@code ADD}. */
  public static String identity(
      Catalog catalog, Table table, String column, Column.Value.Identity value) {
    return ColumnSql.identity(catalog, table, column, value).strip();
  }

  /** The statistics target and the options of a column, under another name. */
  public static List<String> settings(ObjectId table, String name, Column column) {
    return ColumnSql.settings(table, name, column.statistics(), "", "", column.options());
  }

  /** The privileges of a column, under another name. */
  public static List<String> privileges(
      ObjectId table, String name, Privileges privileges, String owner) {
    return AttributeSql.columnPrivileges(table, name, Set.of(), privileges.grants(), owner);
  }

  /** The privileges of a relation that was just made, as those of another one. */
  public static List<String> privileges(
      ObjectId relation, Privileges privileges, String owner, int major) {
    return privileges.isDefault()
        ? List.of()
        : AttributeSql.privileges(relation, Set.of(), privileges.grants(), owner, major);
  }

  /** {@code COMMENT ON}; an empty comment removes it. */
  public static String comment(ObjectId id, String comment) {
    return AttributeSql.comment(id, false, comment);
  }
}
