package dev.veery.postgres.online;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.ConstraintNames;
import dev.veery.core.online.PartitionPolicy;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds which partitions are to be made before they are needed, and which are over, and what that
 * takes in nobody's way.
 *
 * <p>What is due is told by the catalog alone, every time anew, so a run that was killed leaves
 * nothing to remember: a partition is made and attached in one transaction; one that goes is moved
 * to its archive while it is still attached, and is therefore found again until it is detached.
 */
public final class PartitionUpkeep {

  private static final Pattern BOUNDS =
      Pattern.compile("FOR VALUES FROM \\('([^']{10})[^']*'\\) TO \\('([^']{10})[^']*'\\)");

  private final Session session;

  public PartitionUpkeep(Session session) {
    this.session = session;
  }

  /**
   * Something that is due.
   *
   * @param what in words
   * @param pieces in order; statements of one piece share a transaction, and a piece of one
   *     statement that says CONCURRENTLY runs outside any
   * @param undo what must not stay where it fails half way
   */
  public record Task(String what, List<List<String>> pieces, List<String> undo) {
    public Task {
      pieces = pieces.stream().map(List::copyOf).toList();
      undo = List.copyOf(undo);
    }

    Task(String what, List<List<String>> pieces) {
      this(what, pieces, List.of());
    }
  }

  private record Partition(
      String schema, String name, String bound, boolean detaching, String from, String to) {
    String sql() {
      return Identifiers.qualify(schema, name);
    }
  }

  private record Table(String schema, String name, String column) {
    String sql() {
      return Identifiers.qualify(schema, name);
    }
  }

  /**
   * What is due for a table now, by the clock of the server.
   *
   * @throws VeeryException when the table is not there or not partitioned by a date or a time
   */
  public List<Task> due(PartitionPolicy policy) throws SQLException {
    session.execute("SET datestyle = 'ISO, YMD'");
    Table table = table(policy);
    List<Partition> partitions = partitions(table);
    List<Task> tasks = new ArrayList<>();
    for (Partition partition : partitions) {
      if (partition.detaching) {
        tasks.add(
            new Task(
                "finish detaching " + partition.sql(),
                List.of(
                    List.of(
                        "ALTER TABLE "
                            + table.sql()
                            + " DETACH PARTITION "
                            + partition.sql()
                            + " FINALIZE"),
                    List.of(withoutBounds(partition, table)))));
      }
    }
    create(policy, table, partitions, tasks);
    if (policy.keep() > 0) {
      remove(policy, table, partitions, tasks);
    }
    return tasks;
  }

