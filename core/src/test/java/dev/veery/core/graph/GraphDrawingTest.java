package dev.veery.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.graph.GraphDrawing.Row;
import dev.veery.core.graph.GraphDrawing.Style;
import dev.veery.core.migration.Migration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GraphDrawingTest {

  @Test
  void drawsALinearHistoryAsOneLane() {
    assertThat(draw(Style.UNICODE, "1", "2", "3"))
        .isEqualTo(
            """
            ● 3
            ● 2
            ● 1
            """);
  }

  @Test
  void drawsBranchesAndMerges() {
    String[] graph = {"1 <", "2 < 1", "3 < 1", "4 < 2", "5 < 3 4", "6 < 3"};
    assertThat(draw(Style.UNICODE, graph))
        .isEqualTo(
            """
            ● 6
            │ ● 5
            │ ├─╮
            │ │ ● 4
            ├─╯ │
            ●   │ 3
            │   ● 2
            ├───╯
            ● 1
            """);
    assertThat(draw(Style.ASCII, graph))
        .isEqualTo(
            """
            * 6
            | * 5
            | |-\\
            | | * 4
            |-/ |
            *   | 3
            |   * 2
            |---/
            * 1
            """);
  }

  @Test
  void drawsAMergeOfSeveralBranches() {
    assertThat(
            draw(Style.UNICODE, "1 <", "2 < 1", "3 < 1", "4 < 1", "5 < 4", "6 < 2 3 4 5", "7 < 6"))
        .isEqualTo(
            """
            ● 7
            ● 6
            ├─╮
            ├─┼─╮
            ├─┼─┼─╮
            │ │ │ ● 5
            │ │ ├─╯
            │ │ ● 4
            │ ● │ 3
            ● │ │ 2
            ├─╯ │
            ├───╯
            ● 1
            """);
  }

  @Test
  void drawsRootsAndCrossings() {
    assertThat(
            draw(
                Style.UNICODE,
                "1 <",
                "2 <",
                "3 < 1",
                "4 < 2",
                "5 < 1 2",
                "6 < 3",
                "7 < 5 4",
                "8 < 6 7"))
        .isEqualTo(
            """
            ● 8
            ├─╮
            │ ● 7
            │ ├─╮
            ● │ │ 6
            │ ● │ 5
            │ ├─┼─╮
            │ │ ● │ 4
            ● │ │ │ 3
            │ │ ├─╯
            │ │ ● 2
            ├─╯
            ● 1
            """);
  }

  /** Follows the lines of a drawing back to the edges of its graph. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyLineIsAnEdgeAndEveryEdgeALine(long seed) {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      Set<Integer> parents = new HashSet<>();
      for (int n = random.nextInt(10) < 7 ? 1 : random.nextInt(4); n > 0 && i > 1; n--) {
        parents.add(Math.max(1, i - 1 - random.nextInt(8)));
      }
      StringBuilder line = new StringBuilder(i + " <");
      parents.forEach(parent -> line.append(' ').append(parent));
      lines.add(line.toString());
    }
    MigrationGraph graph = MigrationGraph.of(Graphs.set(lines.toArray(String[]::new)));
    Set<String> expected = new HashSet<>();
    for (Migration child : graph.order()) {
      for (Migration parent : graph.parents(child.version())) {
        expected.add(child.version() + " → " + parent.version());
      }
    }
    assertThat(edges(GraphDrawing.draw(graph, Style.UNICODE)))
        .as("seed %s", seed)
        .isEqualTo(expected);
  }

  private static Set<String> edges(List<Row> rows) {
    Set<String> edges = new HashSet<>();
    Map<Integer, Set<String>> lanes = new HashMap<>();
    String last = "";
    int lastColumn = -1;
    for (Row row : rows) {
      String text = row.lanes();
      lanes.keySet().removeIf(column -> column >= text.length() || text.charAt(column) == ' ');
      if (row.migration() != null) {
        String version = row.migration().version().text();
        for (String child : lanes.getOrDefault(row.column(), Set.of())) {
          edges.add(child + " → " + version);
        }
        lanes.put(row.column(), new HashSet<>(Set.of(version)));
        last = version;
        lastColumn = row.column();
        continue;
      }
      int from = Math.max(text.indexOf('├'), text.indexOf('╭'));
      int to = Math.max(Math.max(text.indexOf('┤'), text.indexOf('╮')), text.indexOf('╯'));
      if (text.charAt(to) == '╯') {
        at(lanes, from).addAll(at(lanes, to));
        lanes.remove(to);
      } else {
        int other = from == lastColumn ? to : from;
        boolean opens = text.charAt(other) == '╮' || text.charAt(other) == '╭';
        Set<String> joined = opens ? new HashSet<>() : at(lanes, other);
        joined.add(last);
        lanes.put(other, joined);
      }
    }
    return edges;
  }

  private static Set<String> at(Map<Integer, Set<String>> lanes, int column) {
    return Objects.requireNonNull(lanes.get(column), "a line ends where no lane is");
  }

  private static String draw(Style style, String... lines) {
    StringBuilder text = new StringBuilder();
    for (Row row : GraphDrawing.draw(MigrationGraph.of(Graphs.set(lines)), style)) {
      text.append(row.lanes());
      if (row.migration() != null) {
        text.append(' ').append(row.migration().version());
      }
      text.append('\n');
    }
    return text.toString();
  }
}
