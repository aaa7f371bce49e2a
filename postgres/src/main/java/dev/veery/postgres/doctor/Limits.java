package dev.veery.postgres.doctor;

import java.time.Duration;

/**
 * From where on something is worth a remark.
 *
 * @param longTransaction age of a transaction
 * @param lag of a replica
 * @param retained bytes of WAL that a slot holds back
 * @param headroom connections that have to be free
 * @param tables how many tables, the largest first, are named one by one
 * @param production whether the role had better not be a superuser
 */
public record Limits(
    Duration longTransaction,
    Duration lag,
    long retained,
    int headroom,
    int tables,
    boolean production) {
  public static final Limits DEFAULT =
      new Limits(Duration.ofSeconds(60), Duration.ofSeconds(30), 1L << 30, 3, 5, false);
}
