package dev.veery.engine.config;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.util.ArrayList;
import java.util.List;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * All of TOML, read by tomlj. A class of its own, so that nothing of tomlj is loaded where {@link
 * PlainToml} can read the file.
 */
final class ParsedToml {

  private ParsedToml() {}

  /**
   * @param shown the file's name in messages
   * @throws VeeryException with every error of the syntax
   */
  static TomlTree read(String text, String shown) {
    TomlParseResult toml;
    try {
      toml = Toml.parse(text);
    } catch (RuntimeException e) {
      // Seen with a lone carriage return behind a comment within braces.
      throw new VeeryException(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "this is no TOML, and it cannot be told where it goes wrong",
              TomlFile.position(shown, 1, 1),
              "take out what was changed last; see https://toml.io for how values are written"),
          e);
    }
    if (toml.hasErrors()) {
      List<Problem> problems = new ArrayList<>();
      for (TomlParseError error : toml.errors()) {
        TomlPosition position = error.position();
        problems.add(
            new Problem(
                ErrorCode.CONFIG_MALFORMED,
                String.valueOf(error.getMessage()),
                TomlFile.position(shown, position.line(), position.column()),
                "see https://toml.io for how values are written"));
      }
      throw new VeeryException(problems);
    }
    return tree(toml);
  }

  private static TomlTree tree(TomlTable table) {
    TomlTree tree = new TomlTree();
    for (String key : table.keySet()) {
      List<String> path = List.of(key);
      Object value = table.get(path);
      if (value != null) {
        TomlPosition position = table.inputPositionOf(path);
        tree.add(
            key,
            plain(value),
            position == null ? 1 : position.line(),
            position == null ? 1 : position.column());
      }
    }
    return tree;
  }

  private static Object plain(Object value) {
    if (value instanceof TomlTable table) {
      return tree(table);
    }
    return value instanceof TomlArray array ? array.toList() : value;
  }
}
