package dev.veery.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgres://ada:word@db/shop|postgres://ada:****@db/shop",
        "postgres://ada:w@rd:x@db/shop|postgres://ada:****@db/shop",
        "see postgres://ada@db:5432/shop now|see postgres://ada@db:5432/shop now",
        "http://a:b@c and http://d:e@f|http://a:****@c and http://d:****@f",
        "jdbc:postgresql://db/shop?user=a&password=word&x=1|jdbc:postgresql://db/shop?user=a&password=****&x=1",
        "CREATE ROLE a; -- at 12:30|CREATE ROLE a; -- at 12:30",
      })
  void masksWhatNobodyDeclared(String text, String expected) {
    assertThat(Secrets.maskUrls(text)).isEqualTo(expected);
  }

  @Test
  void aPasswordThatContainsAnotherIsMaskedAsAWhole() {
    Secrets secrets = new Secrets();
    secrets.remember("word");
    secrets.remember("password1");

    assertThat(secrets.mask("password1 word")).isEqualTo("**** ****");
  }

  @Test
  void aPasswordTooShortToBeToldFromTextIsLeft() {
    Secrets secrets = new Secrets();
    secrets.remember("a");

    assertThat(secrets.mask("a table")).isEqualTo("a table");
  }
}
