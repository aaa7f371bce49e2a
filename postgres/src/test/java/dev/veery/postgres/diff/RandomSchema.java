package dev.veery.postgres.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A schema made by dice, and changed by throwing some of them again. */
final class RandomSchema {

  /** How many of each kind a large schema has; a small one has fewer. */
  private record Share(String kind, String prefix, int most) {}

  private static final List<Share> SHARES =
      List.of(
          new Share("schema", "ns", 2),
          new Share("extension", "ext", 1),
          new Share("collation", "coll", 1),
          new Share("enum", "mood", 3),
          new Share("domain", "dom", 2),
          new Share("composite", "pair", 2),
          new Share("range", "rng", 1),
          new Share("function", "fn", 4),
          new Share("procedure", "pr", 1),
          new Share("aggregate", "agg", 1),
          new Share("operator", "op", 1),
          new Share("search", "ts", 1),
          new Share("sequence", "sq", 2),
          new Share("table", "t", 5),
          new Share("child", "ch", 2),
          new Share("foreign", "ft", 1),
          new Share("view", "v", 4),
          new Share("materialized", "mv", 2),
          new Share("publication", "pub", 1),
          new Share("event", "ev", 1),
          new Share("defaults", "dp", 2));

  private final List<Thing> things;

  private RandomSchema(List<Thing> things) {
    this.things = things;
  }

  static RandomSchema of(Random random) {
    var things = new ArrayList<Thing>();
    int size = 1 + random.nextInt(3);
    for (Share share : SHARES) {
      int count = random.nextInt(share.most() * size / 3 + 2);
      for (int i = 0; i < Math.min(count, share.most()); i++) {
        things.add(new Thing(share.kind(), share.prefix() + i, random.nextLong()));
      }
    }
    return new RandomSchema(things);
  }

  /** Another one that has much in common with this one; this one must have been printed before. */
  RandomSchema changed(Random random) {
    var copies = new ArrayList<Thing>();
    things.forEach(thing -> copies.add(thing.copy()));
    int steps = 1 + random.nextInt(random.nextInt(4) == 0 ? 25 : 5);
    for (int i = 0; i < steps; i++) {
      int what = random.nextInt(10);
      if (what == 0 && !copies.isEmpty()) {
        copies.remove(random.nextInt(copies.size()));
      } else if (what == 1) {
        Share share = SHARES.get(random.nextInt(SHARES.size()));
        String name = share.prefix() + random.nextInt(share.most() + 2);
        if (copies.stream().noneMatch(thing -> thing.name.equals(name))) {
          copies.add(new Thing(share.kind(), name, random.nextLong()));
        }
      } else if (!copies.isEmpty()) {
        copies.get(random.nextInt(copies.size())).change(random.nextInt(1_000_000));
      }
    }
    return new RandomSchema(copies);
  }

  String sql(int major) {
    return new RandomSql(things, major).script();
  }
}
