package dev.veery.postgres.inspect;

import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.postgres.inspect.RelationReader.ColumnFacts;
import dev.veery.postgres.inspect.RelationReader.ColumnNumbers;
import dev.veery.postgres.inspect.RelationReader.KeySettings;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every index, in one query. Its parts are put together here and not taken from {@code
 * pg_get_indexdef}: the diff needs them apart, and asking for tens of thousands of definitions is
 * what makes a dump slow.
 */
final class IndexReader {

  private static final int DESCENDING = 1;
  private static final int NULLS_FIRST = 2;
  private static final long DEFAULT_COLLATION = 100;
  private static final long BPCHAR = 1042;

  private final Reading reading;
  private final RelationReader relations;
  private final Map<Long, OperatorClass> operatorClasses = new HashMap<>();
  private final Map<Long, String> collations = new HashMap<>();

  private record OperatorClass(String name, boolean isDefault, long inputType) {}

  IndexReader(Reading reading, RelationReader relations) {
    this.reading = reading;
    this.relations = relations;
  }

  /**
   * Adds the stand-alone indexes.
   *
   * @return those behind a constraint, by their number
   */
  Map<Long, Index> read() throws SQLException {
    operatorClasses();
    collations();
    names();
    Map<Long, Index> ofConstraints = new HashMap<>();
    reading.query(
        """
        SELECT i.indexrelid::bigint AS oid, i.indrelid::bigint AS relation, am.amname,
               i.indisunique, i.indisvalid, i.indisclustered, i.indkey::text AS keys,
               i.indoption::text AS options, i.indclass::text AS classes,
               i.indcollation::text AS collations, i.indnkeyatts, c.reloptions, ts.spcname,
               h.inhparent::bigint AS parent, con.oid::bigint AS constraint_oid,
        """
            + reading.since(15, "i.indnullsnotdistinct", "false AS indnullsnotdistinct")
            + """
            ,  CASE WHEN i.indpred IS NOT NULL THEN pg_get_expr(i.indpred, i.indrelid) END
                 AS predicate,
               CASE WHEN i.indexprs IS NOT NULL THEN
                 ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, false)
                       FROM generate_series(1, i.indnkeyatts::int) k) END AS expressions,
               i.indexprs IS NOT NULL
                 AND pg_get_indexdef(i.indexrelid) LIKE '%COLLATE "default"%'
                 AS names_default_collation
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indexrelid
            JOIN pg_am am ON am.oid = c.relam
            LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
            LEFT JOIN pg_inherits h ON h.inhrelid = c.oid
            LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid
              AND con.conrelid = i.indrelid AND con.contype IN ('p', 'u', 'x')
            WHERE c.relnamespace = ANY (:schemas) AND c.relpersistence <> 't'
            """,
        row -> {
          ColumnNumbers columns = relations.columns(row.bigNumber("relation"));
          long oid = row.bigNumber("oid");
          ObjectId table = reading.name(SystemTable.PG_CLASS, row.bigNumber("relation"));
          ObjectId id = reading.name(SystemTable.PG_CLASS, oid);
          if (columns == null
              || table == null
              || id == null
              || reading.isExtensionMember(SystemTable.PG_CLASS, oid)) {
            return;
          }
          Index index = index(row, id, table, columns);
          if (row.has("constraint_oid")) {
            ofConstraints.put(oid, index);
          } else {
            reading.add(index);
          }
        });
    return ofConstraints;
  }

