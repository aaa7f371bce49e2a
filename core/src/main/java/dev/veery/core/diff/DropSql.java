package dev.veery.core.diff;

import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ForeignData;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import java.util.List;

/** Objects as the statements that take them away, and what goes with them. */
final class DropSql {

  private DropSql() {}

  /**
   * @param ifExists where something before it may have taken it along
   */
  static List<String> drop(SchemaObject object, boolean ifExists) {
    ObjectId id = object.id();
    String exists = ifExists ? "IF EXISTS " : "";
    return switch (object) {
      case Constraint constraint ->
          List.of(
              "ALTER "
                  + constraint.holder().kind().sql()
                  + ' '
                  + constraint.holder().sqlName()
                  + " DROP CONSTRAINT "
                  + exists
                  + id.sqlName());
      case TablePart.Trigger trigger when trigger.definition().isEmpty() -> List.of();
      case TablePart.Statistics ignored -> List.of("DROP STATISTICS " + exists + id.sqlName());
      case TablePart ignored ->
          List.of("DROP " + id.kind().sql() + ' ' + exists + id.sqlName() + " ON " + id.sqlOn());
      // Its input and output functions and the type cannot do without each other.
      case DataType.Base ignored -> List.of("DROP TYPE " + exists + id.sqlName() + " CASCADE");
      case DatabaseObject.DefaultPrivileges defaults ->
          AttributeSql.defaultPrivileges(
              defaults.role(),
              defaults.schema(),
              defaults.objects(),
              defaults.grants(),
              defaults.builtin());
      case DatabaseObject.Subscription subscription -> SubscriptionSql.drop(subscription, exists);
      case DatabaseObject.SecurityLabel label -> List.of(MiscellaneousSql.label(label, ""));
      case DatabaseObject.Grants grants -> AttributeSql.grants(id, grants.given(), grants.taken());
      default -> List.of("DROP " + id.kind().sql() + ' ' + exists + id.sqlName());
    };
  }

  /** What is gone for good; empty where nothing is. */
  static String loss(SchemaObject object) {
    return switch (object) {
      case Relation.Table table ->
          table.foreign().isPresent() ? "" : "the rows of " + table.id().sqlName();
      case Relation.Sequence sequence -> "where " + sequence.id().sqlName() + " stands";
      case ForeignData.UserMapping mapping ->
          mapping.options().containsValue(ForeignData.HIDDEN)
              ? "the secrets of " + mapping.id()
              : "";
      case DatabaseObject.Subscription subscription ->
          "how subscription " + subscription.id().sqlName() + " connects, and where it stands";
      case DatabaseObject.Extension extension ->
          "what tables of extension " + extension.id().sqlName() + " hold";
      default -> "";
    };
  }

  /** {@code DROP INDEX CONCURRENTLY}. */
  static String concurrently(ObjectId index) {
    if (index.kind() != ObjectKind.INDEX) {
      throw new IllegalArgumentException(index.toString());
    }
    return "DROP INDEX CONCURRENTLY " + index.sqlName();
  }
}
