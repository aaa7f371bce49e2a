package dev.veery.postgres.backfill;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backfill.BackfillOptions;
import dev.veery.core.backfill.BackfillSpec;
import dev.veery.core.backfill.SlicedStatement.Frame;
import dev.veery.core.sql.SourcePosition;
import dev.veery.postgres.backfill.BackfillRow.Pacing;
import dev.veery.postgres.backfill.TableKey.Table;
import dev.veery.postgres.session.PipelineException;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one statement in batches.
 *
 * <p>The journal holds the state: a row for the backfill, and a row for each range of keys that a
 * worker has taken. A batch is one transaction that changes rows, moves the cursor of its range and
 * checks the range's token, so each row is done once however often a process is killed, and however
 * many processes work on it. What is left after the walk is counted; where one can tell from a row
 * that it is to be done still, the walk is repeated for those.
 */
public final class Backfill {

  /** More walks than this mean that rows come back faster than they are done. */
  private static final int PASSES = 5;

  private final Session session;
  private final Setup setup;
  private final BackfillStore store;

  /**
   * @param session of the runner; used by the first worker, too
   */
  public Backfill(Session session, Setup setup) {
    this.session = session;
    this.setup = setup;
    this.store = new BackfillStore(setup.schema());
  }

  /**
   * Which statement of which migration.
   *
   * @param hash of the statement, to notice that it was changed
   * @param at where it stands, or null
   */
  public record Work(
      String version,
      String direction,
      int ordinal,
      String hash,
      String summary,
      BackfillSpec spec,
      @Nullable SourcePosition at) {}

  /**
   * Finds the backfill that an earlier run has left, or prepares one.
   *
   * @param intent what is to be committed together with the record of a new one
   * @throws VeeryException when the statement cannot be sliced; nothing is recorded then
   */
  public BackfillRow begin(Work work, List<String> intent) throws SQLException {
    BackfillRow open = store.open(session, work.version(), work.direction(), work.ordinal());
    if (open == null) {
      open = create(work, intent);
    } else if (!open.hash().equals(work.hash())) {
      open = createAnew(work, open);
    }
    if (open.state() == BackfillState.PREPARING) {
      return walkFrom(open, 1);
    }
    if (open.state() == BackfillState.CANCELLED) {
      // Nothing kept rows right meanwhile: where one can tell, all of them are looked at again.
      return open.remainder() == null ? resumed(open) : walkFrom(open, open.pass() + 1);
    }
    return open;
  }

  private BackfillRow create(Work work, List<String> intent) throws SQLException {
    BackfillRow row = describe(work);
    List<String> statements = new ArrayList<>();
    statements.add("BEGIN");
    statements.addAll(intent);
    statements.add(store.insert(row));
    statements.add("COMMIT");
    send(statements);
    return opened(work);
  }

