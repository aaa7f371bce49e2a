package dev.veery.engine;

import dev.veery.core.CacheFolder;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.source.MigrationSource;
import dev.veery.core.sql.Includes;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.SplitOptions;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.engine.config.Config;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of a project, read.
 *
 * @param set what the directory of migrations holds
 * @param graph of those
 * @param code its Java migrations
 */
record Project(MigrationSet set, MigrationGraph graph, JavaMigrations code) {

  /**
   * Reads them; scripts are parsed only when somebody asks for one.
   *
   * @throws dev.veery.core.VeeryException with everything that is wrong with them
   */
  static Project read(Config config, @Nullable ClassLoader application) {
    JavaMigrations code = new JavaMigrations(config.classpath(), application);
    MigrationSource source =
        new MigrationSource(
            config.migrations(),
            shown(config.directory(), config.migrations()),
            config.layout(),
            (text, directives) -> parse(config, text, directives),
            code.classes(),
            CacheFolder.ofUser().resolve("files"));
    MigrationSet set = source.read();
    return new Project(set, MigrationGraph.of(set), code);
  }

  static Script parse(Config config, SqlSource text, Directives directives) {
    Boolean wished = directives.placeholders();
    Map<String, String> placeholders = config.placeholders();
    if (wished != null) {
      placeholders = !wished ? null : placeholders == null ? Map.of() : placeholders;
    }
    return Splitter.split(
        text, new SplitOptions(config.vars(), placeholders, new Includes(config.directory())));
  }

  /** The path as a user would type it in the project's directory. */
  private static String shown(Path directory, Path migrations) {
    Path shown = migrations.startsWith(directory) ? directory.relativize(migrations) : migrations;
    return shown.toString().replace('\\', '/');
  }
}
