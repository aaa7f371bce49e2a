package dev.veery.postgres.check;

import dev.veery.core.verify.Amount;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckReport;
import dev.veery.core.verify.CheckReport.Section;
import dev.veery.core.verify.PlanNeeds.UniqueToBe;
import dev.veery.postgres.check.Promise.Holds;
import dev.veery.postgres.check.Promise.References;
import dev.veery.postgres.check.Promise.Unique;
import dev.veery.postgres.check.Promises.Numbers;
import dev.veery.postgres.session.Question;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether the rows keep what the schema promises.
 *
 * <p>That a constraint is there does not say that every row keeps it: it may not be validated yet,
 * its trigger may have been off while rows were loaded, the function in it may have changed. So
 * rows are counted. All checks of a table share one scan.
 */
public final class DataCheck {

  /** Rows that are shown of those that break a promise. */
  private static final int EXAMPLES = 3;

  private final Session session;
  private final Options options;

  /**
   * What to look at.
   *
   * @param scan false for the catalog only
   * @param tables names, with or without a schema; empty for all
   * @param patience how long one scan may take; zero sets no limit
   * @param pending what a plan is going to make unique
   */
  public record Options(
      boolean scan, List<String> tables, Duration patience, List<UniqueToBe> pending) {
    public Options {
      tables = List.copyOf(tables);
      pending = List.copyOf(pending);
    }
  }

  public DataCheck(Session session, Options options) {
    this.session = session;
    this.options = options;
  }

  /** Everything found. Reads only, a scan for each table in a transaction of its own. */
  public CheckReport run(String journalSchema) throws SQLException {
    Promises found = Promises.read(session, journalSchema, options.pending());
    found.promises.removeIf(promise -> !wanted(promise.table()));
    found.sequences.removeIf(numbers -> !wanted(numbers.table()));
    List<CheckLine> rows = new ArrayList<>();
    if (options.scan()) {
      references(found, rows);
      conditions(found, rows);
      uniques(found, rows);
      sequences(found, rows);
    } else {
      unvalidated(found, rows);
    }
    return new CheckReport(
        List.of(new Section("Rows", rows), new Section("Schema", schema(found))));
  }

  private boolean wanted(String table) {
    return options.tables().isEmpty()
        || options.tables().stream().anyMatch(t -> table.equals(t) || table.endsWith("." + t));
  }

  private static void unvalidated(Promises found, List<CheckLine> lines) {
    List<String> names = new ArrayList<>();
    for (Promise promise : found.promises) {
      switch (promise) {
        case References key -> {
          if (!key.validated()) {
            names.add(key.name() + " on " + key.table());
          }
        }
        case Holds check -> {
          if (!check.validated()) {
            names.add(check.name() + " on " + check.table());
          }
        }
        case Unique unique -> {}
      }
    }
    lines.add(
        names.isEmpty()
            ? CheckLine.tick("not-validated", "constraints", "all of them are validated")
            : CheckLine.warning(
                    "not-validated",
                    "constraints",
                    names.getFirst() + " is not validated",
                    "veery check without --catalog counts the rows that break it")
                .details(names.subList(1, names.size())));
  }

  private void references(Promises found, List<CheckLine> lines) throws SQLException {
    int good = 0;
    for (Promise promise : found.promises) {
      if (!(promise instanceof References key)) {
        continue;
      }
      String what = "foreign key " + key.name() + " on " + key.table();
      if (!key.readable()) {
        lines.add(
            CheckLine.skipped(
                "foreign-key", "foreign key", what + ": this role may not read the rows"));
        continue;
      }
      Broken broken = count(from(key.table(), key.only()), key.broken(), key.columns());
      if (broken.failure() != null) {
        lines.add(CheckLine.skipped("foreign-key", "foreign key", what + ": " + broken.failure()));
      } else if (broken.count() > 0) {
        lines.add(
            broken(
                "foreign-key",
                "foreign key",
                Amount.number(broken.count())
                    + (broken.count() == 1 ? " row of " : " rows of ")
                    + key.table()
                    + " without a row in "
                    + key.other()
                    + " ("
                    + key.name()
                    + (key.validated() ? ")" : ", not validated)"),
                "delete or repair them"
                    + (key.validated()
                        ? ""
                        : ", then ALTER TABLE "
                            + key.table()
                            + " VALIDATE CONSTRAINT "
                            + key.name()),
                broken,
                key));
      } else if (!key.validated()) {
        lines.add(holdsYet("foreign-key", "foreign key", what, key));
      } else {
        good++;
      }
    }
    hold(lines, "foreign-keys", "foreign keys", good, "no row without its other");
    found.unchecked.forEach(key -> lines.add(CheckLine.skipped("foreign-key", "foreign key", key)));
  }

  private static CheckLine holdsYet(String code, String name, String what, Promise promise) {
    return CheckLine.warning(
            code,
            name,
            what + " is not validated, although every row keeps it",
            "ALTER TABLE " + promise.table() + " VALIDATE CONSTRAINT " + promise.name())
        .fact("table", promise.table())
        .fact("constraint", promise.name())
        .fact("rows", 0);
  }

