package dev.veery.core.sql.ast;

import java.util.List;
import java.util.Locale;

/**
 * A statement that the parser does not know, or not in this form.
 *
 * @param words its first words in lower case, at most four
 * @param reason where the parser gave up: the byte offset of the first token that it did not expect
 */
public record Unrecognised(List<String> words, int reason) implements SqlStatement {
  public Unrecognised {
    words = List.copyOf(words);
  }

  @Override
  public String tag() {
    return String.join(" ", words).toUpperCase(Locale.ROOT);
  }

  @Override
  public List<ObjectName> targets() {
    return List.of();
  }
}
