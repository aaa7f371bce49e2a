package dev.veery.core.source;

import dev.veery.core.sql.SourcePosition;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** For files that hold one direction each. */
final class NoMarkers implements Markers {

  static final NoMarkers INSTANCE = new NoMarkers();

  private NoMarkers() {}

  @Override
  public @Nullable Mark read(String text, Supplier<SourcePosition> position) {
    return null;
  }

  @Override
  public boolean optional() {
    return true;
  }

  @Override
  public String upMarker() {
    return "-- Up Migration";
  }
}
