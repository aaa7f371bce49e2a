package dev.veery.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The conflicts, against the manual's table in another form. */
class LockModeTest {

  /** A row for each held lock: what is requested, in the order of the modes; X for a conflict. */
  private static final String[] MANUAL = {
    ".......X", "......XX", "....XXXX", "...XXXXX", "..XX.XXX", "..XXXXXX", ".XXXXXXX", "XXXXXXXX"
  };

  @Test
  void conflictsAreThoseOfTheManual() {
    for (LockMode held : LockMode.values()) {
      for (LockMode wanted : LockMode.values()) {
        assertThat(held.conflictsWith(wanted))
            .as("%s and %s", held, wanted)
            .isEqualTo(MANUAL[held.ordinal()].charAt(wanted.ordinal()) == 'X');
      }
    }
  }

  @Test
  void namesAreUnderstood() {
    for (LockMode mode : LockMode.values()) {
      assertThat(LockMode.of(mode.catalogName())).isEqualTo(mode);
      assertThat(LockMode.of(mode.words().toLowerCase(Locale.ROOT))).isEqualTo(mode);
    }
  }
}
