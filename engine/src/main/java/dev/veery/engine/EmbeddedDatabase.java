package dev.veery.engine;

import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.LocalPostgres;
import dev.veery.engine.config.Config;

/**
 * The PostgreSQL of a project whose url is {@code embedded}. A database in it is made when it is
 * first connected to.
 */
public final class EmbeddedDatabase {

  private EmbeddedDatabase() {}

  /** The project's server, started or not; asking does not start it. */
  public static LocalPostgres server(Config config) {
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
    if (config.embeddedMajor() != null) {
      builder.major(config.embeddedMajor());
    }
    return builder.in(config.directory());
  }
}
