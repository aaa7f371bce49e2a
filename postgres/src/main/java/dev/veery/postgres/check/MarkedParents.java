package dev.veery.postgres.check;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.verify.Amount;
import dev.veery.core.verify.CheckLine;
import dev.veery.postgres.session.Question;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that are there and refer to rows that are marked as deleted: a foreign key is content with
 * them, and who joins the two finds nothing.
 */
public final class MarkedParents {

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);

  private MarkedParents() {}

  /**
   * A line for each foreign key with such rows. Reads only.
   *
   * @param column that marks a row as deleted
   * @param patience how long one scan may take; zero sets no limit
   */
  public static List<CheckLine> lines(
      Session session, Catalog catalog, String column, Duration patience) throws SQLException {
    List<CheckLine> lines = new ArrayList<>();
    String mark = Identifiers.quote(column);
    for (Constraint.ForeignKey key : catalog.all(Constraint.ForeignKey.class)) {
      if (!has(catalog, key.referenced(), column)) {
        continue;
      }
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i < key.columns().size(); i++) {
        pairs.add(
            "p."
                + Identifiers.quote(key.referencedColumns().get(i))
                + " = c."
                + Identifiers.quote(key.columns().get(i)));
      }
      String child = key.holder().sqlName();
      String parent = key.referenced().sqlName();
      long[] count = new long[1];
      ServerError error =
          Question.ask(
              session,
              LOCK_TIMEOUT,
              patience,
              "SELECT count(*) FROM "
                  + child
                  + " c JOIN "
                  + parent
                  + " p ON "
                  + String.join(" AND ", pairs)
                  + " WHERE p."
                  + mark
                  + " IS NOT NULL"
                  + (has(catalog, key.holder(), column) ? " AND c." + mark + " IS NULL" : ""),
              row -> count[0] = row.getLong(1));
      String name = key.id().name();
      if (error != null) {
        lines.add(
            CheckLine.skipped(
                "soft-delete-parent",
                "marked rows",
                "foreign key " + name + " on " + child + ": " + error.message()));
      } else if (count[0] > 0) {
        lines.add(
            CheckLine.warning(
                    "soft-delete-parent",
                    "marked rows",
                    Amount.number(count[0])
                        + (count[0] == 1 ? " row of " : " rows of ")
                        + child
                        + (count[0] == 1 ? " refers" : " refer")
                        + " to marked rows of "
                        + parent
                        + " ("
                        + name
                        + ")",
                    has(catalog, key.holder(), column)
                        ? "mark them, too, or take the mark of the others away"
                        : "mark rows of " + child + ", too: ADD COLUMN " + mark)
                .fact("table", child)
                .fact("constraint", name)
                .fact("rows", count[0]));
      }
    }
    return lines;
  }

  private static boolean has(Catalog catalog, ObjectId id, String column) {
    return catalog.all(Relation.Table.class).stream()
        .anyMatch(table ->
            table.id().equals(id)
                && table.columns().stream().anyMatch(c -> c.name().equals(column)));
  }
}
