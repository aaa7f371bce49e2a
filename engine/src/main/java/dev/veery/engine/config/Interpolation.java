package dev.veery.engine.config;

import java.util.Map;

/** {@code ${VAR}} and {@code ${VAR:-default}} in a value of the file; {@code $${} stands for {@code ${}. */
final class Interpolation {

  private Interpolation() {}

  /**
   * @throws Undefined for a variable that is neither set nor has a default
   * @throws IllegalArgumentException for a reference without its closing brace
   */
  static String apply(String text, Map<String, String> variables) throws Undefined {
    int at = text.indexOf("${");
    if (at < 0) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    int done = 0;
    while (at >= 0) {
      if (at > done && text.charAt(at - 1) == '$') {
        result.append(text, done, at - 1).append("${");
        done = at + 2;
        at = text.indexOf("${", done);
        continue;
      }
      result.append(text, done, at);
      int end = text.indexOf('}', at);
      if (end < 0) {
        throw new IllegalArgumentException("'${' without '}'");
      }
      String reference = text.substring(at + 2, end);
      int separator = reference.indexOf(":-");
      String name = separator < 0 ? reference : reference.substring(0, separator);
      String value = variables.get(name);
      if (value == null || (value.isEmpty() && separator >= 0)) {
        if (separator < 0) {
          throw new Undefined(name);
        }
        value = reference.substring(separator + 2);
      }
      result.append(value);
      done = end + 1;
      at = text.indexOf("${", done);
    }
    return result.append(text, done, text.length()).toString();
  }

  /** A variable that is needed and not set. */
  static final class Undefined extends Exception {
    private static final long serialVersionUID = 1L;
    private final String name;

    Undefined(String name) {
      super(name, null, false, false);
      this.name = name;
    }

    String name() {
      return name;
    }
  }
}
