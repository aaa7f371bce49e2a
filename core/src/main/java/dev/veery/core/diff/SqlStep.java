package dev.veery.core.diff;

import dev.veery.core.catalog.ObjectId;
import java.util.Objects;

/**
 * One statement of a difference.
 *
 * @param id what it is about
 * @param sql without a semicolon
 * @param loss what is gone for good once it has run, such as {@code the rows of shop.orders}; empty
 *     where nothing is
 * @param alone needs a transaction of its own to be of any use: a validation that would otherwise
 *     hold the lock of the statement before it
 */
public record SqlStep(ObjectId id, String sql, String loss, boolean alone) {

  public SqlStep {
    Objects.requireNonNull(id);
    Objects.requireNonNull(sql);
    Objects.requireNonNull(loss);
  }

  public static SqlStep of(ObjectId id, String sql) {
    return new SqlStep(id, sql, "", false);
  }

  static SqlStep losing(ObjectId id, String sql, String loss) {
    return new SqlStep(id, sql, loss, false);
  }

  static SqlStep alone(ObjectId id, String sql) {
    return new SqlStep(id, sql, "", true);
  }
}
