package dev.veery.core.graph;

import static dev.veery.core.graph.Graphs.set;
import static dev.veery.core.graph.Graphs.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MigrationGraphTest {

  @Test
  void isLinearWhereNobodyNamesAParent() {
    MigrationGraph graph = MigrationGraph.of(set("1", "3", "2"));
    assertThat(graph.linear()).isTrue();
    assertThat(texts(graph.order())).containsExactly("1", "2", "3");
    assertThat(texts(graph.heads())).containsExactly("3");
    assertThat(texts(graph.roots())).containsExactly("1");
    assertThat(texts(graph.parents(new Version("3")))).containsExactly("2");
    assertThat(texts(graph.ancestors(new Version("3")))).containsExactly("1", "2");
    assertThat(graph.branchPoints()).isEmpty();
  }

  @Test
  void isAGraphAsSoonAsOneNamesAParent() {
    MigrationGraph graph =
        MigrationGraph.of(set("1 <", "2 < 1", "3 < 1", "4 < 2", "5 < 3 4", "6 < 3"));
    assertThat(graph.linear()).isFalse();
    assertThat(texts(graph.order())).containsExactly("1", "2", "3", "4", "5", "6");
    assertThat(texts(graph.heads())).containsExactly("5", "6");
    assertThat(texts(graph.branchPoints())).containsExactly("1", "3");
    assertThat(texts(graph.merges())).containsExactly("5");
    assertThat(texts(graph.ancestors(new Version("5")))).containsExactly("1", "2", "3", "4");
    assertThat(texts(graph.descendants(new Version("3")))).containsExactly("5", "6");
    assertThat(texts(graph.children(new Version("1")))).containsExactly("2", "3");
    assertThat(graph.isAncestor(new Version("2"), new Version("5"))).isTrue();
    assertThat(graph.isAncestor(new Version("2"), new Version("6"))).isFalse();
    assertThat(graph.isAncestor(new Version("5"), new Version("5"))).isFalse();
  }

  @Test
  void takesTheLowestVersionThatIsReady() {
    // 9 comes before 10 because its number is lower, although 10 is ready as soon.
    MigrationGraph graph = MigrationGraph.of(set("1 <", "20 < 1", "10 < 1", "9 < 20", "30 < 9 10"));
    assertThat(texts(graph.order())).containsExactly("1", "10", "20", "9", "30");
  }

  @Test
  void aFileThatSaysNothingFollowsTheVersionBeforeIt() {
    MigrationGraph graph = MigrationGraph.of(set("1", "2", "3 < 1", "4", "5 <"));
    assertThat(texts(graph.parents(new Version("2")))).containsExactly("1");
    assertThat(texts(graph.parents(new Version("4")))).containsExactly("3");
    assertThat(graph.parents(new Version("5"))).isEmpty();
    assertThat(texts(graph.heads())).containsExactly("2", "4", "5");
  }

  @Test
  void findsParentsUnderAnySpelling() {
    MigrationGraph graph = MigrationGraph.of(set("001 <", "1.10 < 1"));
    assertThat(texts(graph.parents(new Version("1.10.0")))).containsExactly("001");
  }

  @Test
  void countsAParentNamedTwiceOnce() {
    MigrationGraph graph = MigrationGraph.of(set("1 <", "2 < 1 1 01"));
    assertThat(texts(graph.parents(new Version("2")))).containsExactly("1");
    assertThat(graph.merges()).isEmpty();
  }

  @Test
  void holdsNothing() {
    MigrationGraph graph = MigrationGraph.of(set());
    assertThat(graph.order()).isEmpty();
    assertThat(graph.heads()).isEmpty();
    assertThat(graph.linear()).isTrue();
  }

  @Test
  void reportsEveryProblemAtOnce() {
    assertThat(problems(set("1 <", "01 <", "20 < 1", "3 < 2000", "4 < 21")))
        .extracting(Problem::message)
        .containsExactly(
            "two migrations have versions 1 and 01, which are equal: migrations/1.sql and"
                + " migrations/01.sql",
            "migrations/3.sql names the parent 2000, which no file has",
            "migrations/4.sql names the parent 21, which no file has");
  }

  @Test
  void suggestsTheParentThatWasMeant() {
    List<Problem> problems = problems(set("20260828090000 <", "20260901121000 < 20260828090001"));
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().code()).isEqualTo(ErrorCode.PARENT_UNKNOWN);
    assertThat(problems.getFirst().remedy()).startsWith("did you mean '20260828090000'");
  }

  @Test
  void showsACycleAsAPathOfFiles() {
    List<Problem> problems = problems(set("1 < 3", "2 < 1", "3 < 2", "4 < 3", "7 < 7"));
    assertThat(problems)
        .extracting(Problem::message)
        .containsExactly(
            "parents form a cycle: migrations/1.sql → migrations/3.sql → migrations/2.sql →"
                + " migrations/1.sql",
            "migrations/7.sql names itself as its parent");
    assertThat(problems).extracting(Problem::code).containsOnly(ErrorCode.GRAPH_CYCLE);
  }

  @Test
  void explainsTheEdgesThatNobodyWrote() {
    assertThat(problems(set("1 < 2", "2")).getFirst().message())
        .endsWith("migrations/2.sql names no parent and so follows the version before it");
  }

  @Test
  void resolvesWhatPeopleType() {
    MigrationGraph graph = MigrationGraph.of(set("20260828090000", "20260901121000", "7"));
    assertThat(graph.resolve("007").version().text()).isEqualTo("7");
    assertThat(graph.resolve("7_m7").version().text()).isEqualTo("7");
    assertThat(graph.resolve("m7").version().text()).isEqualTo("7");
    assertThat(graph.resolve("migrations/7.sql").version().text()).isEqualTo("7");
    assertThat(graph.resolve("./migrations/7.sql").version().text()).isEqualTo("7");
    assertThat(graph.resolve("7.sql").version().text()).isEqualTo("7");
    assertThat(graph.resolve("202609").version().text()).isEqualTo("20260901121000");
    assertThatThrownBy(() -> graph.resolve("2026"))
        .hasMessageContaining("could be 20260828090000_m20260828090000, 20260901121000");
    assertThatThrownBy(() -> graph.resolve("20260901121001"))
        .isInstanceOfSatisfying(
            VeeryException.class,
            e ->
                assertThat(e.problems().getFirst().remedy())
                    .isEqualTo("did you mean '20260901121000'?"));
  }

  /** Random graphs against definitions that are too slow to be wrong. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void agreesWithTheDefinitions(long seed) {
    Random random = new Random(seed);
    int size = 1 + random.nextInt(40);
    List<Integer> topological = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      topological.add(i);
    }
    // Half of the graphs have versions that are not in the order of their parents.
    if (seed % 2 == 0) {
      java.util.Collections.shuffle(topological, random);
    }
    Map<Integer, Set<Integer>> parents = new HashMap<>();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Set<Integer> mine = new TreeSet<>();
      for (int n = random.nextInt(4); n > 0 && i > 0; n--) {
        mine.add(topological.get(random.nextInt(i)));
      }
      parents.put(topological.get(i), mine);
      StringBuilder line = new StringBuilder(topological.get(i) + " <");
      mine.forEach(parent -> line.append(' ').append(parent));
      lines.add(line.toString());
    }
    MigrationGraph graph = MigrationGraph.of(set(lines.toArray(String[]::new)));

    List<String> expected = new ArrayList<>();
    Set<Integer> done = new HashSet<>();
    while (done.size() < size) {
      for (int version = 1; version <= size; version++) {
        if (!done.contains(version) && done.containsAll(parents.get(version))) {
          expected.add(String.valueOf(version));
          done.add(version);
          break;
        }
      }
    }
    assertThat(texts(graph.order())).as("seed %s", seed).isEqualTo(expected);

    boolean[][] reaches = new boolean[size + 1][size + 1];
    parents.forEach((child, mine) -> mine.forEach(parent -> reaches[child][parent] = true));
    for (int k = 1; k <= size; k++) {
      for (int i = 1; i <= size; i++) {
        for (int j = 1; j <= size; j++) {
          reaches[i][j] |= reaches[i][k] && reaches[k][j];
        }
      }
    }
    for (int i = 1; i <= size; i++) {
      Version version = new Version(String.valueOf(i));
      Set<String> ancestors = new HashSet<>();
      Set<String> descendants = new HashSet<>();
      for (int j = 1; j <= size; j++) {
        if (reaches[i][j]) {
          ancestors.add(String.valueOf(j));
        }
        if (reaches[j][i]) {
          descendants.add(String.valueOf(j));
        }
      }
      assertThat(texts(graph.ancestors(version))).hasSameElementsAs(ancestors);
      assertThat(texts(graph.descendants(version))).hasSameElementsAs(descendants);
      assertThat(graph.heads().contains(graph.find(version))).isEqualTo(descendants.isEmpty());
    }
  }

  @Test
  void staysFastWithThousandsOfMerges() {
    List<String> lines = new ArrayList<>();
    Random random = new Random(7);
    lines.add("1 <");
    for (int i = 2; i <= 5000; i++) {
      int back = 1 + random.nextInt(Math.min(i - 1, 30));
      lines.add(i + " < " + (i - back) + (i % 7 == 0 ? " " + (i - 1) : ""));
    }
    MigrationSet set = set(lines.toArray(String[]::new));
    MigrationGraph graph = MigrationGraph.of(set);
    assertThat(graph.order()).hasSize(5000);
    assertThat(graph.merges()).hasSizeGreaterThan(500);
    Set<Migration> seen = new HashSet<>();
    for (Migration migration : graph.order()) {
      assertThat(seen.containsAll(graph.parents(migration.version()))).isTrue();
      seen.add(migration);
    }
  }

  private static List<Problem> problems(MigrationSet set) {
    try {
      MigrationGraph.of(set);
    } catch (VeeryException e) {
      return e.problems();
    }
    return List.of();
  }
}