  private Index index(Row row, ObjectId id, ObjectId table, ColumnNumbers columns)
      throws SQLException {
    long oid = row.bigNumber("oid");
    long[] keys = row.numbers("keys");
    int keyCount = row.number("indnkeyatts");
    long[] options = row.numbers("options");
    long[] classes = row.numbers("classes");
    long[] keyCollations = row.numbers("collations");
    List<String> expressions = row.list("expressions");
    boolean namesDefaultCollation = row.flag("names_default_collation");
    var parts = new ArrayList<Index.Key>(keyCount);
    for (int i = 0; i < keyCount; i++) {
      KeySettings settings = relations.keySettings(oid, i + 1);
      boolean isExpression = keys[i] == 0;
      parts.add(
          new Index.Key(
              isExpression ? "" : columns.name(keys[i]),
              isExpression ? Printed.settled(expressions.get(i)) : "",
              isExpression
                  ? expressionCollation(keyCollations[i], namesDefaultCollation)
                  : collation(keyCollations[i], columns.facts(keys[i])),
              operatorClass(
                  classes[i],
                  isExpression ? 0 : columns.facts(keys[i]).type(),
                  !settings.options().isEmpty()),
              settings.options(),
              (options[i] & DESCENDING) != 0,
              (options[i] & NULLS_FIRST) != 0,
              settings.statistics()));
    }
    var include = new ArrayList<String>();
    for (int i = keyCount; i < keys.length; i++) {
      include.add(columns.name(keys[i]));
    }
    return new Index(
        id,
        reading.attributes(SystemTable.PG_CLASS, oid, 0),
        table,
        row.shared("amname"),
        row.flag("indisunique"),
        row.flag("indnullsnotdistinct"),
        parts,
        include,
        row.printed("predicate"),
        row.options("reloptions"),
        row.shared("spcname"),
        row.flag("indisvalid"),
        row.flag("indisclustered"),
        Optional.ofNullable(
            row.has("parent")
                ? reading.name(SystemTable.PG_CLASS, row.bigNumber("parent"))
                : null));
  }

  private String collation(long collation, ColumnFacts column) {
    return collation == 0 || collation == column.collation()
        ? ""
        : collations.getOrDefault(collation, "");
  }

  /**
   * What collation an expression has by itself is not stored, so a collation other than the default
   * is always named; the default one only where the server itself names it.
   */
  private String expressionCollation(long collation, boolean namesDefaultCollation) {
    return collation == 0 || collation == DEFAULT_COLLATION && !namesDefaultCollation
        ? ""
        : collations.getOrDefault(collation, "");
  }

  /**
   * A class that is the default of its own input type needs no name. The exception is {@code
   * bpchar_ops}: it is the default for {@code character} and can be chosen for other text.
   *
   * @param type of the column; 0 for an expression, whose type is not stored
   * @param hasOptions options stand behind a name only
   */
  private String operatorClass(long oid, long type, boolean hasOptions) {
    OperatorClass operatorClass = operatorClasses.get(oid);
    if (operatorClass == null) {
      throw new IllegalStateException("operator class " + oid + " was not read");
    }
    boolean chosen = operatorClass.inputType() == BPCHAR && type != BPCHAR && type != 0;
    return operatorClass.isDefault() && !chosen && !hasOptions ? "" : operatorClass.name();
  }

  private void operatorClasses() throws SQLException {
    reading.query(
        """
        SELECT c.oid::bigint AS oid, c.opcdefault, c.opcintype::bigint AS input_type,
               CASE WHEN n.nspname = 'pg_catalog' THEN quote_ident(c.opcname)
                    ELSE quote_ident(n.nspname) || '.' || quote_ident(c.opcname) END AS name
        FROM pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace
        """,
        row ->
            operatorClasses.put(
                row.bigNumber("oid"),
                new OperatorClass(
                    row.text("name"), row.flag("opcdefault"), row.bigNumber("input_type"))));
  }

  private void collations() throws SQLException {
    reading.query(
        """
        SELECT oid::bigint AS oid, oid::regcollation::text AS name FROM pg_collation
        WHERE oid = ANY (ARRAY(SELECT DISTINCT unnest(indcollation) FROM pg_index) || 100::oid)
        """,
        row -> collations.put(row.bigNumber("oid"), row.text("name")));
  }

  /** All names first: an attached index refers to another one. */
  private void names() throws SQLException {
    reading.query(
        """
        SELECT oid::bigint AS oid, relname, relnamespace::bigint AS namespace FROM pg_class
        WHERE relkind IN ('i', 'I') AND relnamespace = ANY (:schemas)
        """,
        row ->
            reading.register(
                SystemTable.PG_CLASS,
                row.bigNumber("oid"),
                ObjectKind.INDEX,
                reading.schema(row.bigNumber("namespace")),
                row.text("relname")));
  }
}
