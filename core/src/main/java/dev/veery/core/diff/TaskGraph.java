package dev.veery.core.diff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tasks, what they run, and what must have run before them. */
final class TaskGraph {

  private final Map<Task, List<SqlStep>> steps = new HashMap<>();
  private final Map<Task, Set<Task>> earlier = new HashMap<>();

  void add(Task task, Collection<SqlStep> more) {
    if (!more.isEmpty()) {
      steps.computeIfAbsent(task, t -> new ArrayList<>()).addAll(more);
    }
  }

  void add(Task task, SqlStep step) {
    add(task, List.of(step));
  }

  void order(Task first, Task second) {
    if (!first.equals(second)) {
      earlier.computeIfAbsent(second, t -> new HashSet<>()).add(first);
    }
  }

  Set<Task> tasks() {
    return steps.keySet();
  }

  private record Frame(Task task, Deque<Task> pending) {}

  /**
   * All steps, each task after what must come before it.
   *
   * @param preferred where nothing else decides; every task with steps must be in it
   */
  List<SqlStep> steps(List<Task> preferred) {
    var result = new ArrayList<SqlStep>();
    var seen = new HashSet<Task>();
    for (Task task : preferred) {
      emit(task, seen, result);
    }
    return result;
  }

  private void emit(Task start, Set<Task> seen, List<SqlStep> result) {
    if (!seen.add(start)) {
      return;
    }
    var stack = new ArrayList<Frame>();
    stack.add(new Frame(start, pending(start)));
    while (!stack.isEmpty()) {
      Frame frame = stack.getLast();
      Task next = frame.pending().poll();
      if (next == null) {
        result.addAll(steps.getOrDefault(frame.task(), List.of()));
        stack.removeLast();
      } else if (seen.add(next)) {
        stack.add(new Frame(next, pending(next)));
      }
    }
  }

  private Deque<Task> pending(Task task) {
    var pending = new ArrayList<>(earlier.getOrDefault(task, Set.of()));
    pending.sort(null);
    return new ArrayDeque<>(pending);
  }
}
