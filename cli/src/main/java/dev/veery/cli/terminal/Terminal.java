package dev.veery.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where output goes and what can be shown there.
 *
 * @param in answers to questions
 * @param out results
 * @param err errors, progress, questions
 * @param interactiveInput whether somebody can answer a question
 * @param interactiveOutput whether {@code out} is a terminal
 * @param interactiveErrors whether {@code err} is a terminal
 * @param width columns; 80 where nobody knows
 * @param unicode whether characters beyond ASCII can be expected to show
 * @param paint colours, or nothing
 */
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean interactiveInput,
    boolean interactiveOutput,
    boolean interactiveErrors,
    int width,
    boolean unicode,
    Paint paint) {

  private static final int DEFAULT_WIDTH = 80;

  /**
   * The terminal of this process. The launcher has found out what is a terminal ({@code veery.tty})
   * and how wide it is ({@code veery.columns}): a shell does that in no time, Java in milliseconds.
   */
  public static Terminal ofProcess(Map<String, String> variables) {
    String streams = System.getProperty("veery.tty", "");
    boolean terminal = streams.contains("o");
    PrintStream out = results();
    return new Terminal(
        System.in,
        out,
        remarks(out),
        streams.contains("i"),
        terminal,
        streams.contains("e"),
        width(System.getProperty("veery.columns", "")),
        isUnicode(variables),
        Paint.of(wantsColour(variables, terminal)));
  }

  /** The same with colours on or off, whatever was found out. */
  public Terminal withColour(boolean colour) {
    return new Terminal(
        in,
        out,
        err,
        interactiveInput,
        interactiveOutput,
        interactiveErrors,
        width,
        unicode,
        Paint.of(colour));
  }

  /** A line that somebody types; null at the end of the input. */
  public @Nullable String readLine() {
    // Byte by byte: a buffer would swallow the answer to the next question.
    var line = new ByteArrayOutputStream();
    try {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      while (next >= 0 && next != '\n') {
        line.write(next);
        next = in.read();
      }
    } catch (IOException e) {
      return null;
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  /** The first where it can be shown, otherwise the second. */
  public String symbol(String unicodeText, String asciiText) {
    return unicode ? unicodeText : asciiText;
  }

  public String tick() {
    return paint.green(symbol("✓", "ok"));
  }

  public String cross() {
    return paint.red(symbol("✗", "x"));
  }

  public void flush() {
    out.flush();
    err.flush();
  }

  private static PrintStream results() {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 8192),
        false,
        StandardCharsets.UTF_8);
  }

  /**
   * Both streams mostly end in one terminal or one log. So what was said before a remark is out
   * before it, and a remark does not wait for the end.
   */
  private static PrintStream remarks(PrintStream results) {
    var stream =
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.err), 8192) {
          @Override
          public synchronized void flush() throws IOException {
            results.flush();
            super.flush();
          }
        };
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  private static int width(String columns) {
    try {
      int width = Integer.parseInt(columns);
      return width >= 20 ? width : DEFAULT_WIDTH;
    } catch (NumberFormatException e) {
      return DEFAULT_WIDTH;
    }
  }

  /** See no-color.org and, for the opposite, bixense.com/clicolors. */
  private static boolean wantsColour(Map<String, String> variables, boolean terminal) {
    if (!variables.getOrDefault("NO_COLOR", "").isEmpty()) {
      return false;
    }
    String forced = variables.getOrDefault("CLICOLOR_FORCE", "");
    if (!forced.isEmpty() && !forced.equals("0")) {
      return true;
    }
    return terminal && !variables.getOrDefault("TERM", "").equals("dumb");
  }

  private static boolean isUnicode(Map<String, String> variables) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String value = variables.getOrDefault(name, "");
      if (!value.isEmpty()) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.contains("utf-8") || lower.contains("utf8");
      }
    }
    return System.getProperty("os.name", "").startsWith("Mac");
  }
}
