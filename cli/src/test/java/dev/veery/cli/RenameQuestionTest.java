package dev.veery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.cli.Typed.Result;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether something was renamed is asked of whoever sits at a terminal, and of nobody else. */
class RenameQuestionTest {

  private static final String QUESTION =
      "The column orders.total goes and amount comes. Was it renamed?";

  @TempDir Path folder;
  private ScratchDatabase database;

  @BeforeEach
  void project() throws IOException {
    database = ScratchServers.freshDatabase();
    Files.writeString(folder.resolve("veery.toml"), "url = \"${URL}\"\n");
    Files.createDirectories(folder.resolve("migrations"));
    Files.writeString(
        folder.resolve("migrations/001_a.sql"),
        "-- Up Migration\nCREATE TABLE orders (id int PRIMARY KEY, total int);\n");
    Files.writeString(
        folder.resolve("schema.sql"), "CREATE TABLE orders (id int PRIMARY KEY, amount int);\n");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private Typed typed() {
    return new Typed(folder).with("URL", database.url());
  }

  @Test
  void yesRenames() throws IOException {
    Result result = typed().answering("y\n").run("generate", "--name", "amount");

    assertThat(result.err()).contains(QUESTION);
    assertThat(result.code()).isZero();
    assertThat(written())
        .contains("ALTER TABLE public.orders RENAME COLUMN total TO amount;")
        .contains("ALTER TABLE public.orders RENAME COLUMN amount TO total;")
        .doesNotContain("DROP");
  }

  @Test
  void whatIsNoAnswerIsAskedAgainAndNoDropsIt() throws IOException {
    Result result = typed().answering("perhaps\nno\n").run("generate", "--name", "amount");

    assertThat(result.err().split("Was it renamed", -1)).hasSize(3);
    assertThat(result.code()).isZero();
    assertThat(written()).contains("DROP COLUMN total").contains("ADD COLUMN amount");
  }

  @Test
  void whoSaysNothingGetsNothing() throws IOException {
    Result result = typed().answering("").run("generate", "--name", "amount");

    assertThat(result.err()).contains("nobody said whether orders.total was renamed");
    assertThat(result.code()).isEqualTo(2);
    assertThat(written()).isEmpty();
  }

  @Test
  void withNoInputItIsRefusedAlthoughSomebodyIsThere() throws IOException {
    Result result = typed().answering("y\n").run("generate", "--name", "amount", "--no-input");

    assertThat(result.err())
        .doesNotContain("Was it renamed")
        .contains("VEERY-810")
        .contains("--rename 'orders.total -> amount'")
        .contains("--drop orders.total");
    assertThat(result.code()).isEqualTo(2);
    assertThat(written()).isEmpty();
  }

  /** What was generated; empty where nothing was. */
  private String written() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("migrations"))) {
      var text = new StringBuilder();
      for (Path file : files.filter(f -> !f.endsWith("001_a.sql")).toList()) {
        text.append(Files.readString(file));
      }
      return text.toString();
    }
  }
}
