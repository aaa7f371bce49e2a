package dev.veery.core.softdelete;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.TablePart.Policy;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.verify.CheckLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a schema respects that rows are marked and not deleted: keys that count rows that are
 * gone, cascades that delete for good, views, policies and indexes that forget the mark.
 */
public final class SoftDeleteCheck {

  private static final String LABEL = "marked rows";
  private static final Set<String> COUNTED = Set.of("smallint", "integer", "bigint", "uuid");

  private final Catalog catalog;
  private final String column;
  private final Pattern mark;
  private final Map<ObjectId, Relation.Table> marked = new LinkedHashMap<>();
  private final List<CheckLine> lines = new ArrayList<>();

  private SoftDeleteCheck(Catalog catalog, String column) {
    this.catalog = catalog;
    this.column = column;
    this.mark = Pattern.compile("(?<![\\w$])\"?" + Pattern.quote(column) + "\"?(?![\\w$])");
    for (Relation.Table table : catalog.all(Relation.Table.class)) {
      if (table.partitionOf().isEmpty()
          && table.columns().stream().anyMatch(c -> c.name().equals(column))) {
        marked.put(table.id(), table);
      }
    }
  }

  /**
   * One line for each thing that is odd; a single tick where nothing is.
   *
   * @param column the name of the column that marks a row as deleted
   */
  public static List<CheckLine> lines(Catalog catalog, String column) {
    return new SoftDeleteCheck(catalog, column).check();
  }

  private List<CheckLine> check() {
    for (Constraint.Key key : catalog.all(Constraint.Key.class)) {
      if (key.type() == Constraint.KeyType.UNIQUE) {
        unique(key.index(), true);
      }
    }
    for (Index index : catalog.all(Index.class)) {
      if (index.unique()) {
        unique(index, false);
      } else {
        partial(index);
      }
    }
    catalog.all(Constraint.ForeignKey.class).forEach(this::cascade);
    catalog.all(Relation.View.class).forEach(view -> view(view.id(), view.query()));
    catalog.all(Relation.MaterializedView.class).forEach(view -> view(view.id(), view.query()));
    catalog.all(Policy.class).forEach(this::policy);
    if (lines.isEmpty()) {
      lines.add(
          CheckLine.tick(
              "soft-delete",
              LABEL,
              marked.size()
                  + (marked.size() == 1 ? " table with " : " tables with ")
                  + column
                  + (marked.size() == 1 ? " is in order" : " are in order")));
    }
    return lines;
  }

  private void unique(Index index, boolean isConstraint) {
    Relation.Table table = marked.get(index.table());
    if (table == null
        || mark.matcher(index.predicate()).find()
        || index.keys().stream().anyMatch(key -> key.column().equals(column))
        || isSurrogate(table, index)) {
      return;
    }
    String name = table.id().sqlName();
    String keys =
        String.join(
            ", ",
            index.keys().stream()
                .map(key ->
                    key.column().isEmpty()
                        ? "(" + key.expression() + ")"
                        : Identifiers.quote(key.column()))
                .toList());
    lines.add(
        CheckLine.warning(
                "soft-delete-unique",
                LABEL,
                "unique key "
                    + Identifiers.quote(index.id().name())
                    + " of "
                    + name
                    + " counts rows that are marked in "
                    + column
                    + ": their values stay taken",
                "CREATE UNIQUE INDEX CONCURRENTLY ON "
                    + name
                    + " ("
                    + keys
                    + ") WHERE "
                    + Identifiers.quote(column)
                    + " IS NULL; and drop the other")
            .fact("table", name)
            .fact("constraint", isConstraint));
  }

  private static boolean isSurrogate(Relation.Table table, Index index) {
    return index.keys().stream()
        .allMatch(key ->
            table.columns().stream()
                .anyMatch(
                    (Column c) -> c.name().equals(key.column()) && COUNTED.contains(c.type())));
  }

  /** Where one index of a table is partial on what is there, the others are expected to be. */
  private void partial(Index index) {
    Relation.Table table = marked.get(index.table());
    if (table == null
        || mark.matcher(index.predicate()).find()
        || index.keys().stream().anyMatch(key -> key.column().equals(column))) {
      return;
    }
    boolean others =
        catalog.all(Index.class).stream()
            .anyMatch(other ->
                other.table().equals(index.table()) && mark.matcher(other.predicate()).find());
    if (others) {
      lines.add(
          CheckLine.warning(
              "soft-delete-index",
              LABEL,
              "index "
                  + Identifiers.quote(index.id().name())
                  + " of "
                  + table.id().sqlName()
                  + " holds marked rows, too, and others of the table do not",
              "make it partial: WHERE " + Identifiers.quote(column) + " IS NULL"));
    }
  }

  private void cascade(Constraint.ForeignKey key) {
    Relation.Table child = marked.get(key.holder());
    if (child != null && key.onDelete().equals("CASCADE")) {
      lines.add(
          CheckLine.warning(
              "soft-delete-cascade",
              LABEL,
              "deleting a row of "
                  + key.referenced().sqlName()
                  + " deletes rows of "
                  + child.id().sqlName()
                  + " for good, past "
                  + column,
              "make " + Identifiers.quote(key.id().name()) + " ON DELETE RESTRICT and mark both"));
    }
  }

  private void view(ObjectId view, String query) {
    if (mark.matcher(query).find()) {
      return;
    }
    for (ObjectId needed : catalog.dependencies(view)) {
      ObjectId relation =
          needed.kind() == ObjectKind.COLUMN
              ? new ObjectId(ObjectKind.TABLE, needed.schema(), needed.on())
              : needed;
      Relation.Table table = marked.get(relation);
      if (table != null) {
        lines.add(
            CheckLine.warning(
                "soft-delete-view",
                LABEL,
                view + " shows rows of " + table.id().sqlName() + " that are marked as deleted",
                "add WHERE " + Identifiers.quote(column) + " IS NULL, or show " + column));
        return;
      }
    }
  }

  /** Where one policy of a table minds the mark, the others are expected to. */
  private void policy(Policy policy) {
    Relation.Table table = marked.get(policy.relation());
    if (table == null || !policy.permissive() || minds(policy)) {
      return;
    }
    boolean others =
        catalog.all(Policy.class).stream()
            .anyMatch(other -> other.relation().equals(policy.relation()) && minds(other));
    boolean restricted =
        catalog.all(Policy.class).stream()
            .anyMatch(other ->
                other.relation().equals(policy.relation()) && !other.permissive() && minds(other));
    if (others && !restricted && !policy.using().isEmpty()) {
      lines.add(
          CheckLine.warning(
              "soft-delete-policy",
              LABEL,
              "policy "
                  + Identifiers.quote(policy.id().name())
                  + " on "
                  + table.id().sqlName()
                  + " lets marked rows through, and others of the table do not",
              "add " + Identifiers.quote(column) + " IS NULL to it"));
    }
  }

  private boolean minds(Policy policy) {
    return mark.matcher(policy.using()).find() || mark.matcher(policy.check()).find();
  }
}
