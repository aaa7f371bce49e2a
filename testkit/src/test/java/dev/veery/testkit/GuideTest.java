package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Guides show what the program prints: each line of a {@code console} block, and each {@code sql}
 * block, stands in a scenario that belongs to the guide, which runs.
 */
final class GuideTest {

  private static final Pattern DURATION = Pattern.compile("\\b[0-9.]+ (ms|s|min)\\b");

  @ParameterizedTest
  @CsvSource({
    "rehearse, rehearse/guide",
    "checks, verify/preserve",
    "deploy, deploy/happy deploy/backup",
    "expand-contract, expand/guide expand/under-a-view",
    "generate, generate/guide"
  })
  void theGuideShowsWhatTheScenariosRun(String guide, String scenarios) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String scenario : scenarios.split(" ", -1)) {
      all.append(Files.readString(Path.of("src", "test", "scenarios", scenario + ".txtar")));
    }
    String ran = all.toString();
    List<Pattern> lines = patterns(ran);
    int blocks = 0;
    for (GuidePage.Block block : GuidePage.blocks(guide)) {
      if (block.language().equals("sql")) {
        assertThat(ran).contains(String.join("\n", block.lines()));
        blocks++;
      } else if (block.language().equals("console")) {
        for (String line : block.lines()) {
          if (!line.isBlank() && !line.strip().equals("…")) {
            String shown = DURATION.matcher(line.stripTrailing()).replaceAll("<duration>");
            assertThat(lines)
                .as("a line of %s that stands for: %s", scenarios, line)
                .anyMatch(pattern -> pattern.matcher(shown).matches());
          }
        }
        blocks++;
      }
    }
    assertThat(blocks).isPositive();
  }

  /** Lines of the scenario as a terminal would show them. */
  private static List<Pattern> patterns(String scenario) {
    List<Pattern> patterns = new ArrayList<>();
    for (String line : scenario.lines().toList()) {
      String text = line.startsWith("> ") || line.startsWith("! ") ? line.substring(2) : line;
      String quoted = Pattern.quote(text.stripTrailing());
      patterns.add(Pattern.compile(quoted.replace("[..]", "\\E.*\\Q")));
    }
    return patterns;
  }
}
