package dev.veery.postgres.rehearse.rows;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Values out of a list.
 *
 * @param tame the ordinary ones
 * @param wild the others
 * @param counted makes distinct ones; null where there is no such way
 */
record Picks(List<String> tame, List<String> wild, @Nullable LongFunction<String> counted)
    implements Values {

  Picks {
    tame = List.copyOf(tame);
    wild = List.copyOf(wild);
  }

  static Picks of(String... values) {
    return new Picks(List.of(values), List.of(), null);
  }

  @Override
  public String next(SplittableRandom random, Style style) {
    boolean ordinary = style == Style.TAME || wild.isEmpty() || random.nextInt(100) < 60;
    // Half of them made distinct, where that can be: a list alone would only give duplicates.
    if (counted != null && ordinary && random.nextBoolean()) {
      return counted.apply(random.nextInt(0, 1000));
    }
    List<String> list = ordinary ? tame : wild;
    return list.get(random.nextInt(list.size()));
  }

  @Override
  public @Nullable String distinct(long number) {
    return counted == null ? null : counted.apply(number);
  }
}