  private Table table(PartitionPolicy policy) throws SQLException {
    @Nullable Table[] found = new Table[1];
    session.query(
        "SELECT n.nspname, c.relname, a.attname FROM pg_catalog.pg_partitioned_table p JOIN"
            + " pg_catalog.pg_class c ON c.oid = p.partrelid JOIN pg_catalog.pg_namespace n ON n.oid ="
            + " c.relnamespace JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum ="
            + " p.partattrs[0] AND a.atttypid IN ('date'::regtype, 'timestamp'::regtype,"
            + " 'timestamptz'::regtype) WHERE p.partstrat = 'r' AND p.partnatts = 1 AND c.oid ="
            + " pg_catalog.to_regclass("
            + Sql.literal(policy.table())
            + ")",
        row -> found[0] = new Table(row.getString(1), row.getString(2), row.getString(3)));
    if (found[0] == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.PARTITION_IMPOSSIBLE,
              policy.table() + " is no table that is partitioned by the range of one date or time",
              "correct [partition] in veery.toml"));
    }
    return found[0];
  }

  private List<Partition> partitions(Table table) throws SQLException {
    List<Partition> partitions = new ArrayList<>();
    session.query(
        "SELECT n.nspname, c.relname, pg_catalog.pg_get_expr(c.relpartbound, c.oid),"
            + " i.inhdetachpending FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid ="
            + " i.inhrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE i.inhparent"
            + " = "
            + Sql.literal(table.sql())
            + "::regclass ORDER BY c.relname",
        row -> {
          String bound = String.valueOf(row.getString(3));
          Matcher matcher = BOUNDS.matcher(bound);
          boolean range = matcher.matches();
          partitions.add(
              new Partition(
                  row.getString(1),
                  row.getString(2),
                  bound,
                  row.getBoolean(4),
                  range ? matcher.group(1) : "",
                  range ? matcher.group(2) : ""));
        });
    return partitions;
  }

  private void create(
      PartitionPolicy policy, Table table, List<Partition> partitions, List<Task> tasks)
      throws SQLException {
    String unit = policy.every().word();
    List<Missing> missing = new ArrayList<>();
    session.query(
        "SELECT s::date::text, (s + interval '1 "
            + unit
            + "')::date::text, pg_catalog.to_char(s, '"
            + policy.every().pattern()
            + "') FROM pg_catalog.generate_series(pg_catalog.date_trunc('"
            + unit
            + "', now()::timestamp), pg_catalog.date_trunc('"
            + unit
            + "', now()::timestamp) + "
            + policy.ahead()
            + " * interval '1 "
            + unit
            + "', interval '1 "
            + unit
            + "') AS s",
        row -> {
          String from = row.getString(1);
          String to = row.getString(2);
          boolean there =
              partitions.stream()
                  .anyMatch(
                      p -> !p.to.isEmpty() && p.from.compareTo(to) < 0 && p.to.compareTo(from) > 0);
          if (!there) {
            missing.add(new Missing(from, to, row.getString(3)));
          }
        });
    for (Missing one : missing) {
      refuseRows(table, partitions, one);
      tasks.add(create(table, partitions, one.from, one.to, one.end));
    }
  }

  /** A partition that is not there yet. */
  private record Missing(String from, String to, String end) {}

  /**
   * A partition cannot be attached while the default one has rows of its own. The check that says
   * so would keep the application from writing more of them, so it is not even tried.
   */
  private void refuseRows(Table table, List<Partition> partitions, Missing missing)
      throws SQLException {
    String column = Identifiers.quote(table.column);
    for (Partition partition : partitions) {
      if (partition.bound.equals("DEFAULT")) {
        String where =
            " WHERE %s >= '%s' AND %s < '%s'".formatted(column, missing.from, column, missing.to);
        if ("t"
            .equals(session.value("SELECT EXISTS (SELECT FROM " + partition.sql() + where + ")"))) {
          throw new VeeryException(
              new Problem(
                  ErrorCode.PARTITION_IMPOSSIBLE,
                  partition.sql()
                      + " has rows of "
                      + missing.from
                      + " to "
                      + missing.to
                      + ", for which a partition of "
                      + table.sql()
                      + " is due",
                  "move them in a migration: a table LIKE "
                      + table.sql()
                      + ", the rows into it, then ATTACH PARTITION, in one transaction"));
        }
      }
    }
  }

  private static Task create(
      Table table, List<Partition> partitions, String from, String to, String end) {
    String name = Identifiers.qualify(table.schema, table.name + "_" + end);
    List<List<String>> pieces = new ArrayList<>();
    List<String> last = new ArrayList<>();
    List<String> undo = new ArrayList<>();
    // Attaching waits for nobody who uses the table; CREATE TABLE … PARTITION OF would.
    last.add(
        "CREATE TABLE "
            + name
            + " (LIKE "
            + table.sql()
            + " INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE)");
    last.add(
        "ALTER TABLE "
            + table.sql()
            + " ATTACH PARTITION "
            + name
            + " FOR VALUES FROM ('"
            + from
            + "') TO ('"
            + to
            + "')");
    for (Partition partition : partitions) {
      if (partition.bound.equals("DEFAULT")) {
        String check = Identifiers.quote(partition.name + "_not_" + end);
        String column = Identifiers.quote(table.column);
        String alter = "ALTER TABLE " + partition.sql();
        pieces.add(
            List.of(
                alter + " DROP CONSTRAINT IF EXISTS " + check,
                alter
                    + " ADD CONSTRAINT "
                    + check
                    + " CHECK (NOT ("
                    + column
                    + " IS NOT NULL AND "
                    + column
                    + " >= '"
                    + from
                    + "' AND "
                    + column
                    + " < '"
                    + to
                    + "')) NOT VALID"));
        pieces.add(List.of(alter + " VALIDATE CONSTRAINT " + check));
        last.add(alter + " DROP CONSTRAINT " + check);
        undo.add(alter + " DROP CONSTRAINT IF EXISTS " + check);
      }
    }
    pieces.add(last);
    return new Task("create " + name + " for " + from + " to " + to, pieces, undo);
  }

  private void remove(
      PartitionPolicy policy, Table table, List<Partition> partitions, List<Task> tasks)
      throws SQLException {
    String unit = policy.every().word();
    String oldest =
        Objects.requireNonNull(
            session.value(
                "SELECT (pg_catalog.date_trunc('"
                    + unit
                    + "', now()::timestamp) - "
                    + policy.keep()
                    + " * interval '1 "
                    + unit
                    + "')::date::text"));
    boolean fallback = partitions.stream().anyMatch(p -> p.bound.equals("DEFAULT"));
    for (Partition partition : partitions) {
      if (partition.detaching || partition.to.isEmpty() || partition.to.compareTo(oldest) > 0) {
        continue;
      }
      if (policy.archive().isEmpty()) {
        tasks.add(
            new Task("drop " + partition.sql(), List.of(List.of("DROP TABLE " + partition.sql()))));
        continue;
      }
      Partition moved =
          new Partition(policy.archive(), partition.name, partition.bound, false, "", "");
      List<List<String>> pieces = new ArrayList<>();
      if (!partition.schema.equals(policy.archive())) {
        pieces.add(
            List.of(
                "CREATE SCHEMA IF NOT EXISTS " + Identifiers.quote(policy.archive()),
                "ALTER TABLE "
                    + partition.sql()
                    + " SET SCHEMA "
                    + Identifiers.quote(policy.archive())));
      }
      String detach = "ALTER TABLE " + table.sql() + " DETACH PARTITION " + moved.sql();
      // The server does not detach concurrently beside a default partition.
      pieces.add(List.of(fallback ? detach : detach + " CONCURRENTLY"));
      pieces.add(List.of(withoutBounds(moved, table)));
      tasks.add(new Task("archive " + partition.sql() + " as " + moved.sql(), pieces));
    }
    if (!policy.archive().isEmpty()) {
      finish(policy.archive(), table, tasks);
    }
  }

  /**
   * What an earlier upkeep has detached and was interrupted behind: the table is in the archive and
   * is no partition any more, and only its check tells.
   */
  private void finish(String archive, Table table, List<Task> tasks) throws SQLException {
    session.query(
        "SELECT c.relname, k.conname FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON"
            + " c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE"
            + " k.contype = 'c' AND NOT c.relispartition AND n.nspname = "
            + Sql.literal(archive)
            + " AND pg_catalog.starts_with(c.relname, "
            + Sql.literal(table.name + "_")
            + ") AND pg_catalog.pg_get_constraintdef(k.oid) LIKE pg_catalog.format('CHECK (((%1$I IS NOT"
            + " NULL) AND (%1$I >= %%) AND (%1$I < %%)))', "
            + Sql.literal(table.column)
            + "::text)",
        row -> {
          Partition archived = new Partition(archive, row.getString(1), "", false, "", "");
          if (row.getString(2).equals(nameOfBounds(archived, table))) {
            tasks.add(
                new Task(
                    "finish archiving " + archived.sql(),
                    List.of(List.of(withoutBounds(archived, table)))));
          }
        });
  }

  /** Detaching concurrently leaves a check behind that says what the bounds said. */
  private static String withoutBounds(Partition partition, Table table) {
    return "ALTER TABLE "
        + partition.sql()
        + " DROP CONSTRAINT IF EXISTS "
        + Identifiers.quote(nameOfBounds(partition, table));
  }

  private static String nameOfBounds(Partition partition, Table table) {
    return ConstraintNames.choose(partition.name, table.column, "check");
  }
}
