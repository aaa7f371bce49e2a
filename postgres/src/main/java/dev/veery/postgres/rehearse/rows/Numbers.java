package dev.veery.postgres.rehearse.rows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Values of numeric types. */
final class Numbers {

  private Numbers() {}

  /**
   * Whole numbers.
   *
   * @param least and {@code most} what the type takes
   */
  record Whole(long least, long most) implements Values {
    @Override
    public String next(SplittableRandom random, Style style) {
      int kind = random.nextInt(100);
      if (style == Style.TAME || kind < 70) {
        return Long.toString(random.nextInt(0, 100));
      }
      if (kind < 80) {
        return Long.toString(Math.max(least, -1 - random.nextInt(100)));
      }
      if (kind < 90) {
        return Long.toString(random.nextLong(least, most));
      }
      return Long.toString(kind < 95 ? least : most);
    }

    @Override
    public @Nullable String distinct(long number) {
      return number < most ? Long.toString(number + 1) : null;
    }
  }

  /**
   * {@code numeric}.
   *
   * @param precision digits in all; 0 for no limit
   * @param scale digits behind the point
   */
  record Decimal(int precision, int scale) implements Values {

    private static final List<String> WILD =
        List.of("NaN", "Infinity", "-Infinity", "1e-100", "-1e100", "0.1", "123456789.123456789");

    @Override
    public String next(SplittableRandom random, Style style) {
      int kind = random.nextInt(100);
      if (precision == 0) {
        return style == Style.TAME || kind < 80
            ? BigDecimal.valueOf(random.nextInt(0, 10_000), 2).toPlainString()
            : WILD.get(random.nextInt(WILD.size()));
      }
      BigInteger most = BigInteger.TEN.pow(precision).subtract(BigInteger.ONE);
      if (style == Style.TAME || kind < 70) {
        BigInteger small = BigInteger.valueOf(random.nextInt(0, 10_000)).min(most);
        return new BigDecimal(small, scale).toPlainString();
      }
      if (kind < 75) {
        return "NaN";
      }
      if (kind < 80) {
        return "0";
      }
      return new BigDecimal(kind < 90 ? most : most.negate(), scale).toPlainString();
    }

    @Override
    public @Nullable String distinct(long number) {
      BigDecimal value =
          precision == 0 || number + 1 < Math.pow(10, precision - scale)
              ? BigDecimal.valueOf(number + 1)
              : new BigDecimal(BigInteger.valueOf(number + 1), scale);
      return precision != 0 && value.precision() > precision ? null : value.toPlainString();
    }
  }

  /**
   * {@code real} and {@code double precision}.
   *
   * @param extremes that the type takes
   */
  record Floating(List<String> extremes) implements Values {
    @Override
    public String next(SplittableRandom random, Style style) {
      return style == Style.TAME || random.nextInt(100) < 80
          ? Double.toString(random.nextInt(0, 100_000) / 100.0)
          : extremes.get(random.nextInt(extremes.size()));
    }

    @Override
    public String distinct(long number) {
      return Long.toString(number + 1);
    }
  }
}
