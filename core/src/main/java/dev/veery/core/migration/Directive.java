package dev.veery.core.migration;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backfill.BackfillOptions;
import dev.veery.core.migration.DirectiveKey.Place;
import dev.veery.core.migration.DirectiveKey.Value;
import dev.veery.core.sql.ScriptItem.RawDirective;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.verify.Invariant;
import java.util.Locale;

/**
 * A {@code -- veery: key=value} comment, understood.
 *
 * @param key one of {@link DirectiveKey}'s words
 * @param value empty for a directive that needs none
 * @param position where it stands
 */
public record Directive(String key, String value, SourcePosition position) {

  /**
   * A directive that a layout's own marker stands for, such as dbmate's {@code transaction:false}.
   */
  public static Directive of(DirectiveKey key, String value, SourcePosition position) {
    return new Directive(key.word(), value, position);
  }

  /**
   * Reads the text behind {@code -- veery:}. One comment holds one directive: {@code key}, {@code
   * key = value} or {@code key value}.
   *
   * @param level FILE or STATEMENT
   * @throws VeeryException with {@link ErrorCode#DIRECTIVE_UNKNOWN} and what was probably meant, or
   *     {@link ErrorCode#DIRECTIVE_MALFORMED} and what the key takes
   */
  public static Directive read(RawDirective raw, Place level) {
    String text = raw.text().strip();
    int end = 0;
    while (end < text.length()
        && text.charAt(end) != '='
        && text.charAt(end) != ':'
        && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    String word = text.substring(0, end).toLowerCase(Locale.ROOT);
    String value = text.substring(end).strip();
    if (value.startsWith("=") || value.startsWith(":")) {
      value = value.substring(1).strip();
    }
    DirectiveKey key = find(word, raw.position());
    if (!key.place().allows(level)) {
      throw malformed(
          raw.position(),
          level == Place.FILE
              ? "the directive '" + word + "' belongs to a statement, not to the whole file"
              : "the directive '" + word + "' belongs to the whole file, not to a statement",
          level == Place.FILE
              ? "write it directly above the statement, without an empty line between them"
              : "move it into the comment at the head of the file, with an empty line between it and the"
                  + " first statement");
    }
    return new Directive(word, checked(key, value, raw.position()), raw.position());
  }

  private static DirectiveKey find(String word, SourcePosition position) {
    for (DirectiveKey key : DirectiveKey.values()) {
      if (key.word().equals(word)) {
        return key;
      }
    }
    throw new VeeryException(
        new Problem(
            ErrorCode.DIRECTIVE_UNKNOWN,
            word.isEmpty() ? "a directive without a name" : "unknown directive '" + word + "'",
            position,
            NearMiss.remedy(
                word,
                DirectiveKey.words(),
                "the directives are " + String.join(", ", DirectiveKey.words()))));
  }

  private static String checked(DirectiveKey key, String value, SourcePosition position) {
    return switch (key.value()) {
      case Value.Flag flag -> {
        if (!value.isEmpty()) {
          throw malformed(position, key, value);
        }
        yield value;
      }
      case Value.OneOf oneOf -> {
        String lower = value.toLowerCase(Locale.ROOT);
        if (!oneOf.words().contains(lower)) {
          throw malformed(position, key, value);
        }
        yield lower;
      }
      case Value.Time time -> {
        if (Directives.duration(value) == null) {
          throw malformed(position, key, value);
        }
        yield value;
      }
      case Value.Kept kept -> {
        if (Invariant.parse(value) == null) {
          throw malformed(position, key, value);
        }
        yield value;
      }
      case Value.Pardon pardon -> {
        if (Allowance.read(value) == null) {
          throw malformed(position, key, value);
        }
        yield value;
      }
      case Value.Sql sql -> {
        if (value.isEmpty()) {
          throw malformed(position, key, value);
        }
        yield value;
      }
      case Value.Options options -> {
        if (BackfillOptions.read(value) == null) {
          throw malformed(position, key, value);
        }
        yield value;
      }
      case Value.Names names -> {
        if (!names.fits(value)) {
          throw malformed(position, key, value);
        }
        yield value;
      }
    };
  }

  private static VeeryException malformed(SourcePosition position, DirectiveKey key, String value) {
    return malformed(
        position,
        "the directive '"
            + key.word()
            + "' takes "
            + key.value().description()
            + (value.isEmpty() ? "" : ", not '" + value + "'"),
        value.contains("=") && !(key.value() instanceof Value.Options)
            ? "write one directive per comment"
            : "");
  }

  private static VeeryException malformed(SourcePosition position, String message, String remedy) {
    return new VeeryException(
        new Problem(ErrorCode.DIRECTIVE_MALFORMED, message, position, remedy));
  }
}
