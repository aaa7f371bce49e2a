package dev.veery.core.lint.rule;

import dev.veery.core.lint.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every rule there is. A new one is added here, at the end of its family. */
public final class Rules {

  public static final List<Rule> ALL =
      List.of(
          // Locks and rewrites
          new IndexNotConcurrent(),
          new DropIndexNotConcurrent(),
          new ForeignKeyValidates(),

          // Correctness
          new AllowUnused());

  private Rules() {}

  /** The rule with that code, or null. */
  public static @Nullable Rule find(String code) {
    for (Rule rule : ALL) {
      if (rule.about().code().equals(code)) {
        return rule;
      }
    }
    return null;
  }
}
