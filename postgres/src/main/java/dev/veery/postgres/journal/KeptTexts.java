package dev.veery.postgres.journal;

import dev.veery.core.migration.Version;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the journal keeps of a migration's texts, for when its file is gone.
 *
 * @param title as its author wrote it; may be empty, as the next three may
 * @param description likewise
 * @param author likewise
 * @param date likewise
 * @param documentation the free lines of its header
 * @param down the script that takes it back; null where there is none
 */
public record KeptTexts(
    String title,
    String description,
    String author,
    String date,
    List<String> documentation,
    @Nullable String down) {

  private static final KeptTexts NONE = new KeptTexts("", "", "", "", List.of(), null);

  public KeptTexts {
    documentation = List.copyOf(documentation);
  }

  /** Those of one migration; empty ones where it is not recorded. */
  static KeptTexts read(Session session, Journal journal, String schema, Version version)
      throws SQLException {
    KeptTexts[] found = {NONE};
    session.query(
        "SELECT title, description, author, written, documentation, down_script FROM "
            + schema
            + ".migration WHERE version = "
            + Sql.literal(version.text()),
        row -> {
          String down = row.getString(6);
          found[0] =
              new KeptTexts(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5).lines().toList(),
                  down == null ? null : journal.restored(down));
        });
    return found[0];
  }
}
