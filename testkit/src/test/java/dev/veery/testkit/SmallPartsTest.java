package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SmallPartsTest {

  @Test
  void wordsAreSplitAsAShellDoes() {
    assertThat(Words.split("veery  new 'add x' --message=\"a \\\"b\\\" c\" d\\ e ''"))
        .containsExactly("veery", "new", "add x", "--message=a \"b\" c", "d e", "");
    assertThatThrownBy(() -> Words.split("veery 'x")).hasMessageContaining("unclosed");
  }

  @Test
  void knownVariablesAreExpanded() {
    assertThat(Words.expand("a ${PORT} ${OTHER} $1", Map.of("PORT", "5$432")))
        .isEqualTo("a 5$432 ${OTHER} $1");
  }

  @Test
  void whatVariesIsNamed() {
    var normalizer = new Normalizer(Map.of("/tmp/x1", "<dir>", "25432", "<port>"));
    assertThat(
            normalizer.lines(
                """
                /tmp/x1/a.sql took 12 ms, then 1.5 s, at 2026-11-21 03:04:05.678+00  \t
                port 25432, not 125432; waits 5 s; version 1.2.3; pid 77
                {"durationMillis": 12, "at": "2026-11-21T03:04:05Z"}
                """))
        .containsExactly(
            "<dir>/a.sql took <duration>, then <duration>, at <timestamp>",
            "port <port>, not 125432; waits 5 s; version 1.2.3; pid <pid>",
            "{\"durationMillis\": <duration>, \"at\": \"<timestamp>\"}");
  }

  @Test
  void aDiffShowsWhatIsMissingAndWhatIsNew() {
    assertThat(LineDiff.of(List.of("> a", "> b", "> c [..]"), List.of("> a", "> x", "> c 1")))
        .containsExactly("  > a", "- > b", "+ > x", "  > c 1");
  }
}
