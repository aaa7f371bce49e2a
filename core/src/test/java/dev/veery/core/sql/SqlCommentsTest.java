package dev.veery.core.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCommentsTest {

  private static SqlSource source(String text) {
    return SqlSource.of("a.sql", text.getBytes(UTF_8));
  }

  private static List<String> contents(String text) {
    return SqlComments.all(source(text)).stream().map(SqlComment::content).toList();
  }

  @Test
  void markersAreFoundOnlyWhereTheServerSeesComments() {
    String text =
        """
        -- Up Migration
        CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $body$
        -- Down Migration
        SELECT 'x' $body$;
        INSERT INTO t VALUES ('it''s
        -- not a marker', "a
        -- nor this", E'\\'
        -- nor that');
        COPY t FROM STDIN;
        -- Down Migration	it's data
        /* $$
        \\.
        \\echo it's fine
        /* block /* nested */
        -- inside */
        SELECT 1 --trailing
        ;
        -- Down Migration
        DROP TABLE t;
        """;
    assertThat(contents(text))
        .containsExactly(
            "Up Migration", "block /* nested */\n-- inside", "trailing", "Down Migration");
  }

  @Test
  void aCommentKnowsItsLineAndItsStatement() {
    SqlSource source =
        source("\ufeff-- head\r\nSELECT (1, -- a\r\n  -- b\r\n 2) -- c\n-- Down\nSELECT 'é' -- d");
    List<SqlComment> comments = SqlComments.all(source);
    assertThat(comments.stream().map(c -> c.position().toString()))
        .containsExactly(
            "a.sql:1:1", "a.sql:2:12", "a.sql:3:3", "a.sql:4:5", "a.sql:5:1", "a.sql:6:12");
    assertThat(comments.stream().map(SqlComment::ownLine))
        .containsExactly(true, false, true, false, true, false);
    assertThat(comments.stream().map(SqlComment::insideStatement))
        .containsExactly(false, true, true, true, true, true);
    assertThat(comments.stream().map(SqlComment::depth)).containsExactly(0, 1, 1, 0, 0, 0);
    SqlComment down = comments.get(4);
    assertThat(source.section(down.nextLine(), source.length()).origin())
        .isEqualTo(new SourcePosition("a.sql", down.nextLine(), 6, 1));
    assertThat(new String(source.bytes(0, down.lineStart()), UTF_8)).endsWith("-- c\n");
  }

  @Test
  void theHeaderEndsAtTheFirstToken() {
    List<SqlComment> header =
        SqlComments.header(source("-- a\n/* b */\n\n-- c\nSELECT 'unterminated -- d"));
    assertThat(header.stream().map(SqlComment::content)).containsExactly("a", "b", "c");
  }

  @Test
  void positionsInASectionAreThoseOfTheFile() {
    SqlSource source = source("one;\ntwo é; -- x\n-- y\n");
    List<SqlComment> found = SqlComments.all(source.section(9, source.length()));
    assertThat(found.stream().map(c -> c.position().toString()))
        .containsExactly("a.sql:2:8", "a.sql:3:1");
    assertThat(found.getFirst().ownLine()).isFalse();
    assertThat(found.getFirst().position().offset()).isEqualTo(13);
  }

  @Test
  void aLargeFileIsReadThroughAWindow(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("large.sql");
    String filler = "INSERT INTO t VALUES ('" + "x".repeat(997) + "');\n";
    StringBuilder text = new StringBuilder("-- first\n");
    while (text.length() < FileSource.IN_MEMORY) {
      text.append(filler);
    }
    text.append("COPY t FROM STDIN;\n").append("-- data's\n".repeat(300_000)).append("\\.\n");
    text.append("-- last\n");
    Files.writeString(file, text);
    SqlSource source = SqlSource.file("large.sql", file);
    assertThat(source).isInstanceOf(FileSource.class);
    List<String> found = new ArrayList<>();
    SqlComments.scan(source, c -> found.add(c.position().line() + " " + c.content()));
    long lines = text.chars().filter(c -> c == '\n').count();
    assertThat(found).containsExactly("1 first", lines + " last");
  }
}
