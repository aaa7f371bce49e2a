package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Directive;
import dev.veery.core.migration.DirectiveKey;
import dev.veery.core.sql.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * dbmate: {@code -- migrate:up} and {@code -- migrate:down} in one file, with options behind them.
 */
final class DbmateLayout implements Layout {

  @Override
  public String name() {
    return "dbmate";
  }

  @Override
  public String description() {
    return "one file per migration, with '-- migrate:up' and '-- migrate:down'";
  }

  @Override
  public List<String> detect(Listing listing) {
    return Evidence.of(
        Evidence.marked(listing, DbmateMarkers.INSTANCE),
        "begins with '-- migrate:up'",
        "files begin with '-- migrate:up'");
  }

  @Override
  public void read(Listing listing, Assembly assembly) {
    SingleFiles.read(listing, assembly, DbmateMarkers.INSTANCE, false);
  }

  /** The grammar of dbmate's comments. */
  private static final class DbmateMarkers implements Markers {

    private static final DbmateMarkers INSTANCE = new DbmateMarkers();

    private static final String PREFIX = "migrate:";

    @Override
    public @Nullable Mark read(String text, Supplier<SourcePosition> position) {
      if (!text.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
        return null;
      }
      String[] words = text.substring(PREFIX.length()).toLowerCase(Locale.ROOT).split("\\s+");
      Kind kind =
          switch (words[0]) {
            case "up" -> Kind.UP;
            case "down" -> Kind.DOWN;
            default -> null;
          };
      if (kind == null) {
        return null;
      }
      List<Directive> directives = new ArrayList<>();
      for (int i = 1; i < words.length; i++) {
        directives.add(
            switch (words[i]) {
              case "transaction:false" ->
                  Directive.of(DirectiveKey.TRANSACTION, "off", position.get());
              case "transaction:true" ->
                  Directive.of(DirectiveKey.TRANSACTION, "on", position.get());
              default ->
                  throw new VeeryException(
                      new Problem(
                          ErrorCode.DIRECTIVE_UNKNOWN,
                          "unknown option '" + words[i] + "' of migrate:" + words[0],
                          position.get(),
                          "the option is transaction:false or transaction:true"));
            });
      }
      return new Mark.Section(kind, directives);
    }

    @Override
    public boolean optional() {
      return false;
    }

    @Override
    public String upMarker() {
      return "-- migrate:up";
    }
  }
}
