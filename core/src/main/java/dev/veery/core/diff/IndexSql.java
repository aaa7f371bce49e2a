package dev.veery.core.diff;

import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Indexes, and the constraints that have one. */
final class IndexSql {

  private IndexSql() {}

  /**
   * {@code CREATE INDEX}.
   *
   * @param only of a partitioned table: its partitions' indexes are made and attached one by one
   */
  static String create(Index index, boolean only) {
    return "CREATE "
        + (index.unique() ? "UNIQUE " : "")
        + "INDEX "
        + Identifiers.quote(index.id().name())
        + " ON "
        + (only ? "ONLY " : "")
        + index.table().sqlName()
        + (index.method().equals("btree") ? "" : " USING " + Identifiers.quote(index.method()))
        + " ("
        + index.keys().stream().map(IndexSql::key).collect(Collectors.joining(", "))
        + ')'
        + include(index)
        + (index.nullsNotDistinct() ? " NULLS NOT DISTINCT" : "")
        + Clauses.with(index.options())
        + (index.tablespace().isEmpty()
            ? ""
            : " TABLESPACE " + Identifiers.quote(index.tablespace()))
        + (index.predicate().isEmpty() ? "" : " WHERE " + Clauses.parenthesized(index.predicate()));
  }

  /**
   * What an index has beyond its definition.
   *
   * @param attach false where attaching the table attaches the index
   */
  static List<String> settings(Index index, boolean attach) {
    var statements = new ArrayList<String>();
    for (int i = 0; i < index.keys().size(); i++) {
      int statistics = index.keys().get(i).statistics();
      if (statistics >= 0) {
        statements.add(
            "ALTER INDEX %s ALTER COLUMN %d SET STATISTICS %d"
                .formatted(index.id().sqlName(), i + 1, statistics));
      }
    }
    if (index.clustered()) {
      statements.add(
          "ALTER "
              + index.table().kind().sql()
              + ' '
              + index.table().sqlName()
              + " CLUSTER ON "
              + Identifiers.quote(index.id().name()));
    }
    index
        .parent()
        .filter(parent -> attach)
        .ifPresent(parent ->
            statements.add(
                "ALTER INDEX " + parent.sqlName() + " ATTACH PARTITION " + index.id().sqlName()));
    return statements;
  }

  /** {@code CONSTRAINT name PRIMARY KEY (id)}, as it stands in a table. */
  static String constraint(Constraint.Key key) {
    Index index = key.index();
    var text = new StringBuilder("CONSTRAINT ").append(Identifiers.quote(key.id().name()));
    text.append(' ').append(key.type().sql());
    if (key.type() == Constraint.KeyType.EXCLUSION) {
      var parts = new ArrayList<String>();
      for (int i = 0; i < index.keys().size(); i++) {
        parts.add(key(index.keys().get(i)) + " WITH " + key.operators().get(i));
      }
      text.append(" USING ").append(Identifiers.quote(index.method()));
      text.append(" (").append(String.join(", ", parts)).append(')');
    } else {
      if (index.nullsNotDistinct()) {
        text.append(" NULLS NOT DISTINCT");
      }
      var columns = new ArrayList<>(index.keys().stream().map(k -> k.column()).toList());
      text.append(" (").append(Clauses.names(columns));
      text.append(key.withoutOverlaps() ? " WITHOUT OVERLAPS)" : ")");
    }
    text.append(include(index)).append(Clauses.with(index.options()));
    if (!index.tablespace().isEmpty()) {
      text.append(" USING INDEX TABLESPACE ").append(Identifiers.quote(index.tablespace()));
    }
    if (!index.predicate().isEmpty()) {
      text.append(" WHERE ").append(Clauses.parenthesized(index.predicate()));
    }
    return text.append(key.timing().sql()).toString();
  }

  private static String include(Index index) {
    return index.include().isEmpty() ? "" : " INCLUDE (" + Clauses.names(index.include()) + ')';
  }

  private static String key(Index.Key key) {
    var text =
        new StringBuilder(
            key.column().isEmpty() ? key.expression() : Identifiers.quote(key.column()));
    if (!key.collation().isEmpty()) {
      text.append(" COLLATE ").append(key.collation());
    }
    if (!key.operatorClass().isEmpty()) {
      text.append(' ').append(key.operatorClass());
      if (!key.operatorClassOptions().isEmpty()) {
        text.append(" (").append(Clauses.storage(key.operatorClassOptions())).append(')');
      }
    }
    if (key.descending()) {
      text.append(" DESC");
    }
    if (key.nullsFirst() != key.descending()) {
      text.append(key.nullsFirst() ? " NULLS FIRST" : " NULLS LAST");
    }
    return text.toString();
  }
}
