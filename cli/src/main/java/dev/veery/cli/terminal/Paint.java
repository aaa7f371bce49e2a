package dev.veery.cli.terminal;

/** Colours by meaning. Without colour every method gives back its argument. */
public final class Paint {

  private static final Paint COLOURS = new Paint(true);
  private static final Paint PLAIN = new Paint(false);

  private final boolean on;

  private Paint(boolean on) {
    this.on = on;
  }

  public static Paint of(boolean on) {
    return on ? COLOURS : PLAIN;
  }

  public boolean isOn() {
    return on;
  }

  public String bold(String text) {
    return wrap("1", text);
  }

  public String dim(String text) {
    return wrap("2", text);
  }

  /** Failed. */
  public String red(String text) {
    return wrap("31", text);
  }

  /** Done. */
  public String green(String text) {
    return wrap("32", text);
  }

  /** Look here. */
  public String yellow(String text) {
    return wrap("33", text);
  }

  /** A name, a command, a place. */
  public String cyan(String text) {
    return wrap("36", text);
  }

  public String boldRed(String text) {
    return wrap("1;31", text);
  }

  private String wrap(String code, String text) {
    return on && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
  }

  /** Columns that a text takes: escape sequences and combining characters take none. */
  public static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (c == 0x1b) {
        int end = text.indexOf('m', i);
        i = end < 0 ? text.length() : end + 1;
        continue;
      }
      i += Character.charCount(c);
      int type = Character.getType(c);
      if (type != Character.NON_SPACING_MARK && type != Character.ENCLOSING_MARK) {
        width += isWide(c) ? 2 : 1;
      }
    }
    return width;
  }

  /** East Asian wide characters and emoji, in blocks: enough for columns to line up. */
  private static boolean isWide(int c) {
    return c >= 0x1100
        && (c <= 0x115f
            || (c >= 0x2e80 && c <= 0xa4cf)
            || (c >= 0xac00 && c <= 0xd7a3)
            || (c >= 0xf900 && c <= 0xfaff)
            || (c >= 0xfe30 && c <= 0xfe6f)
            || (c >= 0xff00 && c <= 0xff60)
            || (c >= 0x1f300 && c <= 0x1faff)
            || (c >= 0x20000 && c <= 0x3fffd));
  }

  /** Cut to a number of columns, with an ellipsis where something was cut off. Plain text only. */
  public static String fit(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = width(Character.toString(c));
      if (width + next > columns - 1) {
        break;
      }
      result.appendCodePoint(c);
      width += next;
      i += Character.charCount(c);
    }
    return result.append('…').toString();
  }
}
