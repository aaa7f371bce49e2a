package dev.veery.postgres.rehearse.rows;

import dev.veery.postgres.rehearse.rows.TablePlan.ColumnPlan;
import dev.veery.postgres.rehearse.rows.TablePlan.Condition;
import dev.veery.postgres.rehearse.rows.TablePlan.Reference;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows into one table.
 *
 * <p>Where nothing but the types and the keys of the table decides what is a row, they are copied
 * straight into it. Where checks, partition bounds or expressions decide, candidates are copied
 * into a temporary table without any of that, and the server takes those that pass.
 */
final class Loader {

  private static final String STAGE = "pg_temp.veery_rows";
  private static final int ROUNDS = 5;

  private final Session session;
  private final TablePlan plan;
  private final long seed;
  private final long firstKey;
  private final Map<Reference, RowMaker.Parents> parents;
  private String note = "";
  private String lastRefusal = "";

  Loader(
      Session session,
      TablePlan plan,
      long seed,
      long firstKey,
      Map<Reference, RowMaker.Parents> parents) {
    this.session = session;
    this.plan = plan;
    this.seed = seed;
    this.firstKey = firstKey;
    this.parents = parents;
  }

  /** Why there are no rows, or fewer or tamer ones; empty where all is well. */
  String note() {
    return note;
  }

  /**
   * Fills the table.
   *
   * @return how many rows it has got
   */
  long load(int wanted) throws SQLException {
    if (plan.impossible() != null) {
      note = plan.impossible();
      return 0;
    }
    for (Reference reference : plan.references()) {
      RowMaker.Parents from = parents.get(reference);
      if (from != null && from.rows().isEmpty() && isRequired(reference)) {
        note = "it needs rows of " + reference.parent() + ", which has none";
        return 0;
      }
    }
    if (plan.columns().isEmpty()) {
      long rows = 0;
      for (int i = 0; i < wanted; i++) {
        rows += session.execute("INSERT INTO " + plan.name() + " DEFAULT VALUES");
      }
      return rows;
    }
    if (plan.conditions().isEmpty() && !plan.conflicts()) {
      try {
        return copy(maker(Values.Style.WILD), wanted);
      } catch (SQLException e) {
        if (ServerError.of(e).connectionIsGone()) {
          throw e;
        }
        // One value is enough to refuse all: a generated column that overflows, a collation that
        // takes two texts for one. Each row is tried on its own, then.
      }
    }
    return staged(wanted);
  }

  private boolean isRequired(Reference reference) {
    for (int column : reference.columns()) {
      if (plan.columns().get(column).nullable()) {
        return false;
      }
    }
    return true;
  }

  private RowMaker maker(Values.Style style) {
    return new RowMaker(
        plan,
        new SplittableRandom(seed ^ plan.name().hashCode() * 0x9e3779b97f4a7c15L),
        style,
        parents,
        firstKey);
  }

  private String columns() {
    return plan.columns().stream().map(ColumnPlan::name).collect(Collectors.joining(", "));
  }

  private long copy(RowMaker maker, int wanted) throws SQLException {
    CopyText text = new CopyText();
    int made = make(maker, wanted, text);
    if (made == 0) {
      note = "its keys and foreign keys leave no room for a row";
      return 0;
    }
    long rows = send("COPY " + plan.name() + " (" + columns() + ") FROM STDIN", text);
    if (rows < wanted) {
      note = "its keys and foreign keys leave no room for more";
    }
    return rows;
  }

  private static int make(RowMaker maker, int wanted, CopyText text) {
    int made = 0;
    while (made < wanted) {
      @Nullable String[] row = maker.next();
      if (row == null) {
        break;
      }
      text.add(row);
      made++;
    }
    return made;
  }

