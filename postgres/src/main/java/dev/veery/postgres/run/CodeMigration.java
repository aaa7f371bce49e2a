package dev.veery.postgres.run;

import dev.veery.core.plan.Direction;
import java.sql.Connection;

/** A migration in Java, as the runner sees it. */
public interface CodeMigration {

  /** Whether it runs in a transaction together with its record; it must not commit then. */
  boolean transactional();

  /**
   * Does it.
   *
   * @param connection in autocommit mode, inside the runner's transaction where {@link
   *     #transactional}
   * @param progress takes lines for the person who watches
   * @throws Exception whatever goes wrong; the transaction is rolled back
   */
  void run(Direction direction, Connection connection, Progress progress) throws Exception;

  /** Lines for the person who watches. */
  @FunctionalInterface
  interface Progress {
    void report(String line);
  }

  /** Finds the class of a migration. */
  @FunctionalInterface
  interface Resolver {
    /**
     * @throws dev.veery.core.VeeryException when there is no such class or it is not a migration
     */
    CodeMigration resolve(String className);
  }
}
