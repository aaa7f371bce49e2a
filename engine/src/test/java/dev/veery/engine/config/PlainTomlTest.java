package dev.veery.engine.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** What {@link PlainToml} accepts, tomlj must read to the same tree, positions included. */
class PlainTomlTest {

  private static final int DOCUMENTS = 1000;
  private static final int MUTATIONS = 10;

  /** Few, so that mutations often make what is there already. */
  private static final List<String> KEYS =
      List.of("a", "b", "env", "url", "lock-timeout", "1", "-", "_x", "true", "2020-01-01", "A");

  /** What is a value of the subset. */
  private static final List<String> VALUES =
      List.of(
          "\"\"",
          "''",
          "\"embedded\"",
          "\"t\\\\_%\\\\\\\\\"",
          "\"${URL:-postgres://a@b:5432/c}\"",
          "\"it's # no comment = [x]\"",
          "'a \"quoted\" \\ path'",
          "\"gr\u00fc\u00df \ud83d\udc18 \u2028 \u0085 \ufeff\"",
          "true",
          "false",
          "0",
          "7",
          "999999999999999",
          "[]",
          "[ ]",
          "['x']",
          "[\"a\", 'b' ,\"c]\",]");

  private static final List<String> INSERTED =
      List.of(
          "\"",
          "'",
          "\\",
          "#",
          "[",
          "]",
          "{",
          "}",
          "=",
          ".",
          ",",
          "_",
          "-",
          "+",
          "0",
          "1",
          "e",
          "E",
          ":",
          "t",
          "T",
          "Z",
          " ",
          "\t",
          "\r",
          "\n",
          "\r\n",
          "\u0000",
          "\u0001",
          "\u001f",
          "\u007f",
          "\u0085",
          "\u00a0",
          "\u2028",
          "\ufeff",
          "\uffff",
          "\u00e9",
          "\ud83d\udc18",
          "\ud800",
          "\udc00",
          "\"\"",
          "\"\"\"",
          "''",
          "'''",
          "[[",
          "]]",
          "0x1",
          "1_0",
          "inf",
          "nan",
          "true",
          "1.5",
          "99999999999999999999",
          "1e5",
          "1979-05-27",
          "07:32:00",
          "{ a = 1 }",
          "\\u0041",
          "\\n",
          "a",
          "a.b",
          "\"a\"",
          "a = 1",
          "[a]",
          "\n[a.b]\n",
          "\n[[a]]\n",
          "\na = 1\n",
          "\nb = 'x'\n",
          "\n[b]\n");

