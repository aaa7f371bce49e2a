package dev.veery.cli.terminal;

/** Text in XML. */
public final class Xml {

  private Xml() {}

  /** Characters that XML 1.0 cannot hold at all become a replacement character. */
  public static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\n' -> out.append("&#10;");
            default -> {
              boolean allowed = c >= 0x20 && c != 0xfffe && c != 0xffff || c == '\t';
              out.appendCodePoint(allowed ? c : 0xfffd);
            }
          }
        });
    return out.toString();
  }
}
