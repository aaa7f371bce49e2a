package dev.veery.core.plan;

import dev.veery.core.VeeryException;
import dev.veery.core.migration.Migration;
import java.util.List;

/**
 * Cuts the scripts of many migrations into statements on a second thread, beginning with the last
 * one, while the planner goes through them from the first. They meet somewhere in the middle.
 */
final class ScriptsAhead implements AutoCloseable {

  /** Below this a thread costs more than it saves. */
  private static final int MANY = 100;

  private final List<Migration> migrations;
  private volatile boolean closed;

  /**
   * @param migrations in the order in which they are planned
   */
  ScriptsAhead(List<Migration> migrations) {
    this.migrations = migrations;
    if (migrations.size() >= MANY) {
      Thread thread = new Thread(this::cut, "veery-scripts");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void cut() {
    for (Migration migration : migrations.reversed()) {
      if (closed) {
        return;
      }
      if (migration.body() instanceof Migration.Body.Sql sql) {
        try {
          var unused = sql.scripts().get();
        } catch (VeeryException e) {
          // The planner asks again, and says what is wrong with it.
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
