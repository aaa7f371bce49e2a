package dev.veery.core.entities;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Column.NotNull;
import dev.veery.core.catalog.Column.Value;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.Relation.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Columns as entities say them, laid over those that there are. */
final class ColumnMatch {

  /** What Hibernate says of a text when nobody says how long it may be. */
  private static final String ANY_TEXT = "character varying(255)";

  private static final String ANY_NUMBER = "numeric(38,2)";

  private static final Set<String> TEXTS =
      Set.of("text", "citext", "public.citext", "character varying");

  /** The precision that PostgreSQL has anyway, or that Hibernate says when nobody does. */
  private static final Map<String, String> PRECISIONS =
      Map.of(
          "timestamp(6) with time zone", "timestamp with time zone",
          "timestamp(6) without time zone", "timestamp without time zone",
          "time(6) with time zone", "time with time zone",
          "time(6) without time zone", "time without time zone",
          "time(0) without time zone", "time without time zone",
          "interval second(6)", "interval");

  private final Map<String, String> domains = new HashMap<>();

  ColumnMatch(Catalog history) {
    for (DataType.Domain domain : history.all(DataType.Domain.class)) {
      domains.put(domain.id().sqlName(), domain.baseType());
      domains.put(domain.id().name(), domain.baseType());
    }
  }

  /** A table that entities name, over the one that there is. */
  Table over(Table old, Table said) {
    var columns = new ArrayList<Column>();
    for (Column column : said.columns()) {
      Column had = find(old.columns(), column.name());
      columns.add(had == null ? column : over(had, column));
    }
    for (Column had : old.columns()) {
      if (find(said.columns(), had.name()) == null && had.value() instanceof Value.Generated) {
        columns.add(had);
      }
    }
    return with(old, columns, comment(old.attributes(), said.attributes()));
  }

  /**
   * A partition of a table that entities name.
   *
   * @param parent as it was
   */
  Table below(Table child, Table parent, Table said) {
    var columns = new ArrayList<Column>();
    for (Column had : child.columns()) {
      Column column = find(said.columns(), had.name());
      if (column != null) {
        columns.add(over(had, column));
      } else if (had.value() instanceof Value.Generated
          || find(parent.columns(), had.name()) == null) {
        columns.add(had);
      }
    }
    for (Column column : said.columns()) {
      if (find(child.columns(), column.name()) == null) {
        columns.add(column);
      }
    }
    return with(child, columns, child.attributes());
  }

  static @Nullable Column find(List<Column> columns, String name) {
    for (Column column : columns) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    return null;
  }

  private static Attributes comment(Attributes old, Attributes said) {
    return said.comment().isEmpty()
        ? old
        : new Attributes(old.owner(), said.comment(), old.privileges());
  }

  private static Table with(Table old, List<Column> columns, Attributes attributes) {
    return new Table(
        old.id(),
        attributes,
        old.unlogged(),
        columns,
        old.ofType(),
        old.inherits(),
        old.partitionBy(),
        old.partitionOf(),
        old.accessMethod(),
        old.tablespace(),
        old.options(),
        old.replicaIdentity(),
        old.rowSecurity(),
        old.forceRowSecurity(),
        old.foreign());
  }

  private Column over(Column had, Column said) {
    boolean sameType = isAsGood(had.type(), said.type());
    NotNull notNull =
        said.notNull() instanceof NotNull.Required && had.notNull() instanceof NotNull.Required
            ? had.notNull()
            : said.notNull();
    return new Column(
        said.name(),
        sameType ? had.type() : said.type(),
        notNull,
        sameType ? had.collation() : said.collation(),
        value(had, said),
        sameType ? had.storage() : said.storage(),
        sameType ? had.compression() : said.compression(),
        had.statistics(),
        had.options(),
        had.foreignOptions(),
        had.local(),
        said.comment().isEmpty() ? had.comment() : said.comment(),
        had.privileges());
  }

  /** Entities seldom say a default; where they say none the one that there is stays. */
  private static Value value(Column had, Column said) {
    boolean numbered =
        had.value() instanceof Value.Identity
            || had.value() instanceof Value.InheritedIdentity
            || had.value() instanceof Value.Default old && old.expression().startsWith("nextval(");
    return switch (said.value()) {
      case Value.None none ->
          had.value() instanceof Value.Default || had.value() instanceof Value.Generated
              ? had.value()
              : none;
      case Value.Identity identity -> numbered ? had.value() : identity;
      case Value.InheritedIdentity identity -> identity;
      case Value.Default value -> value;
      case Value.Generated value -> value;
    };
  }

  /** Whether a type that there is will do for what an entity says. */
  private boolean isAsGood(String had, String said) {
    if (had.equals(said) || had.equals(PRECISIONS.get(said))) {
      return true;
    }
    String base = domains.get(had);
    if (base != null) {
      return isAsGood(base, said);
    }
    if (said.equals(ANY_TEXT)) {
      return TEXTS.contains(had);
    }
    return said.equals(ANY_NUMBER) && (had.equals("numeric") || had.startsWith("numeric("));
  }
}
