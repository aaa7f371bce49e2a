package dev.veery.postgres.backfill;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backfill.BackfillOptions;
import dev.veery.core.backfill.BackfillSpec;
import dev.veery.core.backfill.SlicedStatement;
import dev.veery.core.backfill.SlicedStatement.Frame;
import dev.veery.core.sql.SourcePosition;
import dev.veery.postgres.backfill.BackfillRow.Pacing;
import dev.veery.postgres.backfill.TableKey.Table;
import dev.veery.postgres.session.PipelineException;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
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
    return switch (open.state()) {
      case PREPARING -> walkFrom(guarded(open), 1);
      // Nothing kept rows right meanwhile: where one can tell, all of them are looked at again.
      case CANCELLED ->
          open.remainder() == null ? resumed(open) : walkFrom(guarded(open), open.pass() + 1);
      case RUNNING, PAUSED, DONE -> open;
    };
  }

  /** Creates the trigger; where the server does not take it, the backfill does without. */
  private BackfillRow guarded(BackfillRow backfill) throws SQLException {
    String guard = backfill.guard();
    String keep = backfill.keep();
    if (guard == null || keep == null || backfill.kept()) {
      return backfill;
    }
    List<String> statements = new ArrayList<>();
    statements.add("BEGIN");
    if (setup.lockTimeout() != null) {
      statements.add("SET LOCAL lock_timeout TO " + setup.lockTimeout().toMillis());
    }
    statements.add("SET LOCAL search_path TO " + backfill.searchPath());
    statements.addAll(GuardTrigger.creation(store.schema(), backfill, guard, keep));
    statements.add(update(backfill, "kept = true"));
    statements.add("COMMIT");
    try {
      send(statements);
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      if (!error.fromServer() || error.connectionIsGone() || isWait(error)) {
        throw e;
      }
      String note = noTrigger("the server refuses it: " + error.message());
      session.execute(update(backfill, "guard = NULL, note = " + Sql.literal(note)));
    }
    return again(backfill);
  }

  /** A lock that could not be had in time, a deadlock, somebody who cancels. */
  private static boolean isWait(ServerError error) {
    return switch (error.sqlState()) {
      case "55P03", "40P01", "57014" -> true;
      default -> false;
    };
  }

  private static String noTrigger(String because) {
    return "rows that are written while it runs are left as they are written, because " + because;
  }

  private String update(BackfillRow backfill, String what) {
    return "UPDATE " + store.schema() + ".backfill SET " + what + " WHERE id = " + backfill.id();
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
    String now = session.value("SELECT pg_catalog.clock_timestamp()");
    BackfillSpec spec = work.spec().at(String.valueOf(now));
    tried(work.spec(), "false");
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
    String guard = null;
    String keep = null;
    String remainder = judgement.remainder();
    if (judgement.trigger()
        && remainder != null
        && spec.statement() instanceof SlicedStatement.Update update) {
      guard = GuardTrigger.guard(update, remainder, table.columns().keySet());
      keep = GuardTrigger.keep(update, table.columns().keySet());
    }
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
        remainder,
        guard,
        keep,
        false,
        guard == null ? noTrigger(judgement.whyNoTrigger()) : "",
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

  /** Lets the server read the statement before anything is recorded; nothing of it runs. */
  private void tried(BackfillSpec spec, String condition) throws SQLException {
    try {
      session.execute(EXPLAIN + spec.statement().within(condition));
    } catch (SQLException e) {
      throw new RefusedStatement(e);
    }
  }

  private static final String EXPLAIN = "EXPLAIN ";

  /** The server does not understand the statement. */
  public static final class RefusedStatement extends SQLException {
    private static final long serialVersionUID = 1L;

    private RefusedStatement(SQLException cause) {
      super(cause.getMessage(), cause.getSQLState(), cause);
    }

    /**
     * Where in the statement's own text the server points to, from 1; 0 where it does not.
     *
     * @param position where it points to in what was sent
     */
    public int position(int position) {
      return Math.max(0, position - EXPLAIN.length());
    }
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
    session.execute(update(backfill, "state = 'running'"));
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

  /**
   * The final check: how many rows are left to do. Without a trigger those do not count that were
   * written since the backfill began; a single statement would not have touched them either. How
   * many there are is said.
   */
  private long left(BackfillRow backfill) throws SQLException {
    String remainder = backfill.remainder();
    if (remainder == null) {
      return store.walked(session, backfill.id()) ? 0 : 1;
    }
    String row = backfill.rowName();
    String old =
        backfill.kept()
            ? ""
            : " FILTER (WHERE pg_catalog.age(%s.xmin) >= pg_catalog.age('%s'::xid))"
                .formatted(row, backfill.since());
    long[] left = new long[2];
    session.query(
        "SET LOCAL search_path TO %s; SELECT pg_catalog.count(*)%s, pg_catalog.count(*) FROM %s AS %s WHERE %s"
            .formatted(backfill.searchPath(), old, backfill.relation(), row, remainder),
        counted -> {
          left[0] = counted.getLong(1);
          left[1] = counted.getLong(2);
        });
    if (left[0] == 0 && left[1] > 0) {
      setup
          .warning()
          .accept(
              new Problem(
                  ErrorCode.BACKFILL_INCOMPLETE,
                  left[1]
                      + " rows of "
                      + backfill.relation()
                      + " were written while the backfill ran, and are as they were written",
                  backfill.note()));
    }
    return left[0];
  }

  /**
   * What is to be committed together with the record that the statement is done.
   *
   * @param keep whether the trigger stays, for what the migration does next
   */
  public List<String> end(BackfillRow backfill, boolean keep) {
    List<String> statements = new ArrayList<>();
    boolean stays = keep && backfill.kept();
    if (backfill.kept() && !stays) {
      if (setup.lockTimeout() != null) {
        statements.add("SET LOCAL lock_timeout TO " + setup.lockTimeout().toMillis());
      }
      statements.addAll(GuardTrigger.removal(store.schema(), backfill));
    }
    statements.add(
        update(
            backfill,
            "state = 'done', finished_at = clock_timestamp(), throttle = '', kept = " + stays));
    return statements;
  }

  /**
   * Triggers that still stand behind their backfills.
   *
   * @param removal the statements that remove them, for a transaction; empty for none
   * @param about what they ask and do, as SQL
   */
  public record Standing(List<String> removal, String about) {
    /** None. */
    public static final Standing NONE = new Standing(List.of(), "");

    public Standing {
      removal = List.copyOf(removal);
    }

    public boolean isNone() {
      return removal.isEmpty();
    }
  }

  /**
   * Those of a migration.
   *
   * @param schema the journal's, quoted
   */
  public static Standing standing(Session session, String schema, String version, String direction)
      throws SQLException {
    BackfillStore store = new BackfillStore(schema);
    List<String> removal = new ArrayList<>();
    StringBuilder about = new StringBuilder();
    for (BackfillRow row : store.kept(session, version, direction)) {
      removal.addAll(GuardTrigger.removal(schema, row));
      removal.add("UPDATE " + schema + ".backfill SET kept = false WHERE id = " + row.id());
      about.append(row.guard()).append('\n').append(row.keep()).append('\n');
    }
    return new Standing(removal, about.toString());
  }
}
