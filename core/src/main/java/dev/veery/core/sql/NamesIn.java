package dev.veery.core.sql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The words and quoted names of a text, whatever they stand for. */
public final class NamesIn {

  private NamesIn() {}

  /** In their order, as the server understands them: folded to lower case unless quoted. */
  public static List<String> of(byte[] text) {
    List<String> names = new ArrayList<>();
    Tokens tokens = Tokens.of(text);
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.kind(i) == TokenKind.QUOTED_NAME) {
        String quoted = tokens.text(i);
        names.add(quoted.substring(1, quoted.length() - 1).replace("\"\"", "\""));
      } else if (!tokens.word(i).isEmpty()) {
        names.add(tokens.word(i));
      }
    }
    return names;
  }

  /** As {@link #of(byte[])}. */
  public static List<String> of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}
