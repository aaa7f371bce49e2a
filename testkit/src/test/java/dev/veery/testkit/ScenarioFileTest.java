package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.testkit.Scenario.Entry;
import dev.veery.testkit.Scenario.Output;
import dev.veery.testkit.Scenario.Section;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioFileTest {

  private static final Path PATH = Path.of("a.txtar");

  private static final String TEXT =
      """
      # Shows something.
      #! servers 14 18

      -- migrations/1.sql --
      -- Up Migration
      SELECT 1;

      -- Down Migration
      -- run --
      # a comment
      $ veery up
      < yes
      <
      > applied
      >
      > 1
      ! a warning
      ? 2

      $ sql SELECT 1
      > ?column?
      > 1
      """;

  @Test
  void everyPartIsRead() {
    Scenario scenario = ScenarioFile.parse(PATH, TEXT);
    assertThat(scenario.words("servers")).containsExactly("14", "18");
    assertThat(scenario.sections()).hasSize(2);
    var file = (Section.TextFile) scenario.sections().get(0);
    assertThat(file.name()).isEqualTo("migrations/1.sql");
    assertThat(file.content()).isEqualTo("-- Up Migration\nSELECT 1;\n\n-- Down Migration\n");
    var run = (Section.Run) scenario.sections().get(1);
    assertThat(run.entries())
        .containsExactly(
            new Entry.Text("# a comment"),
            new Entry.Step(
                11,
                "veery up",
                List.of("yes", ""),
                new Output(List.of("applied", "", "1"), List.of("a warning"), 2)),
            new Entry.Text(""),
            new Entry.Step(
                20, "sql SELECT 1", List.of(), new Output(List.of("?column?", "1"), List.of(), 0)));
  }

  @Test
  void whatIsReadIsWrittenBackToTheLetter() {
    Scenario scenario = ScenarioFile.parse(PATH, TEXT);
    assertThat(ScenarioFile.print(scenario, List.of())).isEqualTo(TEXT);
  }

  @Test
  void outputsAreReplacedInTheOrderOfTheSteps() {
    Scenario scenario = ScenarioFile.parse(PATH, TEXT);
    String text =
        ScenarioFile.print(
            scenario,
            List.of(
                Output.ofStdout(List.of("applied 3")), new Output(List.of(), List.of("no"), 1)));
    assertThat(text)
        .contains("$ veery up\n< yes\n<\n> applied 3\n\n$ sql SELECT 1\n! no\n? 1\n")
        .doesNotContain("a warning");
  }

  @Test
  void aLineThatIsNothingIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> ScenarioFile.parse(PATH, "# x\n-- run --\n$ veery up\napplied\n"))
        .hasMessageContaining("a.txtar:4:")
        .hasMessageContaining("applied");
  }

  @Test
  void aScenarioSaysWhatItShows() {
    assertThatThrownBy(() -> ScenarioFile.parse(PATH, "-- run --\n$ veery up\n"))
        .hasMessageContaining("begins with what it shows");
  }
}
