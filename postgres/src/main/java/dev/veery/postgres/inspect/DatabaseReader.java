package dev.veery.postgres.inspect;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Attributes.Grant;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.sql.Identifiers;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Languages, access methods, collations, conversions, event triggers, default privileges. */
final class DatabaseReader {

  private final Reading reading;

  private DatabaseReader(Reading reading) {
    this.reading = reading;
  }

  static void read(Reading reading) throws SQLException {
    var reader = new DatabaseReader(reading);
    reader.languages();
    reader.accessMethods();
    reader.collations();
    reader.conversions();
    reader.eventTriggers();
    reader.defaultPrivileges();
  }

  private void languages() throws SQLException {
    reading.query(
        """
        SELECT oid::bigint AS oid, lanname, lanowner::bigint AS owner, lanpltrusted,
               lanplcallfoid::regprocedure::text AS handler,
               CASE WHEN laninline <> 0 THEN laninline::regprocedure::text END AS inline,
               CASE WHEN lanvalidator <> 0 THEN lanvalidator::regprocedure::text END AS validator
        FROM pg_language WHERE lanispl AND oid >= 16384
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_LANGUAGE, oid)) {
            return;
          }
          reading.add(
              new DatabaseObject.Language(
                  reading.register(
                      SystemTable.PG_LANGUAGE, oid, ObjectKind.LANGUAGE, "", row.text("lanname")),
                  reading.attributes(SystemTable.PG_LANGUAGE, oid, row.bigNumber("owner")),
                  row.flag("lanpltrusted"),
                  withoutArguments(row.text("handler")),
                  withoutArguments(row.text("inline")),
                  withoutArguments(row.text("validator"))));
        });
  }

  /** CREATE LANGUAGE and its kin take a function's name alone. */
  static String withoutArguments(String procedure) {
    int arguments = procedure.lastIndexOf('(');
    return arguments < 0 ? procedure : procedure.substring(0, arguments);
  }

  private void accessMethods() throws SQLException {
    reading.query(
        """
        SELECT oid::bigint AS oid, amname, amtype, amhandler::text AS handler
        FROM pg_am WHERE oid >= 16384
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_AM, oid)) {
            return;
          }
          reading.add(
              new DatabaseObject.AccessMethod(
                  reading.register(
                      SystemTable.PG_AM, oid, ObjectKind.ACCESS_METHOD, "", row.text("amname")),
                  reading.attributes(SystemTable.PG_AM, oid, 0),
                  row.letter("amtype") == 't' ? "TABLE" : "INDEX",
                  row.text("handler")));
        });
  }

  private void collations() throws SQLException {
    // ICU's locale moved from collcollate to colliculocale in 15 and to colllocale in 17.
    String locale =
        reading.since(17, "colllocale", reading.since(15, "colliculocale", "collcollate"));
    reading.query(
        "SELECT oid::bigint AS oid, collname, collnamespace::bigint AS namespace,"
            + " collowner::bigint AS owner, collprovider, collisdeterministic, collcollate,"
            + " collctype, "
            + locale
            + " AS locale, "
            + reading.since(16, "collicurules", "NULL")
            + " AS rules FROM pg_collation WHERE collnamespace = ANY (:schemas)",
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_COLLATION, oid)) {
            return;
          }
          boolean libc = row.letter("collprovider") == 'c';
          reading.add(
              new DatabaseObject.Collation(
                  reading.register(
                      SystemTable.PG_COLLATION,
                      oid,
                      ObjectKind.COLLATION,
                      reading.schema(row.bigNumber("namespace")),
                      row.text("collname")),
                  reading.attributes(SystemTable.PG_COLLATION, oid, row.bigNumber("owner")),
                  switch (row.letter("collprovider")) {
                    case 'c' -> "libc";
                    case 'b' -> "builtin";
                    default -> "icu";
                  },
                  row.flag("collisdeterministic"),
                  libc ? row.text("collcollate") : "",
                  libc ? row.text("collctype") : "",
                  libc ? "" : row.text("locale"),
                  row.text("rules")));
        });
  }

  private void conversions() throws SQLException {
    reading.query(
        """
        SELECT oid::bigint AS oid, conname, connamespace::bigint AS namespace,
               conowner::bigint AS owner, condefault, conproc::text AS function,
               pg_encoding_to_char(conforencoding) AS source,
               pg_encoding_to_char(contoencoding) AS target
        FROM pg_conversion WHERE connamespace = ANY (:schemas)
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_CONVERSION, oid)) {
            return;
          }
          reading.add(
              new DatabaseObject.Conversion(
                  reading.register(
                      SystemTable.PG_CONVERSION,
                      oid,
                      ObjectKind.CONVERSION,
                      reading.schema(row.bigNumber("namespace")),
                      row.text("conname")),
                  reading.attributes(SystemTable.PG_CONVERSION, oid, row.bigNumber("owner")),
                  row.flag("condefault"),
                  row.text("source"),
                  row.text("target"),
                  row.text("function")));
        });
  }

  private void eventTriggers() throws SQLException {
    reading.query(
        """
        SELECT oid::bigint AS oid, evtname, evtevent, evtowner::bigint AS owner,
               evtfoid::regproc::text AS function, evtenabled, evttags
        FROM pg_event_trigger
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_EVENT_TRIGGER, oid)) {
            return;
          }
          reading.add(
              new DatabaseObject.EventTrigger(
                  reading.register(
                      SystemTable.PG_EVENT_TRIGGER,
                      oid,
                      ObjectKind.EVENT_TRIGGER,
                      "",
                      row.text("evtname")),
                  reading.attributes(SystemTable.PG_EVENT_TRIGGER, oid, row.bigNumber("owner")),
                  row.text("evtevent"),
                  new LinkedHashSet<>(row.list("evttags")),
                  row.text("function"),
                  PartReader.enabled(row.letter("evtenabled"))));
        });
  }

  private void defaultPrivileges() throws SQLException {
    record Entry(String role, String schema, String objects, Set<Grant> own, Set<Grant> builtin) {}
    Map<Long, Entry> entries = new LinkedHashMap<>();
    reading.query(
        """
        SELECT d.oid::bigint AS oid, d.defaclrole::bigint AS role,
               d.defaclnamespace::bigint AS namespace, n.nspname, d.defaclobjtype, e.builtin,
               e.grantor::bigint AS grantor, e.grantee::bigint AS grantee, e.privilege_type,
               e.is_grantable
        FROM pg_default_acl d
        LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
        LEFT JOIN LATERAL (
          SELECT false AS builtin, g.* FROM aclexplode(d.defaclacl) g
          UNION ALL
          SELECT true, g.*
          FROM aclexplode(acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END,
                                     d.defaclrole)) g
          WHERE d.defaclnamespace = 0
        ) e ON true
        """,
        row -> {
          long namespace = row.bigNumber("namespace");
          if (namespace != 0 && !reading.hasSchema(namespace)) {
            return;
          }
          Entry entry = entries.get(row.bigNumber("oid"));
          if (entry == null) {
            entry =
                new Entry(
                    reading.role(row.bigNumber("role")),
                    row.text("nspname"),
                    objects(row.letter("defaclobjtype")),
                    new LinkedHashSet<>(),
                    new LinkedHashSet<>());
            entries.put(row.bigNumber("oid"), entry);
          }
          if (row.has("grantor")) {
            (row.flag("builtin") ? entry.builtin() : entry.own())
                .add(SharedReader.grant(reading, row));
          }
        });
    for (Entry entry : entries.values()) {
      String name =
          "FOR ROLE "
              + Identifiers.quote(entry.role())
              + (entry.schema().isEmpty() ? "" : " IN SCHEMA " + Identifiers.quote(entry.schema()))
              + " ON "
              + entry.objects();
      reading.add(
          new DatabaseObject.DefaultPrivileges(
              new ObjectId(ObjectKind.DEFAULT_PRIVILEGES, "", name),
              Attributes.NONE,
              entry.role(),
              entry.schema(),
              entry.objects(),
              entry.own(),
              entry.builtin()));
    }
  }

  private static String objects(char letter) {
    return switch (letter) {
      case 'r' -> "TABLES";
      case 'S' -> "SEQUENCES";
      case 'f' -> "FUNCTIONS";
      case 'T' -> "TYPES";
      case 'n' -> "SCHEMAS";
      case 'L' -> "LARGE OBJECTS";
      default -> throw new IllegalStateException("default privileges on " + letter);
    };
  }
}
