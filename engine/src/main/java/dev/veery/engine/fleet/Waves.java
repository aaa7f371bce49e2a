package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Which tenants go first, and how many more with each wave.
 *
 * @param canaries named tenants that go first; empty where only their number is given
 * @param thresholds how many tenants the waves before the last reach together
 */
record Waves(List<String> canaries, List<Integer> thresholds) {

  Waves {
    canaries = List.copyOf(canaries);
    thresholds = List.copyOf(thresholds);
  }

  /**
   * @param canary {@code 1%}, a number, or names with commas between; empty for one wave
   * @param growth how many times as many each further wave reaches
   * @param total tenants
   */
  static Waves of(String canary, int growth, int total) {
    String text = canary.strip();
    if (text.isEmpty()) {
      return new Waves(List.of(), List.of());
    }
    List<String> names = List.of();
    long first;
    if (text.matches("[0-9]{1,9}")) {
      first = Long.parseLong(text);
    } else if (text.matches("[0-9]{1,3}(\\.[0-9]{1,6})?%")) {
      first = (long) Math.ceil(total * Double.parseDouble(text.replace("%", "")) / 100);
    } else if (text.indexOf('%') >= 0) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "canary is expected to be a part such as 1%, a number, or names of tenants, not '"
                  + canary
                  + "'",
              ""));
    } else {
      names = List.of(text.split("\\s*,\\s*"));
      first = names.size();
    }
    List<Integer> thresholds = new ArrayList<>();
    for (long next = Math.max(1, first); next < total; next *= Math.max(2, growth)) {
      thresholds.add((int) next);
    }
    return new Waves(names, thresholds);
  }

  /** How many there are. */
  int count() {
    return thresholds.size() + 1;
  }
}
