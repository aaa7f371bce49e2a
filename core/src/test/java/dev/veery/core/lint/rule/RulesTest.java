package dev.veery.core.lint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.lint.Example;
import dev.veery.core.lint.Finding;
import dev.veery.core.lint.Linting;
import dev.veery.core.lint.Rule;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.Unrecognised;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule finds something in its bad examples and nothing in its good ones. */
class RulesTest {

  static Stream<Arguments> examples() {
    return Rules.ALL.stream()
        .flatMap(rule -> rule.about().examples().stream().map(e -> Arguments.of(rule, e)));
  }

  static Stream<Rule> rules() {
    return Rules.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theBadExampleIsFound(Rule rule, Example example) {
    List<Finding> findings = Linting.findings(rule, example, true);
    assertThat(findings).as("%s in:\n%s", rule, example.bad()).isNotEmpty();
    for (Finding finding : findings) {
      assertThat(finding.message()).doesNotEndWith(".").isNotBlank();
      assertThat(finding.effect()).endsWith(".");
      assertThat(finding.end().offset()).isGreaterThanOrEqualTo(finding.position().offset());
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theGoodExampleIsNot(Rule rule, Example example) {
    assertThat(Linting.findings(rule, example, false))
        .as("%s in:\n%s", rule, example.good())
        .isEmpty();
  }

  /** What a remedy says is SQL, or a directive, that can be pasted: nothing is left to fill in. */
  @ParameterizedTest
  @MethodSource("examples")
  void theRemedyIsSql(Rule rule, Example example) {
    for (Finding finding : Linting.findings(rule, example, true)) {
      String remedy = finding.remedy().sql();
      assertThat(remedy).as("%s has a remedy", finding).isNotEmpty().doesNotContain("…");
      assertThat(remedy.lines().filter(l -> !l.startsWith("--") || l.startsWith("-- veery:")))
          .as("%s: %s", rule, remedy)
          .satisfiesAnyOf(
              lines -> assertThat(lines).isNotEmpty(),
              lines -> assertThat(rule.about().code()).isEqualTo("correct-hash-comment"));
      for (SqlStatement statement : Linting.statements(finding.remedy().sql())) {
        assertThat(statement)
            .as("%s: %s", rule, finding.remedy().sql())
            .isNotInstanceOf(Unrecognised.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRuleIsListedOnceAndInItsFamily(Rule rule) {
    assertThat(Rules.ALL.stream().filter(r -> r.about().code().equals(rule.about().code())))
        .hasSize(1);
  }

  @Test
  void familiesStandTogether() {
    assertThat(Rules.ALL.stream().map(r -> r.about().family()).toList()).isSorted();
  }
}
