package dev.veery.core.online;

import dev.veery.core.lint.state.PartitionCondition;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction.AttachPartition;
import dev.veery.core.sql.ast.AlterAction.DetachPartition;
import dev.veery.core.sql.ast.TableStatement.PartitionBound;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Partitions that come to a table and go from it while both are in use. */
final class PartitionForms {

  private final OnlineFacts facts;
  private final ServerNames names;
  private final StatementText text;
  private final String parent;
  private final TableState state;

  /**
   * @param parent as the statement writes it
   */
  PartitionForms(OnlineFacts facts, StatementText text, String parent, TableState state) {
    this.facts = facts;
    this.names = new ServerNames(facts);
    this.text = text;
    this.parent = parent;
    this.state = state;
  }

  /**
   * A check that says what the bounds say, validated while reads and writes go on, saves the server
   * from reading the rows under the strong lock.
   *
   * @param plain the statement as written
   */
  ActionForm attach(AttachPartition attach, String plain) {
    PartitionBound bound = attach.bound();
    if (bound == null || bound.isDefault()) {
      return ActionForm.asItIs(text.part(attach.partition().span()));
    }
    TableState partition = facts.table(attach.partition());
    PartitionCondition condition = PartitionCondition.of(state, bound);
    List<Piece> pieces = new ArrayList<>();
    List<Piece> leftovers = new ArrayList<>();
    List<String> last = new ArrayList<>(List.of(plain));
    if (condition != null) {
      if (facts.isInUse(attach.partition()) && !condition.isImpliedBy(partition)) {
        String name = names.choose(partition, "", "bounds");
        check(
            text.part(attach.partition().span()),
            name,
            condition.sql(partition),
            pieces,
            last,
            leftovers);
      }
      fallback(condition, pieces, last, leftovers);
    }
    if (pieces.isEmpty()) {
      return ActionForm.asItIs("");
    }
    pieces.add(new Piece.Own(last));
    return ActionForm.of(
            List.of(),
            pieces,
            "every row of " + partition + " would be read while reads and writes wait")
        .leaving(leftovers);
  }

  /** The default partition must not hold rows of the new one, which the server looks for. */
  void fallback(
      PartitionCondition condition, List<Piece> pieces, List<String> last, List<Piece> leftovers) {
    TableState fallback = state.defaultPartition();
    if (fallback != null && facts.isInUse(fallback) && !condition.isRuledOutBy(fallback)) {
      String name = names.choose(fallback, "", "others");
      check(
          StatementText.name(fallback),
          name,
          "NOT (" + condition.sql(fallback) + ")",
          pieces,
          last,
          leftovers);
    }
  }

  private static void check(
      String table,
      String name,
      String condition,
      List<Piece> pieces,
      List<String> last,
      List<Piece> leftovers) {
    String quoted = Identifiers.quote(name);
    pieces.add(
        new Piece.Own(
            "ALTER TABLE "
                + table
                + " ADD CONSTRAINT "
                + quoted
                + " CHECK ("
                + condition
                + ") NOT VALID"));
    pieces.add(ConstraintForms.validate(table, name));
    last.add("ALTER TABLE " + table + " DROP CONSTRAINT " + quoted);
    leftovers.add(ConstraintForms.dropConstraint(table, name));
  }

  ActionForm detach(DetachPartition detach, String plain) throws ActionForm.NoForm {
    TableState partition = facts.table(detach.partition());
    if (detach.concurrently() || detach.isFinal() || !facts.isInUse(detach.partition())) {
      return ActionForm.asItIs(plain);
    }
    if (state.defaultPartition() != null) {
      throw new ActionForm.NoForm(
          "PostgreSQL detaches concurrently only from a table without a default partition, and "
              + state
              + " has one",
          "");
    }
    String written = text.part(detach.partition().span());
    // The server leaves a check behind that says what the bounds said, under a name of its choice.
    Piece check = ConstraintForms.dropConstraint(written, names.choose(partition, key(), "check"));
    return ActionForm.of(
            List.of(),
            List.of(
                new Piece.Alone(
                    "ALTER TABLE " + parent + " DETACH PARTITION " + written + " CONCURRENTLY"),
                check),
            "every read and write of " + state + " would wait for those who use " + partition)
        .leaving(List.of(check));
  }

  /** The column that the bounds of this table and those above it are about; empty for several. */
  private String key() {
    Set<String> columns = new HashSet<>();
    for (TableState table = state; table != null; table = table.partitionOf()) {
      if (table.partitionBy() != null) {
        columns.addAll(PartitionCondition.keys(table.partitionBy()));
      }
    }
    return columns.size() == 1 ? columns.iterator().next() : "";
  }
}
