package dev.veery.core.online;

import dev.veery.core.lint.state.PartitionCondition;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.IndexStatement;
import dev.veery.core.sql.ast.MaintenanceStatement;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TableStatement;
import dev.veery.core.sql.ast.ViewStatement;
import java.util.ArrayList;
import java.util.List;

/**
 * Plain statement in, online form out. A pure function: the same statement on the same facts has
 * the same form.
 */
public final class OnlineForms {

  private OnlineForms() {}

  /**
   * The form in which a statement is to run.
   *
   * @param statement as it was written
   * @param facts what is known of the database just before it
   */
  public static OnlineForm of(ParsedStatement statement, OnlineFacts facts) {
    return switch (statement.statement()) {
      case IndexStatement.CreateIndex create -> new IndexForms(statement, facts).create(create);
      case TableStatement.AlterTable alter -> new AlterForms(statement, alter, facts).form();
      case TableStatement.CreateTable create -> partition(statement, create, facts);
      case ObjectStatement.Drop drop when isIndex(drop) ->
          new IndexForms(statement, facts).drop(drop);
      case MaintenanceStatement.Reindex reindex ->
          new IndexForms(statement, facts).reindex(reindex);
      case ViewStatement.Refresh refresh -> new IndexForms(statement, facts).refresh(refresh);
      case MaintenanceStatement.Cluster cluster
          when cluster.table() != null && facts.isInUse(cluster.table()) ->
          copied("CLUSTER", cluster.table());
      case MaintenanceStatement.Vacuum vacuum
          when vacuum.options().stream().anyMatch(o -> o.name().equals("full") && o.isOn())
              && vacuum.relations().stream().anyMatch(r -> facts.isInUse(r.name())) ->
          copied("VACUUM FULL", vacuum.relations().getFirst().name());
      default -> OnlineForm.AsItIs.FORM;
    };
  }

  private static boolean isIndex(ObjectStatement.Drop drop) {
    return !drop.objects().isEmpty() && drop.objects().getFirst().type() == ObjectType.INDEX;
  }

  private static OnlineForm copied(String command, QualifiedName table) {
    return new OnlineForm.Refused(
        command + " writes all of " + table + " anew while reads and writes wait",
        "VACUUM makes the room usable again without that; pg_repack and pg_squeeze give it back");
  }

  /** A new partition, which the rows of the default partition must not belong to. */
  private static OnlineForm partition(
      ParsedStatement statement, TableStatement.CreateTable create, OnlineFacts facts) {
    if (create.partitionOf() == null || create.bound() == null || create.bound().isDefault()) {
      return OnlineForm.AsItIs.FORM;
    }
    TableState parent = facts.table(create.partitionOf());
    PartitionCondition condition = PartitionCondition.of(parent, create.bound());
    if (condition == null || !facts.isInUse(create.partitionOf())) {
      return OnlineForm.AsItIs.FORM;
    }
    StatementText text = new StatementText(statement);
    List<Piece> pieces = new ArrayList<>();
    List<Piece> leftovers = new ArrayList<>();
    List<String> last = new ArrayList<>(List.of(text.all()));
    new PartitionForms(facts, text, text.part(create.partitionOf().span()), parent)
        .fallback(condition, pieces, last, leftovers);
    if (pieces.isEmpty()) {
      return OnlineForm.AsItIs.FORM;
    }
    pieces.add(new Piece.Own(last));
    return new OnlineForm.Pieces(
        pieces,
        leftovers,
        "every row of " + parent.defaultPartition() + " would be read while reads and writes wait");
  }
}
