package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.expand.Hiding;
import dev.veery.core.expand.Restoring;
import dev.veery.core.expand.Rewriting;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.Plan;
import dev.veery.core.sql.Identifiers;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Session.Notice;
import dev.veery.postgres.session.SqlStates;
import dev.veery.postgres.trash.Trash;
import dev.veery.postgres.trash.Trash.Entry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What was dropped and is kept: seen, put back, removed. */
public final class TrashWork {

  private final Trash trash;
  private final boolean exists;

  TrashWork(Session session, Loaded loaded, String schema) {
    this.trash = new Trash(session, schema);
    this.exists = loaded.history().journalExists();
  }

  /**
   * What is sent in the place of the statements of a plan: where {@code keep-dropped} is set
   * nothing is dropped, and whatever is still there is put back by the way back.
   */
  static Rewriting rewriting(Config config, Session session, Plan plan, Loaded loaded) {
    String home = Identifiers.quote(config.journalSchema());
    Duration keep = config.values().duration(ConfigKey.KEEP_DROPPED);
    Rewriting rewriting =
        keep == null || keep.isZero()
            ? Rewriting.NONE
            : new Hiding(home, keep.toSeconds() + " seconds");
    boolean down = plan.migrations().stream().anyMatch(m -> m.direction() == Direction.DOWN);
    if (!down || !loaded.history().journalExists()) {
      return rewriting;
    }
    List<Restoring.Dropped> dropped = new ArrayList<>();
    try {
      for (Entry entry : new Trash(session, home).list()) {
        dropped.add(
            new Restoring.Dropped(
                entry.id(), entry.version(), entry.schema(), entry.table(), entry.column()));
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the trash");
    }
    return dropped.isEmpty() ? rewriting : new Restoring(home, dropped, rewriting);
  }

  /** Everything that is kept, newest first. */
  public List<Entry> list() {
    if (!exists) {
      return List.of();
    }
    try {
      return trash.list();
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the trash");
    }
  }

  /** What one command is to work on. */
  public Entry find(String name) {
    List<Entry> fit = new ArrayList<>();
    List<Entry> all = list();
    for (Entry entry : all) {
      if (Long.toString(entry.id()).equals(name)
          || entry.label().equals(name)
          || entry.column() == null && entry.table().equals(name)) {
        fit.add(entry);
      }
    }
    if (fit.size() == 1) {
      return fit.getFirst();
    }
    throw new VeeryException(
        new Problem(
            ErrorCode.TRASH_UNKNOWN,
            fit.isEmpty()
                ? "the trash has no " + name
                : "the trash has " + name + " " + fit.size() + " times",
            all.isEmpty()
                ? "it is empty"
                : fit.isEmpty()
                    ? "see veery trash list"
                    : "name it by its number: veery trash list"));
  }

  /**
   * Puts something back.
   *
   * @return what did not fit any more
   */
  public List<Notice> restore(Entry entry) {
    try {
      return trash.restore(entry.id());
    } catch (SQLException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.STATEMENT_FAILED,
              entry.label() + " cannot be put back: " + ServerError.of(e).message(),
              "move what is there now out of the way, then try again"),
          e);
    }
  }

  /** Those whose time is over. */
  public List<Entry> due() {
    List<Entry> due = new ArrayList<>();
    for (Entry entry : list()) {
      if (entry.keepUntil().isBefore(Instant.now())) {
        due.add(entry);
      }
    }
    return due;
  }

  /** Removes something for good. */
  public void purge(Entry entry) {
    try {
      trash.purge(entry.id());
    } catch (SQLException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.STATEMENT_FAILED,
              entry.label() + " cannot be removed: " + ServerError.of(e).message(),
              ""),
          e);
    }
  }
}
