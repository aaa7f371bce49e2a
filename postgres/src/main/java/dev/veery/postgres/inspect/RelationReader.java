package dev.veery.postgres.inspect;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Relation.PartitionOf;
import dev.veery.core.catalog.Relation.ReplicaIdentity;
import dev.veery.core.catalog.Relation.ViewColumn;
import dev.veery.core.catalog.SchemaObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tables, views, materialized views and sequences.
 *
 * <p>Relations come first, without their columns; then every sequence, every parent and every
 * column in one query each; then the records are made.
 */
final class RelationReader {

  private final Reading reading;
  private final Map<Long, Draft> drafts = new HashMap<>();
  private final Map<Long, ColumnNumbers> columnNumbers = new HashMap<>();

  /** Sequences of identity columns, by the address of the column. */
  private final Map<ObjectAddress, ObjectId> identities = new HashMap<>();

  RelationReader(Reading reading) {
    this.reading = reading;
  }

  private final Map<ObjectAddress, KeySettings> keySettings = new HashMap<>();

  /** What can be set for a key of an index. */
  record KeySettings(Map<String, String> options, int statistics) {
    static final KeySettings NONE = new KeySettings(Map.of(), -1);
  }

  /** A relation whose columns are still to come. */
  private interface Draft {
    SchemaObject finish(List<Column> columns, List<ViewColumn> viewColumns, List<Parent> parents);
  }

  private record Parent(ObjectId id, boolean detachPending) {}

  /** Columns by number, as indexes and constraints refer to them. */
  static final class ColumnNumbers {
    private final Map<Integer, ColumnFacts> columns = new HashMap<>();

    void add(int number, ColumnFacts facts) {
      columns.put(number, facts);
    }

    String name(long number) {
      return facts(number).name();
    }

    ColumnFacts facts(long number) {
      ColumnFacts facts = columns.get((int) number);
      if (facts == null) {
        throw new IllegalStateException("no column " + number);
      }
      return facts;
    }
  }

  /** What decides whether an index key names its collation and operator class. */
  record ColumnFacts(String name, long type, long collation) {}

  /** The columns of a relation by number; null for a relation that is not read. */
  @Nullable ColumnNumbers columns(long relation) {
    return columnNumbers.get(relation);
  }

  KeySettings keySettings(long index, int key) {
    return keySettings.getOrDefault(
        ObjectAddress.of(SystemTable.PG_CLASS, index, key), KeySettings.NONE);
  }

  void read() throws SQLException {
    relations();
    sequences();
    Map<Long, List<Parent>> parents = parents();
    var columns = new ColumnReader(reading, identities, keySettings).read(columnNumbers);
    drafts.forEach((oid, draft) ->
        reading.add(
            draft.finish(
                columns.ofTable(oid), columns.ofView(oid), parents.getOrDefault(oid, List.of()))));
  }

