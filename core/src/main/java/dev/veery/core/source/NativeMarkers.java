package dev.veery.core.source;

import dev.veery.core.sql.SourcePosition;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code -- Up Migration}, {@code -- Down Migration} and {@code -- Verify}: Veery's own markers,
 * the first two of which node-pg-migrate writes too. Case does not matter, nor do dashes, equals
 * signs or a colon around the words.
 */
final class NativeMarkers implements Markers {

  static final NativeMarkers INSTANCE = new NativeMarkers();

  private static final int LONGEST = 60;

  private NativeMarkers() {}

  @Override
  public @Nullable Mark read(String text, Supplier<SourcePosition> position) {
    if (text.length() > LONGEST) {
      return null;
    }
    int from = 0;
    int to = text.length();
    while (from < to && isOrnament(text.charAt(from))) {
      from++;
    }
    // Nearly every comment ends here; this runs for each one at every start.
    if (from == to || "uUdDvV".indexOf(text.charAt(from)) < 0) {
      return null;
    }
    while (to > from && isOrnament(text.charAt(to - 1))) {
      to--;
    }
    return switch (text.substring(from, to).toLowerCase(Locale.ROOT)) {
      case "up migration" -> new Mark.Section(Kind.UP);
      case "down migration" -> new Mark.Section(Kind.DOWN);
      case "verify", "verify migration" -> new Mark.Section(Kind.VERIFY);
      default -> null;
    };
  }

  private static boolean isOrnament(char c) {
    return c == '-' || c == '=' || c == '*' || c == '#' || c == ':' || c == ' ' || c == '\t';
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
