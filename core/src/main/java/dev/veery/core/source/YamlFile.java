package dev.veery.core.source;

import dev.veery.core.sql.SourcePosition;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** A YAML file whose scalars stay text: {@code 1.10} is a version and not the number 1.1. */
final class YamlFile {

  private YamlFile() {}

  static Map<String, Object> read(String text, String shown) {
    Object value;
    try {
      value =
          new Load(LoadSettings.builder().setLabel(shown).setSchema(new FailsafeSchema()).build())
              .loadFromString(text);
    } catch (MarkedYamlEngineException e) {
      throw Metadata.malformed(
          String.valueOf(e.getProblem()),
          e.getProblemMark()
              .map(mark -> position(mark, shown))
              .orElse(SourcePosition.startOf(shown)),
          "");
    } catch (YamlEngineException e) {
      throw Metadata.malformed(String.valueOf(e.getMessage()), SourcePosition.startOf(shown), "");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    if (value == null) {
      return values;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw Metadata.malformed(
          "it is not a list of keys and values",
          SourcePosition.startOf(shown),
          "write 'key: value'");
    }
    map.forEach((key, item) -> values.put(String.valueOf(key), item == null ? "" : item));
    return values;
  }

  private static SourcePosition position(Mark mark, String shown) {
    return new SourcePosition(shown, mark.getIndex(), mark.getLine() + 1, mark.getColumn() + 1);
  }
}
