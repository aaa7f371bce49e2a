package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.catalog.Relation;
import dev.veery.core.diff.NormalForm;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the target is what its history says. A migration is written from what the migrations
 * make: on a target that is something else it may fail, or lead elsewhere.
 */
final class TargetDrift {

  private static final int NAMED = 3;

  private TargetDrift() {}

  /**
   * Says how they differ; empty where they do not.
   *
   * @param expected what the applied migrations make
   * @param live what the target holds
   * @param ignored what {@code drift-ignore} passes over
   */
  static List<Problem> of(Catalog expected, Catalog live, List<String> ignored) {
    var passedOver = new ArrayList<>(ignored);
    // Roles and versions of extensions are those of the server, not of the history.
    passedOver.addAll(List.of("owners", "privileges"));
    Comparison comparison =
        Comparison.of(
            NormalForm.of(schema(expected)),
            NormalForm.of(schema(live)),
            IgnoreList.of(passedOver));
    if (comparison.isEmpty()) {
      return List.of();
    }
    List<Comparison.Difference> differences = comparison.differences();
    var text = new StringBuilder("the database is not what its history says: ");
    for (int i = 0; i < Math.min(NAMED, differences.size()); i++) {
      String first = differences.get(i).toString().lines().findFirst().orElse("");
      text.append(i == 0 ? "" : "; ").append(first);
    }
    if (differences.size() > NAMED) {
      text.append("; and ").append(differences.size() - NAMED).append(" more");
    }
    return List.of(
        new Problem(
            ErrorCode.TARGET_DRIFTED,
            text.toString(),
            "veery drift shows all of it; what is generated starts from what the migrations make"));
  }

  /** Says so where a database has tables and no history at all. */
  static List<Problem> unknown(Catalog live, boolean hasMigrations) {
    long tables = live.all(Relation.Table.class).size();
    return tables == 0
        ? List.of()
        : List.of(
            new Problem(
                ErrorCode.TARGET_DRIFTED,
                "the database has "
                    + tables
                    + (tables == 1 ? " table" : " tables")
                    + " and no history: no migration was run there",
                hasMigrations
                    ? "where it has what the migrations make: veery stamp --all records that"
                    : "veery adopt writes the first migration from what is there"));
  }

  private static Catalog schema(Catalog catalog) {
    return catalog.without(object -> object instanceof DatabaseObject.Extension);
  }
}
