package dev.veery.engine.config;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.expand.BreakingForm.Mode;
import java.util.Objects;

/** The setting {@code breaking}. */
public final class BreakingMode {

  private BreakingMode() {}

  /**
   * What an online up makes of a migration that the running application would not survive.
   *
   * @throws VeeryException when the setting is none of those that there are
   */
  public static Mode of(Config config) {
    String text =
        Objects.requireNonNullElse(config.values().text(ConfigKey.BREAKING), "expand").strip();
    return switch (text) {
      case "expand" -> Mode.EXPAND;
      case "refuse" -> Mode.REFUSE;
      case "as-written" -> Mode.AS_WRITTEN;
      default ->
          throw new VeeryException(
              new Problem(
                  ErrorCode.CONFIG_MALFORMED,
                  "breaking is expected to be expand, refuse or as-written, not '" + text + "'",
                  "such as breaking = \"refuse\""));
    };
  }
}
