package dev.veery.engine;

import dev.veery.postgres.rehearse.rows.RowOptions;
import org.jspecify.annotations.Nullable;

/**
 * How all migrations are tested.
 *
 * @param rows that each table is given as soon as it is there; null leaves them empty
 * @param workers how many servers share the work; with a lent server it is one
 */
public record TestOptions(@Nullable RowOptions rows, int workers) {

  public static final TestOptions DEFAULT = new TestOptions(new RowOptions(20, 1), 2);

  public TestOptions {
    if (workers < 1) {
      throw new IllegalArgumentException("nobody would do the work");
    }
  }
}
