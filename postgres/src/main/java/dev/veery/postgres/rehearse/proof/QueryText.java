package dev.veery.postgres.rehearse.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query as programs write it, with {@code ?} or {@code :name} for its parameters, as the server
 * takes it, with {@code $1}. What is quoted or commented is left as it is.
 */
final class QueryText {

  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d{1,4})");

  private final String text;
  private final StringBuilder out = new StringBuilder();
  private final List<String> names = new ArrayList<>();
  private final boolean numbered;
  private int count;

  private QueryText(String text) {
    this.text = text;
    this.numbered = text.contains("$1");
  }

  static String toServer(String text) {
    return new QueryText(text).convert();
  }

  private String convert() {
    int i = 0;
    while (i < text.length()) {
      int end = quotedEnd(i);
      if (end > i) {
        out.append(text, i, end);
        i = end;
      } else if (!numbered && text.charAt(i) == '?' && standsAlone(i)) {
        out.append('$').append(++count);
        i++;
      } else if (text.charAt(i) == ':' && isName(i)) {
        end = i + 1;
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
          end++;
        }
        String name = text.substring(i + 1, end);
        if (!names.contains(name)) {
          names.add(name);
        }
        out.append('$').append(names.indexOf(name) + 1);
        i = end;
      } else {
        out.append(text.charAt(i++));
      }
    }
    return out.toString();
  }

  /** Not one of the operators of jsonb. */
  private boolean standsAlone(int i) {
    char before = i == 0 ? ' ' : text.charAt(i - 1);
    char after = i + 1 == text.length() ? ' ' : text.charAt(i + 1);
    return " (,=<>\n\t".indexOf(before) >= 0 && " ),;\n\t\r:".indexOf(after) >= 0;
  }

  private boolean isName(int i) {
    return (i == 0
            || (text.charAt(i - 1) != ':' && !Character.isJavaIdentifierPart(text.charAt(i - 1))))
        && i + 1 < text.length()
        && Character.isJavaIdentifierStart(text.charAt(i + 1))
        && text.charAt(i + 1) != '$';
  }

  /** The end of the quotes or the comment that begin here; {@code i} where none do. */
  private int quotedEnd(int i) {
    char c = text.charAt(i);
    if (c == '\'' || c == '"') {
      int end = text.indexOf(c, i + 1);
      return end < 0 ? text.length() : end + 1;
    }
    if (text.startsWith("--", i)) {
      int end = text.indexOf('\n', i);
      return end < 0 ? text.length() : end;
    }
    if (text.startsWith("/*", i)) {
      int end = text.indexOf("*/", i + 2);
      return end < 0 ? text.length() : end + 2;
    }
    if (text.startsWith("$$", i)) {
      int end = text.indexOf("$$", i + 2);
      return end < 0 ? text.length() : end + 2;
    }
    return i;
  }

  /** As many NULLs as a query has parameters, in parentheses; empty for none. */
  static String nulls(String sql) {
    int most = 0;
    Matcher matcher = PARAMETER.matcher(sql);
    while (matcher.find()) {
      most = Math.max(most, Integer.parseInt(matcher.group(1)));
    }
    return most == 0 ? "" : "(NULL" + ", NULL".repeat(most - 1) + ")";
  }
}
