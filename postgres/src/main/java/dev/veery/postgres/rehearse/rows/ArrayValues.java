package dev.veery.postgres.rehearse.rows;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Arrays of any type, as {@code array_in} reads them. */
record ArrayValues(Values element) implements Values {

  @Override
  public String next(SplittableRandom random, Style style) {
    int size = random.nextInt(4);
    var text = new StringBuilder("{");
    for (int i = 0; i < size; i++) {
      text.append(i == 0 ? "" : ",");
      if (style == Style.WILD && random.nextInt(5) == 0) {
        text.append("NULL");
      } else {
        text.append(quote(element.next(random, style)));
      }
    }
    return text.append('}').toString();
  }

  @Override
  public @Nullable String distinct(long number) {
    String one = element.distinct(number);
    return one == null ? null : "{" + quote(one) + "}";
  }

  /** A quoted element; in a composite value quotes and backslashes are escaped in the same way. */
  static String quote(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
