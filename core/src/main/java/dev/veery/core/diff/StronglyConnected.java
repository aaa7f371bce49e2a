package dev.veery.core.diff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cycles of a graph: Tarjan's algorithm for strongly connected components, with a stack of its
 * own, because a chain of ten thousand views would overflow the thread's.
 */
final class StronglyConnected<N> {

  private final Map<N, ? extends Collection<N>> edges;
  private final Map<N, Integer> indexes = new HashMap<>();
  private final Map<N, Integer> lowest = new HashMap<>();
  private final Deque<N> open = new ArrayDeque<>();
  private final Set<N> isOpen = new HashSet<>();
  private final List<Set<N>> cycles = new ArrayList<>();

  private StronglyConnected(Map<N, ? extends Collection<N>> edges) {
    this.edges = edges;
  }

  /** Every group of two or more nodes that all reach each other. */
  static <N> List<Set<N>> cycles(Map<N, ? extends Collection<N>> edges) {
    var search = new StronglyConnected<N>(edges);
    for (N node : edges.keySet()) {
      if (!search.indexes.containsKey(node)) {
        search.visit(node);
      }
    }
    return search.cycles;
  }

  private record Frame<N>(N node, Iterator<N> targets) {}

  private void visit(N start) {
    Deque<Frame<N>> stack = new ArrayDeque<>();
    stack.push(enter(start));
    while (!stack.isEmpty()) {
      Frame<N> frame = stack.peek();
      if (frame.targets().hasNext()) {
        N target = frame.targets().next();
        if (!indexes.containsKey(target)) {
          stack.push(enter(target));
        } else if (isOpen.contains(target)) {
          lowest.merge(frame.node(), indexOf(target), Math::min);
        }
      } else {
        stack.pop();
        leave(frame.node());
        if (!stack.isEmpty()) {
          lowest.merge(stack.peek().node(), lowestOf(frame.node()), Math::min);
        }
      }
    }
  }

  private Frame<N> enter(N node) {
    int index = indexes.size();
    indexes.put(node, index);
    lowest.put(node, index);
    open.push(node);
    isOpen.add(node);
    Collection<N> targets = edges.get(node);
    return new Frame<>(node, targets == null ? List.<N>of().iterator() : targets.iterator());
  }

  private void leave(N node) {
    if (lowestOf(node) != indexOf(node)) {
      return;
    }
    Set<N> component = new HashSet<>();
    N member;
    do {
      member = open.pop();
      isOpen.remove(member);
      component.add(member);
    } while (!member.equals(node));
    if (component.size() > 1) {
      cycles.add(component);
    }
  }

  private int indexOf(N node) {
    return indexes.getOrDefault(node, -1);
  }

  private int lowestOf(N node) {
    return lowest.getOrDefault(node, -1);
  }
}
