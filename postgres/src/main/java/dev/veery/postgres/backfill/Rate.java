package dev.veery.postgres.backfill;

import java.util.ArrayDeque;
import java.util.Deque;

/** How fast something grows, over the last half minute. */
final class Rate {

  private static final long WINDOW_NANOS = 30_000_000_000L;

  private record Point(long nanos, long value) {}

  private final Deque<Point> points = new ArrayDeque<>();

  void at(long nanos, long value) {
    points.addLast(new Point(nanos, value));
    while (points.size() > 2 && nanos - points.getFirst().nanos > WINDOW_NANOS) {
      points.removeFirst();
    }
  }

  /** 0 while nobody can tell. */
  double perSecond() {
    if (points.size() < 2) {
      return 0;
    }
    Point first = points.getFirst();
    Point last = points.getLast();
    double seconds = (last.nanos - first.nanos) / 1e9;
    return seconds <= 0 ? 0 : (last.value - first.value) / seconds;
  }
}