  @Test
  void tomljReadsTheSame() {
    Random random = new Random(4711);
    int taken = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      String plain = document(random);
      assertThat(accepted(plain)).as(plain).isTrue();
      for (int j = 0; j < MUTATIONS; j++) {
        String mutated = plain;
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
          mutated = mutated(random, mutated);
        }
        if (accepted(mutated)) {
          taken++;
        }
      }
    }
    // Else most mutations would be of a kind that says nothing about either reader.
    assertThat(taken).isBetween(DOCUMENTS * MUTATIONS / 5, DOCUMENTS * MUTATIONS * 4 / 5);
  }

  @Test
  void theFilesOfTheExamplesArePlain() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", "examples"))) {
      List<Path> found = files.filter(file -> file.endsWith("veery.toml")).toList();

      assertThat(found).hasSizeGreaterThan(5);
      for (Path file : found) {
        assertThat(accepted(Files.readString(file))).as(file.toString()).isTrue();
      }
    }
  }

  @Test
  void whatInitWritesIsPlain() throws IOException {
    String source =
        Files.readString(Path.of("..", "cli/src/main/java/dev/veery/cli/command/InitCommand.java"));
    int start = source.indexOf("\"\"\"\n", source.indexOf("String CONFIG =")) + 4;
    String config = source.substring(start, source.indexOf("\"\"\"", start)).stripIndent();

    assertThat(config).startsWith("# Settings").contains("\nurl = ");
    assertThat(accepted(config)).isTrue();
    // As somebody has it who takes the comments from its last lines.
    String used =
        config
            .replace("# [env", "[env")
            .replace("# url", "url")
            .replace("# production", "production")
            .replace("# lock", "lock");
    assertThat(used).contains("\nproduction = true          # asks");
    assertThat(accepted(used)).isTrue();
  }

  @Test
  void keysKeepTheirOrderAndPlaces() {
    TomlTree tree = PlainToml.read("z = 1\r\n\t a = 'x' # y\r\n\r\n [env.b]\r\n[env.a]\nc=[\"d\"]");

    assertThat(described(requireNonNull(tree)))
        .containsExactly(
            "[z] 1:1 Long 1",
            "[a] 2:3 String x",
            "[env] 4:2 table",
            "[env, b] 4:2 table",
            "[env, a] 5:1 table",
            "[env, a, c] 6:1 list [String d]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = 1\na = 2",
        "[a]\n[a]",
        "[a.b]\n[a.b]",
        "[a.b]\n[a]",
        "[a.b]\n[a]\nb = 1",
        "a = 1\n[a]",
        "[a]\nb = 1\n[a.b]",
        "[a]\nb = 1\n[a.b.c]",
        "a.b = 1",
        "\"a\" = 1",
        "'a' = 1",
        "[\"a\"]",
        "[ a ]",
        "[a . b]",
        "[]",
        "[a.]",
        "[.a]",
        "[a]]",
        "[[a]]",
        "[a",
        "[a] b = 1",
        "a = \"\"\"x\"\"\"",
        "a = '''x'''",
        "a = ''''",
        "a = \"x\\n\"",
        "a = \"x\\\\\\\"",
        "a = \"x",
        "a = 'x\n'",
        "a = 'x\"",
        "a = 'x' 'y'",
        "a = '\t'",
        "a = 1.5",
        "a = 1e5",
        "a = +1",
        "a = -1",
        "a = 01",
        "a = 1_0",
        "a = 0x1",
        "a = 1000000000000000",
        "a = inf",
        "a = 1979-05-27",
        "a = 07:32:00",
        "a = truex",
        "a = True",
        "a = {}",
        "a = { b = 1 }",
        "a = [1]",
        "a = [,]",
        "a = ['x',,]",
        "a = ['x' 'y']",
        "a = ['x',\n'y']",
        "a = [['x']]",
        "a = ['x'",
        "a",
        "a =",
        "= 1",
        "a = 1\r",
        "a = 1\rb = 2",
        "# x\r# y",
        "\ufeffa = 1",
        "# \u0001",
        "# \u007f",
        "\u00e9 = 1",
        "a = 1\u00a0",
        "a = 1\f",
        "\u2028"
      })
  void theRestIsLeftToTomlj(String text) {
    assertThat(PlainToml.read(text)).isNull();
  }

  @Test
  void whatIsNestedDeepIsLeftToTomlj() {
    assertThat(accepted("[" + "a.".repeat(15) + "a]\nb = ['x']")).isTrue();
    assertThat(accepted("[" + "a.".repeat(16) + "a]")).isFalse();
    // Where it is an error; tomlj counts to 128.
    assertThat(PlainToml.read("[" + "a.".repeat(200) + "a]")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "z = 1\na.b.c = 2\na.d = [1, 'x', true]\n\"q r\" = 1.5\n[i]\nt = { x = 1979-05-27 }",
        "[a.b]\nc = \"\\u0041\"\n[a]\nd = '''x\ny'''",
        "[a]\nb = -1\n'' = 1"
      })
  void whatTomljReadIsHandedOnAsItIs(String text) {
    assertThat(PlainToml.read(text)).isNull();
    assertThat(described(ParsedToml.read(text, "veery.toml"))).isEqualTo(described(parsed(text)));
  }

  /** Linking a class may load those that it names: the quick way must not name any of tomlj's. */
  @Test
  void theQuickWayDoesNotNameTomlj() throws IOException {
    for (String name : List.of("TomlFile", "TomlFile$Reader", "TomlTree", "PlainToml")) {
      try (InputStream in = PlainToml.class.getResourceAsStream(name + ".class")) {
        assertThat(in).as(name).isNotNull();
        assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
            .as(name)
            .contains("dev/veery")
            .doesNotContain("org/tomlj");
      }
    }
  }

  /** Whether PlainToml reads it; if so, as tomlj does. */
  private static boolean accepted(String text) {
    TomlTree tree = PlainToml.read(text);
    if (tree == null) {
      return false;
    }
    List<String> expected = described(parsed(text));
    assertThat(described(tree)).as(text).isEqualTo(expected);
    assertThat(described(ParsedToml.read(text, "veery.toml"))).as(text).isEqualTo(expected);
    return true;
  }

  private static TomlParseResult parsed(String text) {
    TomlParseResult result = Toml.parse(text);
    assertThat(result.errors()).as(text).isEmpty();
    return result;
  }

  private static List<String> described(TomlTree root) {
    List<String> result = new ArrayList<>();
    describe(root, root, List.of(), result);
    return result;
  }

  private static void describe(
      TomlTree root, TomlTree table, List<String> path, List<String> result) {
    for (String key : table.keys()) {
      List<String> full = append(path, key);
      TomlTree.Entry entry = requireNonNull(root.at(full));
      Object value = requireNonNull(table.get(key));
      assertThat(value).isSameAs(entry.value());
      String where = full + " " + entry.line() + ":" + entry.column() + " ";
      if (value instanceof TomlTree inner) {
        result.add(where + "table");
        describe(root, inner, full, result);
      } else {
        result.add(where + (value instanceof List<?> list ? described(list) : described(value)));
      }
    }
  }

  private static List<String> described(TomlParseResult root) {
    List<String> result = new ArrayList<>();
    describe(root, root, List.of(), result);
    return result;
  }

  private static void describe(
      TomlParseResult root, TomlTable table, List<String> path, List<String> result) {
    for (String key : table.keySet()) {
      List<String> full = append(path, key);
      TomlPosition position = requireNonNull(root.inputPositionOf(full));
      Object value = requireNonNull(table.get(List.of(key)));
      String where = full + " " + position.line() + ":" + position.column() + " ";
      if (value instanceof TomlTable inner) {
        result.add(where + "table");
        describe(root, inner, full, result);
      } else {
        result.add(
            where
                + (value instanceof TomlArray array
                    ? described(array.toList())
                    : described(value)));
      }
    }
  }

  private static String described(List<?> list) {
    List<String> elements = new ArrayList<>();
    for (Object element : list) {
      elements.add(described(element));
    }
    return "list " + elements;
  }

  private static String described(Object value) {
    return value.getClass().getSimpleName() + " " + value;
  }

  private static List<String> append(List<String> path, String key) {
    List<String> result = new ArrayList<>(path);
    result.add(key);
    return result;
  }

  private static String document(Random random) {
    String newline = random.nextInt(4) == 0 ? "\r\n" : "\n";
    // By dotted path; none of the keys has a dot in it.
    Map<String, Boolean> isTable = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    String table = "";
    for (int lines = random.nextInt(14); lines > 0; lines--) {
      text.append(spaces(random));
      int kind = random.nextInt(10);
      if (kind < 6) {
        String key = pick(random, KEYS);
        if (isTable.putIfAbsent(table + key, false) == null) {
          text.append(key).append(spaces(random)).append('=').append(spaces(random));
          text.append(pick(random, VALUES));
        }
      } else if (kind < 9) {
        String path = path(random);
        if (declare(isTable, path)) {
          text.append('[').append(path).append(']');
          table = path + ".";
        }
      }
      text.append(spaces(random));
      if (random.nextInt(4) == 0) {
        text.append("# said = \"\t\u00fc \ud83d\udc18\" [x]");
      }
      if (lines > 1 || random.nextBoolean()) {
        text.append(newline);
      }
    }
    return text.toString();
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder(pick(random, KEYS));
    for (int more = random.nextInt(3); more > 0; more--) {
      path.append('.').append(pick(random, KEYS));
    }
    return path.toString();
  }

  /** False if a header for this table would be outside of the subset. */
  private static boolean declare(Map<String, Boolean> isTable, String path) {
    if (isTable.containsKey(path)) {
      return false;
    }
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      if (Boolean.FALSE.equals(isTable.get(path.substring(0, dot)))) {
        return false;
      }
    }
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      isTable.put(path.substring(0, dot), true);
    }
    isTable.put(path, true);
    return true;
  }

  private static String mutated(Random random, String text) {
    int at = random.nextInt(text.length() + 1);
    int next = Math.min(at + 1, text.length());
    return switch (random.nextInt(10)) {
      case 0 -> text.substring(0, at) + text.substring(next);
      case 1 -> text.substring(0, next) + text.substring(at);
      case 2 ->
          next < text.length()
              ? text.substring(0, at)
                  + text.charAt(next)
                  + text.charAt(at)
                  + text.substring(next + 1)
              : text;
      case 3, 4 -> text.substring(0, at) + pick(random, INSERTED) + text.substring(at);
      case 5 -> text.substring(0, at) + pick(random, INSERTED) + text.substring(next);
      case 6 -> text.substring(0, at);
      default -> mutatedLines(random, text);
    };
  }

  private static String mutatedLines(Random random, String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)")));
    int from = random.nextInt(lines.size());
    int to = random.nextInt(lines.size() + 1);
    String line = lines.get(from);
    String end = line.endsWith("\r\n") ? "\r\n" : "\n";
    switch (random.nextInt(6)) {
      case 0 -> lines.add(to, line);
      case 1 -> lines.add(Math.min(to, lines.size() - 1), lines.remove(from));
      case 2 -> lines.remove(from);
      case 3 -> lines.add(to, '[' + path(random) + ']' + end);
      case 4 -> lines.add(to, pick(random, KEYS) + " = " + pick(random, VALUES) + end);
      // A table above or below one that is there, or a key in its place.
      default -> {
        String header = line.strip();
        int close = header.indexOf(']');
        if (header.startsWith("[") && close > 1) {
          String path = header.substring(1, close);
          int dot = path.lastIndexOf('.');
          String outer = dot < 0 ? path : path.substring(0, dot);
          lines.add(
              to,
              switch (random.nextInt(4)) {
                    case 0 -> '[' + outer + ']';
                    case 1 -> '[' + path + '.' + pick(random, KEYS) + ']';
                    case 2 -> '[' + outer + '.' + pick(random, KEYS) + ']';
                    default -> path.substring(dot + 1) + " = 1";
                  }
                  + end);
        }
      }
    }
    return String.join("", lines);
  }

  private static String spaces(Random random) {
    return pick(random, List.of("", "", "", " ", "  ", "\t", " \t "));
  }

  private static String pick(Random random, List<String> among) {
    return among.get(random.nextInt(among.size()));
  }
}
