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
import java.nio.charset.StandardCharsets;
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
  private final String text;
  private @Nullable SourcePosition parentsAt;
  private String title = "";
  private String description = "";
  private String author = "";
  private String date = "";
  private @Nullable List<Version> parents;
  private final List<String> documentation = new ArrayList<>();
  private final List<Directive> directives = new ArrayList<>();

  private Metadata(String shown, String text) {
    this.shown = shown;
    this.text = text;
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
    Metadata metadata = new Metadata(file.shown(), text);
    values.forEach(metadata::entry);
    return metadata.header();
  }

  private void entry(String key, @Nullable Object value) {
    String said = value == null ? "" : String.valueOf(value);
    switch (key) {
      case "name", "title" -> title = said;
      case "description" -> description = said;
      case "author" -> author = said;
      case "date" -> date = said;
      case "parent", "parents" -> {
        parentsAt = position(key);
        parents = parents(value, parentsAt);
      }
      case "run_in_transaction" -> directive(DirectiveKey.TRANSACTION.word(), onOrOff(said), key);
      default -> {
        if (DirectiveKey.words().contains(key)) {
          directive(key, said.equals("true") ? onOrOff(said) : said, key);
        } else {
          documentation.add(key + ": " + said);
        }
      }
    }
  }

  /** Where a key stands, told from the lines: the parsers keep no places of values. */
  private SourcePosition position(String key) {
    long offset = 0;
    int number = 1;
    for (String line : text.split("\n", -1)) {
      String start = line.stripLeading();
      if (begins(start, key)) {
        String before = line.substring(0, line.length() - start.length());
        return new SourcePosition(shown, offset + before.length(), number, before.length() + 1);
      }
      offset += line.getBytes(StandardCharsets.UTF_8).length + 1;
      number++;
    }
    return SourcePosition.startOf(shown);
  }

  /** Whether a line is {@code key: …} or {@code key = …}, the key in quotes or not. */
  private static boolean begins(String line, String key) {
    int quotes = line.startsWith("\"") || line.startsWith("'") ? 1 : 0;
    int end = quotes + key.length() + quotes;
    if (!line.startsWith(key, quotes) || end >= line.length()) {
      return false;
    }
    String rest = line.substring(end).stripLeading();
    return rest.startsWith(":") || rest.startsWith("=");
  }

  private static String onOrOff(String text) {
    return text.equals("true") ? "on" : text.equals("false") ? "off" : text;
  }

  private void directive(String key, String value, String written) {
    directives.add(
        Directive.read(
            new RawDirective(position(written), key + " = " + value), DirectiveKey.Place.FILE));
  }

  private List<Version> parents(@Nullable Object value, SourcePosition position) {
    List<Version> found = new ArrayList<>();
    Iterable<?> values =
        value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    for (Object one : values) {
      if (one instanceof Double) {
        throw malformed(
            "the parent " + one + " is a number with a fraction, which does not keep its zeros",
            position,
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
        title, description, author, date, parents, parentsAt, documentation, directives);
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
