package dev.veery.core.sql.ast;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code name = value}, as in {@code WITH (fillfactor = 70)} or the options of EXPLAIN, COPY and
 * the like.
 *
 * @param name in lower case unless quoted, with its prefix where there is one ({@code
 *     toast.autovacuum_enabled})
 * @param value null where only the name is given, which means on
 */
public record Option(String name, @Nullable Expression value) {

  /** Whether it is given and not off. */
  public boolean isOn() {
    if (value == null) {
      return true;
    }
    String text = value.text().replace("'", "").toLowerCase(Locale.ROOT);
    return switch (text) {
      case "off", "false", "no", "0" -> false;
      default -> true;
    };
  }
}
