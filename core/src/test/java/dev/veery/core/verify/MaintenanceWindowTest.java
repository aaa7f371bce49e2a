package dev.veery.core.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MaintenanceWindowTest {

  /** 2026-11-21 is a Saturday. */
  @ParameterizedTest
  @CsvSource({
    "Sat 02:00-04:00 UTC, 2026-11-21T02:00:00Z, true",
    "Sat 02:00-04:00 UTC, 2026-11-21T04:00:00Z, false",
    "Sat 02:00-04:00, 2026-11-21T03:59:59Z, true",
    "Sun 02:00-04:00 UTC, 2026-11-21T03:00:00Z, false",
    "Fri 22:00-04:00 UTC, 2026-11-21T03:00:00Z, true",
    "Sat 22:00-04:00 UTC, 2026-11-21T03:00:00Z, false",
    "Fri-Mon 22:00-04:00 UTC, 2026-11-22T01:00:00Z, true",
    "02:00-04:00 Europe/Berlin, 2026-11-21T01:30:00Z, true",
    "02:00-04:00 Europe/Berlin, 2026-11-21T03:30:00Z, false",
    "Mon 1:00-2:00; Sat 00:00-24:00, 2026-11-21T23:59:00Z, true",
    "'Mon,Sat 01:00-02:00', 2026-11-21T01:30:00Z, true"
  })
  void opens(String window, Instant now, boolean open) {
    assertThat(MaintenanceWindow.parse(window).isOpen(now)).isEqualTo(open);
  }

  @Test
  void tellsWhenItOpensNext() {
    MaintenanceWindow window = MaintenanceWindow.parse("Sun 02:00-04:00 UTC; Wed 02:00-04:00 UTC");
    assertThat(window.next(Instant.parse("2026-11-21T12:00:00Z")))
        .isEqualTo(Instant.parse("2026-11-22T02:00:00Z"));
    assertThat(window.next(Instant.parse("2026-11-22T05:00:00Z")))
        .isEqualTo(Instant.parse("2026-11-25T02:00:00Z"));
    assertThat(window.next(Instant.parse("2026-11-22T03:00:00Z")))
        .isEqualTo(Instant.parse("2026-11-22T03:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "Someday 02:00-04:00",
        "Sun",
        "Sun 2-4",
        "Sun 02:00",
        "Sun 02:00-25:00",
        "Sun 24:00-02:00",
        "Sun 02:00-04:00 Nowhere/City",
        "Sun 02:00-04:00 UTC please",
        "Sun-Mon-Tue 02:00-04:00"
      })
  void refuses(String window) {
    assertThatThrownBy(() -> MaintenanceWindow.parse(window))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
