package dev.veery.core.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InvariantTest {

  @Test
  void asksForTheSameBeforeAndAfterUnlessSomethingBecomesSomethingElse() {
    Invariant count = parse("count(shop.\"Or.ders\")");
    assertThat(count.before())
        .isEqualTo("SELECT pg_catalog.count(*)::text FROM shop.\"Or.ders\"")
        .isEqualTo(count.after());
    Invariant sum = parse("sum(shop.orders.total) becomes SELECT sum(cents) / 100 FROM x;");
    assertThat(sum.before())
        .isEqualTo("SELECT coalesce(pg_catalog.sum(total)::text, '0') FROM shop.orders");
    assertThat(sum.after()).isEqualTo("SELECT (SELECT sum(cents) / 100 FROM x)::text");
    assertThat(parse("rows(customers: id, \"E-Mail\")").before())
        .contains("ROW(id, \"E-Mail\")::text", " FROM customers");
  }

  private static Invariant parse(String text) {
    return Objects.requireNonNull(Invariant.parse(text), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "count",
        "count()",
        "count(a; DROP TABLE b)",
        "count(a) where x",
        "sum(total)",
        "sum(orders.total + 1)",
        "rows(customers)",
        "rows(customers: )",
        "average(orders.total)",
        "count(a) becomes ",
        "count(\"a)"
      })
  void refuses(String text) {
    assertThat(Invariant.parse(text)).isNull();
  }

  @Test
  void numbersAreTheSameHoweverTheyEnd() {
    assertThat(Invariant.same("10", "10.00")).isTrue();
    assertThat(Invariant.same("10", "10.01")).isFalse();
    assertThat(Invariant.same(null, null)).isTrue();
    assertThat(Invariant.same(null, "0")).isFalse();
    assertThat(Invariant.same("a", "b")).isFalse();
  }
}
