package dev.veery.core.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.PriorityQueue;

/** Algorithms over a graph of numbered nodes, given as each node's neighbours. */
final class Topology {

  private Topology() {}

  /** The edges the other way round; each node's neighbours ascending. */
  static int[][] reversed(int[][] edges) {
    int[] counts = new int[edges.length];
    for (int[] targets : edges) {
      for (int target : targets) {
        counts[target]++;
      }
    }
    int[][] result = new int[edges.length][];
    for (int node = 0; node < edges.length; node++) {
      result[node] = new int[counts[node]];
    }
    int[] filled = new int[edges.length];
    for (int node = 0; node < edges.length; node++) {
      for (int target : edges[node]) {
        result[target][filled[target]++] = node;
      }
    }
    return result;
  }

  /**
   * Kahn's algorithm with a heap: every node after its parents, the lowest number first among those
   * that are ready. Nodes on a cycle, and those that stand on one, are left out.
   */
  static int[] sorted(int[][] parents, int[][] children) {
    int[] missing = new int[parents.length];
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int node = 0; node < parents.length; node++) {
      missing[node] = parents[node].length;
      if (missing[node] == 0) {
        ready.add(node);
      }
    }
    int[] result = new int[parents.length];
    int count = 0;
    while (!ready.isEmpty()) {
      int node = ready.remove();
      result[count++] = node;
      for (int child : children[node]) {
        if (--missing[child] == 0) {
          ready.add(child);
        }
      }
    }
    return Arrays.copyOf(result, count);
  }

  /**
   * Cycles, each as the nodes along it by way of their parents, beginning with its lowest node. A
   * node that cannot be sorted has a parent that cannot be sorted either, so following the first
   * such parent from anywhere must come back. Cycles that share nodes are shown one at a time.
   */
  static List<List<Integer>> cycles(int[][] parents) {
    BitSet stuck = new BitSet();
    stuck.set(0, parents.length);
    for (int node : sorted(parents, reversed(parents))) {
      stuck.clear(node);
    }
    List<List<Integer>> cycles = new ArrayList<>();
    int[] visitedFrom = new int[parents.length];
    for (int start = stuck.nextSetBit(0); start >= 0; start = stuck.nextSetBit(start + 1)) {
      int node = start;
      while (visitedFrom[node] == 0) {
        visitedFrom[node] = start + 1;
        node = firstStuckParent(parents[node], stuck);
      }
      if (visitedFrom[node] == start + 1) {
        cycles.add(cycleThrough(node, parents, stuck));
      }
    }
    return cycles;
  }

  private static List<Integer> cycleThrough(int node, int[][] parents, BitSet stuck) {
    int lowest = node;
    for (int at = firstStuckParent(parents[node], stuck);
        at != node;
        at = firstStuckParent(parents[at], stuck)) {
      lowest = Math.min(lowest, at);
    }
    List<Integer> cycle = new ArrayList<>();
    int at = lowest;
    do {
      cycle.add(at);
      at = firstStuckParent(parents[at], stuck);
    } while (at != lowest);
    return cycle;
  }

  private static int firstStuckParent(int[] parents, BitSet stuck) {
    for (int parent : parents) {
      if (stuck.get(parent)) {
        return parent;
      }
    }
    throw new IllegalStateException("a node without unsorted parents would have been sorted");
  }

  /** Every node that can be reached from {@code start}, itself left out. */
  static BitSet reachable(int[][] edges, int start) {
    BitSet seen = new BitSet(edges.length);
    ArrayDeque<Integer> open = new ArrayDeque<>();
    open.add(start);
    while (!open.isEmpty()) {
      for (int next : edges[open.remove()]) {
        if (!seen.get(next)) {
          seen.set(next);
          open.add(next);
        }
      }
    }
    return seen;
  }
}
