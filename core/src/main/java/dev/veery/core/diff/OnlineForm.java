package dev.veery.core.diff;

import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of tables that are in use, made without keeping the tables' users waiting. */
final class OnlineForm {

  private static final int SINCE_PARTITIONED_NOT_VALID = 18;

  private final int major;

  OnlineForm(int major) {
    this.major = major;
  }

  /**
   * @param holder the table that the part is made on; null where it is no table
   * @param plain the statements that make the part at once
   */
  List<SqlStep> of(SchemaObject part, @Nullable Table holder, List<String> plain) {
    var steps = new ArrayList<SqlStep>();
    var rest = new ArrayList<>(plain);
    switch (part) {
      case Index index when holder == null || holder.partitionBy().isEmpty() ->
          steps.add(SqlStep.of(part.id(), concurrently(rest.removeFirst())));
      case Constraint.Key key when holder != null && isBuiltBeside(key, holder) -> {
        rest.removeFirst();
        steps.add(SqlStep.of(part.id(), concurrently(IndexSql.create(key.index(), false))));
        steps.add(SqlStep.of(part.id(), usingIndex(key)));
      }
      case Constraint.ForeignKey key
          when key.validated()
              && key.enforced()
              && holder != null
              && (holder.partitionBy().isEmpty() || major >= SINCE_PARTITIONED_NOT_VALID) ->
          validatedLater(key, rest.removeFirst(), steps);
      case Constraint.Check check when check.validated() && check.enforced() ->
          validatedLater(check, rest.removeFirst(), steps);
      default -> {}
    }
    rest.forEach(sql -> steps.add(SqlStep.of(part.id(), sql)));
    return steps;
  }

  private static void validatedLater(Constraint constraint, String add, List<SqlStep> steps) {
    steps.add(SqlStep.of(constraint.id(), add + " NOT VALID"));
    steps.add(
        SqlStep.alone(
            constraint.id(),
            "ALTER "
                + constraint.holder().kind().sql()
                + ' '
                + constraint.holder().sqlName()
                + " VALIDATE CONSTRAINT "
                + constraint.id().sqlName()));
  }

  private static boolean isBuiltBeside(Constraint.Key key, Table holder) {
    return key.type() != Constraint.KeyType.EXCLUSION
        && !key.withoutOverlaps()
        && holder.partitionBy().isEmpty()
        && holder.id().kind() == ObjectKind.TABLE;
  }

  private static String concurrently(String create) {
    return create.replaceFirst("INDEX ", "INDEX CONCURRENTLY ");
  }

  private static String usingIndex(Constraint.Key key) {
    return "ALTER TABLE "
        + key.holder().sqlName()
        + "\n    ADD CONSTRAINT "
        + key.id().sqlName()
        + ' '
        + key.type().sql()
        + " USING INDEX "
        + Identifiers.quote(key.index().id().name())
        + key.timing().sql();
  }
}
