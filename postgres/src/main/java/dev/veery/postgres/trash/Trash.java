package dev.veery.postgres.trash;

import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Session.Notice;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What migrations have dropped and one database still has. */
public final class Trash {

  private final Session session;
  private final String schema;

  /**
   * @param schema of the journal, quoted; it must be there
   */
  public Trash(Session session, String schema) {
    this.session = session;
    this.schema = schema;
  }

  /**
   * Something that was dropped.
   *
   * @param id what it is called by
   * @param schema where the table was, or is
   * @param table what it was called, or is
   * @param column null for a whole table
   * @param version of the migration that dropped it
   * @param droppedAt when
   * @param droppedBy by whom
   * @param keepUntil from then on it may go
   * @param bytes of the table on disk; 0 for a column
   */
  public record Entry(
      long id,
      String schema,
      String table,
      @Nullable String column,
      String version,
      Instant droppedAt,
      String droppedBy,
      Instant keepUntil,
      long bytes) {

    /** {@code shop.orders} or {@code shop.orders.note}. */
    public String label() {
      return schema + '.' + table + (column == null ? "" : '.' + column);
    }
  }

  /** Everything, newest first. */
  public List<Entry> list() throws SQLException {
    List<Entry> entries = new ArrayList<>();
    session.query(
        "SELECT id, schema_name, table_name, column_name, version, (extract(epoch FROM dropped_at) *"
            + " 1000)::bigint, dropped_by, (extract(epoch FROM keep_until) * 1000)::bigint, CASE kind"
            + " WHEN 'table' THEN coalesce(pg_catalog.pg_total_relation_size(relation::regclass), 0)"
            + " ELSE 0 END FROM "
            + schema
            + ".trash ORDER BY id DESC",
        row ->
            entries.add(
                new Entry(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    Instant.ofEpochMilli(row.getLong(6)),
                    row.getString(7),
                    Instant.ofEpochMilli(row.getLong(8)),
                    row.getLong(9))));
    return entries;
  }

  /**
   * Puts something back.
   *
   * @return what did not fit, in words of the server; mostly nothing
   * @throws SQLException when something of that name is there again
   */
  public List<Notice> restore(long id) throws SQLException {
    session.execute("SELECT " + schema + ".restore_trash(" + id + ")");
    return session.notices();
  }

  /**
   * Removes something for good.
   *
   * @return its name
   */
  public String purge(long id) throws SQLException {
    return Objects.requireNonNullElse(
        session.value("SELECT " + schema + ".purge_trash(" + id + ")"), "");
  }
}
