package dev.veery.core.diff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClausesTest {

  @Test
  void parenthesesAreAddedOnlyWhereTheyAreMissing() {
    assertThat(Clauses.parenthesized("(a > 0)")).isEqualTo("(a > 0)");
    assertThat(Clauses.parenthesized("f(a)")).isEqualTo("(f(a))");
    assertThat(Clauses.parenthesized("(a) > (b)")).isEqualTo("((a) > (b))");
    assertThat(Clauses.parenthesized("(a = ')')")).isEqualTo("(a = ')')");
    assertThat(Clauses.parenthesized("(a = E'\\')') OR (b)")).isEqualTo("((a = E'\\')') OR (b))");
    assertThat(Clauses.parenthesized("(\"odd)\" > 0)")).isEqualTo("(\"odd)\" > 0)");
  }

  @Test
  void namesInASettingAreTakenApart() {
    assertThat(RoutineSql.elements("shop, \"Odd \"\"Schema\", pg_temp"))
        .containsExactly("shop", "Odd \"Schema", "pg_temp");
    assertThat(RoutineSql.elements("\"\"")).containsExactly("");
    assertThat(RoutineSql.elements("")).isEmpty();
  }
}
