package dev.veery.engine.config;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.SourcePosition;
import dev.veery.engine.config.Setting.Origin;
import dev.veery.engine.config.Setting.Raw;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@code veery.toml}, checked as a whole: an environment that is not asked for today must not
 * hide its typing errors until the day it is.
 *
 * @param top settings outside of any environment
 * @param environments by name
 */
record TomlFile(Map<ConfigKey, Setting> top, Map<String, Map<ConfigKey, Setting>> environments) {

  /**
   * @param shown the file's name in messages
   * @throws VeeryException with every problem of the file
   */
  static TomlFile read(Path file, String shown) {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_NOT_UTF8,
              shown + " is not UTF-8",
              SourcePosition.startOf(shown),
              "save it as UTF-8"),
          e);
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE,
              "cannot read " + shown + ": " + e.getMessage(),
              SourcePosition.startOf(shown),
              ""),
          e);
    }
    TomlTree toml = PlainToml.read(text);
    return new Reader(shown, toml == null ? ParsedToml.read(text, shown) : toml).read();
  }

  static SourcePosition position(String shown, int line, int column) {
    // The offset orders problems; the order of lines and columns is the same.
    return new SourcePosition(shown, ((long) line << 20) + column, line, column);
  }

  private static final class Reader {
    private final String shown;
    private final TomlTree toml;
    private final List<Problem> problems = new ArrayList<>();

    Reader(String shown, TomlTree toml) {
      this.shown = shown;
      this.toml = toml;
    }

    TomlFile read() {
      Map<ConfigKey, Setting> top = settings(toml, List.of(), true);
      Map<String, Map<ConfigKey, Setting>> environments = new TreeMap<>();
      Object tables = toml.get("env");
      if (tables instanceof TomlTree byName) {
        for (String name : byName.keys()) {
          List<String> path = List.of("env", name);
          if (byName.get(name) instanceof TomlTree table) {
            environments.put(name, settings(table, path, false));
          } else {
            problems.add(
                malformed(path, "[env." + name + "] is expected to be a table of settings"));
          }
        }
      } else if (tables != null) {
        problems.add(malformed(List.of("env"), "env is expected to hold tables, as [env.staging]"));
      }
      failIfNeeded();
      return new TomlFile(top, environments);
    }

    private void failIfNeeded() {
      if (!problems.isEmpty()) {
        throw new VeeryException(problems);
      }
    }

    private Map<ConfigKey, Setting> settings(TomlTree table, List<String> path, boolean top) {
      Map<ConfigKey, Setting> result = new EnumMap<>(ConfigKey.class);
      for (String name : table.keys()) {
        if (top && name.equals("env")) {
          continue;
        }
        List<String> full = append(path, name);
        ConfigKey key = find(name);
        if (key == null) {
          problems.add(unknown(name, full, top));
          continue;
        }
        Raw raw = raw(key, full, table.get(name));
        if (raw != null) {
          result.put(key, new Setting(raw, new Origin.File(position(full))));
        }
      }
      return result;
    }

    private Problem unknown(String name, List<String> path, boolean top) {
      List<String> known = new ArrayList<>();
      for (ConfigKey key : ConfigKey.values()) {
        known.add(key.key());
      }
      if (top) {
        known.add("env");
      }
      return new Problem(
          ErrorCode.CONFIG_UNKNOWN_KEY,
          "unknown key '" + String.join(".", path) + "'",
          position(path),
          NearMiss.remedy(name, known, "the keys are " + String.join(", ", known)));
    }

    private @Nullable Raw raw(ConfigKey key, List<String> path, @Nullable Object value) {
      return switch (key.kind()) {
        case BOOLEAN -> {
          // A text may be a reference to a variable; what it becomes is checked then.
          if (value instanceof Boolean bool) {
            yield new Raw.Bool(bool);
          }
          yield text(path, value, "true or false");
        }
        case INTEGER -> {
          if (value instanceof Long number) {
            yield new Raw.Int(number);
          }
          yield text(path, value, "a number");
        }
        case DURATION -> {
          if (value instanceof Long number && number == 0) {
            yield new Raw.Text("0");
          }
          yield text(path, value, "a duration with its unit, such as \"2s\"");
        }
        case TEXT, SECRET, PATH -> text(path, value, "a text in quotes");
        case PATHS -> {
          if (value instanceof List<?> elements) {
            List<String> texts = new ArrayList<>();
            for (Object element : elements) {
              if (element instanceof String string) {
                texts.add(string);
              } else {
                problems.add(
                    malformed(path, String.join(".", path) + " is expected to hold texts"));
              }
            }
            yield new Raw.Many(texts);
          }
          yield text(path, value, "a list of paths");
        }
        case TABLE -> table(path, value);
      };
    }

    private @Nullable Raw text(List<String> path, @Nullable Object value, String expected) {
      if (value instanceof String string) {
        return new Raw.Text(string);
      }
      problems.add(malformed(path, String.join(".", path) + " is expected to be " + expected));
      return null;
    }

    private @Nullable Raw table(List<String> path, @Nullable Object value) {
      String name = String.join(".", path);
      if (!(value instanceof TomlTree table)) {
        problems.add(malformed(path, name + " is expected to be a table, as [" + name + "]"));
        return null;
      }
      Map<String, String> entries = new LinkedHashMap<>();
      entries(path, "", table, entries);
      return new Raw.Table(entries);
    }

    /** Tables within are flattened, as {@code hook.url}; lists become texts with U+001F between. */
    private void entries(
        List<String> path, String prefix, TomlTree table, Map<String, String> entries) {
      for (String entry : table.keys()) {
        Object value = table.get(entry);
        List<String> full = append(path, entry);
        if (value instanceof String || value instanceof Long || value instanceof Boolean) {
          entries.put(prefix + entry, value.toString());
        } else if (value instanceof TomlTree inner) {
          entries(full, prefix + entry + ".", inner, entries);
        } else if (value instanceof List<?> elements && areTexts(elements)) {
          List<String> words = new ArrayList<>();
          for (Object word : elements) {
            words.add((String) word);
          }
          entries.put(prefix + entry, String.join("\u001f", words));
        } else {
          problems.add(malformed(full, String.join(".", full) + " is expected to be a text"));
        }
      }
    }

    private static boolean areTexts(List<?> elements) {
      for (Object element : elements) {
        if (!(element instanceof String)) {
          return false;
        }
      }
      return true;
    }

    private Problem malformed(List<String> path, String message) {
      return new Problem(ErrorCode.CONFIG_MALFORMED, message, position(path), "");
    }

    private SourcePosition position(List<String> path) {
      TomlTree.Entry entry = toml.at(path);
      return entry == null
          ? SourcePosition.startOf(shown)
          : TomlFile.position(shown, entry.line(), entry.column());
    }

    private static List<String> append(List<String> path, String name) {
      List<String> result = new ArrayList<>(path);
      result.add(name);
      return result;
    }

    private static @Nullable ConfigKey find(String name) {
      for (ConfigKey key : ConfigKey.values()) {
        if (key.key().equals(name)) {
          return key;
        }
      }
      return null;
    }
  }
}
