package dev.veery.core.rehearse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Foretells how long statements take on the target, from what they did on the scratch server.
 *
 * <p>What a statement did there decides what it has to do on the target: the same scans, rewrites
 * and index builds, but of as many rows as the target has. Each kind of work has a speed that was
 * measured on the scratch server. The lower end of the interval takes the fastest measurement. The
 * upper end takes the slowest, wider rows into account, and {@link #SLACK} times that: the target's
 * cache may be cold, and others use it. An index of more rows takes more comparisons for each.
 *
 * <p>Where the statement itself was slower per row than that (it calls a slow function), its own
 * speed counts. Work that does not grow with a table is no part of a forecast.
 */
public final class Forecaster {

  /**
   * How much slower than the scratch server at its slowest the upper end takes the target to be.
   */
  public static final double SLACK = 3;

  /** What a statement takes without any work: time that says nothing about a speed. */
  private static final double OVERHEAD_SECONDS = 0.02;

  private final Speeds speeds;
  private final TargetSizes sizes;

  public Forecaster(Speeds speeds, TargetSizes sizes) {
    this.speeds = speeds;
    this.sizes = sizes;
  }

  /** Null where nothing in it grows with a table of the target, or that is not known. */
  public @Nullable Forecast of(TracedStatement statement) {
    Sum sum = new Sum();
    long most = 0;
    long rehearsed = 0;
    for (Effect effect : statement.effects()) {
      switch (effect) {
        case Effect.Scanned scanned -> {
          most = Math.max(most, rows(scanned.object()));
          rehearsed = Math.max(rehearsed, scanned.rows() / Math.max(1, scanned.scans()));
          scan(sum, scanned);
        }
        case Effect.Rewritten rewritten -> rewrite(sum, rewritten);
        case Effect.Built built -> index(sum, built.object(), size(built.table()));
        case Effect.Changed changed -> change(sum, changed);
        case Effect.TriggerSwitched switched -> {}
      }
    }
    if (sum.how.isEmpty()) {
      return null;
    }
    ownSpeed(sum, statement, most, rehearsed);
    sum.high += seconds(statement.duration());
    return new Forecast(duration(sum.low), duration(sum.high), sum.how);
  }

  /** For every lock on something that the target has, how long it is held there. */
  public List<LockForecast> locks(TracedMigration migration) {
    Map<Integer, Forecast> forecasts = new HashMap<>();
    for (TracedStatement statement : migration.statements()) {
      Forecast forecast = of(statement);
      forecasts.put(
          statement.ordinal(),
          forecast != null
              ? forecast
              : new Forecast(Duration.ZERO, statement.duration(), List.of()));
    }
    List<LockForecast> locks = new ArrayList<>();
    for (TracedStatement statement : migration.statements()) {
      for (HeldLock lock : statement.locks()) {
        TargetSizes.Size size = sizes.of(lock.object());
        if (size != null && lock.isNotable()) {
          locks.add(held(statement, lock, size, forecasts));
        }
      }
    }
    return locks;
  }

  private static LockForecast held(
      TracedStatement statement,
      HeldLock lock,
      TargetSizes.Size size,
      Map<Integer, Forecast> forecasts) {
    List<Integer> through = new ArrayList<>(List.of(statement.ordinal()));
    through.addAll(lock.past());
    Duration low = Duration.ZERO;
    Duration high = Duration.ZERO;
    List<String> how = new ArrayList<>();
    int slowest = statement.ordinal();
    Duration most = Duration.ZERO;
    for (int ordinal : through) {
      Forecast forecast = forecasts.get(ordinal);
      if (forecast == null) {
        continue;
      }
      low = low.plus(forecast.low());
      high = high.plus(forecast.high());
      String where = through.size() == 1 ? "" : "statement " + ordinal + ": ";
      forecast.how().forEach(part -> how.add(where + part));
      if (forecast.high().compareTo(most) > 0) {
        most = forecast.high();
        slowest = ordinal;
      }
    }
    return new LockForecast(lock, size, new Forecast(low, high, how), slowest);
  }

  private void scan(Sum sum, Effect.Scanned scanned) {
    TargetSizes.Size size = size(scanned.object());
    if (size == null || size.rows() == 0) {
      return;
    }
    long times = Math.max(1, scanned.scans());
    sum.add(
        size.rows() / speeds.scan().fastest(),
        times * size.rows() / speeds.scan().slowest() * width(size),
        "read "
            + (times == 1 ? "" : times + " times ")
            + scanned.object().shown()
            + ", "
            + rows(size)
            + ", at "
            + rate(speeds.scan()));
  }

  private void rewrite(Sum sum, Effect.Rewritten rewritten) {
    TargetSizes.Size size = size(rewritten.object());
    if (size == null || size.rows() == 0 || rewritten.emptied()) {
      return;
    }
    if (rewritten.object().kind() == TracedObject.Kind.INDEX) {
      index(sum, rewritten.object(), size);
      return;
    }
    sum.add(
        size.rows() / speeds.write().fastest(),
        size.rows() / speeds.write().slowest() * width(size),
        "write "
            + rewritten.object().shown()
            + " anew, "
            + rows(size)
            + ", at "
            + rate(speeds.write()));
  }

  private void index(Sum sum, TracedObject index, TargetSizes.@Nullable Size size) {
    if (size == null || size.rows() == 0) {
      return;
    }
    double depth = Math.max(1, log(size.rows()) / log(speeds.rows()));
    sum.add(
        size.rows() / speeds.index().fastest() * depth,
        size.rows() / speeds.index().slowest() * depth,
        "build "
            + index.shown()
            + ", "
            + rows(size)
            + ", at "
            + rate(speeds.index())
            + (depth > 1 ? String.format(Locale.ROOT, ", times %.1f as it is deeper", depth) : ""));
  }

  private void change(Sum sum, Effect.Changed changed) {
    TargetSizes.Size size = size(changed.object());
    if (size == null || size.rows() == 0 || changed.before() <= 0) {
      return;
    }
    double share = Math.min(1, (double) changed.rows() / changed.before());
    double rows = size.rows() * share;
    sum.add(
        rows / speeds.change().fastest(),
        rows / speeds.change().slowest() * width(size),
        String.format(
            Locale.ROOT,
            "change %s, %.0f %% of %s, at %s",
            changed.object().shown(),
            share * 100,
            rows(size),
            rate(speeds.change())));
  }

  /** A statement that was slow for the rows that it had is as slow for each row of the target. */
  private static void ownSpeed(Sum sum, TracedStatement statement, long target, long rehearsed) {
    double own = seconds(statement.duration()) - OVERHEAD_SECONDS;
    if (own <= 0 || rehearsed == 0 || target == 0) {
      return;
    }
    double scaled = own * target / rehearsed;
    if (scaled > sum.high) {
      sum.low = Math.max(sum.low, scaled / SLACK);
      sum.high = scaled;
      sum.how.add(
          String.format(
              Locale.ROOT,
              "it took %.0f ms for %d rows by itself, which counts as it is more",
              seconds(statement.duration()) * 1000,
              rehearsed));
    }
  }

  private TargetSizes.@Nullable Size size(TracedObject object) {
    return sizes.of(object);
  }

  private long rows(TracedObject object) {
    TargetSizes.Size size = size(object);
    return size == null ? 0 : size.rows();
  }

  /** How much wider its rows are than those that the speed was measured with. */
  private double width(TargetSizes.Size size) {
    return Math.max(1, (double) size.bytes() / size.rows() / speeds.bytesPerRow());
  }

  private static String rows(TargetSizes.Size size) {
    double bytes = size.bytes();
    String words =
        bytes >= 1L << 30
            ? String.format(Locale.ROOT, "%.1f GB", bytes / (1L << 30))
            : bytes >= 1L << 20
                ? String.format(Locale.ROOT, "%.1f MB", bytes / (1L << 20))
                : String.format(Locale.ROOT, "%.0f kB", bytes / 1024);
    return String.format(Locale.ROOT, "%,d rows and %s", size.rows(), words);
  }

  private static String rate(Speeds.Rate rate) {
    return String.format(
        Locale.ROOT,
        "%.2f to %.2f million rows a second",
        rate.slowest() / 1e6,
        rate.fastest() / 1e6);
  }

  private static double log(long rows) {
    return Math.log(Math.max(2, rows));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) Math.min(seconds * 1e9, Long.MAX_VALUE / 4.0));
  }

  /** Seconds so far. */
  private static final class Sum {
    private double low;
    private double high;
    private final List<String> how = new ArrayList<>();

    void add(double fast, double slow, String part) {
      low += fast;
      high += SLACK * slow;
      how.add(part);
    }
  }
}
