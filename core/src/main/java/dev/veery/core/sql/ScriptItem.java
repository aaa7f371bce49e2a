package dev.veery.core.sql;

import java.io.InputStream;
import java.util.List;

/** One thing that a script asks for, in the order of the file. */
public sealed interface ScriptItem {

  /** Where its first token stands. */
  SourcePosition position();

  /**
   * A statement for the server.
   *
   * @param position where its first token stands
   * @param source where its text is read from
   * @param start offset of its first byte in {@code source}
   * @param end offset behind its last byte, the semicolon included where there is one
   * @param words its first words that are not quoted, in lower case, at most twelve: enough to tell
   *     what kind of statement it is without parsing it; punctuation ends nothing and is left out
   * @param directives the text after {@code -- veery:} of the comments directly above it
   */
  record Statement(
      SourcePosition position,
      SqlSource source,
      long start,
      long end,
      List<String> words,
      List<RawDirective> directives)
      implements ScriptItem {
    public Statement {
      words = List.copyOf(words);
      directives = List.copyOf(directives);
    }

    /** Its text as psql would send it, variables substituted. Read when asked for, not held. */
    public String text() {
      return new String(source.bytes(start, end), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  /**
   * {@code COPY … FROM STDIN} with its inline data, or {@code \copy … FROM file}.
   *
   * @param statement the COPY statement itself
   * @param data opens the data: the lines up to {@code \.}, that line left out
   */
  record Copy(Statement statement, CopyData data) implements ScriptItem {
    @Override
    public SourcePosition position() {
      return statement.position();
    }
  }

  /** {@code \echo}: a line for the person who runs the script. */
  record Echo(SourcePosition position, String text) implements ScriptItem {}

  /** A {@code -- veery: …} comment, not yet understood. */
  record RawDirective(SourcePosition position, String text) {}

  /** Where the rows of a COPY come from. */
  interface CopyData {
    /** Opens the data from its first byte; the caller closes it. */
    InputStream open() throws java.io.IOException;
  }
}
