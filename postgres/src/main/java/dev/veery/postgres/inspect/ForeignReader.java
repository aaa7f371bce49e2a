package dev.veery.postgres.inspect;

import dev.veery.core.catalog.ForeignData;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.sql.Identifiers;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Foreign-data wrappers, servers and user mappings. */
final class ForeignReader {

  private ForeignReader() {}

  static void read(Reading reading) throws SQLException {
    wrappers(reading);
    servers(reading);
    userMappings(reading);
  }

  private static void wrappers(Reading reading) throws SQLException {
    reading.query(
        """
        SELECT oid::bigint AS oid, fdwname, fdwowner::bigint AS owner, fdwoptions,
               CASE WHEN fdwhandler <> 0 THEN fdwhandler::regproc::text END AS handler,
               CASE WHEN fdwvalidator <> 0 THEN fdwvalidator::regproc::text END AS validator
        FROM pg_foreign_data_wrapper
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_FOREIGN_DATA_WRAPPER, oid)) {
            return;
          }
          reading.add(
              new ForeignData.Wrapper(
                  reading.register(
                      SystemTable.PG_FOREIGN_DATA_WRAPPER,
                      oid,
                      ObjectKind.FOREIGN_DATA_WRAPPER,
                      "",
                      row.text("fdwname")),
                  reading.attributes(
                      SystemTable.PG_FOREIGN_DATA_WRAPPER, oid, row.bigNumber("owner")),
                  row.text("handler"),
                  row.text("validator"),
                  row.options("fdwoptions")));
        });
  }

  private static void servers(Reading reading) throws SQLException {
    reading.query(
        """
        SELECT s.oid::bigint AS oid, s.srvname, s.srvowner::bigint AS owner, w.fdwname, s.srvtype,
               s.srvversion, s.srvoptions
        FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_FOREIGN_SERVER, oid)) {
            return;
          }
          reading.add(
              new ForeignData.Server(
                  reading.register(
                      SystemTable.PG_FOREIGN_SERVER,
                      oid,
                      ObjectKind.SERVER,
                      "",
                      row.text("srvname")),
                  reading.attributes(SystemTable.PG_FOREIGN_SERVER, oid, row.bigNumber("owner")),
                  row.text("fdwname"),
                  row.text("srvtype"),
                  row.text("srvversion"),
                  withoutSecrets(row.options("srvoptions"))));
        });
  }

  private static void userMappings(Reading reading) throws SQLException {
    // The view, unlike the table, is open to everyone and hides options from those who may not
    // see them.
    reading.query(
        """
        SELECT umid::bigint AS oid, srvname, umuser::bigint AS role, umoptions
        FROM pg_user_mappings
        """,
        row -> {
          long role = row.bigNumber("role");
          String user = role == 0 ? "" : reading.role(role);
          ObjectId id =
              reading.register(
                  SystemTable.PG_USER_MAPPING,
                  row.bigNumber("oid"),
                  ObjectKind.USER_MAPPING,
                  "",
                  "FOR "
                      + (user.isEmpty() ? "PUBLIC" : Identifiers.quote(user))
                      + " SERVER "
                      + Identifiers.quote(row.text("srvname")));
          reading.add(
              new ForeignData.UserMapping(
                  id,
                  reading.attributes(SystemTable.PG_USER_MAPPING, row.bigNumber("oid"), 0),
                  user,
                  row.text("srvname"),
                  withoutSecrets(row.options("umoptions"))));
        });
  }

  /** Replaces what a catalog must not carry around: it is printed, compared and stored. */
  private static Map<String, String> withoutSecrets(Map<String, String> options) {
    var safe = new LinkedHashMap<String, String>();
    options.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      boolean secret =
          lower.contains("pass") || lower.contains("secret") || lower.contains("token");
      safe.put(name, secret ? ForeignData.HIDDEN : value);
    });
    return safe;
  }
}
