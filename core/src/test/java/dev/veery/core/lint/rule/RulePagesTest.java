package dev.veery.core.lint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.lint.RulePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages under {@code docs/rules} say what the rules say of themselves. To renew them: {@code
 * veery rules --write docs/rules}, or this test with {@code -Dveery.pages=write}.
 */
class RulePagesTest {

  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("docs/rules");

  @Test
  void pagesAreCurrent() throws IOException {
    Map<String, String> wanted = new TreeMap<>(RulePage.all(Rules.ALL));
    if (System.getProperty("veery.pages", "").equals("write")) {
      for (Map.Entry<String, String> page : wanted.entrySet()) {
        Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
      }
    }
    for (Map.Entry<String, String> page : wanted.entrySet()) {
      assertThat(FOLDER.resolve(page.getKey()))
          .as("renew it with: veery rules --write docs/rules")
          .hasContent(page.getValue());
    }
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .as("pages of rules that are gone")
          .hasSameElementsAs(Set.copyOf(wanted.keySet()));
    }
  }
}
