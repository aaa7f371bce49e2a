package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Directive;
import dev.veery.core.migration.DirectiveKey;
import dev.veery.core.migration.Migration.Header;
import dev.veery.core.migration.Version;
import dev.veery.core.sql.ScriptItem.RawDirective;
import dev.veery.core.sql.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code metadata.yaml} or {@code metadata.toml} beside a migration's scripts.
 *
 * <p>{@code name}, {@code description}, {@code author}, {@code date} and {@code parents} are what
 * the lines of a header are. {@code run_in_transaction} is Diesel's word for the directive {@code
 * transaction}, and directives may be written under their own names. Any other flag, such as {@code
 * createIndexConcurrently} or {@code privileged}, is kept as documentation: what it tells another
 * tool, Veery reads from the SQL.
 *
 * <p>The parsers are loaded when there is such a file and not before.
 */
final class Metadata {

  private final String shown;
  private String title = "";
  private String description = "";
  private String author = "";
  private String date = "";
  private @Nullable List<Version> parents;
  private final List<String> documentation = new ArrayList<>();
  private final List<Directive> directives = new ArrayList<>();

  private Metadata(String shown) {
    this.shown = shown;
  }

  /** Whether the file's extension is one that is read. */
  static boolean reads(SourceFile file) {
    return isYaml(file) || file.hasExtension(".toml");
  }

  private static boolean isYaml(SourceFile file) {
    return file.hasExtension(".yaml") || file.hasExtension(".yml");
  }

  /**
   * Reads a file.
   *
   * @throws VeeryException {@link ErrorCode#METADATA_MALFORMED} with the position
   */
  static Header read(SourceFile file) {
    String text = file.text();
    Map<String, Object> values =
        isYaml(file) ? YamlFile.read(text, file.shown()) : TomlFile.read(text, file.shown());
    Metadata metadata = new Metadata(file.shown());
    values.forEach(metadata::entry);
    return metadata.header();
  }

  private void entry(String key, @Nullable Object value) {
    String text = value == null ? "" : String.valueOf(value);
    switch (key) {
      case "name", "title" -> title = text;
      case "description" -> description = text;
      case "author" -> author = text;
      case "date" -> date = text;
      case "parent", "parents" -> parents = parents(value);
      case "run_in_transaction" -> directive(DirectiveKey.TRANSACTION.word(), onOrOff(text));
      default -> {
        if (DirectiveKey.words().contains(key)) {
          directive(key, text.equals("true") ? onOrOff(text) : text);
        } else {
          documentation.add(key + ": " + text);
        }
      }
    }
  }

  private static String onOrOff(String text) {
    return text.equals("true") ? "on" : text.equals("false") ? "off" : text;
  }

  private void directive(String key, String value) {
    directives.add(
        Directive.read(
            new RawDirective(SourcePosition.startOf(shown), key + " = " + value),
            DirectiveKey.Place.FILE));
  }

  private List<Version> parents(@Nullable Object value) {
    List<Version> found = new ArrayList<>();
    Iterable<?> values =
        value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    for (Object one : values) {
      if (one instanceof Double) {
        throw malformed(
            "the parent " + one + " is a number with a fraction, which does not keep its zeros",
            SourcePosition.startOf(shown),
            "write it in quotes");
      }
      Version version = HeaderReader.parent(String.valueOf(one).strip());
      if (version != null) {
        found.add(version);
      }
    }
    return found;
  }

  private Header header() {
    return new Header(
        title,
        description,
        author,
        date,
        parents,
        parents == null ? null : SourcePosition.startOf(shown),
        documentation,
        directives);
  }

  static VeeryException malformed(String message, SourcePosition position, String remedy) {
    return new VeeryException(
        new Problem(
            ErrorCode.METADATA_MALFORMED,
            position.file() + " cannot be understood: " + message,
            position,
            remedy));
  }
}
