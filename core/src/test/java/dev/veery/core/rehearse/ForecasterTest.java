package dev.veery.core.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.lint.LockMode;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.Direction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Forecasts of statements whose work is known, on a server whose speeds are. */
class ForecasterTest {

  private static final TracedObject ORDERS =
      new TracedObject(TracedObject.Kind.TABLE, "public", "orders");
  private static final TracedObject INDEX =
      new TracedObject(TracedObject.Kind.INDEX, "public", "orders_state");

  /** A million rows a second, at the slowest half a million; 100 bytes a row. */
  private static final Speeds SPEEDS = new Speeds(10_000, 100, rate(), rate(), rate(), rate());

  private static Speeds.Rate rate() {
    return new Speeds.Rate(500_000, 1_000_000);
  }

  private static Forecaster forecaster(long rows, long bytes) {
    return new Forecaster(
        SPEEDS, new TargetSizes(Map.of(ORDERS, new TargetSizes.Size(rows, bytes))));
  }

  private static TracedStatement statement(int ordinal, List<HeldLock> locks, Effect... effects) {
    return new TracedStatement(
        ordinal,
        "hash",
        "ALTER TABLE orders",
        "ALTER TABLE orders",
        null,
        1,
        Duration.ZERO,
        Duration.ofMillis(2),
        locks,
        List.of(effects),
        Work.NONE,
        "");
  }

  @Test
  void aScanTakesAsLongAsTheTargetHasRows() {
    Forecast forecast =
        Objects.requireNonNull(
            forecaster(10_000_000, 1_000_000_000)
                .of(statement(1, List.of(), new Effect.Scanned(ORDERS, 1, 1000, 8192))));
    // Ten million at a million a second; three times half that speed, and the statement itself.
    assertThat(forecast.low()).isEqualTo(Duration.ofSeconds(10));
    assertThat(forecast.high()).isEqualTo(Duration.ofMillis(60_002));
    assertThat(forecast.how())
        .containsExactly(
            "read orders, 10,000,000 rows and 953.7 MB, at 0.50 to 1.00 million rows a second");
  }

  @Test
  void widerRowsTakeLongerAtTheUpperEnd() {
    Forecast forecast =
        Objects.requireNonNull(
            forecaster(1_000_000, 1_000_000_000)
                .of(statement(1, List.of(), new Effect.Rewritten(ORDERS, 8192, 8192))));
    assertThat(forecast.low()).isEqualTo(Duration.ofSeconds(1));
    assertThat(forecast.high()).isEqualTo(Duration.ofMillis(60_002));
  }

  @Test
  void aLargerIndexIsDeeper() {
    Forecast forecast =
        Objects.requireNonNull(
            forecaster(100_000_000, 10_000_000_000L)
                .of(statement(1, List.of(), new Effect.Built(INDEX, ORDERS, 8192, true))));
    // log 10^8 is twice log 10^4.
    assertThat(forecast.low()).isEqualTo(Duration.ofSeconds(200));
    assertThat(forecast.how().getFirst()).endsWith("times 2.0 as it is deeper");
  }

  @Test
  void onlyTheShareOfRowsThatIsChangedCounts() {
    Forecast forecast =
        Objects.requireNonNull(
            forecaster(10_000_000, 1_000_000_000)
                .of(statement(1, List.of(), new Effect.Changed(ORDERS, 100, 1000))));
    assertThat(forecast.low()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aStatementThatIsSlowByItselfStaysSlow() {
    TracedStatement slow =
        new TracedStatement(
            1,
            "hash",
            "",
            "",
            null,
            1,
            Duration.ZERO,
            Duration.ofMillis(1020),
            List.of(),
            List.of(new Effect.Scanned(ORDERS, 1, 1000, 8192)),
            Work.NONE,
            "");
    Forecast forecast = Objects.requireNonNull(forecaster(10_000_000, 1_000_000_000).of(slow));
    // A millisecond a row.
    assertThat(forecast.high()).isGreaterThan(Duration.ofSeconds(9_999));
  }

  @Test
  void nothingIsForetoldOfWhatDoesNotGrow() {
    assertThat(
            forecaster(10_000_000, 1_000_000_000)
                .of(statement(1, List.of(), new Effect.Rewritten(ORDERS, 8192, 0))))
        .isNull();
    assertThat(
            new Forecaster(SPEEDS, TargetSizes.UNKNOWN)
                .of(statement(1, List.of(), new Effect.Scanned(ORDERS, 1, 1000, 8192))))
        .isNull();
  }

  @Test
  void aLockIsHeldThroughWhatFollows() {
    HeldLock lock =
        new HeldLock(ORDERS, LockMode.ACCESS_EXCLUSIVE, Duration.ofMillis(4), List.of(2));
    TracedMigration migration =
        new TracedMigration(
            new Version("1"),
            "1_a",
            Direction.UP,
            "a.sql",
            List.of(
                statement(1, List.of(lock)),
                statement(2, List.of(), new Effect.Scanned(ORDERS, 1, 1000, 8192))));
    List<LockForecast> locks = forecaster(10_000_000, 1_000_000_000).locks(migration);
    assertThat(locks).hasSize(1);
    assertThat(locks.getFirst().slowest()).isEqualTo(2);
    assertThat(locks.getFirst().forecast().low()).isEqualTo(Duration.ofSeconds(10));
    assertThat(locks.getFirst().exceeds(Duration.ofSeconds(9))).isTrue();
    assertThat(locks.getFirst().exceeds(Duration.ofSeconds(11))).isFalse();
    assertThat(locks.getFirst().mayExceed(Duration.ofSeconds(11))).isTrue();
  }
}
