package dev.veery.engine.config;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.journal.Masking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that placeholders and psql variables bring into scripts. A script that the journal keeps
 * has {@code ${veery:placeholder:NAME}} where the value was, so that nobody reads the value there,
 * and what takes a migration back still runs wherever the placeholder is known.
 */
final class ScriptSecrets implements Masking {

  private static final String OPENING = "${veery:";
  private static final String PLACEHOLDER = "placeholder:";
  private static final String VARIABLE = "variable:";

  private final Secrets secrets;

  /** By what stands between the opening and the brace. */
  private final Map<String, String> values = new TreeMap<>();

  ScriptSecrets(
      Secrets secrets, @Nullable Map<String, String> placeholders, Map<String, String> variables) {
    this.secrets = secrets;
    if (placeholders != null) {
      placeholders.forEach((name, value) -> values.put(PLACEHOLDER + name, value));
    }
    variables.forEach((name, value) -> values.put(VARIABLE + name, value));
  }

  @Override
  public String masked(String text) {
    return secrets.mask(text);
  }

  @Override
  public String kept(String script) {
    String kept = script;
    for (Map.Entry<String, String> one : secretValues()) {
      kept = kept.replace(one.getValue(), OPENING + one.getKey() + "}");
    }
    return kept;
  }

  /** The longest first: one may be a part of another. */
  private List<Map.Entry<String, String>> secretValues() {
    List<Map.Entry<String, String>> found = new ArrayList<>();
    values.entrySet().stream().filter(one -> secrets.isIn(one.getValue())).forEach(found::add);
    found.sort((a, b) -> Integer.compare(b.getValue().length(), a.getValue().length()));
    return found;
  }

  @Override
  public String restored(String script) {
    int at = script.indexOf(OPENING);
    if (at < 0) {
      return script;
    }
    StringBuilder text = new StringBuilder();
    List<Problem> problems = new ArrayList<>();
    int done = 0;
    while (at >= 0) {
      int end = script.indexOf('}', at);
      if (end < 0) {
        break;
      }
      String key = script.substring(at + OPENING.length(), end);
      if (key.startsWith(PLACEHOLDER) || key.startsWith(VARIABLE)) {
        String value = values.get(key);
        if (value == null) {
          problems.add(absent(key));
        }
        text.append(script, done, at).append(value == null ? "" : value);
        done = end + 1;
      }
      at = script.indexOf(OPENING, end);
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems.stream().distinct().toList());
    }
    return text.append(script, done, script.length()).toString();
  }

  private static Problem absent(String key) {
    boolean variable = key.startsWith(VARIABLE);
    String name = key.substring(key.indexOf(':') + 1);
    return new Problem(
        ErrorCode.SCRIPT_HAS_SECRET,
        "the script that the journal keeps needs "
            + (variable ? "the variable " : "the placeholder ")
            + name
            + ", whose value is a secret that the journal does not keep",
        "give it a value under " + (variable ? "[vars]" : "[placeholders]"));
  }

  /**
   * What brings a secret into a script; null for nothing.
   *
   * @return such as {@code the placeholder password}
   */
  @Nullable String source(String script) {
    for (Map.Entry<String, String> one : secretValues()) {
      if (script.contains(one.getValue())) {
        String key = one.getKey();
        return (key.startsWith(VARIABLE) ? "the variable " : "the placeholder ")
            + key.substring(key.indexOf(':') + 1);
      }
    }
    return null;
  }
}
