package dev.veery.postgres.inspect;

import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.DatabaseObject.PublishedTable;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.postgres.inspect.RelationReader.ColumnNumbers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Publications with their tables and schemas. */
final class PublicationReader {

  private PublicationReader() {}

  static void read(Reading reading, RelationReader relations) throws SQLException {
    Map<Long, List<PublishedTable>> tables = tables(reading, relations);
    Map<Long, List<String>> schemas = schemas(reading);
    reading.query(
        "SELECT oid::bigint AS oid, pubname, pubowner::bigint AS owner, puballtables, pubinsert,"
            + " pubupdate, pubdelete, pubtruncate, pubviaroot, "
            + reading.since(18, "pubgencols", "'n' AS pubgencols")
            + " FROM pg_publication",
        row -> {
          long oid = row.bigNumber("oid");
          var publish = new ArrayList<String>();
          for (String action : new String[] {"insert", "update", "delete", "truncate"}) {
            if (row.flag("pub" + action)) {
              publish.add(action);
            }
          }
          reading.add(
              new DatabaseObject.Publication(
                  reading.register(
                      SystemTable.PG_PUBLICATION,
                      oid,
                      ObjectKind.PUBLICATION,
                      "",
                      row.text("pubname")),
                  reading.attributes(SystemTable.PG_PUBLICATION, oid, row.bigNumber("owner")),
                  row.flag("puballtables"),
                  publish,
                  row.flag("pubviaroot"),
                  row.letter("pubgencols") == 's' ? "stored" : "",
                  tables.getOrDefault(oid, List.of()),
                  schemas.getOrDefault(oid, List.of())));
        });
  }

  private static Map<Long, List<PublishedTable>> tables(Reading reading, RelationReader relations)
      throws SQLException {
    Map<Long, List<PublishedTable>> tables = new HashMap<>();
    reading.query(
        "SELECT prpubid::bigint AS publication, prrelid::bigint AS relation, "
            + reading.since(
                15,
                "prattrs::text AS columns, pg_get_expr(prqual, prrelid) AS filter",
                "NULL AS columns, NULL AS filter")
            + " FROM pg_publication_rel",
        row -> {
          ObjectId table = reading.name(SystemTable.PG_CLASS, row.bigNumber("relation"));
          ColumnNumbers columns = relations.columns(row.bigNumber("relation"));
          if (table != null && columns != null) {
            tables
                .computeIfAbsent(row.bigNumber("publication"), p -> new ArrayList<>())
                .add(
                    new PublishedTable(
                        table,
                        Arrays.stream(row.numbers("columns")).mapToObj(columns::name).toList(),
                        row.printed("filter")));
          }
        });
    return tables;
  }

  private static Map<Long, List<String>> schemas(Reading reading) throws SQLException {
    Map<Long, List<String>> schemas = new HashMap<>();
    if (reading.major() >= 15) {
      reading.query(
          """
          SELECT p.pnpubid::bigint AS publication, n.nspname
          FROM pg_publication_namespace p JOIN pg_namespace n ON n.oid = p.pnnspid
          """,
          row ->
              schemas
                  .computeIfAbsent(row.bigNumber("publication"), p -> new ArrayList<>())
                  .add(row.text("nspname")));
    }
    return schemas;
  }
}
