package dev.veery.postgres.online;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One plain statement of {@code forms.sql} and what has to come of it.
 *
 * <p>Each case there begins with a line {@code ==== name}, with options behind the name in
 * brackets: {@code refused}, {@code as-it-is}, {@code from=18}, {@code until=17}. Then the schema
 * and rows before it; behind {@code ---- plain} the statement; behind {@code ---- rows}, which may
 * be missing, a query whose rows have to be the same.
 */
record FormCase(
    String name,
    List<String> options,
    String before,
    String plain,
    String rows,
    @Nullable List<String> shape) {

  static List<FormCase> all() throws IOException {
    String text;
    try (InputStream in = Objects.requireNonNull(FormCase.class.getResourceAsStream("forms.sql"))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<FormCase> cases = new ArrayList<>();
    for (String part : text.split("(?m)^==== ")) {
      if (!part.isBlank() && !part.startsWith("--")) {
        cases.add(one(part));
      }
    }
    return cases;
  }

  private static FormCase one(String text) {
    int end = text.indexOf('\n');
    String head = text.substring(0, end).strip();
    int bracket = head.indexOf('[');
    List<String> options =
        bracket < 0
            ? List.of()
            : List.of(head.substring(bracket + 1, head.indexOf(']')).split(",\\s*"));
    String name = bracket < 0 ? head : head.substring(0, bracket).strip();
    String[] parts = text.substring(end + 1).split("(?m)^---- \\w+\n");
    return new FormCase(
        name, options, parts[0], parts[1], parts.length > 2 ? parts[2].strip() : "", null);
  }

  boolean refused() {
    return options.contains("refused");
  }

  boolean asItIs() {
    return options.contains("as-it-is");
  }

  boolean runsOn(int major) {
    for (String option : options) {
      if (option.startsWith("from=") && major < Integer.parseInt(option.substring(5))
          || option.startsWith("until=") && major > Integer.parseInt(option.substring(6))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return name;
  }
}
