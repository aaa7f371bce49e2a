package dev.veery.postgres.journal;

import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads and writes the audit of one database. */
public final class AuditLog {

  /** Rows at a time: a history of years need not fit into memory. */
  private static final int PAGE = 5_000;

  private final Session session;
  private final String schema;

  /**
   * @param schema the journal's schema, quoted
   */
  public AuditLog(Session session, String schema) {
    this.session = session;
    this.schema = schema;
  }

  /**
   * Whether there is a journal. Not by reading its history: that would stumble over just the rows
   * that somebody has edited.
   */
  public boolean journalExists() throws SQLException {
    return session.value(
            "SELECT pg_catalog.to_regclass(" + Sql.literal(schema + ".journal") + ")::text")
        != null;
  }

  /** Every entry, chain by chain, each in its order. */
  public void forEach(Consumer<AuditEntry> reader) throws SQLException {
    String chain = "";
    long position = 0;
    while (true) {
      List<AuditEntry> page =
          read(
              "(chain, position) > ("
                  + Sql.literal(chain)
                  + ", "
                  + position
                  + ") ORDER BY chain, position LIMIT "
                  + PAGE);
      page.forEach(reader);
      if (page.size() < PAGE) {
        return;
      }
      chain = page.getLast().chain();
      position = page.getLast().position();
    }
  }

  /** The newest entries of all chains by time, newest first. */
  public List<AuditEntry> newest(int limit) throws SQLException {
    return read("true ORDER BY at DESC, chain, position DESC LIMIT " + limit);
  }

  private List<AuditEntry> read(String condition) throws SQLException {
    List<AuditEntry> entries = new ArrayList<>();
    session.query(
        "SELECT chain, position, (extract(epoch FROM at) * 1000000)::bigint, run_id, kind, subject,"
            + " detail::text, previous, hash FROM "
            + schema
            + ".audit WHERE "
            + condition,
        row -> {
          long run = row.getLong(4);
          Long runOrNull = row.wasNull() ? null : run;
          entries.add(
              new AuditEntry(
                  row.getString(1),
                  row.getLong(2),
                  row.getLong(3),
                  runOrNull,
                  row.getString(5),
                  row.getString(6),
                  row.getString(7),
                  row.getString(8),
                  row.getString(9)));
        });
    return entries;
  }

  /**
   * Records what happens without the lease.
   *
   * @param runId null where it belongs to no run
   * @param kind such as {@code refused}
   * @param subject what it is about
   * @param detail by name
   */
  public void event(@Nullable Long runId, String kind, String subject, Map<String, String> detail)
      throws SQLException {
    session.query(
        "SELECT "
            + schema
            + ".audit_event("
            + (runId == null ? "NULL" : runId.toString())
            + ", "
            + Sql.literal(kind)
            + ", "
            + Sql.literal(subject)
            + ", "
            + Sql.json(detail)
            + ")",
        List.of());
  }
}
