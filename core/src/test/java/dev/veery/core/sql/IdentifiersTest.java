package dev.veery.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdentifiersTest {

  @Test
  void quotesOnlyWhereRequired() {
    assertThat(Identifiers.quote("orders")).isEqualTo("orders");
    assertThat(Identifiers.quote("_x1")).isEqualTo("_x1");
    assertThat(Identifiers.quote("name")).isEqualTo("name");
    assertThat(Identifiers.quote("Orders")).isEqualTo("\"Orders\"");
    assertThat(Identifiers.quote("1st")).isEqualTo("\"1st\"");
    assertThat(Identifiers.quote("größe")).isEqualTo("\"größe\"");
    assertThat(Identifiers.quote("a$b")).isEqualTo("\"a$b\"");
    assertThat(Identifiers.quote("a\"b")).isEqualTo("\"a\"\"b\"");
    assertThat(Identifiers.quote("order")).isEqualTo("\"order\"");
    assertThat(Identifiers.quote("varchar")).isEqualTo("\"varchar\"");
    assertThat(Identifiers.qualify("shop", "user")).isEqualTo("shop.\"user\"");
    assertThat(Identifiers.qualify("", "plpgsql")).isEqualTo("plpgsql");
  }

  @Test
  void literalsKeepQuotesAndBackslashes() {
    assertThat(Identifiers.literal("it's")).isEqualTo("'it''s'");
    assertThat(Identifiers.literal("a\\b'")).isEqualTo("E'a\\\\b'''");
  }

  @Test
  void dollarTagNeverOccursInTheText() {
    assertThat(Identifiers.dollarQuoted("x")).isEqualTo("$$x$$");
    assertThat(Identifiers.dollarQuoted("a $$ b")).isEqualTo("$_$a $$ b$_$");
    assertThat(Identifiers.dollarQuoted("costs 5$")).isEqualTo("$_$costs 5$$_$");
    assertThat(Identifiers.dollarQuoted("$$ $_$")).isEqualTo("$__$$$ $_$$__$");
  }
}
