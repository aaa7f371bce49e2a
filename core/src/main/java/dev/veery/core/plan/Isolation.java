package dev.veery.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Mends a cut after the server has refused a statement for the transaction that it was in. Words
 * tell most of it beforehand; whether a table is partitioned or a procedure commits only the server
 * knows. The refused transaction has left nothing behind, so it can be run again in other pieces.
 */
public final class Isolation {

  private Isolation() {}

  /**
   * Other pieces for a refused transaction.
   *
   * @param transaction the one that was rolled back
   * @param refused the step that the server refused
   * @param sqlState with this code
   * @return the pieces, or empty when cutting differently would not help
   */
  public static Optional<List<Segment>> of(
      Segment.Transaction transaction, Step refused, String sqlState) {
    boolean ours = transaction.begin().equals(Segment.Transaction.BEGIN) && !transaction.together();
    if (!ours || !(refused.action() instanceof Step.Action.Sql sql)) {
      return Optional.empty();
    }
    return switch (sqlState) {
      // active_sql_transaction: "cannot run inside a transaction block"
      case "25001" ->
          sql.statement().words().getFirst().equals("set")
              ? Optional.empty()
              : Optional.of(around(transaction, refused, RecoveryReader.read(sql.statement())));
      // invalid_transaction_termination: a procedure or DO block commits
      case "2D000" -> Optional.of(around(transaction, refused, new Recovery.Undecidable()));
      // unsafe_new_enum_value_usage
      case "55P04" -> behindEnumValue(transaction, refused);
      default -> Optional.empty();
    };
  }

  private static List<Segment> around(
      Segment.Transaction transaction, Step refused, Recovery recovery) {
    List<Segment> pieces = new ArrayList<>();
    int index = transaction.steps().indexOf(refused);
    add(pieces, transaction, 0, index);
    pieces.add(new Segment.Alone(refused, recovery, false));
    add(pieces, transaction, index + 1, transaction.steps().size());
    return pieces;
  }

  private static Optional<List<Segment>> behindEnumValue(
      Segment.Transaction transaction, Step refused) {
    int index = transaction.steps().indexOf(refused);
    for (int i = index - 1; i >= 0; i--) {
      if (EnumValues.adds(transaction.steps().get(i))) {
        List<Segment> pieces = new ArrayList<>();
        add(pieces, transaction, 0, i + 1);
        add(pieces, transaction, i + 1, transaction.steps().size());
        return Optional.of(pieces);
      }
    }
    return Optional.empty();
  }

  private static void add(List<Segment> pieces, Segment.Transaction transaction, int from, int to) {
    if (from < to) {
      pieces.add(transaction.with(transaction.steps().subList(from, to)));
    }
  }
}
