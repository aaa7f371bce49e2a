package dev.veery.core.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.VeeryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code *.sql} file under {@code src/test/resources/splitter} is split and compared with the
 * {@code *.golden} file beside it, in memory and through a window of a few bytes.
 *
 * <p>The statements in the golden files are what psql sends. That was checked with psql 15 against
 * a server with {@code log_statement = all} and {@code log_destination = jsonlog}, from {@code
 * src/test/resources}: {@code psql -X -v given="it's given" -f splitter/NAME.sql}, and each message
 * {@code statement: …} of the log (for statements that the server cannot parse, the field {@code
 * statement} of the error) compared with a statement of the golden file. The differences that are
 * meant: psql also sends empty statements, comments at the end of the file and the line ends before
 * them; {@code \\copy} in psql has other blanks; {@code \\encoding} is a statement of psql's own;
 * and psql, which lexes line by line, takes the second line of a continued {@code E'…'} for a plain
 * string ({@code continued_escape_strings.sql}), where the server does not. Files whose names end
 * in {@code .placeholders.sql} and those in {@code errors} are Veery's own.
 *
 * <p>After a change that is meant, {@code -Dgolden.update=true} writes the files anew.
 */
class SplitterGoldenTest {

  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final Path DIRECTORY = RESOURCES.resolve("splitter");

  private static final Map<String, String> PLACEHOLDERS =
      Map.of(
          "schema", "app",
          "prefix", "acme",
          "text", "some text; with a semicolon",
          "list", "1, 'two; and a half', \"three\"",
          "quotes", "it''s",
          "statement", "SELECT 1; SELECT 2;\nSELECT 3;");

  static Stream<String> inputs() throws IOException {
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      return files
          .filter(p -> p.toString().endsWith(".sql") && !p.startsWith(DIRECTORY.resolve("include")))
          .map(p -> RESOURCES.relativize(p).toString().replace('\\', '/'))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void inMemory(String name) throws IOException {
    Path file = RESOURCES.resolve(name);
    Path golden = RESOURCES.resolve(name.replaceAll("\\.sql$", ".golden"));
    String found = describe(SqlSource.of(name, Files.readAllBytes(file)), name);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, found);
    }
    assertThat(found).isEqualTo(Files.readString(golden));
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void throughAWindow(String name) throws IOException {
    Path file = RESOURCES.resolve(name);
    Path golden = RESOURCES.resolve(name.replaceAll("\\.sql$", ".golden"));
    SqlSource source = new FileSource(SourcePosition.startOf(name), file, 0, Files.size(file), 16);
    assertThat(describe(source, name)).isEqualTo(Files.readString(golden));
  }

  private static String describe(SqlSource source, String name) {
    SplitOptions options =
        new SplitOptions(
            Map.of("given", "it's given"),
            name.contains("placeholders") ? PLACEHOLDERS : null,
            new Includes(RESOURCES));
    StringBuilder out = new StringBuilder();
    try {
      Script script = Splitter.split(source, options);
      for (ScriptItem item : script.items()) {
        switch (item) {
          case ScriptItem.Statement statement -> describe(statement, out);
          case ScriptItem.Copy copy -> {
            describe(copy.statement(), out);
            out.append("data ").append(quote(read(copy.data()))).append('\n');
          }
          case ScriptItem.Echo echo ->
              out.append(echo.position()).append(" echo ").append(quote(echo.text())).append('\n');
        }
      }
      describe(script.directives(), out);
      script.includes().forEach(file -> out.append("includes ").append(file).append('\n'));
      out.append("checksum ").append(script.checksum()).append('\n');
    } catch (VeeryException e) {
      e.problems().forEach(p -> out.append(p.code()).append(' ').append(p).append('\n'));
    }
    return out.toString();
  }

  private static void describe(ScriptItem.Statement statement, StringBuilder out) {
    out.append(statement.position()).append(' ').append(statement.words()).append('\n');
    describe(statement.directives(), out);
    statement.text().lines().forEach(line -> out.append("  | ").append(quote(line)).append('\n'));
  }

  private static void describe(List<ScriptItem.RawDirective> directives, StringBuilder out) {
    directives.forEach(d ->
        out.append("directive ").append(d.position()).append(' ').append(d.text()).append('\n'));
  }

  private static String quote(String text) {
    return text.replace("\\", "\\\\")
        .replace("\r", "\\r")
        .replace("\n", "\\n")
        .replace("\t", "\\t");
  }

  private static String read(ScriptItem.CopyData data) {
    try (InputStream in = data.open()) {
      byte[] bytes = in.readAllBytes();
      assertThat(bytes.length).isEqualTo((int) data.length());
      return new String(bytes, UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
