package dev.veery.core.source;

import dev.veery.core.migration.Directives;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.SplitOptions;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cuts the text of a section into statements, as the configuration and its directives say. */
@FunctionalInterface
public interface ScriptParser {

  /**
   * Cuts a text.
   *
   * @param source the text of one section
   * @param directives of its file and section; {@code placeholders} among them
   * @throws dev.veery.core.VeeryException with what is wrong in the text
   */
  Script parse(SqlSource source, Directives directives);

  /**
   * The splitter. Whether {@code ${name}} is replaced is decided by the directive {@code
   * placeholders} where there is one, and otherwise by the options.
   *
   * @param options of the configuration; their placeholders are those used by default
   * @param values what {@code ${name}} stands for where a directive asks for it; null for nothing
   */
  static ScriptParser of(SplitOptions options, @Nullable Map<String, String> values) {
    return (source, directives) -> {
      Boolean wanted = directives.placeholders();
      if (wanted == null) {
        return Splitter.split(source, options);
      }
      Map<String, String> placeholders =
          !wanted ? null : values != null ? values : options.placeholders();
      return Splitter.split(
          source,
          new SplitOptions(
              options.variables(),
              wanted && placeholders == null ? Map.of() : placeholders,
              options.includes()));
    };
  }
}
