package dev.veery.postgres.archive;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An archive that is a partition of the table itself, such as that of {@code PARTITION BY LIST
 * (archived)} for {@code true}. A row goes there when that column gets the partition's value, and
 * comes back when it gets its default again: every other value would be lost, so a row that has one
 * is refused. The server moves the row, in the transaction that compares it.
 */
final class OwnPartition {

  private final Session session;
  private final Archiver.Move move;
  private final String key;
  private final String value;
  private final String otherwise;

  private OwnPartition(
      Session session, Archiver.Move move, String key, String value, String otherwise) {
    this.session = session;
    this.move = move;
    this.key = key;
    this.value = value;
    this.otherwise = otherwise;
  }

  /**
   * The archive as a partition of the table; null where it is none.
   *
   * @throws VeeryException when rows do not go there by one value of one column
   */
  static @Nullable OwnPartition find(Session session, Archiver.Move move) throws SQLException {
    List<@Nullable String[]> found = new ArrayList<>();
    session.query(
        """
        SELECT p.partstrat::text, p.partnatts = 1, quote_ident(a.attname), pg_get_expr(c.relpartbound, c.oid),
          pg_get_expr(d.adbin, d.adrelid), a.attname
        FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
        JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = i.inhparent
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.inhparent AND a.attnum = p.partattrs[0] AND a.attnum > 0
        LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE i.inhparent = to_regclass(%s) AND c.oid = to_regclass(%s)
        """
            .formatted(Identifiers.literal(move.whole()), Identifiers.literal(move.archiveName())),
        row ->
            found.add(
                new String[] {
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6)
                }));
    if (found.isEmpty()) {
      return null;
    }
    @Nullable String[] partition = found.getFirst();
    String key = partition[2];
    if (move.column().equals(partition[5])) {
      throw refused(
          move.archiveName()
              + " takes rows by "
              + move.column()
              + ": they go there by themselves when they are marked",
          "nothing is to be moved; veery archive is for archives that take rows otherwise");
    }
    String bound = String.valueOf(partition[3]);
    String values =
        bound.startsWith("FOR VALUES IN (")
            ? bound.substring("FOR VALUES IN (".length(), bound.length() - 1)
            : "";
    if (key == null
        || !"l".equals(partition[0])
        || !"t".equals(partition[1])
        || values.isEmpty()
        || !"1".equals(session.value("SELECT array_length(ARRAY[" + values + "], 1)"))) {
      throw refused(
          "rows do not go to partition " + move.archiveName() + " by one value of one column",
          "such as PARTITION BY LIST (archived) with a partition FOR VALUES IN (true)");
    }
    String otherwise = partition[4];
    if (otherwise == null) {
      throw refused(
          "column "
              + key
              + " of "
              + move.whole()
              + " has no default, which rows would come back to",
          "ALTER TABLE " + move.whole() + " ALTER COLUMN " + key + " SET DEFAULT …");
    }
    return new OwnPartition(session, move, key, values, otherwise);
  }

  private static VeeryException refused(String message, String remedy) {
    return new VeeryException(new Problem(ErrorCode.ARCHIVE_DIFFERENT, message, remedy));
  }

  long waiting() throws SQLException {
    String count = session.value("SELECT count(*) FROM " + move.whole() + where());
    return count == null ? 0 : Long.parseLong(count);
  }

  private String where() {
    return move.where()
        + " AND "
        + key
        + (move.back() ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ")
        + value;
  }

  /**
   * @throws VeeryException when a row would not come back as it was
   */
  void refuseOneWay() throws SQLException {
    String other =
        session.value(
            "SELECT "
                + key
                + "::text FROM "
                + move.whole()
                + move.where()
                + " AND "
                + key
                + " IS DISTINCT FROM "
                + value
                + " AND "
                + key
                + " IS DISTINCT FROM "
                + otherwise
                + " LIMIT 1");
    if (other != null) {
      throw refused(
          "rows of " + move.whole() + " have " + key + " = " + other + ", which would be lost",
          "archive into a table of its own, or make " + key + " a column that says nothing else");
    }
  }

  /** Moves some rows and commits. */
  long batch(List<String> columns) throws SQLException {
    String list =
        String.join(", ", columns.stream().filter(c -> !c.equals(key)).map(c -> "t." + c).toList());
    long[] counts = new long[3];
    String[] hashes = new String[2];
    session.execute("BEGIN");
    session.query(
        """
        WITH chosen AS MATERIALIZED (
               SELECT t.ctid, t.tableoid, md5(ROW(%1$s)::text) AS h FROM %2$s t%3$s
               ORDER BY t.%4$s LIMIT %5$d FOR UPDATE SKIP LOCKED),
             moved AS (
               UPDATE %2$s t SET %6$s = %7$s FROM chosen c
               WHERE t.ctid = c.ctid AND t.tableoid = c.tableoid
               RETURNING t.tableoid AS place, md5(ROW(%1$s)::text) AS h)
        SELECT (SELECT count(*) FROM chosen), (SELECT count(*) FROM moved),
               (SELECT count(*) FROM moved m WHERE (to_regclass(%8$s)::oid IN
                 (SELECT x.relid FROM pg_partition_ancestors(m.place) x (relid))) = %9$s),
               (SELECT md5(COALESCE(string_agg(h, ',' ORDER BY h), '')) FROM chosen),
               (SELECT md5(COALESCE(string_agg(h, ',' ORDER BY h), '')) FROM moved)
        """
            .formatted(
                list,
                move.whole(),
                where(),
                Identifiers.quote(move.column()),
                move.batch(),
                key,
                move.back() ? otherwise : value,
                Identifiers.literal(move.archiveName()),
                !move.back()),
        row -> {
          for (int i = 0; i < counts.length; i++) {
            counts[i] = row.getLong(i + 1);
          }
          hashes[0] = row.getString(4);
          hashes[1] = row.getString(5);
        });
    if (counts[0] != counts[1] || counts[1] != counts[2] || !hashes[0].equals(hashes[1])) {
      session.rollbackQuietly();
      throw refused(
          "rows of "
              + move.whole()
              + " would not "
              + (move.back() ? "come back from " : "come to ")
              + move.archiveName()
              + " as they are: "
              + counts[2]
              + " of "
              + counts[0]
              + (hashes[0].equals(hashes[1]) ? "" : ", and some are changed"),
          "a trigger or a rule changes rows on their way; nothing of this batch was moved");
    }
    session.execute("COMMIT");
    return counts[1];
  }
}
