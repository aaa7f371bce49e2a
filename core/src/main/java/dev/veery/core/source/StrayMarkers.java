package dev.veery.core.source;

import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.sql.SqlComment;
import java.util.List;
import java.util.Locale;

/**
 * Finds comments that were meant as section markers and are none. Passing them over would run the
 * down direction as part of the up.
 */
final class StrayMarkers {

  private static final List<String> SECTIONS =
      List.of("up migration", "down migration", "migrate:up", "migrate:down");

  private static final List<String> OTHER_TOOLS =
      List.of(
          "+goose up",
          "+goose down",
          "+migrate up",
          "+migrate down",
          "migrate:up",
          "migrate:down",
          "//@undo",
          "liquibase formatted sql",
          "rollback changeset",
          "-- create above / drop below ----");

  private StrayMarkers() {}

  /**
   * @param sectioned whether a section has been opened above
   * @throws VeeryException for a comment that looks like a marker
   */
  static void check(String text, SqlComment comment, Markers markers, boolean sectioned) {
    String plain = text.toLowerCase(Locale.ROOT);
    for (String marker : OTHER_TOOLS) {
      if (plain.startsWith(marker)) {
        throw stray(
            text,
            comment,
            "this layout does not know it; set layout in veery.toml to the tool it belongs to, or"
                + " write '"
                + markers.upMarker()
                + "'");
      }
    }
    if (sectioned && (plain.equals("up") || plain.equals("down") || plain.equals("rollback"))) {
      throw stray(text, comment, "reword the comment, or write the whole marker");
    }
    for (String section : SECTIONS) {
      if (plain.contains("migr") && NearMiss.distance(plain, section) <= 2) {
        throw stray(
            text,
            comment,
            plain.equals(section)
                ? "this layout does not divide files that way; set layout in veery.toml"
                : "did you mean '" + section + "'?");
      }
    }
  }

  private static VeeryException stray(String text, SqlComment comment, String remedy) {
    return new VeeryException(
        Sections.problem(
            "the comment '" + text + "' looks like a section marker", comment.position(), remedy));
  }
}
