package dev.veery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.cli.reference.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages under {@code docs/cli} say what the commands say. To renew them after a change: {@code
 * ./check -pl cli -am -Dtest=PagesTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dveery.pages=write}.
 */
class PagesTest {

  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("docs/cli");

  /** Written by people. */
  private static final Set<String> BY_HAND = Set.of("json.md", "exit-codes.md");

  @Test
  void pagesAreCurrent() throws IOException {
    if ("write".equals(System.getProperty("veery.pages"))) {
      Pages.main(new String[] {FOLDER.toString()});
    }
    for (var page : Pages.all().entrySet()) {
      assertThat(FOLDER.resolve(page.getKey()))
          .as("docs/cli/%s; see PagesTest for how to renew it", page.getKey())
          .hasContent(page.getValue());
    }
  }

  @Test
  void noPageIsLeftOfACommandThatIsGone() throws IOException {
    Set<String> expected = new TreeSet<>(Pages.all().keySet());
    expected.addAll(BY_HAND);
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      files.forEach(file -> found.add(file.getFileName().toString()));
    }
    assertThat(found).isEqualTo(expected);
  }
}
