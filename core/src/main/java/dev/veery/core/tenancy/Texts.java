package dev.veery.core.tenancy;

import dev.veery.core.catalog.Routine;
import java.util.regex.Pattern;

/** Words in SQL. */
final class Texts {

  private Texts() {}

  /** Whether SQL names something, outside of its string literals. */
  static boolean mention(String sql, String name) {
    return Pattern.compile("(?<![\\w$])\"?" + Pattern.quote(name) + "\"?(?![\\w$])")
        .matcher(sql.replaceAll("'[^']*'", "''"))
        .find();
  }

  /** What a function runs; empty for one of a library. */
  static String body(Routine.Function function) {
    return switch (function.body()) {
      case Routine.Body.Source source -> source.text();
      case Routine.Body.Sql sql -> sql.text();
      case Routine.Body.Library library -> "";
    };
  }

  /** Whether an option is switched on. */
  static boolean isOn(@org.jspecify.annotations.Nullable String option) {
    return option != null && java.util.List.of("true", "on", "yes", "1").contains(option);
  }
}
