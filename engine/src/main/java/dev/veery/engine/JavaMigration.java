package dev.veery.engine;

import java.sql.Connection;

/**
 * A migration in Java, for what SQL cannot say.
 *
 * <p>A class needs a public constructor without parameters, and is found through {@code
 * META-INF/services/dev.veery.engine.JavaMigration} on the configured class path or on that of the
 * application. Its simple name gives version and name: {@code V20260901121000__hash_tokens}, or
 * {@code V3_hash_tokens}; {@link #version()} overrides it.
 */
public interface JavaMigration {

  /**
   * Does it.
   *
   * @param migration connection and progress
   * @throws Exception whatever goes wrong; the transaction is rolled back and the run stops
   */
  void up(Running migration) throws Exception;

  /**
   * Takes it back.
   *
   * @throws UnsupportedOperationException the default: there is no way back
   */
  default void down(Running migration) throws Exception {
    throw new UnsupportedOperationException(getClass().getName() + " has no down");
  }

  /**
   * Whether it runs in one transaction together with its record. Where it does not, an interruption
   * can leave open whether it has happened, and a person has to decide.
   */
  default boolean transactional() {
    return true;
  }

  /** Its version; empty where the class name has it. */
  default String version() {
    return "";
  }

  /** What a migration has while it runs. */
  interface Running {

    /**
     * A connection in autocommit mode, inside Veery's transaction where the migration is
     * transactional: use it, but neither commit, roll back nor close it.
     */
    Connection connection();

    /** Tells the person who watches how far it is. */
    void progress(String line);
  }
}
