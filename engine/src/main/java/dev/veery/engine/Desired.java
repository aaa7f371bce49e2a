package dev.veery.engine;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.diff.Rename;
import dev.veery.core.entities.Overlay;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schema that somebody wants.
 *
 * @param catalog what the source of it says
 * @param hints renames that it tells of
 * @param keep what stays although it is not mentioned, where the source has no words for
 *     everything; null where what it does not mention is not wanted
 */
record Desired(Catalog catalog, List<Rename> hints, @Nullable IgnoreList keep) {

  Desired(Catalog catalog) {
    this(catalog, List.of(), null);
  }

  Desired(Catalog catalog, List<Rename> hints) {
    this(catalog, hints, null);
  }

  /** Whether it only says a part. */
  boolean isOverlay() {
    return keep != null;
  }

  /** All that is wanted of what there is. */
  Overlay.Wanted over(Catalog before) {
    return keep == null
        ? new Overlay.Wanted(catalog, List.of())
        : Overlay.of(before, catalog, keep);
  }
}
