package dev.veery.core.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.sql.ScriptItem.Statement;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitterTest {

  private static Script split(String text) {
    return Splitter.split(SqlSource.of("a.sql", text.getBytes(UTF_8)));
  }

  private static Script split(String text, Map<String, String> variables) {
    return Splitter.split(
        SqlSource.of("a.sql", text.getBytes(UTF_8)), new SplitOptions(variables, null, null));
  }

  private static Statement first(Script script) {
    return (Statement) script.items().getFirst();
  }

  private static final String PLAIN =
      "CREATE TABLE t (a int, b text DEFAULT 'x y');\nINSERT INTO t VALUES (1, E'a\\n');\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- head\n\nCREATE  TABLE\tt(a int,b text DEFAULT 'x y') ;INSERT INTO t VALUES(1,E'a\\n')",
        "CREATE TABLE t (a int, b text DEFAULT 'x y');\r\nINSERT INTO t VALUES (1, E'a\\n');\r\n",
        ";;/* c */CREATE TABLE t (a int, -- a\n b text DEFAULT 'x y');;\n"
            + "INSERT INTO t VALUES (1, E'a\\n'); -- end",
        "\ufeffCREATE TABLE t (a int, b text DEFAULT 'x y');INSERT INTO t VALUES (1, E'a\\n');"
      })
  void theChecksumIgnoresWhatTheServerIgnores(String same) {
    assertThat(split(same).checksum())
        .isEqualTo(split(PLAIN).checksum())
        .startsWith("1:")
        .hasSize(66);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE t (a int, b text DEFAULT 'x  y');\nINSERT INTO t VALUES (1, E'a\\n');\n",
        "CREATE TABLE t (a int, b text DEFAULT 'x y') INSERT INTO t VALUES (1, E'a\\n');\n",
        "create table t (a int, b text DEFAULT 'x y');\nINSERT INTO t VALUES (1, E'a\\n');\n",
        "CREATE TABLE t (a int, b text DEFAULT 'x y');\nINSERT INTO t VALUES (1, E 'a\\n');\n",
        "CREATE TABLE t (a int, b text DEFAULT 'x y');\nINSERT INTO t VALUES (11, E'a\\n');\n"
      })
  void theChecksumSeesEveryChangeOfAToken(String other) {
    assertThat(split(other).checksum()).isNotEqualTo(split(PLAIN).checksum());
  }

  @Test
  void theChecksumOfDataIgnoresLineEndsOnly() {
    String sum = split("COPY t FROM STDIN;\na\tb\nc\n\\.\n").checksum();
    assertThat(split("COPY t FROM STDIN;\r\na\tb\r\nc\r\n\\.\r\nSELECT 1").checksum())
        .isNotEqualTo(sum);
    assertThat(split("COPY t FROM STDIN;\r\na\tb\r\nc\r\n\\.\r\n").checksum()).isEqualTo(sum);
    assertThat(split("COPY t FROM STDIN;\na\tb \nc\n\\.\n").checksum()).isNotEqualTo(sum);
  }

  @Test
  void theChecksumDoesNotDependOnValues() {
    String text = "\\if :{?a}\nSELECT :a, :'b', :\"a\";\n\\else\nSELECT 2;\n\\endif\n";
    assertThat(split(text, Map.of("a", "x", "b", "y")).checksum())
        .isEqualTo(split(text).checksum());
    assertThat(split(text.replace("2", "3")).checksum()).isNotEqualTo(split(text).checksum());
  }

  @Test
  void thePositionOfAnErrorLeadsToTheFile() {
    Statement plain = first(split("-- é\n/* é */ SELECT 'é',\n  x;"));
    assertThat(plain.text().substring(22, 23)).isEqualTo("x");
    assertThat(plain.at(23)).isEqualTo(new SourcePosition("a.sql", 30, 3, 3));
    assertThat(plain.position()).isEqualTo(new SourcePosition("a.sql", 15, 2, 9));

    Statement rendered =
        first(
            split(
                "SELECT :'long',\n\n :short, \n\\set x y\ny;",
                Map.of("long", "l".repeat(9), "short", "")));
    assertThat(rendered.text()).isEqualTo("SELECT 'lllllllll',\n , \ny;");
    assertThat(rendered.at(10).toString()).isEqualTo("a.sql:1:8");
    assertThat(rendered.at(rendered.text().indexOf(", \n") + 1).toString()).isEqualTo("a.sql:3:8");
    assertThat(rendered.at(rendered.text().indexOf('y') + 1).toString()).isEqualTo("a.sql:5:1");
  }

  @Test
  void aSectionOfAFileHasThePositionsOfTheFile() {
    SqlSource file =
        SqlSource.of("a.sql", "-- one\nSELECT 1;\n-- two\n\nSELECT 2;\n".getBytes(UTF_8));
    SqlComment two = SqlComments.all(file).get(1);
    Script script = Splitter.split(file.section(two.nextLine(), file.length()));
    assertThat(first(script).position()).isEqualTo(new SourcePosition("a.sql", 25, 5, 1));
    assertThat(first(script).at(8).toString()).isEqualTo("a.sql:5:8");
    assertThat(first(script).text()).isEqualTo("SELECT 2;");
  }

  /** The heap is a quarter of the file; the data of the COPY is most of it. */
  @Test
  void aFileLargerThanTheHeapIsIndexedAndItsDataRead(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("large.sql");
    long lines = 1_500_000;
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("CREATE TABLE t (a text);\nCOPY t FROM STDIN;\n");
      for (long i = 0; i < lines; i++) {
        out.write("it's row é " + i + "\t" + "x".repeat(40) + "\n");
      }
      out.write("\\.\nSELECT 'the end';\n");
    }
    assertThat(Files.size(file)).isGreaterThan(85L << 20);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        Path.of(Splitter.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    String tests =
        Path.of(SplitterTest.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    java,
                    "-Xmx24m",
                    "-cp",
                    classes + File.pathSeparator + tests,
                    LargeFile.class.getName(),
                    file.toString()))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(output.strip())
        .isEqualTo(lines + " rows; large.sql:" + (lines + 4) + ":1 SELECT 'the end';");
  }

  /** Run in a Java of its own. */
  static final class LargeFile {
    public static void main(String[] arguments) throws IOException {
      Script script = Splitter.split(SqlSource.file("large.sql", Path.of(arguments[0])));
      ScriptItem.Copy copy = (ScriptItem.Copy) script.items().get(1);
      long rows = 0;
      try (InputStream in = copy.data().open()) {
        byte[] chunk = new byte[8192];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
          for (int i = 0; i < n; i++) {
            rows += chunk[i] == '\n' ? 1 : 0;
          }
        }
      }
      Statement last = (Statement) script.items().get(2);
      System.out.println(rows + " rows; " + last.position() + " " + last.text());
    }
  }
}
