package dev.veery.postgres.rehearse.rows;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Relation;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Moves sequences on behind rows that were made without them. */
final class Sequences {

  private final Session session;
  private final Catalog catalog;

  Sequences(Session session, Catalog catalog) {
    this.session = session;
    this.catalog = catalog;
  }

  /** What a sequence gives next must be free. */
  void advance() throws SQLException {
    Map<String, String> sequences = new LinkedHashMap<>();
    for (Relation.Sequence sequence : catalog.all(Relation.Sequence.class)) {
      sequence
          .ownedBy()
          .ifPresent(owner ->
              sequences.put(
                  sequence.id().sqlName(), most(owner.table().sqlName(), owner.column())));
    }
    for (Relation.Table table : catalog.all(Relation.Table.class)) {
      for (Column column : table.columns()) {
        if (column.value() instanceof Column.Value.Default value
            && value.expression().startsWith("nextval('")
            && value.expression().endsWith("'::regclass)")) {
          String expression = value.expression();
          String name =
              expression
                  .substring("nextval('".length(), expression.length() - "'::regclass)".length())
                  .replace("''", "'");
          sequences.putIfAbsent(name, most(table.id().sqlName(), column.name()));
        }
      }
    }
    for (Map.Entry<String, String> entry : sequences.entrySet()) {
      String sequence = Identifiers.literal(entry.getKey());
      runQuietly(
          "SELECT pg_catalog.setval("
              + sequence
              + ", m::bigint) FROM ("
              + entry.getValue()
              + ") x (m) WHERE m > 0");
    }
  }

  private static String most(String table, String column) {
    return "SELECT max(" + Identifiers.quote(column) + ") FROM " + table;
  }

  /** One that cannot go that far stays where it is. */
  private void runQuietly(String statement) throws SQLException {
    try {
      session.execute(statement);
    } catch (SQLException e) {
      if (ServerError.of(e).connectionIsGone()) {
        throw e;
      }
    }
  }
}
