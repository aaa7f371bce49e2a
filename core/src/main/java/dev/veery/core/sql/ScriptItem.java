package dev.veery.core.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
   * @param start offset of its first byte in {@code source}: its first token, or a {@code /*}
   *     comment before it, which psql sends along
   * @param end offset behind its last byte, the semicolon included where there is one
   * @param words its first words that are not quoted, in lower case, at most twelve: enough to tell
   *     what kind of statement it is without parsing it; punctuation ends nothing and is left out
   * @param directives the {@code -- veery:} comments that belong to it: on lines of their own
   *     directly above it with no empty line in between, inside it, or behind it on its last line
   * @param rendering how its text differs from what the source says; mostly not at all
   */
  record Statement(
      SourcePosition position,
      SqlSource source,
      long start,
      long end,
      List<String> words,
      List<RawDirective> directives,
      Rendering rendering)
      implements ScriptItem {
    public Statement {
      words = List.copyOf(words);
      directives = List.copyOf(directives);
    }

    public Statement(
        SourcePosition position,
        SqlSource source,
        long start,
        long end,
        List<String> words,
        List<RawDirective> directives) {
      this(position, source, start, end, words, directives, Rendering.VERBATIM);
    }

    /**
     * Its text as psql 15 and later would send it: variables substituted, empty lines outside of
     * quotes left out. Read when asked for, not held.
     */
    public String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** {@link #text()} as UTF-8. */
    public byte[] bytes() {
      return rendering.isVerbatim() ? source.bytes(start, end) : rendering.text().clone();
    }

    /**
     * Where the character of {@link #text()} stands that the server means by a position in an error
     * message. Inside substituted text that is the place of the variable.
     *
     * @param character 1-based, in code points, as in the field {@code P} of an error message
     */
    public SourcePosition at(int character) {
      byte[] text = bytes();
      int offset = 0;
      for (int left = character; offset < text.length; offset++) {
        if ((text[offset] & 0xc0) != 0x80 && --left == 0) {
          break;
        }
      }
      return source.position(
          rendering.isVerbatim() ? start + offset : rendering.sourceOffset(offset));
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

  /**
   * A {@code -- veery: …} comment, not yet understood.
   *
   * @param text what follows the colon, without blanks around it
   */
  record RawDirective(SourcePosition position, String text) {}

  /** Where the rows of a COPY come from. */
  interface CopyData {
    /** Opens the data from its first byte; the caller closes it. */
    InputStream open() throws IOException;

    /** How many bytes there are. */
    long length();
  }
}
