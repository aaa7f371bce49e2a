package dev.veery.core.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a scratch server is told; that it takes it, the scenario rehearse/subscription shows. */
class UnconnectedTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CREATE SUBSCRIPTION s CONNECTION 'host=db password=x' PUBLICATION p | CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false)
          CREATE SUBSCRIPTION "S" CONNECTION 'x' PUBLICATION a, "B" WITH (copy_data = false, enabled, slot_name = 't', binary); | CREATE SUBSCRIPTION "S" CONNECTION '' PUBLICATION a, "B" WITH (connect = false, slot_name = 't', binary)
          ALTER SUBSCRIPTION s SET PUBLICATION a, b WITH (copy_data = false) | ALTER SUBSCRIPTION s SET PUBLICATION a, b WITH (refresh = false)
          ALTER SUBSCRIPTION s ADD PUBLICATION a; | ALTER SUBSCRIPTION s ADD PUBLICATION a WITH (refresh = false)
          ALTER SUBSCRIPTION s ENABLE | SELECT 'nothing is asked of the publisher'
          ALTER SUBSCRIPTION s REFRESH PUBLICATION | SELECT 'nothing is asked of the publisher'
          ALTER SUBSCRIPTION s SET (failover = true) | SELECT 'nothing is asked of the publisher'
          ALTER SUBSCRIPTION s SET (slot_name = NONE) | ALTER SUBSCRIPTION s SET (slot_name = NONE)
          ALTER SUBSCRIPTION s DISABLE | ALTER SUBSCRIPTION s DISABLE
          """)
  void neverConnects(String written, String sent) {
    assertThat(Unconnected.of(written)).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource({"DROP SUBSCRIPTION s,false", "DROP SUBSCRIPTION IF EXISTS s CASCADE,true"})
  void letsGoOfTheSlotFirst(String written, boolean ifExists) {
    assertThat(Unconnected.of(written))
        .containsSubsequence(
            "ALTER SUBSCRIPTION s DISABLE",
            "ALTER SUBSCRIPTION s SET (slot_name = NONE)",
            "DROP SUBSCRIPTION s;");
    assertThat(Unconnected.of(written).contains("EXCEPTION")).isEqualTo(ifExists);
  }
}
