package dev.veery.postgres.rehearse.rows;

/**
 * A type as {@code format_type} prints it, taken apart: {@code character varying(20)[]}.
 *
 * @param name without modifier and brackets, such as {@code timestamp with time zone}
 * @param modifier the numbers between the parentheses; empty where there are none
 * @param array whether it is an array
 */
record TypeName(String name, int[] modifier, boolean array) {

  static TypeName of(String text) {
    boolean array = false;
    String rest = text;
    while (rest.endsWith("[]")) {
      array = true;
      rest = rest.substring(0, rest.length() - 2);
    }
    int open = outsideQuotes(rest, '(');
    if (open < 0) {
      return new TypeName(rest, new int[0], array);
    }
    int close = rest.indexOf(')', open);
    String inside = rest.substring(open + 1, close);
    int[] modifier;
    try {
      String[] parts = inside.split(",");
      modifier = new int[parts.length];
      for (int i = 0; i < parts.length; i++) {
        modifier[i] = Integer.parseInt(parts[i].strip());
      }
    } catch (NumberFormatException e) {
      // Such as geometry(Point,4326): the words do not matter here.
      modifier = new int[0];
    }
    return new TypeName(rest.substring(0, open) + rest.substring(close + 1), modifier, array);
  }

  private static int outsideQuotes(String text, char wanted) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == wanted && !quoted) {
        return i;
      }
    }
    return -1;
  }

  /** The name without a schema and quotes: types of extensions are known by it. */
  String bare() {
    int dot = -1;
    boolean quoted = false;
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) == '"') {
        quoted = !quoted;
      } else if (name.charAt(i) == '.' && !quoted) {
        dot = i;
      }
    }
    return name.substring(dot + 1).replace("\"", "");
  }

  int modifier(int index, int otherwise) {
    return index < modifier.length ? modifier[index] : otherwise;
  }
}
