package dev.veery.postgres.inspect;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.inspect.RelationReader.ColumnNumbers;
import java.sql.SQLException;

/** Security labels, once everything that may have one is known. */
final class LabelReader {

  private LabelReader() {}

  static void read(Reading reading, RelationReader relations) throws SQLException {
    // Subscriptions are shared by all databases, and so are their labels.
    reading.query(
        """
        SELECT classoid::int AS classoid, objoid::bigint AS objoid, objsubid, provider, label
        FROM pg_seclabel
        UNION ALL
        SELECT classoid::int, objoid::bigint, 0, provider, label
        FROM pg_shseclabel WHERE classoid = 'pg_subscription'::regclass
        """,
        row -> {
          long oid = row.bigNumber("objoid");
          int number = row.number("objsubid");
          ObjectId object =
              reading.nameOrExtension(new ObjectAddress(row.number("classoid"), oid, 0));
          ColumnNumbers columns = relations.columns(oid);
          // The labels of an extension's objects are the extension's.
          if (object == null
              || object.kind() == ObjectKind.EXTENSION
              || number > 0 && columns == null) {
            return;
          }
          String column = number > 0 && columns != null ? columns.name(number) : "";
          String provider = row.shared("provider");
          reading.add(
              new DatabaseObject.SecurityLabel(
                  new ObjectId(
                      ObjectKind.SECURITY_LABEL,
                      object.schema(),
                      "FOR " + Identifiers.quote(provider) + " ON " + target(object, column)),
                  Attributes.NONE,
                  object,
                  column,
                  provider,
                  row.text("label")));
        });
  }

  private static String target(ObjectId object, String column) {
    return column.isEmpty()
        ? object.kind().sql() + ' ' + object.sqlName()
        : "COLUMN " + object.sqlName() + '.' + Identifiers.quote(column);
  }
}