  private static CheckLine broken(
      String code, String name, String what, String remedy, Broken broken, Promise promise) {
    return CheckLine.stop(code, name, what, remedy)
        .details(broken.examples())
        .fact("table", promise.table())
        .fact("constraint", promise.name())
        .fact("rows", broken.count());
  }

  private void conditions(Promises found, List<CheckLine> lines) throws SQLException {
    Map<String, List<Holds>> byTable = new LinkedHashMap<>();
    for (Promise promise : found.promises) {
      if (promise instanceof Holds check) {
        byTable
            .computeIfAbsent(from(check.table(), check.only()), t -> new ArrayList<>())
            .add(check);
      }
    }
    int good = 0;
    for (Map.Entry<String, List<Holds>> table : byTable.entrySet()) {
      good += conditions(table.getKey(), table.getValue(), lines);
    }
    hold(lines, "checks", "checks", good, "true for every row");
  }

  private static String from(String table, boolean only) {
    return only ? "ONLY " + table : table;
  }

  private int conditions(String from, List<Holds> checks, List<CheckLine> lines)
      throws SQLException {
    String table = checks.getFirst().table();
    if (!checks.getFirst().readable()) {
      lines.add(
          CheckLine.skipped(
              "check", "check", "those of " + table + ": this role may not read the rows"));
      return 0;
    }
    StringBuilder sql = new StringBuilder("SELECT ");
    for (int i = 0; i < checks.size(); i++) {
      sql.append(i == 0 ? "" : ", ").append("count(*) FILTER (WHERE (");
      sql.append(checks.get(i).condition()).append(") IS FALSE)");
    }
    long[] counts = new long[checks.size()];
    String failure =
        ask(
            sql + " FROM " + from,
            row -> {
              for (int i = 0; i < counts.length; i++) {
                counts[i] = row.getLong(i + 1);
              }
            });
    if (failure != null) {
      lines.add(CheckLine.skipped("check", "check", "those of " + table + ": " + failure));
      return 0;
    }
    int good = 0;
    for (int i = 0; i < counts.length; i++) {
      Holds check = checks.get(i);
      String what = "check " + check.name() + " on " + table;
      if (counts[i] > 0) {
        Broken broken =
            examples(from, "(" + check.condition() + ") IS FALSE", check.columns(), counts[i]);
        lines.add(
            broken(
                "check",
                "check",
                Amount.number(counts[i])
                    + (counts[i] == 1 ? " row of " : " rows of ")
                    + table
                    + (counts[i] == 1 ? " breaks " : " break ")
                    + check.name()
                    + (check.validated() ? "" : " (not validated)"),
                "repair them"
                    + (check.validated()
                        ? ""
                        : ", then ALTER TABLE " + table + " VALIDATE CONSTRAINT " + check.name()),
                broken,
                check));
      } else if (!check.validated()) {
        lines.add(holdsYet("check", "check", what, check));
      } else {
        good++;
      }
    }
    return good;
  }

  private void uniques(Promises found, List<CheckLine> lines) throws SQLException {
    for (Promise promise : found.promises) {
      if (!(promise instanceof Unique unique)) {
        continue;
      }
      String columns = String.join(", ", unique.columns());
      String what = unique.table() + " (" + columns + ")";
      if (!unique.readable()) {
        lines.add(
            CheckLine.skipped("unique", "unique", what + ": this role may not read the rows"));
        continue;
      }
      List<String> conditions = new ArrayList<>();
      if (!unique.where().isEmpty()) {
        conditions.add("(" + unique.where() + ")");
      }
      if (!unique.nullsEqual()) {
        unique.columns().forEach(column -> conditions.add(column + " IS NOT NULL"));
      }
      long[] groups = new long[1];
      List<String> examples = new ArrayList<>();
      String failure =
          ask(
              "WITH twice AS MATERIALIZED (SELECT "
                  + columns
                  + ", count(*) AS times FROM "
                  + unique.table()
                  + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                  + " GROUP BY "
                  + columns
                  + " HAVING count(*) > 1) SELECT (SELECT count(*) FROM twice), pg_catalog.to_jsonb(e)::text FROM"
                  + " (SELECT * FROM twice ORDER BY times DESC LIMIT "
                  + EXAMPLES
                  + ") e",
              row -> {
                groups[0] = row.getLong(1);
                examples.add(row.getString(2));
              });
      if (failure != null) {
        lines.add(CheckLine.skipped("unique", "unique", what + ": " + failure));
      } else if (groups[0] > 0) {
        lines.add(
            CheckLine.stop(
                    "unique",
                    "unique",
                    Amount.number(groups[0])
                        + (groups[0] == 1 ? " value of " : " values of ")
                        + what
                        + " more than once, and "
                        + unique.by(),
                    "remove the duplicates first")
                .details(examples)
                .fact("table", unique.table())
                .fact("constraint", unique.name())
                .fact("values", groups[0]));
      } else {
        lines.add(CheckLine.tick("unique", "unique", what + " has no duplicates; " + unique.by()));
      }
    }
  }