  private long send(String copy, CopyText text) throws SQLException {
    try {
      return session.copyIn(copy, text.stream());
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
  }

  private long staged(int wanted) throws SQLException {
    session.execute("DROP TABLE IF EXISTS " + STAGE);
    session.execute(
        "CREATE TEMPORARY TABLE veery_rows ("
            + plan.columns().stream()
                .map(column -> column.name() + " text")
                .collect(Collectors.joining(", "))
            + ")");
    RowMaker maker = maker(Values.Style.WILD);
    long rows = 0;
    int size = wanted;
    for (int round = 0; round < ROUNDS && rows < wanted; round++) {
      CopyText text = new CopyText();
      if (make(maker, size, text) == 0) {
        note = "its keys and foreign keys leave no room for " + (rows == 0 ? "a row" : "more");
        break;
      }
      session.execute("TRUNCATE " + STAGE);
      send("COPY " + STAGE + " FROM STDIN", text);
      rows += insert(wanted - rows);
      // The next candidates are more, and of the ordinary kind.
      size = wanted * 4;
      if (round == 0) {
        maker = maker.with(Values.Style.TAME);
      }
    }
    if (rows < wanted && note.isEmpty()) {
      note = blocking(rows);
    }
    return rows;
  }

  private long insert(long most) throws SQLException {
    if (!plan.deferrable()) {
      try {
        return session.execute(
            into()
                + "SELECT "
                + columns()
                + " FROM "
                + typed()
                + where()
                + " LIMIT "
                + most
                + " ON CONFLICT DO NOTHING");
      } catch (SQLException e) {
        if (ServerError.of(e).connectionIsGone()) {
          throw e;
        }
        lastRefusal = ServerError.of(e).message();
      }
    }
    return insertOneByOne(most);
  }

  private String into() {
    return "INSERT INTO " + plan.name() + " (" + columns() + ") OVERRIDING SYSTEM VALUE ";
  }

  /** The candidates with their types. */
  private String typed() {
    return "(SELECT "
        + plan.columns().stream()
            .map(column -> column.name() + "::" + column.type() + " AS " + column.name())
            .collect(Collectors.joining(", "))
        + " FROM "
        + STAGE
        + " OFFSET 0) veery_typed";
  }

  private String where() {
    return plan.conditions().isEmpty()
        ? ""
        : plan.conditions().stream()
            .map(condition -> "(" + condition.sql() + ") IS NOT FALSE")
            .collect(Collectors.joining(" AND ", " WHERE ", ""));
  }

  /** What one statement refuses because of one row, one statement for each row does not. */
  private long insertOneByOne(long most) throws SQLException {
    String values =
        plan.columns().stream()
            .map(column -> "candidate." + column.name() + "::" + column.type())
            .collect(Collectors.joining(", "));
    session.execute(
        """
        DO $veery$
        DECLARE
          candidate record;
          inserted bigint := 0;
          refusal text := '';
        BEGIN
          FOR candidate IN SELECT * FROM %s LOOP
            EXIT WHEN inserted >= %d;
            BEGIN
              %s VALUES (%s);
              inserted := inserted + 1;
            EXCEPTION WHEN OTHERS THEN
              refusal := SQLERRM;
            END;
          END LOOP;
          PERFORM pg_catalog.set_config('veery.inserted', inserted::text, false),
                  pg_catalog.set_config('veery.refusal', refusal, false);
        END $veery$
        """
            .formatted(STAGE, most, into(), values));
    String[] outcome = new String[2];
    session.query(
        "SELECT current_setting('veery.inserted'), current_setting('veery.refusal')",
        row -> {
          outcome[0] = row.getString(1);
          outcome[1] = row.getString(2);
        });
    lastRefusal = outcome[1];
    return Long.parseLong(outcome[0]);
  }

  /** Which condition the last candidates did not pass. */
  private String blocking(long rows) throws SQLException {
    List<String> names = new ArrayList<>();
    for (Condition condition : plan.conditions()) {
      try {
        String passed =
            session.value(
                "SELECT count(*) FROM "
                    + typed()
                    + " WHERE ("
                    + condition.sql()
                    + ") IS NOT FALSE");
        if ("0".equals(passed)) {
          names.add(condition.name());
        }
      } catch (SQLException e) {
        if (ServerError.of(e).connectionIsGone()) {
          throw e;
        }
        lastRefusal = ServerError.of(e).message();
      }
    }
    String found = rows == 0 ? "no row was found that passes " : "few rows were found that pass ";
    if (!names.isEmpty()) {
      return found + String.join(", ", names);
    }
    return found
        + "its checks and keys"
        + (lastRefusal.isEmpty() ? "" : "; the server said: " + lastRefusal);
  }
}
