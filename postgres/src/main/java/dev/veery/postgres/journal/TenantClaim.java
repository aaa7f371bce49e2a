package dev.veery.postgres.journal;

import java.util.Objects;

/**
 * A tenant that was taken from the queue.
 *
 * @param name as the source of tenants calls it
 * @param place its schema, or its database
 * @param placeOid of the schema; 0 for a database
 * @param state what it has, an id of {@code tenant_state}
 * @param half whether some steps of a migration are committed and others not
 * @param token the fencing token
 * @param waitedMillis since this run took it for the first time
 */
public record TenantClaim(
    String name,
    String place,
    long placeOid,
    long state,
    boolean half,
    long token,
    long waitedMillis) {

  public TenantClaim {
    Objects.requireNonNull(name);
    Objects.requireNonNull(place);
  }
}