  private void sequences(Promises found, List<CheckLine> lines) throws SQLException {
    int good = 0;
    for (Numbers numbers : found.sequences) {
      if (!numbers.readable()) {
        lines.add(
            CheckLine.skipped(
                "sequence", "sequence", numbers.sequence() + ": this role may not read it"));
        continue;
      }
      String extreme = numbers.descending() ? "min" : "max";
      String[] last = new String[1];
      String failure =
          ask(
              "SELECT " + extreme + "(" + numbers.column() + ")::text FROM " + numbers.table(),
              row -> last[0] = row.getString(1));
      if (failure != null) {
        lines.add(CheckLine.skipped("sequence", "sequence", numbers.sequence() + ": " + failure));
        continue;
      }
      long used = last[0] == null ? 0 : Long.parseLong(last[0]);
      boolean behind =
          last[0] != null
              && (numbers.descending() ? used <= numbers.next() : used >= numbers.next());
      if (!behind) {
        good++;
        continue;
      }
      lines.add(
          CheckLine.stop(
                  "sequence",
                  "sequence",
                  numbers.sequence()
                      + " gives "
                      + numbers.next()
                      + " next, and "
                      + numbers.table()
                      + "."
                      + numbers.column()
                      + " has "
                      + used
                      + " already",
                  "SELECT setval("
                      + Sql.literal(numbers.sequence())
                      + ", (SELECT "
                      + extreme
                      + "("
                      + numbers.column()
                      + ") FROM "
                      + numbers.table()
                      + "))")
              .fact("sequence", numbers.sequence())
              .fact("next", numbers.next())
              .fact("used", used));
    }
    hold(lines, "sequences", "sequences", good, "ahead of their columns");
  }

  /** The good ones, in one line; nothing where there are none. */
  private static void hold(List<CheckLine> lines, String code, String name, int good, String how) {
    if (good > 0) {
      lines.add(CheckLine.tick(code, name, good + " in order: " + how).fact("hold", good));
    }
  }

  private static List<CheckLine> schema(Promises found) {
    List<CheckLine> lines = new ArrayList<>();
    lines.add(
        list(
            "invalid-indexes",
            "indexes",
            found.invalidIndexes,
            "all of them are valid",
            " is invalid",
            "DROP INDEX CONCURRENTLY it, and build it again"));
    lines.add(
        list(
            "unindexed-foreign-keys",
            "foreign key indexes",
            found.withoutIndex,
            "every foreign key has an index on its columns",
            " has no index: deleting what it refers to reads the whole table",
            "CREATE INDEX CONCURRENTLY on these columns"));
    if (!found.disabledInternal.isEmpty()) {
      lines.add(
          CheckLine.stop(
                  "disabled-triggers",
                  "triggers",
                  found.disabledInternal.getFirst(),
                  "ALTER TABLE … ENABLE TRIGGER ALL, then check again")
              .details(found.disabledInternal.subList(1, found.disabledInternal.size())));
    }
    lines.add(
        list(
            "disabled-triggers",
            "triggers",
            found.disabled,
            "all of the tables' own are enabled",
            "",
            "ALTER TABLE … ENABLE TRIGGER …, or drop it"));
    return lines;
  }

  private static CheckLine list(
      String code, String name, List<String> found, String fine, String words, String remedy) {
    return (found.isEmpty()
            ? CheckLine.tick(code, name, fine)
            : CheckLine.warning(code, name, found.getFirst() + words, remedy)
                .details(found.subList(1, found.size())))
        .fact("found", found.size());
  }

  /** Rows that break a promise. A failure says why they could not be counted. */
  private record Broken(long count, List<String> examples, @Nullable String failure) {}

  private Broken count(String table, String broken, List<String> columns) throws SQLException {
    long[] count = new long[1];
    String failure =
        ask(
            "SELECT count(*) FROM " + table + " t WHERE " + broken,
            row -> count[0] = row.getLong(1));
    if (failure != null || count[0] == 0) {
      return new Broken(count[0], List.of(), failure);
    }
    return examples(table, broken, columns, count[0]);
  }

  /** With the columns that matter and the place of each row, nothing else: rows may be private. */
  private Broken examples(String table, String broken, List<String> columns, long count)
      throws SQLException {
    List<String> examples = new ArrayList<>();
    StringBuilder pairs = new StringBuilder();
    for (String column : columns) {
      pairs.append(pairs.isEmpty() ? "" : ", ").append("t.").append(column);
    }
    String failure =
        ask(
            "SELECT pg_catalog.to_jsonb(e)::text FROM (SELECT t.ctid"
                + (pairs.isEmpty() ? "" : ", " + pairs)
                + " FROM "
                + table
                + " t WHERE "
                + broken
                + " LIMIT "
                + EXAMPLES
                + ") e",
            row -> examples.add(row.getString(1)));
    if (failure == null && count > EXAMPLES) {
      examples.add("and " + Amount.number(count - EXAMPLES) + " more");
    }
    return new Broken(count, examples, null);
  }

  /** Null when all went well. */
  private @Nullable String ask(String sql, Session.RowReader reader) throws SQLException {
    ServerError error =
        Question.ask(session, Duration.ofSeconds(2), options.patience(), sql, reader);
    return error == null ? null : error.message();
  }
}
