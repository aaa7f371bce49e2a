package dev.veery.cli.rehearse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.veery.cli.args.Call;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.LockMode;
import dev.veery.core.rehearse.RehearsedPlan;
import dev.veery.core.rehearse.RehearsedPlan.RehearsedStep;
import dev.veery.core.rehearse.RehearsedSchema;
import dev.veery.core.rehearse.TracedObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@code veery rehearse --json} has written. */
public final class RehearsalFile {

  private final String shown;

  private RehearsalFile(String shown) {
    this.shown = shown;
  }

  /** What {@code --plan} names; null where it is not given. */
  public static @Nullable RehearsedPlan given(Call call) {
    String name = call.arguments().text("--plan");
    return name == null ? null : read(name, call.directory().resolve(name));
  }

  /**
   * What a file holds.
   *
   * @param name as messages show it
   */
  public static RehearsedPlan read(String name, Path file) {
    return new RehearsalFile(name).read(file);
  }

  private RehearsedPlan read(Path file) {
    try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
      parser.nextToken();
      return plan(map(value(parser)));
    } catch (JsonProcessingException e) {
      throw notOurs(e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE, "cannot read " + shown + ": " + e.getMessage(), ""),
          e);
    } catch (IllegalArgumentException e) {
      throw notOurs(String.valueOf(e.getMessage()), e);
    }
  }

  private VeeryException notOurs(String why, Exception cause) {
    return new VeeryException(
        new Problem(
            ErrorCode.ARGUMENT_INVALID,
            "--plan: " + shown + " is not what veery rehearse --json writes: " + why,
            "veery rehearse --json -o rehearsal.json"),
        cause);
  }

  private RehearsedPlan plan(Map<String, Object> document) {
    Map<String, RehearsedStep> steps = new HashMap<>();
    for (Object one : list(document, "migrations")) {
      Map<String, Object> migration = map(one);
      String version = text(migration, "version");
      for (Object other : list(migration, "statements")) {
        Map<String, Object> statement = map(other);
        Map<TracedObject, LockMode> locks = new HashMap<>();
        for (Object lock : list(statement, "locks")) {
          locks.merge(object(map(lock)), LockMode.of(text(map(lock), "mode")), LockMode::or);
        }
        Map<TracedObject, String> targets = new HashMap<>();
        for (Object target : list(statement, "targets")) {
          targets.put(object(map(target)), text(map(target), "fingerprint"));
        }
        steps.put(
            RehearsedPlan.key(version, Integer.parseInt(text(statement, "ordinal"))),
            new RehearsedStep(text(statement, "hash"), locks, targets));
      }
    }
    RehearsedSchema schema = null;
    if (document.get("schema") instanceof Map<?, ?>) {
      Map<String, Object> around = map(document.get("schema"));
      schema = new RehearsedSchema(text(around, "before"), text(around, "after"));
    }
    return new RehearsedPlan(shown, text(document, "database"), schema, steps);
  }

  private static TracedObject object(Map<String, Object> object) {
    return new TracedObject(
        TracedObject.Kind.of(text(object, "kind")), text(object, "schema"), text(object, "name"));
  }

  private static String text(Map<String, Object> object, String name) {
    if (object.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("it lacks " + name);
  }

  private static List<?> list(Map<String, Object> object, String name) {
    if (object.get(name) instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException("it lacks " + name);
  }

  private static Map<String, Object> map(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("an object is missing");
    }
    Map<String, Object> result = new LinkedHashMap<>();
    map.forEach((name, content) -> {
      if (content != null) {
        result.put(String.valueOf(name), content);
      }
    });
    return result;
  }

  /** Objects as maps, arrays as lists, everything else as text. */
  private static @Nullable Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        object.put(name, value(parser));
      }
      return object;
    }
    if (token == JsonToken.START_ARRAY) {
      List<@Nullable Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(value(parser));
      }
      return list;
    }
    return token == null || token == JsonToken.VALUE_NULL ? null : parser.getText();
  }
}
