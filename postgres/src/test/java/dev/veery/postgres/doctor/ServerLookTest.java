package dev.veery.postgres.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckLine.Level;
import org.junit.jupiter.api.Test;

/** The one line for which no server is at hand: there is none that old. */
class ServerLookTest {

  @Test
  void aServerThatIsTooOld() {
    CheckLine line = ServerLook.version(13, "13.22");
    assertThat(line.level()).isEqualTo(Level.STOP);
    assertThat(line.what())
        .isEqualTo("PostgreSQL 13.22 is older than the oldest that Veery works with, 14");
    assertThat(line.remedy()).isEqualTo("upgrade the server");
    assertThat(ServerLook.version(14, "14.0").level()).isEqualTo(Level.TICK);
  }
}
