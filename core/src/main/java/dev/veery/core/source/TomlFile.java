package dev.veery.core.source;

import dev.veery.core.sql.SourcePosition;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/** A TOML file as a map; arrays become lists, other values stay what TOML makes of them. */
final class TomlFile {

  private TomlFile() {}

  static Map<String, Object> read(String text, String shown) {
    TomlParseResult result = Toml.parse(text);
    if (result.hasErrors()) {
      TomlParseError error = result.errors().getFirst();
      throw Metadata.malformed(
          String.valueOf(error.getMessage()),
          new SourcePosition(shown, 0, error.position().line(), error.position().column()),
          "");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : result.entrySet()) {
      Object value = entry.getValue();
      values.put(entry.getKey(), value instanceof TomlArray array ? array.toList() : value);
    }
    return values;
  }
}
