package dev.veery.core.graph;

import dev.veery.core.migration.Migration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Draws a graph in characters, newest migration first, as {@code git log --graph} does.
 *
 * <p>Each column is a lane, and a lane waits for one migration: the parent of the one drawn last in
 * it. A migration appears in the leftmost lane that waits for it; other lanes that wait for it end
 * in a row above. A second parent opens a lane in a row below, or joins the lane that waits for it
 * already. A line that only passes over a lane is drawn as a crossing; where it ends it never is,
 * so the two can be told apart.
 */
public final class GraphDrawing {

  private static final int FREE = -1;

  private final MigrationGraph graph;
  private final Style style;
  private final Map<Migration, Integer> numbers = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private int[] lanes = new int[0];

  /** The lane of the migration drawn last, if it is a root. */
  private int rootAbove = -1;

  private GraphDrawing(MigrationGraph graph, Style style) {
    this.graph = graph;
    this.style = style;
  }

  /** The characters to draw with. */
  public enum Style {
    UNICODE("●│─┼├┤╮╯╭"),
    /** For terminals and files that hold nothing else. */
    ASCII("*|-+||\\//");

    private final String characters;

    Style(String characters) {
      this.characters = characters;
    }

    char node() {
      return characters.charAt(0);
    }

    char lane() {
      return characters.charAt(1);
    }

    char line() {
      return characters.charAt(2);
    }

    char crossing() {
      return characters.charAt(3);
    }

    /** A lane from which a line goes to the right. */
    char right() {
      return characters.charAt(4);
    }

    /** A lane from which a line goes to the left. */
    char left() {
      return characters.charAt(5);
    }

    /** A lane that begins with a line from the left. */
    char opensRight() {
      return characters.charAt(6);
    }

    /** A lane that ends with a line to the left. */
    char closes() {
      return characters.charAt(7);
    }

    /** A lane that begins with a line from the right. */
    char opensLeft() {
      return characters.charAt(8);
    }
  }

  /**
   * A line of the drawing.
   *
   * @param lanes the characters, without blanks at the end
   * @param migration the one whose mark is in this line, or null for a line of connections only
   * @param column index in {@code lanes} of the migration's mark, or -1
   */
  public record Row(String lanes, @Nullable Migration migration, int column) {}

  /** Draws the whole graph. */
  public static List<Row> draw(MigrationGraph graph, Style style) {
    GraphDrawing drawing = new GraphDrawing(graph, style);
    List<Migration> order = graph.order();
    for (int i = 0; i < order.size(); i++) {
      drawing.numbers.put(order.get(i), i);
    }
    for (Migration migration : order.reversed()) {
      drawing.add(migration);
    }
    return List.copyOf(drawing.rows);
  }

  private void add(Migration migration) {
    int node = number(migration);
    int column = laneOf(node, 0);
    if (column < 0) {
      column = open(0);
      if (column == rootAbove) {
        // Directly below a root it would look like the root's parent.
        column = open(column + 1);
      }
      lanes[column] = node;
    }
    for (int other = laneOf(node, column + 1); other >= 0; other = laneOf(node, other + 1)) {
      rows.add(connection(column, other, style.right(), style.closes()));
      lanes[other] = FREE;
    }
    trim();
    rows.add(new Row(lanesWith(column, style.node()), migration, 2 * column));
    List<Migration> parents = graph.parents(migration.version());
    lanes[column] = parents.isEmpty() ? FREE : number(parents.getFirst());
    rootAbove = parents.isEmpty() ? column : -1;
    for (int i = 1; i < parents.size(); i++) {
      connect(column, number(parents.get(i)));
    }
    trim();
  }

  /**
   * Leads a line from a lane to the one that waits for a parent, opening it where there is none.
   */
  private void connect(int column, int parent) {
    int target = laneOf(parent, 0);
    boolean opens = target < 0;
    if (opens) {
      target = open(column + 1);
      lanes[target] = parent;
    }
    if (target > column) {
      rows.add(
          connection(column, target, style.right(), opens ? style.opensRight() : style.left()));
    } else {
      rows.add(connection(target, column, opens ? style.opensLeft() : style.right(), style.left()));
    }
  }

  /** A row in which a line leads from one lane to another one on its right. */
  private Row connection(int from, int to, char begin, char end) {
    char[] row = lanesWith(from, begin).toCharArray();
    if (row.length < 2 * to + 1) {
      int length = row.length;
      row = Arrays.copyOf(row, 2 * to + 1);
      Arrays.fill(row, length, row.length, ' ');
    }
    for (int i = 2 * from + 1; i < 2 * to; i++) {
      boolean crosses = i % 2 == 0 && lanes[i / 2] != FREE;
      row[i] = crosses ? style.crossing() : style.line();
    }
    row[2 * to] = end;
    return new Row(new String(row), null, -1);
  }

  private String lanesWith(int column, char mark) {
    StringBuilder row = new StringBuilder(2 * lanes.length);
    for (int i = 0; i < lanes.length; i++) {
      row.append(i == column ? mark : lanes[i] == FREE ? ' ' : style.lane()).append(' ');
    }
    return row.toString().stripTrailing();
  }

  private int laneOf(int node, int from) {
    for (int i = from; i < lanes.length; i++) {
      if (lanes[i] == node) {
        return i;
      }
    }
    return -1;
  }

  /** A free lane at or behind an index. */
  private int open(int from) {
    int free = laneOf(FREE, from);
    if (free >= 0) {
      return free;
    }
    int opened = Math.max(from, lanes.length);
    int length = lanes.length;
    lanes = Arrays.copyOf(lanes, opened + 1);
    Arrays.fill(lanes, length, lanes.length, FREE);
    return opened;
  }

  private void trim() {
    int length = lanes.length;
    while (length > 0 && lanes[length - 1] == FREE) {
      length--;
    }
    lanes = Arrays.copyOf(lanes, length);
  }

  private int number(Migration migration) {
    Integer number = numbers.get(migration);
    if (number == null) {
      throw new IllegalStateException("a parent is part of the graph");
    }
    return number;
  }
}
