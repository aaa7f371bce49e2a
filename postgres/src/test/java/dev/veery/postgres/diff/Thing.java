package dev.veery.postgres.diff;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * An object of a random schema: a name and a die for each of its properties.
 *
 * <p>A property is what its die shows, and the die shows the same whenever it is asked. To change
 * an object is to throw one of its dice again; which dice there are is found out by asking.
 */
final class Thing {

  final String kind;
  final String name;
  private final long seed;
  private final Map<String, Integer> throwsOf = new HashMap<>();
  private final TreeSet<String> asked = new TreeSet<>();

  Thing(String kind, String name, long seed) {
    this.kind = kind;
    this.name = name;
    this.seed = seed;
  }

  Thing copy() {
    var copy = new Thing(kind, name, seed);
    copy.throwsOf.putAll(throwsOf);
    copy.asked.addAll(asked);
    return copy;
  }

  /** From 0 to one less than {@code sides}. */
  int roll(String property, int sides) {
    asked.add(property);
    long x =
        seed
            + property.hashCode() * 0x9E3779B97F4A7C15L
            + throwsOf.getOrDefault(property, 0) * 0xD1B54A32D192ED03L;
    // SplitMix64's finisher.
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return (int) Math.floorMod(x ^ (x >>> 31), (long) sides);
  }

  /** True once in {@code sides} throws. */
  boolean is(String property, int sides) {
    return roll(property, sides) == 0;
  }

  <T> T pick(String property, List<T> from) {
    return from.get(roll(property, from.size()));
  }

  /** Throws one die again. */
  void change(int which) {
    if (!asked.isEmpty()) {
      String property = List.copyOf(asked).get(Math.floorMod(which, asked.size()));
      throwsOf.merge(property, 1, Integer::sum);
    }
  }
}
