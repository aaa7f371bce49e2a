package dev.veery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.cli.Typed.Result;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An environment with {@code production = true} is changed only when somebody means it. */
class ProductionTest {

  @TempDir Path folder;
  private ScratchDatabase database;

  @BeforeEach
  void project() throws IOException {
    database = ScratchServers.freshDatabase();
    Files.writeString(
        folder.resolve("veery.toml"), "[env.live]\nurl = \"${LIVE_URL}\"\nproduction = true\n");
    Files.createDirectories(folder.resolve("migrations"));
    Files.writeString(
        folder.resolve("migrations/001_a.sql"),
        "-- Up Migration\nCREATE TABLE a ();\n-- Down Migration\nDROP TABLE a;\n");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private Typed typed() {
    return new Typed(folder).with("LIVE_URL", database.url());
  }

  private String pending() {
    Result status = typed().run("--env", "live", "status", "--json");
    return status.out().contains("\"applied\":[ ]") ? "pending" : "applied";
  }

  @Test
  void withoutATerminalItIsRefusedAndNothingRuns() {
    Result result = typed().run("--env", "live", "up");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("VEERY-505").contains("--yes");
    assertThat(pending()).isEqualTo("pending");
  }

  @Test
  void withNoInputItIsRefusedAlthoughSomebodyIsThere() {
    Result result = typed().answering("live\n").run("--env", "live", "up", "--no-input");

    assertThat(result.code()).isEqualTo(2);
    assertThat(pending()).isEqualTo("pending");
  }

  @Test
  void aWrongAnswerStopsIt() {
    Result result = typed().answering("yes\n").run("--env", "live", "up");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("nothing was changed");
    assertThat(pending()).isEqualTo("pending");
  }

  @Test
  void theNameIsAskedForBehindThePlan() {
    Result result = typed().answering("live\n").run("--env", "live", "up");

    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("CREATE TABLE a ()").contains("applied 1 migration");
    assertThat(result.err()).contains("Type live to go on: ");
    assertThat(pending()).isEqualTo("applied");
  }

  @Test
  void theQuestionOfRedoShowsBothHalves() {
    typed().run("--env", "live", "up", "--yes");

    Result result = typed().answering("live\n").run("--env", "live", "redo");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .containsSubsequence(
            "DROP TABLE a", "CREATE TABLE a ()", "2 migrations, 2 statements", "took back 1");
  }

  @Test
  void yesAnswersForEveryCommandThatChanges() {
    assertThat(typed().run("--env", "live", "up", "--yes").code()).isZero();
    assertThat(typed().run("--env", "live", "down").code()).isEqualTo(2);
    assertThat(typed().run("--env", "live", "redo").code()).isEqualTo(2);
    assertThat(typed().run("--env", "live", "stamp", "--remove", "001").code()).isEqualTo(2);
    assertThat(pending()).isEqualTo("applied");
    assertThat(typed().run("--env", "live", "rollback", "-y").code()).isZero();
    assertThat(pending()).isEqualTo("pending");
  }

  @Test
  void lookingIsNeverAskedFor() {
    assertThat(typed().run("--env", "live", "plan").code()).isZero();
    assertThat(typed().run("--env", "live", "up", "--dry-run").code()).isZero();
    assertThat(typed().run("--env", "live", "status", "--check").code()).isEqualTo(1);
    assertThat(pending()).isEqualTo("pending");
  }
}
