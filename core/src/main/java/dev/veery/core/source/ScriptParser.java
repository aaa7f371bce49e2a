package dev.veery.core.source;

import dev.veery.core.migration.Directives;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.SqlSource;

/**
 * Cuts the text of a section into statements: the splitter with the options of the configuration.
 */
@FunctionalInterface
public interface ScriptParser {

  /**
   * @param source the text of one section
   * @param directives of its file and section; {@code placeholders} among them
   * @throws dev.veery.core.VeeryException with what is wrong in the text
   */
  Script parse(SqlSource source, Directives directives);
}
