package dev.veery.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.migration.Directives.TransactionMode;
import dev.veery.core.sql.ScriptItem.RawDirective;
import dev.veery.core.sql.SourcePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DirectiveTest {

  @Test
  void readsEveryKindOfValue() {
    Directives file =
        Directives.ofFile(
            raw(
                "transaction=per-statement",
                "lock-timeout = 2s",
                "statement-timeout 10min",
                "Placeholders: ON",
                "nothing-to-undo",
                "search-path = app, public"));
    assertThat(file.transaction()).isEqualTo(TransactionMode.PER_STATEMENT);
    assertThat(file.lockTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(file.statementTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(file.placeholders()).isTrue();
    assertThat(file.nothingToUndo()).isTrue();
    assertThat(file.searchPath()).isEqualTo("app, public");
    assertThat(Directives.ofStatement(raw("idempotent")).idempotent()).isTrue();
  }

  @Test
  void saysNothingWhereNothingIsSaid() {
    assertThat(Directives.NONE.transaction()).isNull();
    assertThat(Directives.NONE.lockTimeout()).isNull();
    assertThat(Directives.NONE.placeholders()).isNull();
    assertThat(Directives.NONE.idempotent()).isFalse();
  }

  @Test
  void theLaterOfTwoCounts() {
    assertThat(Directives.ofFile(raw("lock-timeout=2s", "lock-timeout=5s")).lockTimeout())
        .isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "1500, PT1.5S",
    "500ms, PT0.5S",
    "250us, PT0.00025S",
    "2 s, PT2S",
    "10MIN, PT10M",
    "1h, PT1H",
    "2d, PT48H",
  })
  void readsTimesAsPostgresDoes(String text, Duration expected) {
    assertThat(Directives.duration(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"''", "s", "-1s", "2 weeks", "1.5s", "25d", "99999999999"})
  void refusesWhatIsNoTime(String text) {
    assertThat(Directives.duration(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "transactoin=off | DIRECTIVE_UNKNOWN | unknown directive 'transactoin' | did you mean 'transaction'?",
        "lock=2s | DIRECTIVE_UNKNOWN | unknown directive 'lock' | did you mean 'lock-timeout'?",
        "= 2s | DIRECTIVE_UNKNOWN | a directive without a name | the directives are transaction",
        "transaction=maybe | DIRECTIVE_MALFORMED | takes on, off or per-statement, not 'maybe' |",
        "transaction | DIRECTIVE_MALFORMED | takes on, off or per-statement |",
        "nothing-to-undo=yes | DIRECTIVE_MALFORMED | takes no value, not 'yes' |",
        "lock-timeout=soon | DIRECTIVE_MALFORMED | takes a time such as 500ms |",
        "transaction=off lock-timeout=2s | DIRECTIVE_MALFORMED | takes on, off | one directive per comment",
        "idempotent | DIRECTIVE_MALFORMED | belongs to a statement | directly above the statement",
      })
  void refusesWithWhatWasMeant(String text, ErrorCode code, String message, String remedy) {
    assertThatThrownBy(() -> Directives.ofFile(raw(text)))
        .isInstanceOfSatisfying(
            VeeryException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.problems().getFirst().message()).contains(message);
              assertThat(e.problems().getFirst().remedy()).contains(remedy == null ? "" : remedy);
              assertThat(e.problems().getFirst().position()).hasToString("m.sql:1:1");
            });
  }

  @Test
  void refusesAFilesDirectiveOnAStatement() {
    assertThatThrownBy(() -> Directives.ofStatement(raw("search-path=app")))
        .hasMessageContaining("belongs to the whole file");
  }

  @Test
  void reportsEveryMistakeAtOnce() {
    assertThatThrownBy(() -> Directives.ofFile(raw("a", "transaction=on", "b=1")))
        .isInstanceOfSatisfying(VeeryException.class, e -> assertThat(e.problems()).hasSize(2));
  }

  private static List<RawDirective> raw(String... texts) {
    List<RawDirective> found = new ArrayList<>();
    for (String text : texts) {
      found.add(new RawDirective(SourcePosition.startOf("m.sql"), text));
    }
    return found;
  }
}
