package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationTest {

  @Test
  void linesAreComparedToTheLetter() {
    assertThat(Expectation.matches(List.of("a", "b"), List.of("a", "b"))).isTrue();
    assertThat(Expectation.matches(List.of("a", "b"), List.of("a"))).isFalse();
    assertThat(Expectation.matches(List.of("a"), List.of("a", "b"))).isFalse();
    assertThat(Expectation.matches(List.of("a."), List.of("ab"))).isFalse();
  }

  @Test
  void dotsStandForAnyTextOfALine() {
    assertThat(Expectation.lineMatches("took [..] for [..]", "took 3 for x")).isTrue();
    assertThat(Expectation.lineMatches("took [..] for x", "took 3 for y")).isFalse();
    assertThat(Expectation.lineMatches("[..](a)", "b(a)")).isTrue();
  }

  @Test
  void dotsAloneStandForAnyLines() {
    assertThat(Expectation.matches(List.of("a", "[...]", "z"), List.of("a", "b", "c", "z")))
        .isTrue();
    assertThat(Expectation.matches(List.of("a", "[...]", "z"), List.of("a", "z"))).isTrue();
    assertThat(Expectation.matches(List.of("a", "[...]", "z"), List.of("a", "b", "c"))).isFalse();
    assertThat(Expectation.matches(List.of("[...]", "z"), List.of("z", "z"))).isTrue();
  }

  @Test
  void anUpdateKeepsWildcardsThatStillHold() {
    assertThat(Expectation.keepWildcards(List.of("took [..]", "gone"), List.of("took 3", "new")))
        .containsExactly("took [..]", "new");
  }
}
