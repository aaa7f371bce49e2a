package dev.veery.postgres.inspect;

import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.sql.Identifiers;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Subscriptions, without how they connect. */
final class SubscriptionReader {

  private SubscriptionReader() {}

  static void read(Reading reading) throws SQLException {
    reading.query(
        "SELECT oid::bigint AS oid, subname, subowner::bigint AS owner, subpublications,"
            + " subslotname, subbinary, substream::text AS streaming, subsynccommit, "
            + reading.since(15, "subtwophasestate <> 'd'", "false")
            + " AS two_phase, "
            + reading.since(15, "subdisableonerr", "false")
            + " AS disable_on_error, "
            + reading.since(16, "subpasswordrequired", "true")
            + " AS password_required, "
            + reading.since(16, "subrunasowner", "false")
            + " AS run_as_owner, "
            + reading.since(16, "suborigin", "'any'")
            + " AS origin, "
            + reading.since(17, "subfailover", "false")
            + " AS failover FROM pg_subscription WHERE subdbid ="
            + " (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())",
        row -> {
          long oid = row.bigNumber("oid");
          reading.add(
              new DatabaseObject.Subscription(
                  reading.register(
                      SystemTable.PG_SUBSCRIPTION,
                      oid,
                      ObjectKind.SUBSCRIPTION,
                      "",
                      row.text("subname")),
                  reading.attributes(SystemTable.PG_SUBSCRIPTION, oid, row.bigNumber("owner")),
                  row.list("subpublications"),
                  row.text("subslotname"),
                  options(row)));
        });
  }

  /** Those that differ from what PostgreSQL up to 17 takes by itself. */
  private static Map<String, String> options(Row row) throws SQLException {
    var options = new LinkedHashMap<String, String>();
    flag(row, "binary", "subbinary", options);
    // A flag until 15, then a letter.
    switch (row.text("streaming")) {
      case "t", "true" -> options.put("streaming", "on");
      case "p" -> options.put("streaming", "parallel");
      default -> options.put("streaming", "off");
    }
    if (!row.text("subsynccommit").equals("off")) {
      options.put("synchronous_commit", Identifiers.literal(row.text("subsynccommit")));
    }
    flag(row, "two_phase", "two_phase", options);
    flag(row, "disable_on_error", "disable_on_error", options);
    if (!row.flag("password_required")) {
      options.put("password_required", "false");
    }
    flag(row, "run_as_owner", "run_as_owner", options);
    if (!row.text("origin").equals("any")) {
      options.put("origin", row.text("origin"));
    }
    flag(row, "failover", "failover", options);
    return options;
  }

  private static void flag(Row row, String option, String column, Map<String, String> options)
      throws SQLException {
    if (row.flag(column)) {
      options.put(option, "true");
    }
  }
}
