package dev.veery.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionTest {

  @ParameterizedTest
  @CsvSource({
    "1_9, 1_10",
    "1.9, 1.10",
    "9, 10",
    "009, 10",
    "1, 1.0.1",
    "1.0.6, 1.1",
    "20260901121000, 20260901121001",
    "2017-09-23-182408, 20170923182409",
    "2017-09-23-182408, 2017-09-24-000000",
    "99999999999999999999999999, 100000000000000000000000000",
    "1, a1",
    "add_users, add_users2",
    "users_9, users_10",
    "users, users#2",
    "9adcc9a56557, 10dcc9a56557",
  })
  void isLower(String lower, String higher) {
    assertThat(new Version(lower)).isLessThan(new Version(higher));
    assertThat(new Version(higher)).isGreaterThan(new Version(lower));
    assertThat(new Version(lower)).isNotEqualTo(new Version(higher));
  }

  @ParameterizedTest
  @CsvSource({
    "001, 1",
    "1.0, 1",
    "1.0.0, 1",
    "1_10, 1.10",
    "1.010, 1.10",
    "2017-09-23-182408, 20170923182408",
    "0, 000",
    "0.0, 0",
  })
  void isTheSame(String one, String other) {
    assertThat(new Version(one))
        .isEqualTo(new Version(other))
        .hasSameHashCodeAs(new Version(other));
    assertThat(new Version(one)).isEqualByComparingTo(new Version(other));
    assertThat(new Version(one).canonical()).isEqualTo(new Version(other).canonical());
  }

  @ParameterizedTest
  @CsvSource({"a1, a01", "add_users, add-users", "Users, users", "users@v1.0, users@v1"})
  void namesAreTheSameOnlyWhenTheirTextIs(String one, String other) {
    assertThat(new Version(one)).isNotEqualTo(new Version(other));
    assertThat(new Version(one)).isNotEqualByComparingTo(new Version(other));
  }

  @Test
  void keepsTheAuthorsText() {
    assertThat(new Version("2017-09-23-182408")).hasToString("2017-09-23-182408");
    assertThat(new Version("007").text()).isEqualTo("007");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void isNeverEmpty(String text) {
    assertThatThrownBy(() -> new Version(text)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Order, equality and hash agree for whatever people may write. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void orderIsTotalAndAgreesWithEquality(long seed) {
    Random random = new Random(seed);
    List<Version> versions = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(5);
      for (int j = 0; j < length; j++) {
        text.append("0011290..__--ab@".charAt(random.nextInt(16)));
      }
      versions.add(new Version(text.toString()));
    }
    for (Version a : versions) {
      for (Version b : versions) {
        int order = a.compareTo(b);
        assertThat(Integer.signum(b.compareTo(a))).isEqualTo(-Integer.signum(order));
        assertThat(order == 0).as("%s and %s", a, b).isEqualTo(a.equals(b));
        if (order == 0) {
          assertThat(a).hasSameHashCodeAs(b);
        }
        for (Version c : versions) {
          if (order <= 0 && b.compareTo(c) <= 0) {
            assertThat(a.compareTo(c)).as("%s, %s, %s", a, b, c).isLessThanOrEqualTo(0);
          }
        }
      }
    }
  }
}
