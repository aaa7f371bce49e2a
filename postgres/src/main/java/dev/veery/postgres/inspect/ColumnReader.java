package dev.veery.postgres.inspect;

import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Column.NotNull;
import dev.veery.core.catalog.Column.Value;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation.ViewColumn;
import dev.veery.postgres.inspect.RelationReader.ColumnFacts;
import dev.veery.postgres.inspect.RelationReader.ColumnNumbers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The columns of every table and view, in one query. */
final class ColumnReader {

  private static final Map<String, String> STORAGES =
      Map.of("p", "PLAIN", "e", "EXTERNAL", "x", "EXTENDED", "m", "MAIN");

  private final Reading reading;
  private final Map<ObjectAddress, ObjectId> identities;
  private final Map<ObjectAddress, NotNull> notNulls = new HashMap<>();

  ColumnReader(Reading reading, Map<ObjectAddress, ObjectId> identities) {
    this.reading = reading;
    this.identities = identities;
  }

  /** Columns by the number of their relation. */
  record Columns(Map<Long, List<Column>> ofTables, Map<Long, List<ViewColumn>> ofViews) {}

  /** Reads them, and notes their numbers for whoever resolves references later. */
  Columns read(Map<Long, ColumnNumbers> numbers) throws SQLException {
    if (reading.major() >= 18) {
      notNullConstraints();
    }
    var columns = new Columns(new HashMap<>(), new HashMap<>());
    reading.query(
        """
        SELECT a.attrelid::bigint AS relation, a.attnum, a.attname, c.relkind,
               format_type(a.atttypid, a.atttypmod) AS type, a.atttypid::bigint AS type_oid,
               a.attcollation::bigint AS collation_oid, a.attnotnull, a.attidentity, a.attgenerated,
               CASE WHEN a.attcollation <> t.typcollation
                    THEN a.attcollation::regcollation::text END AS collation,
               CASE WHEN a.atthasdef THEN pg_get_expr(d.adbin, d.adrelid) END AS expression,
               d.oid::bigint AS default_oid,
               CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,
               a.attcompression, COALESCE(a.attstattarget, -1) AS statistics, a.attoptions,
               a.attfdwoptions, a.attislocal
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relnamespace = ANY (:schemas)
        ORDER BY a.attrelid, a.attnum
        """,
        row -> {
          long relation = row.bigNumber("relation");
          ObjectId id = reading.name(SystemTable.PG_CLASS, relation);
          if (id == null) {
            return;
          }
          String name = row.shared("attname");
          numbers
              .computeIfAbsent(relation, r -> new ColumnNumbers())
              .add(
                  row.number("attnum"),
                  new ColumnFacts(name, row.bigNumber("type_oid"), row.bigNumber("collation_oid")));
          if (row.has("default_oid")) {
            reading.register(
                SystemTable.PG_ATTRDEF, row.bigNumber("default_oid"), ObjectId.column(id, name));
          }
          if (id.kind() == ObjectKind.VIEW || id.kind() == ObjectKind.MATERIALIZED_VIEW) {
            columns
                .ofViews()
                .computeIfAbsent(relation, r -> new ArrayList<>())
                .add(viewColumn(row, relation, name));
          } else {
            columns
                .ofTables()
                .computeIfAbsent(relation, r -> new ArrayList<>())
                .add(column(row, relation, name));
          }
        });
    return columns;
  }

  private Column column(Row row, long relation, String name) throws SQLException {
    int number = row.number("attnum");
    return new Column(
        name,
        row.shared("type"),
        row.flag("attnotnull")
            ? notNulls.getOrDefault(
                ObjectAddress.of(SystemTable.PG_CLASS, relation, number), NotNull.REQUIRED)
            : NotNull.NULLABLE,
        row.shared("collation"),
        value(row, relation, number),
        STORAGES.getOrDefault(row.shared("storage"), ""),
        compression(row),
        row.number("statistics"),
        row.options("attoptions"),
        row.options("attfdwoptions"),
        row.flag("attislocal"),
        reading.comment(SystemTable.PG_CLASS, relation, number),
        reading.privileges(SystemTable.PG_CLASS, relation, number));
  }

  private ViewColumn viewColumn(Row row, long relation, String name) throws SQLException {
    int number = row.number("attnum");
    return new ViewColumn(
        name,
        row.shared("type"),
        row.shared("collation"),
        row.text("expression"),
        row.number("statistics"),
        STORAGES.getOrDefault(row.shared("storage"), ""),
        compression(row),
        row.options("attoptions"),
        reading.comment(SystemTable.PG_CLASS, relation, number),
        reading.privileges(SystemTable.PG_CLASS, relation, number));
  }

  private static String compression(Row row) throws SQLException {
    return switch (row.letter("attcompression")) {
      case 'p' -> "pglz";
      case 'l' -> "lz4";
      default -> "";
    };
  }

  private Value value(Row row, long relation, int number) throws SQLException {
    if (!row.text("attidentity").isEmpty()) {
      ObjectId sequence = identities.get(ObjectAddress.of(SystemTable.PG_CLASS, relation, number));
      // A partition has its parent's identity and no sequence of its own (since PostgreSQL 17).
      return sequence == null
          ? new Value.InheritedIdentity(row.letter("attidentity") == 'a')
          : new Value.Identity(row.letter("attidentity") == 'a', sequence);
    }
    if (!row.has("expression")) {
      return Value.NONE;
    }
    return switch (row.letter("attgenerated")) {
      case 's' -> new Value.Generated(row.text("expression"), true);
      case 'v' -> new Value.Generated(row.text("expression"), false);
      default -> new Value.Default(row.shared("expression"));
    };
  }

  /** Only those that differ from what a plain NOT NULL makes: of the others there are too many. */
  private void notNullConstraints() throws SQLException {
    reading.query(
        """
        SELECT n.oid::bigint AS oid, n.conrelid::bigint AS relation, n.conname, n.convalidated,
               n.connoinherit, n.conislocal, c.relname, a.attname, a.attnum
        FROM pg_constraint n
        JOIN pg_class c ON c.oid = n.conrelid
        JOIN pg_attribute a ON a.attrelid = n.conrelid AND a.attnum = n.conkey[1]
        WHERE n.contype = 'n' AND n.connamespace = ANY (:schemas)
          AND (n.conname <> c.relname || '_' || a.attname || '_not_null' OR NOT n.convalidated
               OR n.connoinherit OR NOT n.conislocal
               OR EXISTS (SELECT FROM pg_description d
                          WHERE d.classoid = 'pg_constraint'::regclass AND d.objoid = n.oid))
        """,
        row -> {
          String chosen =
              ConstraintNames.choose(row.text("relname"), row.text("attname"), "not_null");
          String name = row.text("conname");
          String comment = reading.comment(SystemTable.PG_CONSTRAINT, row.bigNumber("oid"), 0);
          notNulls.put(
              ObjectAddress.of(
                  SystemTable.PG_CLASS, row.bigNumber("relation"), row.number("attnum")),
              new NotNull.Required(
                  // A comment needs the name, whoever chose it.
                  name.equals(chosen) && comment.isEmpty() ? "" : name,
                  row.flag("convalidated"),
                  !row.flag("connoinherit"),
                  row.flag("conislocal"),
                  comment));
        });
  }
}
