package dev.veery.core.graph;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which migration stands on which.
 *
 * <p>Where no file names a parent the history is linear: each migration follows the one before it
 * in the order of the set. As soon as one file names a parent it is a graph. A file in a graph that
 * says nothing still follows the one before it, so that a project can start without headers and
 * branch later; {@code Parent: none} makes a root.
 *
 * <p>Nodes are numbered by their place in the set, which is version order. Of several migrations
 * that are ready the one with the lowest number comes first, so {@link #order()} is the same on
 * every machine, and every list that is handed out is in that order.
 */
public final class MigrationGraph {

  private final boolean linear;
  private final List<Migration> nodes;
  private final List<Named> repeatables;
  private final Map<Version, Integer> indexes;
  private final int[][] parents;
  private final int[][] children;

  /** Node numbers in topological order, and the place of each node in it. */
  private final int[] order;

  private final int[] rank;

  private MigrationGraph(
      MigrationSet set, List<Migration> nodes, Map<Version, Integer> indexes, int[][] parents) {
    this.linear = isLinear(nodes);
    this.nodes = nodes;
    this.repeatables = Named.of(set.repeatables());
    this.indexes = indexes;
    this.parents = parents;
    this.children = Topology.reversed(parents);
    this.order = Topology.sorted(parents, children);
    this.rank = new int[nodes.size()];
    for (int i = 0; i < order.length; i++) {
      rank[order[i]] = i;
    }
  }

  /**
   * Links the migrations of a set.
   *
   * @throws VeeryException with every duplicate version, unknown parent and cycle
   */
  public static MigrationGraph of(MigrationSet set) {
    List<Migration> nodes = set.migrations();
    Map<Version, Integer> indexes = HashMap.newHashMap(nodes.size());
    List<Problem> problems = index(nodes, indexes);
    int[][] parents = link(nodes, indexes, problems);
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return new MigrationGraph(set, nodes, indexes, parents);
  }

  /**
   * Everything that keeps migrations from being a graph, all of it when there is a version that
   * more than one has; empty when there is none, as the rest is then found by {@link #of}.
   */
  public static List<Problem> duplicates(List<Migration> migrations) {
    Map<Version, Integer> indexes = HashMap.newHashMap(migrations.size());
    List<Problem> problems = index(migrations, indexes);
    if (!problems.isEmpty()) {
      link(migrations, indexes, problems);
    }
    return problems;
  }

  private static boolean isLinear(List<Migration> nodes) {
    for (Migration migration : nodes) {
      if (migration.header().parents() != null) {
        return false;
      }
    }
    return true;
  }

  /** The parents of each, with a problem for every one that is unknown and for every cycle. */
  private static int[][] link(
      List<Migration> nodes, Map<Version, Integer> indexes, List<Problem> problems) {
    int[][] parents = new int[nodes.size()][];
    for (int i = 0; i < nodes.size(); i++) {
      parents[i] = parentsOf(i, nodes, indexes, problems);
    }
    if (!isLinear(nodes)) {
      for (List<Integer> cycle : Topology.cycles(parents)) {
        problems.add(GraphProblems.cycle(cycle, nodes));
      }
    }
    return parents;
  }

  private static List<Problem> index(List<Migration> nodes, Map<Version, Integer> indexes) {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Migration migration = nodes.get(i);
      Integer twin = indexes.putIfAbsent(migration.version(), i);
      if (twin != null) {
        problems.add(GraphProblems.duplicate(nodes.get(twin), migration));
      }
    }
    return problems;
  }

  private static int[] parentsOf(
      int node, List<Migration> nodes, Map<Version, Integer> indexes, List<Problem> problems) {
    List<Version> named = nodes.get(node).header().parents();
    if (named == null) {
      return node == 0 ? new int[0] : new int[] {node - 1};
    }
    int[] found = new int[named.size()];
    int count = 0;
    for (Version version : named) {
      Integer parent = indexes.get(version);
      if (parent == null) {
        problems.add(GraphProblems.unknownParent(nodes.get(node), version, nodes));
      } else if (!contains(found, count, parent)) {
        found[count++] = parent;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static boolean contains(int[] values, int count, int wanted) {
    for (int i = 0; i < count; i++) {
      if (values[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether no file names a parent. Then version order is everything, and a pending migration with
   * a lower version than an applied one is out of order; in a graph only an ancestor can be.
   */
  public boolean linear() {
    return linear;
  }

  /** Every migration after all of its parents; among those that are ready the lowest first. */
  public List<Migration> order() {
    return select(order);
  }

  /** Those that nothing stands on. More than one of them has to be merged. */
  public List<Migration> heads() {
    return where(node -> children[node].length == 0);
  }

  /** Those that stand on nothing. */
  public List<Migration> roots() {
    return where(node -> parents[node].length == 0);
  }

  /** Those from which the history branches: more than one migration stands on them. */
  public List<Migration> branchPoints() {
    return where(node -> children[node].length > 1);
  }

  /** Those that join branches: they stand on more than one migration. */
  public List<Migration> merges() {
    return where(node -> parents[node].length > 1);
  }

  /** The migration of that version, or null. */
  public @Nullable Migration find(Version version) {
    Integer node = indexes.get(version);
    return node == null ? null : nodes.get(node);
  }

  /** What a migration stands on directly; the parents it names, in its own order. */
  public List<Migration> parents(Version version) {
    List<Migration> result = new ArrayList<>();
    for (int parent : parents[index(version)]) {
      result.add(nodes.get(parent));
    }
    return Collections.unmodifiableList(result);
  }

  /** What stands on a migration directly. */
  public List<Migration> children(Version version) {
    return inOrder(bits(children[index(version)]));
  }

  /** Everything that a migration stands on, itself left out. */
  public List<Migration> ancestors(Version version) {
    return inOrder(Topology.reachable(parents, index(version)));
  }

  /** Everything that stands on a migration, itself left out. */
  public List<Migration> descendants(Version version) {
    return inOrder(Topology.reachable(children, index(version)));
  }

  /** Whether {@code descendant} stands, directly or not, on {@code ancestor}. */
  public boolean isAncestor(Version ancestor, Version descendant) {
    return Topology.reachable(parents, index(descendant)).get(index(ancestor));
  }

  /**
   * Finds what a person names on a command line: a version, a label such as {@code 007_add_users},
   * a file name, a name, or the beginning of a version that only one migration has.
   *
   * @throws VeeryException {@link ErrorCode#VERSION_UNKNOWN} with near misses, or {@link
   *     ErrorCode#VERSION_AMBIGUOUS} with what it could be; {@link ErrorCode#ARGUMENT_INVALID} for
   *     a repeatable migration
   */
  public Migration resolve(String text) {
    return nodes.get(index(resolve(text, List.of())));
  }

  /**
   * Finds what a person names where that may be in no file any more.
   *
   * @param others migrations that are known besides the files; where one has the version of a file
   *     it is another name of that one
   * @throws VeeryException as {@link #resolve(String)} does
   */
  public Version resolve(String text, List<Named> others) {
    List<Named> candidates = new ArrayList<>(nodes.size() + others.size());
    for (Migration node : nodes) {
      candidates.add(Named.of(node));
    }
    candidates.addAll(others);
    return Resolver.resolve(text, candidates, repeatables);
  }

  private int index(Version version) {
    Integer node = indexes.get(version);
    if (node == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.VERSION_UNKNOWN,
              "there is no migration with version " + version,
              NearMiss.remedy(version.text(), GraphProblems.versions(nodes), "")));
    }
    return node;
  }

  private List<Migration> where(IntPredicate wanted) {
    List<Migration> result = new ArrayList<>();
    for (int node : order) {
      if (wanted.test(node)) {
        result.add(nodes.get(node));
      }
    }
    return Collections.unmodifiableList(result);
  }

  private List<Migration> select(int[] wanted) {
    List<Migration> result = new ArrayList<>(wanted.length);
    for (int node : wanted) {
      result.add(nodes.get(node));
    }
    return Collections.unmodifiableList(result);
  }

  private List<Migration> inOrder(BitSet wanted) {
    int[] ranks = new int[wanted.cardinality()];
    int count = 0;
    for (int node = wanted.nextSetBit(0); node >= 0; node = wanted.nextSetBit(node + 1)) {
      ranks[count++] = rank[node];
    }
    Arrays.sort(ranks);
    List<Migration> result = new ArrayList<>(count);
    for (int place : ranks) {
      result.add(nodes.get(order[place]));
    }
    return Collections.unmodifiableList(result);
  }

  private static BitSet bits(int[] values) {
    BitSet set = new BitSet();
    for (int value : values) {
      set.set(value);
    }
    return set;
  }
}
