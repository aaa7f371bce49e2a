package dev.veery.postgres.inspect;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Column.NotNull;
import dev.veery.core.catalog.Column.Value;
import dev.veery.core.catalog.ConstraintNames;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation.ViewColumn;
import dev.veery.postgres.inspect.RelationReader.ColumnFacts;
import dev.veery.postgres.inspect.RelationReader.ColumnNumbers;
import dev.veery.postgres.inspect.RelationReader.KeySettings;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The columns of every table and view, in one query. */
final class ColumnReader {

  private static final Map<String, String> STORAGES =
      Map.of("p", "PLAIN", "e", "EXTERNAL", "x", "EXTENDED", "m", "MAIN");

  private final Reading reading;
  private final Map<ObjectAddress, ObjectId> identities;
  private final Map<ObjectAddress, NotNull> notNulls = new HashMap<>();
  private final Map<ObjectAddress, KeySettings> keySettings;

  /**
   * @param identities sequences of identity columns, by the address of the column
   * @param keySettings gets what is set for keys of indexes
   */
  ColumnReader(
      Reading reading,
      Map<ObjectAddress, ObjectId> identities,
      Map<ObjectAddress, KeySettings> keySettings) {
    this.reading = reading;
    this.identities = identities;
    this.keySettings = keySettings;
  }

  /** Columns by the number of their relation. */
  record Columns(
      Map<Long, SortedMap<Integer, Column>> ofTables,
      Map<Long, SortedMap<Integer, ViewColumn>> ofViews) {

    List<Column> ofTable(long relation) {
      return List.copyOf(ofTables.getOrDefault(relation, new TreeMap<>()).values());
    }

    List<ViewColumn> ofView(long relation) {
      return List.copyOf(ofViews.getOrDefault(relation, new TreeMap<>()).values());
    }
  }

  /** Reads them, and notes their numbers for whoever resolves references later. */
  Columns read(Map<Long, ColumnNumbers> numbers) throws SQLException {
    if (reading.major() >= 18) {
      notNullConstraints();
    }
    // By number: sorting a hundred thousand rows on the server costs more than this.
    Map<Long, SortedMap<Integer, Column>> ofTables = new HashMap<>();
    Map<Long, SortedMap<Integer, ViewColumn>> ofViews = new HashMap<>();
    reading.query(
        """
        SELECT a.attrelid::bigint AS relation, a.attnum, a.attname, c.relkind,
               format_type(a.atttypid, a.atttypmod) AS type, a.atttypid::bigint AS type_oid,
               a.attcollation::bigint AS collation_oid, a.attnotnull, a.attidentity, a.attgenerated,
               CASE WHEN a.attcollation <> t.typcollation
                    THEN a.attcollation::regcollation::text END AS collation,
               -- A plain default names no column: without its table the server need not open it.
               CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid)
                    WHEN a.atthasdef THEN pg_get_expr(d.adbin, 0) END AS expression,
               d.oid::bigint AS default_oid,
               CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,
               a.attcompression, COALESCE(a.attstattarget, -1) AS statistics, a.attoptions,
               a.attfdwoptions, a.attislocal,
               CASE WHEN a.attacl IS NOT NULL THEN
                 ARRAY(SELECT grantor::text || ' ' || grantee::text || ' ' || is_grantable::text
                              || ' ' || privilege_type FROM aclexplode(a.attacl)) END AS privileges
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = ANY (:schemas)
          AND (c.relkind IN ('r', 'p', 'f', 'v', 'm')
               -- Of an index only what was set: its keys are read with it.
               OR c.relkind IN ('i', 'I')
                  AND (a.attoptions IS NOT NULL OR a.attstattarget >= 0))
        """,
        row -> {
          long relation = row.bigNumber("relation");
          char kind = row.letter("relkind");
          if (kind == 'i' || kind == 'I') {
            keySettings.put(
                ObjectAddress.of(SystemTable.PG_CLASS, relation, row.number("attnum")),
                new KeySettings(row.options("attoptions"), row.number("statistics")));
            return;
          }
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
            ofViews
                .computeIfAbsent(relation, r -> new TreeMap<>())
                .put(row.number("attnum"), viewColumn(row, relation, name));
          } else {
            ofTables
                .computeIfAbsent(relation, r -> new TreeMap<>())
                .put(row.number("attnum"), column(row, relation, name));
          }
        });
    return new Columns(ofTables, ofViews);
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
        privileges(row));
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
        privileges(row));
  }

  private Attributes.Privileges privileges(Row row) throws SQLException {
    if (!row.has("privileges")) {
      return Attributes.Privileges.DEFAULT;
    }
    var grants = new LinkedHashSet<Attributes.Grant>();
    for (String grant : row.list("privileges")) {
      String[] parts = grant.split(" ", 4);
      grants.add(
          new Attributes.Grant(
              reading.role(Long.parseLong(parts[1])),
              reading.role(Long.parseLong(parts[0])),
              parts[3],
              Boolean.parseBoolean(parts[2])));
    }
    // A column that nothing is granted on is as good as new.
    return grants.isEmpty() ? Attributes.Privileges.DEFAULT : Attributes.Privileges.of(grants);
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
      case 's' -> new Value.Generated(row.printed("expression"), true);
      case 'v' -> new Value.Generated(row.printed("expression"), false);
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
