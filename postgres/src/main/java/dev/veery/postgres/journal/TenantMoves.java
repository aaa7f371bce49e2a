package dev.veery.postgres.journal;

import java.util.List;
import java.util.Objects;

/**
 * The states that a plan takes a tenant through.
 *
 * @param from what it has before
 * @param moves one for each migration of the plan, in its order
 * @param atomic whether all of them are one transaction, and so one move
 */
public record TenantMoves(long from, List<Move> moves, boolean atomic) {

  public TenantMoves {
    moves = List.copyOf(moves);
  }

  /**
   * One migration.
   *
   * @param version of the migration
   * @param script its id in {@code tenant_script}
   * @param to what the tenant has behind it
   */
  public record Move(String version, long script, long to) {}

  /** What the tenant has in the end. */
  public long to() {
    return moves.isEmpty() ? from : moves.getLast().to();
  }

  Move of(String version) {
    return moves.get(indexOf(version));
  }

  long before(String version) {
    int index = indexOf(version);
    return index == 0 ? from : moves.get(index - 1).to();
  }

  boolean isLast(String version) {
    return indexOf(version) == moves.size() - 1;
  }

  private int indexOf(String version) {
    for (int i = 0; i < moves.size(); i++) {
      if (Objects.equals(moves.get(i).version(), version)) {
        return i;
      }
    }
    throw new IllegalArgumentException(version + " is no part of this plan");
  }
}
