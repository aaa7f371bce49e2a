package dev.veery.postgres.inspect;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Constraint.KeyType;
import dev.veery.core.catalog.Constraint.Timing;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.postgres.inspect.RelationReader.ColumnNumbers;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Constraints of tables and domains, in one query; NOT NULL is read with the columns. */
final class ConstraintReader {

  private final Reading reading;
  private final RelationReader relations;
  private final Map<Long, Index> indexes;

  /**
   * @param indexes those behind constraints, by their number
   */
  ConstraintReader(Reading reading, RelationReader relations, Map<Long, Index> indexes) {
    this.reading = reading;
    this.relations = relations;
    this.indexes = indexes;
  }

  void read() throws SQLException {
    reading.query(
        """
        SELECT c.oid::bigint AS oid, c.conname, c.contype, c.conrelid::bigint AS relation,
               c.contypid::bigint AS domain, c.conindid::bigint AS index,
               c.confrelid::bigint AS referenced, c.conkey::text AS columns,
               c.confkey::text AS referenced_columns, c.confupdtype, c.confdeltype, c.confmatchtype,
               c.condeferrable, c.condeferred, c.convalidated, c.connoinherit, c.conislocal,
        """
            + reading.since(15, "c.confdelsetcols::text", "NULL")
            + " AS on_delete_columns, "
            + reading.since(18, "c.conenforced", "true AS conenforced")
            + ", "
            + reading.since(18, "c.conperiod", "false AS conperiod")
            + """
            ,  CASE WHEN c.contype = 'c' THEN pg_get_expr(c.conbin, c.conrelid) END AS expression,
               CASE WHEN c.contype = 'x' THEN
                 ARRAY(SELECT CASE WHEN n.nspname = 'pg_catalog' THEN o.oprname::text
                              ELSE 'OPERATOR(' || quote_ident(n.nspname) || '.' || o.oprname || ')'
                              END
                       FROM unnest(c.conexclop) WITH ORDINALITY AS e (oid, place)
                       JOIN pg_operator o ON o.oid = e.oid
                       JOIN pg_namespace n ON n.oid = o.oprnamespace
                       ORDER BY e.place) END AS operators
            FROM pg_constraint c
            WHERE c.contype IN ('c', 'p', 'u', 'x', 'f') AND c.connamespace = ANY (:schemas)
              AND NOT (c.contype = 'f' AND c.conparentid <> 0)
            """,
        this::constraint);
  }

  private void constraint(Row row) throws SQLException {
    long relation = row.bigNumber("relation");
    ObjectId owner =
        relation == 0
            ? reading.name(SystemTable.PG_TYPE, row.bigNumber("domain"))
            : reading.name(SystemTable.PG_CLASS, relation);
    long oid = row.bigNumber("oid");
    if (owner == null || reading.isExtensionMember(SystemTable.PG_CONSTRAINT, oid)) {
      return;
    }
    ObjectId id =
        reading.register(
            SystemTable.PG_CONSTRAINT,
            oid,
            new ObjectId(ObjectKind.CONSTRAINT, owner.schema(), owner.name(), row.text("conname")));
    Attributes attributes = reading.attributes(SystemTable.PG_CONSTRAINT, oid, 0);
    switch (row.letter("contype")) {
      case 'c' ->
          reading.add(
              new Constraint.Check(
                  id,
                  attributes,
                  owner,
                  row.printed("expression"),
                  !row.flag("connoinherit"),
                  row.flag("convalidated"),
                  row.flag("conenforced"),
                  row.flag("conislocal")));
      case 'f' -> foreignKey(row, id, attributes, owner);
      default -> key(row, id, attributes, owner);
    }
  }

  private void key(Row row, ObjectId id, Attributes attributes, ObjectId owner)
      throws SQLException {
    Index index = indexes.get(row.bigNumber("index"));
    if (index == null) {
      return;
    }
    // What is written about the index is written about the constraint.
    reading.register(SystemTable.PG_CLASS, row.bigNumber("index"), id);
    reading.add(
        new Constraint.Key(
            id,
            attributes,
            owner,
            switch (row.letter("contype")) {
              case 'p' -> KeyType.PRIMARY_KEY;
              case 'u' -> KeyType.UNIQUE;
              default -> KeyType.EXCLUSION;
            },
            index,
            // PostgreSQL 18 stores a WITHOUT OVERLAPS key with the operators of an exclusion.
            row.letter("contype") == 'x' ? row.list("operators") : List.of(),
            row.flag("conperiod"),
            timing(row),
            row.flag("conislocal")));
  }

  private void foreignKey(Row row, ObjectId id, Attributes attributes, ObjectId owner)
      throws SQLException {
    ObjectId referenced = reading.name(SystemTable.PG_CLASS, row.bigNumber("referenced"));
    ColumnNumbers own = relations.columns(row.bigNumber("relation"));
    ColumnNumbers others = relations.columns(row.bigNumber("referenced"));
    if (referenced == null || own == null || others == null) {
      return;
    }
    reading.add(
        new Constraint.ForeignKey(
            id,
            attributes,
            owner,
            names(own, row.numbers("columns")),
            referenced,
            names(others, row.numbers("referenced_columns")),
            action(row.letter("confupdtype")),
            action(row.letter("confdeltype")),
            names(own, row.numbers("on_delete_columns")),
            row.letter("confmatchtype") == 'f',
            row.flag("conperiod"),
            timing(row),
            row.flag("convalidated"),
            row.flag("conenforced")));
  }

  private static List<String> names(@Nullable ColumnNumbers columns, long[] numbers) {
    return columns == null ? List.of() : Arrays.stream(numbers).mapToObj(columns::name).toList();
  }

  private static Timing timing(Row row) throws SQLException {
    if (row.flag("condeferred")) {
      return Timing.DEFERRED;
    }
    return row.flag("condeferrable") ? Timing.DEFERRABLE : Timing.IMMEDIATE;
  }

  private static String action(char letter) {
    return switch (letter) {
      case 'a' -> "NO ACTION";
      case 'r' -> "RESTRICT";
      case 'c' -> "CASCADE";
      case 'n' -> "SET NULL";
      case 'd' -> "SET DEFAULT";
      default -> throw new IllegalStateException("foreign key action " + letter);
    };
  }
}
