package dev.veery.core.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StronglyConnectedTest {

  @Test
  void findsGroupsThatReachEachOther() {
    Map<String, List<String>> edges =
        Map.of(
            "a",
            List.of("b"),
            "b",
            List.of("c"),
            "c",
            List.of("a", "d"),
            "d",
            List.of("e"),
            "e",
            List.of("d"),
            "f",
            List.of("a"),
            "g",
            List.of("g"));
    assertThat(StronglyConnected.cycles(edges))
        .containsExactlyInAnyOrder(Set.of("a", "b", "c"), Set.of("d", "e"));
  }

  @Test
  void aLongChainNeedsNoDeepStack() {
    Map<Integer, List<Integer>> edges = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      edges.put(i, List.of(i + 1));
    }
    assertThat(StronglyConnected.cycles(edges)).isEmpty();
    edges.put(200_000, List.of(0));
    assertThat(StronglyConnected.cycles(edges))
        .singleElement()
        .satisfies(cycle -> assertThat(cycle).hasSize(200_001));
  }

  @Test
  void agreesWithTheDefinitionOnGeneratedGraphs() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int nodes = 1 + random.nextInt(8);
      Map<Integer, List<Integer>> edges = new HashMap<>();
      for (int i = 0; i < nodes; i++) {
        var targets = new ArrayList<Integer>();
        for (int j = 0; j < nodes; j++) {
          if (random.nextInt(4) == 0) {
            targets.add(j);
          }
        }
        edges.put(i, targets);
      }
      Set<Set<Integer>> expected = new HashSet<>();
      for (int i = 0; i < nodes; i++) {
        Set<Integer> group = new HashSet<>(Set.of(i));
        for (int j = 0; j < nodes; j++) {
          if (reaches(edges, i, j) && reaches(edges, j, i)) {
            group.add(j);
          }
        }
        if (group.size() > 1) {
          expected.add(group);
        }
      }
      assertThat(new HashSet<>(StronglyConnected.cycles(edges)))
          .as("seed %d, round %d: %s", seed, round, edges)
          .isEqualTo(expected);
    }
  }

  private static boolean reaches(Map<Integer, List<Integer>> edges, int from, int to) {
    var seen = new HashSet<Integer>();
    var open = new ArrayList<>(edges.getOrDefault(from, List.of()));
    while (!open.isEmpty()) {
      int node = open.removeLast();
      if (seen.add(node)) {
        open.addAll(edges.getOrDefault(node, List.of()));
      }
    }
    return seen.contains(to);
  }
}