  private void relations() throws SQLException {
    reading.query(
        """
        SELECT c.oid::bigint AS oid, c.relkind, c.relname, c.relnamespace::bigint AS namespace,
               c.relowner::bigint AS owner, c.relpersistence, c.reltype::bigint AS row_type,
               am.amname, ts.spcname, c.reloptions, toast.reloptions AS toast_options,
               c.relreplident, c.relrowsecurity, c.relforcerowsecurity, s.srvname, ft.ftoptions,
               CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,
               CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_by,
               CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
               CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS query,
               CASE WHEN c.relreplident = 'i' THEN
                 (SELECT ic.relname FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
                  WHERE i.indrelid = c.oid AND i.indisreplident) END AS replica_index
        FROM pg_class c
        LEFT JOIN pg_am am ON am.oid = c.relam
        LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
        LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
        LEFT JOIN pg_foreign_table ft ON ft.ftrelid = c.oid
        LEFT JOIN pg_foreign_server s ON s.oid = ft.ftserver
        WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relnamespace = ANY (:schemas)
          AND c.relpersistence <> 't'
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_CLASS, oid)) {
            return;
          }
          ObjectId id =
              reading.register(
                  SystemTable.PG_CLASS,
                  oid,
                  switch (row.letter("relkind")) {
                    case 'v' -> ObjectKind.VIEW;
                    case 'm' -> ObjectKind.MATERIALIZED_VIEW;
                    case 'f' -> ObjectKind.FOREIGN_TABLE;
                    default -> ObjectKind.TABLE;
                  },
                  reading.schema(row.bigNumber("namespace")),
                  row.text("relname"));
          reading.register(SystemTable.PG_TYPE, row.bigNumber("row_type"), id);
          Attributes attributes =
              reading.attributes(SystemTable.PG_CLASS, oid, row.bigNumber("owner"));
          drafts.put(
              oid,
              switch (row.letter("relkind")) {
                case 'v' -> view(id, attributes, row);
                case 'm' -> materializedView(id, attributes, row);
                default -> table(id, attributes, row);
              });
        });
  }

  private static Draft view(ObjectId id, Attributes attributes, Row row) throws SQLException {
    String query = query(row);
    var options = row.options("reloptions");
    return (columns, viewColumns, parents) ->
        new Relation.View(id, attributes, viewColumns, query, options);
  }

  private static Draft materializedView(ObjectId id, Attributes attributes, Row row)
      throws SQLException {
    String query = query(row);
    String method = row.shared("amname");
    String tablespace = row.shared("spcname");
    var options = storageOptions(row);
    return (columns, viewColumns, parents) ->
        new Relation.MaterializedView(
            id, attributes, viewColumns, query, method, tablespace, options);
  }

  private static String query(Row row) throws SQLException {
    String query = row.printed("query").strip();
    return query.endsWith(";") ? query.substring(0, query.length() - 1) : query;
  }

  private static Map<String, String> storageOptions(Row row) throws SQLException {
    var options = new LinkedHashMap<>(row.options("reloptions"));
    options.putAll(Row.options("toast.", row.list("toast_options")));
    return options;
  }

  private static Draft table(ObjectId id, Attributes attributes, Row row) throws SQLException {
    boolean unlogged = row.letter("relpersistence") == 'u';
    String ofType = row.text("of_type");
    String partitionBy = row.text("partition_by");
    String bound = row.text("bound");
    String method = row.shared("amname");
    String tablespace = row.shared("spcname");
    var options = storageOptions(row);
    ReplicaIdentity replicaIdentity =
        // A foreign table is stored with "nothing" and cannot be told otherwise.
        switch (row.has("srvname") ? 'd' : row.letter("relreplident")) {
          case 'f' -> new ReplicaIdentity.Full();
          case 'n' -> new ReplicaIdentity.Nothing();
          case 'i' -> new ReplicaIdentity.UsingIndex(row.text("replica_index"));
          default -> ReplicaIdentity.DEFAULT;
        };
    boolean rowSecurity = row.flag("relrowsecurity");
    boolean forceRowSecurity = row.flag("relforcerowsecurity");
    Optional<Relation.Foreign> foreign =
        row.has("srvname")
            ? Optional.of(new Relation.Foreign(row.text("srvname"), row.options("ftoptions")))
            : Optional.empty();
    return (columns, viewColumns, parents) ->
        new Relation.Table(
            id,
            attributes,
            unlogged,
            columns,
            ofType,
            bound.isEmpty() ? parents.stream().map(Parent::id).toList() : List.of(),
            partitionBy,
            bound.isEmpty()
                ? Optional.empty()
                : parents.stream()
                    .findFirst()
                    .map(parent -> new PartitionOf(parent.id(), bound, parent.detachPending())),
            method,
            tablespace,
            options,
            replicaIdentity,
            rowSecurity,
            forceRowSecurity,
            foreign);
  }

  private Map<Long, List<Parent>> parents() throws SQLException {
    Map<Long, List<Parent>> parents = new HashMap<>();
    reading.query(
        """
        SELECT i.inhrelid::bigint AS child, i.inhparent::bigint AS parent, i.inhdetachpending
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE c.relkind IN ('r', 'p', 'f') AND c.relnamespace = ANY (:schemas)
        ORDER BY i.inhrelid, i.inhseqno
        """,
        row -> {
          ObjectId parent = reading.name(SystemTable.PG_CLASS, row.bigNumber("parent"));
          if (parent != null) {
            parents
                .computeIfAbsent(row.bigNumber("child"), child -> new ArrayList<>())
                .add(new Parent(parent, row.flag("inhdetachpending")));
          }
        });
    return parents;
  }

  private void sequences() throws SQLException {
    reading.query(
        """
        SELECT c.oid::bigint AS oid, c.relname, c.relnamespace::bigint AS namespace,
               c.relowner::bigint AS owner, c.relpersistence,
               format_type(s.seqtypid, NULL) AS type, s.seqstart, s.seqincrement, s.seqmin,
               s.seqmax, s.seqcache, s.seqcycle, d.deptype, d.refobjid::bigint AS owned_by,
               d.refobjsubid AS column_number, a.attname
        FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid
        LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
          AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
        LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE c.relnamespace = ANY (:schemas) AND c.relpersistence <> 't'
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_CLASS, oid)) {
            return;
          }
          ObjectId table = reading.name(SystemTable.PG_CLASS, row.bigNumber("owned_by"));
          boolean identity = row.letter("deptype") == 'i';
          if (row.has("owned_by") && table == null && identity) {
            // It belongs to a table of an extension.
            return;
          }
          ObjectId id =
              reading.register(
                  SystemTable.PG_CLASS,
                  oid,
                  ObjectKind.SEQUENCE,
                  reading.schema(row.bigNumber("namespace")),
                  row.text("relname"));
          if (table != null && identity) {
            identities.put(
                ObjectAddress.of(
                    SystemTable.PG_CLASS, row.bigNumber("owned_by"), row.number("column_number")),
                id);
          }
          reading.add(
              new Relation.Sequence(
                  id,
                  reading.attributes(SystemTable.PG_CLASS, oid, row.bigNumber("owner")),
                  row.letter("relpersistence") == 'u',
                  row.shared("type"),
                  row.bigNumber("seqstart"),
                  row.bigNumber("seqincrement"),
                  row.bigNumber("seqmin"),
                  row.bigNumber("seqmax"),
                  row.bigNumber("seqcache"),
                  row.flag("seqcycle"),
                  table == null
                      ? Optional.empty()
                      : Optional.of(
                          new Relation.SequenceOwner(table, row.text("attname"), identity))));
        });
  }
}
