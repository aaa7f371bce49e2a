package dev.veery.core.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Column.NotNull;
import dev.veery.core.catalog.Column.Value;
import dev.veery.core.catalog.ConstraintNames;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Columns of tables. */
final class ColumnSql {

  private ColumnSql() {}

  /**
   * A column as it stands in a table.
   *
   * @param withDefault false where its default follows later
   */
  static String definition(
      Catalog catalog, Relation.Table table, Column column, boolean withDefault) {
    var text = new StringBuilder(Identifiers.quote(column.name())).append(' ');
    text.append(column.type());
    if (table.foreign().isPresent()) {
      text.append(Clauses.foreignOptions(column.foreignOptions()));
    } else if (!column.compression().isEmpty()) {
      text.append(" COMPRESSION ").append(column.compression());
    }
    if (!column.collation().isEmpty()) {
      text.append(" COLLATE ").append(column.collation());
    }
    return text.append(constraints(catalog, table, column, withDefault)).toString();
  }

  /** Default, generation and NOT NULL, each with a space before it. */
  static String constraints(
      Catalog catalog, Relation.Table table, Column column, boolean withDefault) {
    var text = new StringBuilder();
    switch (column.value()) {
      case Value.None ignored -> {}
      case Value.Default value -> {
        if (withDefault) {
          text.append(" DEFAULT ").append(value.expression());
        }
      }
      case Value.Generated value ->
          text.append(" GENERATED ALWAYS AS ")
              .append(Clauses.parenthesized(value.expression()))
              .append(value.stored() ? " STORED" : " VIRTUAL");
      case Value.Identity value -> text.append(identity(catalog, table, column.name(), value));
      // Attaching the partition brings it.
      case Value.InheritedIdentity ignored -> {}
    }
    if (column.notNull() instanceof NotNull.Required required && required.validated()) {
      String chosen = ConstraintNames.choose(table.id().name(), column.name(), "not_null");
      if (!required.name().isEmpty()) {
        text.append(" CONSTRAINT ").append(Identifiers.quote(required.name()));
      } else if (catalog.isNotNullName(table.id().schema(), chosen)) {
        text.append(" CONSTRAINT ").append(Identifiers.quote(chosen));
      }
      text.append(" NOT NULL").append(required.inheritable() ? "" : " NO INHERIT");
    }
    return text.toString();
  }

  /** {@code GENERATED … AS IDENTITY} with a space before it. */
  static String identity(
      Catalog catalog, Relation.Table table, String column, Value.Identity value) {
    String options =
        catalog.objects().get(value.sequence()) instanceof Relation.Sequence sequence
            ? SequenceSql.identityOptions(sequence, table.id().name(), column)
            : "";
    return " GENERATED " + (value.always() ? "ALWAYS" : "BY DEFAULT") + " AS IDENTITY" + options;
  }

  static String setDefault(ObjectId table, String column, String expression) {
    return "ALTER "
        + table.kind().sql()
        + " ONLY "
        + table.sqlName()
        + " ALTER COLUMN "
        + Identifiers.quote(column)
        + (expression.isEmpty() ? " DROP DEFAULT" : " SET DEFAULT " + expression);
  }

  /** What a column has beyond its definition. */
  static List<String> settings(
      ObjectId relation,
      String column,
      int statistics,
      String storage,
      String compression,
      Map<String, String> options) {
    String prefix =
        "ALTER "
            + relation.kind().sql()
            + (relation.kind() == ObjectKind.MATERIALIZED_VIEW ? " " : " ONLY ")
            + relation.sqlName()
            + " ALTER COLUMN "
            + Identifiers.quote(column);
    var statements = new ArrayList<String>();
    if (statistics >= 0) {
      statements.add(prefix + " SET STATISTICS " + statistics);
    }
    if (!storage.isEmpty()) {
      statements.add(prefix + " SET STORAGE " + storage);
    }
    if (!compression.isEmpty()) {
      statements.add(prefix + " SET COMPRESSION " + compression);
    }
    if (!options.isEmpty()) {
      statements.add(prefix + " SET (" + Clauses.storage(options) + ')');
    }
    return statements;
  }
}
