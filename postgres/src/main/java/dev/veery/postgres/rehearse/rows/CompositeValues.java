package dev.veery.postgres.rehearse.rows;

import java.util.List;
import java.util.SplittableRandom;

/** Values of composite types, as {@code record_in} reads them. */
record CompositeValues(List<Values> fields) implements Values {

  CompositeValues {
    fields = List.copyOf(fields);
  }

  @Override
  public String next(SplittableRandom random, Style style) {
    var text = new StringBuilder("(");
    for (int i = 0; i < fields.size(); i++) {
      text.append(i == 0 ? "" : ",");
      // Nothing between two commas is NULL.
      if (style == Style.TAME || random.nextInt(4) != 0) {
        text.append(ArrayValues.quote(fields.get(i).next(random, style)));
      }
    }
    return text.append(')').toString();
  }
}
