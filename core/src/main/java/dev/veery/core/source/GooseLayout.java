package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Directive;
import dev.veery.core.migration.DirectiveKey;
import dev.veery.core.sql.SourcePosition;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * goose: {@code -- +goose Up} and {@code -- +goose Down} in one file.
 *
 * <p>{@code StatementBegin} and {@code StatementEnd} are needed by goose to see that a semicolon in
 * a function body ends nothing. Veery knows that by itself; only the end is honoured, because what
 * stands between them may lack its last semicolon. {@code ENVSUB ON} is refused: its values come
 * from the environment of whoever runs it, and a migration that is different on every machine
 * cannot be recorded.
 */
final class GooseLayout implements Layout {

  @Override
  public String name() {
    return "goose";
  }

  @Override
  public String description() {
    return "one file per migration, with '-- +goose Up' and '-- +goose Down'";
  }

  @Override
  public List<String> detect(Listing listing) {
    return Evidence.of(
        Evidence.marked(listing, GooseMarkers.INSTANCE),
        "has a line '-- +goose Up'",
        "files have a line '-- +goose Up'");
  }

  @Override
  public void read(Listing listing, Assembly assembly) {
    SingleFiles.read(listing, assembly, GooseMarkers.INSTANCE, false);
  }

  /** The grammar of goose's annotations; their case does not matter. */
  private static final class GooseMarkers implements Markers {

    private static final GooseMarkers INSTANCE = new GooseMarkers();

    private static final String PREFIX = "+goose";

    private static final List<String> ANNOTATIONS =
        List.of("up", "down", "statementbegin", "statementend", "no transaction", "envsub off");

    @Override
    public @Nullable Mark read(String text, Supplier<SourcePosition> position) {
      if (!text.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
        return null;
      }
      String annotation =
          String.join(" ", text.substring(PREFIX.length()).strip().split("\\s+"))
              .toLowerCase(Locale.ROOT);
      return switch (annotation) {
        case "up" -> new Mark.Section(Kind.UP);
        case "down" -> new Mark.Section(Kind.DOWN);
        case "statementbegin", "envsub off" -> new Mark.Nothing();
        case "statementend" -> new Mark.StatementEnd();
        case "no transaction" ->
            new Mark.Option(Directive.of(DirectiveKey.TRANSACTION, "off", position.get()));
        case "envsub on" ->
            throw new VeeryException(
                new Problem(
                    ErrorCode.DIRECTIVE_UNKNOWN,
                    "ENVSUB takes values from the environment of whoever runs the migration, which"
                        + " Veery does not do",
                    position.get(),
                    "remove the line, write '-- veery: placeholders = on' at the head of the file, and"
                        + " give the values under [placeholders] in veery.toml"));
        default ->
            throw new VeeryException(
                new Problem(
                    ErrorCode.DIRECTIVE_UNKNOWN,
                    "unknown annotation '" + text + "'",
                    position.get(),
                    NearMiss.remedy(annotation, ANNOTATIONS, "")));
      };
    }

    @Override
    public boolean optional() {
      return false;
    }

    @Override
    public String upMarker() {
      return "-- +goose Up";
    }
  }
}