  private BackfillRow createAnew(Work work, BackfillRow open) throws SQLException {
    if (store.sum(session, open.id(), open.pass()).rows() > 0 && open.remainder() == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.BACKFILL_CHANGED,
              "the statement was changed after backfill " + open.id() + " had done part of it",
              work.at(),
              "put it back as it was; what is done cannot be told from what is not"));
    }
    BackfillRow row = describe(work);
    send(
        List.of(
            "BEGIN",
            "DELETE FROM " + store.schema() + ".backfill WHERE id = " + open.id(),
            store.insert(row),
            "COMMIT"));
    return opened(work);
  }

  private void send(List<String> statements) throws SQLException {
    try {
      session.pipeline(statements);
    } catch (PipelineException e) {
      session.rollbackQuietly();
      throw e.getCause() instanceof SQLException cause ? cause : new SQLException(e);
    }
  }

  private BackfillRow opened(Work work) throws SQLException {
    BackfillRow open = store.open(session, work.version(), work.direction(), work.ordinal());
    if (open == null) {
      throw new IllegalStateException("the backfill that was just recorded is not there");
    }
    return open;
  }

  /** What the journal will hold. */
  private BackfillRow describe(Work work) throws SQLException {
    BackfillSpec spec = work.spec();
    Table table = TableKey.table(session, spec, work.at());
    Volatility volatility = Volatility.of(session, spec);
    Judgement judgement = Judgement.of(spec, table, volatility, work.at());
    SliceKey key =
        TableKey.choose(
            session,
            spec,
            table,
            judgement.remainder() != null,
            "one cannot tell from a row whether it is done ("
                + judgement.why()
                + "), and a row that is updated moves to another page",
            work.at());
    keyStays(spec, key, work);
    Frame frame = spec.statement().frame();
    String form = spec.statement().within(BatchSql.RANGE);
    String path = session.value("SELECT pg_catalog.current_setting('search_path')");
    BackfillOptions options = spec.options();
    return new BackfillRow(
        0,
        work.version(),
        work.direction(),
        work.ordinal(),
        work.hash(),
        table.name(),
        work.summary(),
        form,
        frame.row(),
        path == null || path.isBlank() ? "''" : path,
        key.columns(),
        key.types(),
        judgement.remainder(),
        null,
        BackfillState.PREPARING,
        1,
        null,
        table.rows(),
        new Pacing(
            options.batch(),
            Math.toIntExact(options.time().toMillis()),
            Math.toIntExact(options.pause().toMillis()),
            options.parallel(),
            options.speed()),
        "",
        null);
  }

  /** A row whose key changes would be met again further on, or never. */
  private static void keyStays(BackfillSpec spec, SliceKey key, Work work) {
    if (spec.statement() instanceof dev.veery.core.backfill.SlicedStatement.Update update) {
      for (var assignment : update.assignments()) {
        for (String column : assignment.columns()) {
          if (key.columns().contains(column)) {
            throw new VeeryException(
                new Problem(
                    ErrorCode.BACKFILL_KEY_ABSENT,
                    "the statement changes " + column + ", the key that it is sliced by",
                    work.at(),
                    "name another unique key: -- veery: backfill key=…; or remove the mark"));
          }
        }
      }
    }
  }

  /** Takes the upper bound, and lets the workers in. */
  private BackfillRow walkFrom(BackfillRow backfill, int pass) throws SQLException {
    List<List<String>> last = new ArrayList<>();
    session.query(
        backfill.key().last(backfill.relation()),
        row -> {
          List<String> place = BackfillStore.textsOrNull(row, 1);
          if (place != null) {
            last.add(place);
          }
        });
    session.execute(store.begin(backfill.id(), pass, last.isEmpty() ? null : last.getFirst()));
    return again(backfill);
  }

  private BackfillRow resumed(BackfillRow backfill) throws SQLException {
    session.execute(
        "UPDATE " + store.schema() + ".backfill SET state = 'running' WHERE id = " + backfill.id());
    return again(backfill);
  }

  private BackfillRow again(BackfillRow backfill) throws SQLException {
    BackfillRow row = store.find(session, backfill.id());
    if (row == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.JOURNAL_DAMAGED,
              "backfill " + backfill.id() + " is gone from the journal",
              "run the same command again"));
    }
    return row;
  }

  /**
   * Walks through the table until nothing is left.
   *
   * @throws VeeryException when it is cancelled or interrupted, or rows are left over
   */
  public void walk(BackfillRow backfill) throws SQLException {
    BackfillRow current = backfill;
    int passes = 0;
    while (true) {
      new Walk(session, setup, store).run(current);
      current = again(current);
      long left = left(current);
      if (left == 0) {
        return;
      }
      if (++passes == PASSES || current.remainder() == null) {
        throw new VeeryException(
            new Problem(
                ErrorCode.BACKFILL_INCOMPLETE,
                left
                    + " rows of "
                    + current.relation()
                    + " are still to be done after "
                    + current.pass()
                    + " walks through the table",
                "something writes them anew: let the application write them right, then run the same"
                    + " command again"));
      }
      current = walkFrom(current, current.pass() + 1);
    }
  }

  /** The final check: how many rows are left to do. */
  private long left(BackfillRow backfill) throws SQLException {
    if (backfill.remainder() == null) {
      return store.walked(session, backfill.id()) ? 0 : 1;
    }
    String rows =
        session.value(
            "SELECT pg_catalog.count(*) FROM "
                + backfill.relation()
                + " AS "
                + backfill.rowName()
                + " WHERE "
                + backfill.remainder());
    return rows == null ? 0 : Long.parseLong(rows);
  }

  /** What is to be committed together with the record that the statement is done. */
  public List<String> end(BackfillRow backfill) {
    return List.of(
        "UPDATE "
            + store.schema()
            + ".backfill SET state = 'done', finished_at = clock_timestamp(), throttle = '' WHERE id"
            + " = "
            + backfill.id());
  }

  /** For messages about the journal itself. */
  static VeeryException unexpected(SQLException e) {
    return SqlStates.unexpected(e, "reading the journal's backfills");
  }
}
