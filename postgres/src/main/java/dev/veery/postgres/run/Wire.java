package dev.veery.postgres.run;

import dev.veery.core.plan.Step;
import dev.veery.postgres.session.PipelineException;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Session.Notice;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Statements on their way to the server. They are gathered and sent together, so that a transaction
 * costs one round trip; only rows for a COPY, and more text than is good to hold, go out in
 * between.
 */
final class Wire {

  /** Characters gathered before they are sent. */
  private static final int ENOUGH = 1 << 20;

  private final Session session;
  private final Consumer<Notice> notices;
  private final List<String> statements = new ArrayList<>();
  private final List<@Nullable Step> steps = new ArrayList<>();
  private int characters;
  private @Nullable Step last;

  Wire(Session session, Consumer<Notice> notices) {
    this.session = session;
    this.notices = notices;
  }

  /**
   * Adds a statement.
   *
   * @param step whose it is; null for the runner's own
   */
  void add(String sql, @Nullable Step step) throws StepFailedException {
    statements.add(sql);
    steps.add(step);
    characters += sql.length();
    if (characters > ENOUGH) {
      flush();
    }
  }

  /** The last step of which something has run; null for none yet. */
  @Nullable Step last() {
    return last;
  }

  /** Notes that a step has run which does not go over the wire. */
  void passed(Step step) {
    last = step;
  }

  /** Adds one of the runner's own. */
  void add(String sql) throws StepFailedException {
    add(sql, null);
  }

  /** Sends what is gathered, then rows. */
  void copy(String sql, Step step, InputStream rows) throws StepFailedException {
    flush();
    try {
      session.copyIn(sql, rows);
      last = step;
    } catch (SQLException e) {
      throw new StepFailedException(step, ServerError.of(e), e);
    } catch (IOException e) {
      throw new StepFailedException(
          step,
          new ServerError("58030", "cannot read the rows: " + e.getMessage(), "", "", "", 0, true),
          e);
    }
  }

  /** Sends what is gathered and reads the answers. */
  void flush() throws StepFailedException {
    if (statements.isEmpty()) {
      return;
    }
    List<String> sent = List.copyOf(statements);
    List<@Nullable Step> whose = new ArrayList<>(steps);
    statements.clear();
    steps.clear();
    characters = 0;
    try {
      session.pipeline(sent).forEach(notices);
      reached(whose, whose.size());
    } catch (PipelineException e) {
      reached(whose, e.index());
      Step step = e.index() >= 0 && e.index() < whose.size() ? whose.get(e.index()) : null;
      throw new StepFailedException(step, e.error(), e);
    }
  }

  private void reached(List<@Nullable Step> whose, int end) {
    for (int i = Math.min(end, whose.size()) - 1; i >= 0; i--) {
      Step step = whose.get(i);
      if (step != null) {
        last = step;
        return;
      }
    }
  }
}
