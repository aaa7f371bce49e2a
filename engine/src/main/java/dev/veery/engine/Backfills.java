package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.Identifiers;
import dev.veery.engine.config.Config;
import dev.veery.postgres.backfill.BackfillControl;
import dev.veery.postgres.backfill.BackfillControl.Listed;
import dev.veery.postgres.backfill.BackfillProgress;
import dev.veery.postgres.backfill.BackfillRow;
import dev.veery.postgres.backfill.Guard;
import dev.veery.postgres.backfill.Setup;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.ServerFacts;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The backfills of a database, looked at and steered from outside of the run that has begun them.
 * Not for use by several threads at once.
 */
public final class Backfills implements AutoCloseable {

  private final Config config;
  private final Database database;
  private final Actor actor;

  private Backfills(Config config) {
    this.config = config;
    this.database = new Database(config);
    this.actor = Actor.present(Build.version());
  }

  /** Opens a project's database; it is reached when first needed. */
  public static Backfills open(Config config) {
    return new Backfills(config);
  }

  /**
   * Every backfill, oldest first; empty where there is no journal.
   *
   * @param done whether those are listed that are done
   */
  public List<Listed> list(boolean done) {
    return ask(control -> control.list(done), List.of());
  }

  /** Lets one wait until somebody resumes it. */
  public BackfillRow pause(long id) {
    return ask(control -> control.pause(id), null);
  }

  public BackfillRow resume(long id) {
    return ask(control -> control.resume(id), null);
  }

  /** Stops one, and removes its trigger; what is done stays done. */
  public BackfillRow cancel(long id) {
    return ask(control -> control.cancel(id, config.lockTimeout(), config.lockRetry()), null);
  }

  /** Changes the pace; null leaves a part as it is. */
  public BackfillRow speed(
      long id,
      @Nullable Integer speed,
      @Nullable Integer batch,
      @Nullable Duration time,
      @Nullable Duration pause) {
    return ask(control -> control.speed(id, speed, batch, time, pause), null);
  }

  /**
   * Works on one, beside the run that has begun it, until nothing of it is left.
   *
   * @param stopped asked between batches
   */
  public void work(
      long id,
      int workers,
      BooleanSupplier stopped,
      Consumer<BackfillProgress> progress,
      Consumer<Problem> warning) {
    ask(
        control -> {
          Database.Connected connected = database.connected();
          ServerFacts facts =
              new Journal(connected.session(), config.journalSchema()).load().facts();
          Setup setup =
              new Setup(
                  schema(),
                  actor.name() + ", process " + ProcessHandle.current().pid() + ",",
                  facts.pooled(),
                  config.lockTimeout(),
                  config.lockRetry(),
                  BackfillSettings.read(config),
                  Guard.NONE,
                  () -> Session.open(connected.address(), "veery (backfill)"),
                  () -> {},
                  stopped,
                  progress,
                  warning);
          control.work(id, workers, setup);
          return true;
        },
        null);
  }

  private String schema() {
    return Identifiers.quote(config.journalSchema());
  }

  /** Something that is asked of the journal. */
  @FunctionalInterface
  private interface Question<T> {
    T ask(BackfillControl control) throws SQLException;
  }

  /**
   * @param absent the answer where there is no journal; null refuses
   */
  private <T> T ask(Question<T> question, @Nullable T absent) {
    Session session = database.connected().session();
    try {
      return question.ask(new BackfillControl(session, schema(), actor.name()));
    } catch (SQLException e) {
      boolean noJournal = "42P01".equals(e.getSQLState()) || "3F000".equals(e.getSQLState());
      if (!noJournal) {
        throw SqlStates.unexpected(e, "working on a backfill");
      }
      if (absent != null) {
        return absent;
      }
      throw new VeeryException(
          new Problem(
              ErrorCode.BACKFILL_UNKNOWN,
              "this database has no journal, and so no backfill",
              "veery up makes one"),
          e);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
